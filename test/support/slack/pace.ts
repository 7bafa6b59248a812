/**
 * Docent's pace on a local Slack, measured from outside: `node test/support/slack/pace.ts [--people 300]
 * [--questions 300] [--bot docent|bare] [--piece-ms 0] [--fuzz 100000]`. As many ask at once as there are people; with
 * more questions each asks the next one when the last is answered. `--bot bare` measures what a tutorial builds
 * instead, with the same mentions and the same model. `--fuzz` has Docent read files that are hard to read meanwhile,
 * of so many characters each, and asks until they are read. Exits with 1 where an answer is lost or doubled.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { columns } from "../columns.ts";
import { adversarialShapes } from "../fuzz/shapes.ts";
import { startModelServer } from "../model-server.ts";
import { startLocalSlack } from "./local-slack.ts";
import { bodyOf } from "./view.ts";
import type { Message } from "./world.ts";

const { values } = parseArgs({
  options: {
    people: { type: "string", default: "300" },
    questions: { type: "string" },
    bot: { type: "string", default: "docent" },
    "piece-ms": { type: "string", default: "0" },
    fuzz: { type: "string" },
  },
});
const PEOPLE = Number(values.people);
const QUESTIONS = Number(values.questions ?? values.people);
const ROOMS = 50;
const IDLE_MS = 5000;
const PATIENCE_MS = 120_000;
/** Slack takes no later acknowledgement. */
const LATE_MS = 3000;
const SENTENCE = "Resize images with the `width` attribute of the Image component [1]. ";
const ENTRIES: Readonly<Record<string, string>> = { docent: "../../../src/index.ts", bare: "./bare-bot.ts" };
const ENDINGS = ["md", "html", "rst", "adoc", "mdx", "txt"];

const folder = mkdtempSync(join(tmpdir(), "docent-pace-"));
const docs = join(folder, "docs");
mkdirSync(docs);
writeFileSync(join(docs, "images.md"), `# Images\n\n${SENTENCE.replace(" [1]", "")}\n`);
for (const [n, shape] of adversarialShapes().entries())
  if (values.fuzz)
    writeFileSync(join(docs, `shape-${n}.${ENDINGS[n % ENDINGS.length]}`), shape.make(Number(values.fuzz)));

const [slack, model] = await Promise.all([startLocalSlack(), startModelServer()]);
model.delay(Number(values["piece-ms"]));
const markerIn = (text: string) => text.match(/\bq\d+\b/g)?.at(-1) ?? "";
model.respond(({ messages }) => `${SENTENCE}This answers ${markerIn(JSON.stringify(messages.at(-1)))} [1].`);
const rooms = Array.from({ length: ROOMS }, (_, n) => slack.world.addChannel(`room${n}`));

const bot = spawn(process.execPath, [join(import.meta.dirname, ENTRIES[values.bot] ?? values.bot)], {
  cwd: folder,
  env: {
    PATH: process.env.PATH,
    PORT: "0",
    DATA_DIR: join(folder, "data"),
    DOCS: docs,
    QUESTIONS_PER_MINUTE: "100000",
    LOG_LEVEL: "info",
    OPENAI_BASE_URL: model.url,
    OPENAI_MODEL: "local",
    OPENAI_EMBEDDING_MODEL: "local",
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
  },
});
let url = "";
let isSynced = false;
createInterface(bot.stdout).on("line", (line) => {
  url ||= /Docent is at (\S+)/.exec(line)?.[1] ?? "";
});
createInterface(bot.stderr).on("line", (line) => {
  isSynced ||= line.includes('"documentation synced"');
  if (/"level":[56]0/.test(line)) console.log(line.slice(0, 300));
});

/** Seconds of processor time that the bot has had, and the megabytes that it holds. */
function usage(): { readonly cpu: number; readonly rss: number } {
  const fields = readFileSync(`/proc/${bot.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${bot.pid}/status`, "utf8"))?.[1]) / 1024;
  return { cpu: (Number(fields[11]) + Number(fields[12])) / 100, rss };
}

/** The delays of the bot's event loop since this was last asked, in milliseconds; the bare bot tells nothing. */
async function loopDelays(): Promise<{ readonly p99: number; readonly most: number }> {
  if (!url) return { p99: Number.NaN, most: Number.NaN };
  const text = await (await fetch(`${url}/metrics`)).text();
  const of = (name: string) => Number(new RegExp(`^nodejs_eventloop_lag_${name}_seconds (\\S+)`, "m").exec(text)?.[1]);
  return { p99: of("p99") * 1000, most: of("max") * 1000 };
}

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!condition() && performance.now() < end) await delay(5);
}

/** A question on its way; times in milliseconds since 1970. */
interface Asked {
  readonly root: Message;
  readonly at: number;
  answeredAt?: number;
}

