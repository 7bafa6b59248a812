/**
 * `node test/support/cases.ts [word]`: plays the cases of `../shared/cases/platform` (those whose names contain the
 * word) to a Docent in a process of its own, on a local Slack and a local Discord by their own clients, and prints what
 * each person sees and whether it is what should be. Where a model answers in a case, a second Docent with one is asked.
 * Exits with 1 where something is not.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { discordCases } from "./cases/discord-cases.ts";
import { modelCases, pagesOf } from "./cases/model-cases.ts";
import { type Case, PAGES, type Played } from "./cases/play.ts";
import { slackCases } from "./cases/slack-cases.ts";
import { startLocalDiscord } from "./discord/local-discord.ts";
import { startDocent } from "./docent-process.ts";
import { startModelServer } from "./model-server.ts";
import { shared } from "./needs.ts";
import { startLocalSlack } from "./slack/local-slack.ts";
import { settingsFor } from "./talk.ts";

const folder = shared("cases/platform");
if (!folder) throw new Error("../shared/cases/platform is not beside the project");
const [word = ""] = process.argv.slice(2);

const dataDir = mkdtempSync(join(tmpdir(), "docent-cases-"));
const docs = join(dataDir, "docs");
mkdirSync(docs);
const cases = [...Object.entries(slackCases), ...Object.entries(discordCases)];
const names = [...cases.map(([name]) => name), ...Object.keys(modelCases)];
function read(name: string): Case {
  const text = readFileSync(join(folder ?? "", name), "utf8");
  return name.endsWith(".json") ? JSON.parse(text) : { page: text };
}
const pages = Object.assign({}, PAGES, ...names.map((name) => pagesOf(name, read(name))));
for (const [name, text] of Object.entries(pages)) writeFileSync(join(docs, name), String(text));

/** Both platforms, and a Docent on them in a process of its own. */
async function startHouse(name: string, hasModel: boolean) {
  const slack = await startLocalSlack({ identity: { team: "T0HOME", botUser: "U0DOCENT" } });
  const discord = await startLocalDiscord({ ids: { bot: "900000000000000001", guild: "1500000000000000000" } });
  const model = await startModelServer();
  const { OPENAI_BASE_URL, OPENAI_MODEL, ...plain } = settingsFor(slack, discord, model);
  const settings = hasModel ? { ...plain, OPENAI_BASE_URL, OPENAI_MODEL } : plain;
  mkdirSync(join(dataDir, name));
  const docent = await startDocent(join(dataDir, name), { ...settings, DOCS: docs, LOG_LEVEL: "warn" });
  await docent.ready();
  const close = async () => {
    await docent.end();
    await Promise.all([slack.close(), discord.close(), model.close()]);
  };
  return { slack, discord, model, close };
}

const plain = await startHouse("plain", false);
const modelled = await startHouse("modelled", true);

const played: (Played & { readonly name: string })[] = [];
for (const [name, play] of cases)
  if (name.includes(word)) for (const one of await play(read(name), plain)) played.push({ name, ...one });
for (const [name, play] of Object.entries(modelCases))
  if (name.includes(word)) for (const one of await play(read(name), modelled)) played.push({ name, ...one });

for (const { name, act, seen, isRight } of played)
  process.stdout.write(`\n## ${name}: ${act}${isRight ? "" : "   WRONG"}\n${seen.replaceAll(/^/gm, "  | ")}\n`);
const wrong = played.filter(({ isRight }) => !isRight);
process.stdout.write(
  `\n${played.map(({ name, act, isRight }) => `${isRight ? "right" : "WRONG"}  ${name}  ${act.slice(0, 90)}`).join("\n")}\n`,
);
const broken = [plain, modelled].flatMap(({ slack, discord }) => [...slack.violations, ...discord.violations]);
process.stdout.write(`\n${played.length} acts, ${wrong.length} wrong; broken rules: ${broken.length}\n`);
process.exitCode = wrong.length > 0 ? 1 : 0;
await plain.close();
await modelled.close();
rmSync(dataDir, { recursive: true });