const asked = new Map<string, Asked>();
const answered = new Map<string, number>();
/** How many messages were looked at, and those of the bot that were not whole then. */
let seen = 0;
let growing: Message[] = [];

/** Looks for answers that have come to an end. */
function look(): void {
  const { world } = slack;
  const fresh = world.messages.slice(seen);
  seen = world.messages.length;
  growing = [...growing, ...fresh].filter((message) => {
    if (message.user !== world.bot.id) return false;
    const marker = /This answers (q\d+) /.exec(bodyOf(world, message))?.[1];
    if (!marker || typeof message.stream === "object") return true;
    answered.set(marker, (answered.get(marker) ?? 0) + 1);
    const question = asked.get(marker);
    if (question) question.answeredAt ??= Date.now();
    return false;
  });
}

let number = 0;

async function ask(person: string, goOn: () => boolean): Promise<void> {
  while (goOn()) {
    const n = number++;
    const room = rooms[n % ROOMS];
    if (!room) return;
    const at = Date.now();
    void slack.person(person).says(room, `<@${slack.world.bot.id}> How do I resize images, q${n}?`);
    const root = slack.world.messages.at(-1) as Message;
    const question: Asked = { root, at };
    asked.set(`q${n}`, question);
    await until(() => question.answeredAt !== undefined);
  }
}

/** From the model's first word to the first text on Slack, for each question. */
function firstTexts(): number[] {
  const shown = new Map<unknown, number>();
  for (const { method, args, at } of slack.calls)
    if (["chat.startStream", "chat.postMessage"].includes(method) && !shown.has(args.thread_ts))
      shown.set(args.thread_ts, slack.since + at);
  return model.requests.flatMap(({ body, firstWordAt }) => {
    const { root } = asked.get(markerIn(JSON.stringify(body.messages?.at(-1) ?? ""))) ?? {};
    const at = root && shown.get(root.ts);
    return at && firstWordAt ? [at - firstWordAt] : [];
  });
}

function quantile(numbers: readonly number[], share: number): string {
  return (numbers.toSorted((a, b) => a - b)[Math.floor(share * (numbers.length - 1))] ?? Number.NaN).toFixed(0);
}

await until(() => slack.sockets.sockets.size > 0 && (values.bot === "bare" || url !== ""));
if (!values.fuzz && values.bot !== "bare") await until(() => isSynced);
await delay(1000);
await loopDelays();
let most = 0;
const before = usage();
const watching = setInterval(() => {
  most = Math.max(most, usage().rss);
}, 200);
const looking = setInterval(look, 10);
const began = performance.now();
const goOn = () => (values.fuzz ? !isSynced : number < QUESTIONS);
await Promise.all(Array.from({ length: PEOPLE }, (_, n) => ask(`person${n}`, goOn)));
const seconds = (performance.now() - began) / 1000;
const busy = await loopDelays();
const after = usage();
clearInterval(watching);
await delay(IDLE_MS);
clearInterval(looking);
const idle = await loopDelays();
bot.kill();
await once(bot, "exit");

const waits = slack.deliveries.filter(({ attempt }) => attempt === 0).map(({ ms }) => ms);
const complete = [...asked.values()].flatMap(({ at, answeredAt }) => (answeredAt ? [answeredAt - at] : []));
const first = firstTexts();
const counts = [...asked.keys()].map((marker) => answered.get(marker) ?? 0);
const lost = counts.filter((count) => count === 0).length;
const doubled = counts.filter((count) => count > 1).length;
const three = (numbers: readonly number[]) => [0.5, 0.99, 1].map((share) => quantile(numbers, share));
console.log(`${values.bot}: ${asked.size} questions, ${PEOPLE} at once, in ${seconds.toFixed(1)} s`);
console.log(
  columns([
    ["milliseconds", "p50", "p99", "most"],
    ["acknowledged", ...three(waits)],
    ["first text after the model's first word", ...three(first)],
    ["complete answer", ...three(complete)],
    ["event loop, busy", "", busy.p99.toFixed(0), busy.most.toFixed(0)],
    ["event loop, idle", "", idle.p99.toFixed(0), idle.most.toFixed(0)],
  ]),
);
console.table({
  "acknowledged too late": waits.filter((ms) => ms > LATE_MS).length,
  lost,
  doubled,
  "processor ms a question": Number((((after.cpu - before.cpu) * 1000) / asked.size).toFixed(1)),
  "questions a second": Number((asked.size / seconds).toFixed(1)),
  "megabytes before": Math.round(before.rss),
  "megabytes at most": Math.round(most),
});
await Promise.all([slack.close(), model.close()]);
rmSync(folder, { recursive: true });
process.exit(lost + doubled === 0 ? 0 : 1);
