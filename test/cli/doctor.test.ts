import { type ExecFileException, execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createClient } from "@keyv/redis";
import { PermissionFlagsBits } from "discord.js";
import { expect, onTestFinished, test } from "vitest";
import { clockFinding } from "../../src/core/finding.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { CHILD_ENVIRONMENT } from "../support/child-environment.ts";
import { startLocalDiscord } from "../support/discord/local-discord.ts";
import { localGithub } from "../support/github.ts";
import { docsFolder } from "../support/library.ts";
import { startModelServer } from "../support/model-server.ts";
import { startLocalPinecone } from "../support/pinecone/local-pinecone.ts";
import { hasRedis, REDIS_URL } from "../support/redis.ts";
import { startLocalSlack } from "../support/slack/local-slack.ts";
import { tempDir } from "../support/temp-dir.ts";

const PROGRAM = resolve(import.meta.dirname, "../../src/cli/doctor.ts");

interface Ended {
  readonly code: number;
  readonly out: string;
}

/** Runs the real program in a folder of its own, so that no `.env` of this machine counts. */
function run(environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((done) => {
    const options = { env: { ...CHILD_ENVIRONMENT, DATA_DIR: tempDir(), ...environment }, cwd: tempDir() };
    execFile(process.execPath, ["--disable-warning=ExperimentalWarning", PROGRAM], options, (error, out, err) =>
      done({ code: Number((error as ExecFileException | null)?.code ?? 0), out: out + err }),
    );
  });
}

test("without any setting it says that Docent can run", async () => {
  const { code, out } = await run();
  expect(out).toMatch(/^ok {4}Data folder: .* can be written/m);
  expect(out).toMatch(/^ok {4}Discord: off; turn it on with DISCORD_TOKEN/m);
  expect(out).toMatch(/^ok {4}Slack: off; turn it on with SLACK_BOT_TOKEN/m);
  expect(out).toMatch(/Docent can run\.\n$/);
  expect(code).toBe(0);
});

test("what was deleted and still stands in the log is told while another program reads, and taken off the disk else", async () => {
  const dataDir = tempDir();
  const [database, reader] = [openDatabase(dataDir), openDatabase(dataDir)];
  database.exec("create table notes (text); insert into notes values ('a')");
  reader.exec("begin");
  reader.prepare("select * from notes").all();
  database.exec("delete from notes; insert or replace into erasure values (1, 1)");
  const settings = { DATA_DIR: dataDir };
  expect((await run(settings)).out).toMatch(
    /^note {2}Data folder: what was deleted still stands in docent\.db-wal.*Close it/m,
  );
  reader.close();
  expect((await run(settings)).out).not.toContain("still stands");
  database.close();
});

test("a token for GitHub is tried", async () => {
  const github = await localGithub({ token: "ghp_right" });
  const at = { GITHUB_URL: github.url, ALLOW_PRIVATE_HOSTS: github.host };
  expect((await run({ ...at, GITHUB_TOKEN: "ghp_right" })).out).toMatch(
    /^ok {4}GitHub: .* knows GITHUB_TOKEN as docs-bot$/m,
  );
  const { code, out } = await run({ ...at, GITHUB_TOKEN: "ghp_wrong" });
  expect(out).toMatch(/^FAIL {2}GitHub: .*: GITHUB_TOKEN is not valid/m);
  expect(out).not.toContain("ghp_wrong");
  expect(code).toBe(1);
});

test("everything that is set up is looked into, and works", async () => {
  const [discord, slack, model, pinecone] = await Promise.all([
    startLocalDiscord(),
    startLocalSlack(),
    startModelServer(),
    startLocalPinecone(),
  ]);
  onTestFinished(async () => void (await Promise.all([discord, slack, model, pinecone].map((one) => one.close()))));
  const { code, out } = await run({
    DOCS: docsFolder({ "a.md": "# Owls" }),
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    OPENAI_BASE_URL: model.url,
    OPENAI_MODEL: "local",
    OPENAI_EMBEDDING_MODEL: "local",
    PINECONE_API_KEY: pinecone.apiKey,
    PINECONE_INDEX: "docs",
    PINECONE_CONTROLLER_HOST: pinecone.url,
  });
  for (const line of [
    /^ok {4}Model: local answers$/m,
    /^ok {4}Embeddings: local makes vectors of \d+ numbers$/m,
    /^ok {4}Pinecone: the key is taken; the index docs is made with the first documents$/m,
    /^ok {4}Discord: the token is that of /m,
    /^ok {4}Discord: the Message Content intent is on$/m,
    /^ok {4}Discord: all permissions are there in Test server$/m,
    /^ok {4}Clock: agrees with Discord$/m,
    /^ok {4}Slack: the bot token is that of /m,
    /^note {2}Slack: without the scopes groups:history, mpim:history Docent hears mentions/m,
    /^ok {4}Slack: the app-level token is taken$/m,
    /^ok {4}Clock: agrees with Slack$/m,
  ])
    expect(out).toMatch(line);
  expect(code).toBe(0);
  expect([...discord.violations, ...slack.violations, ...pinecone.violations]).toEqual([]);
});

test("what does not work is named, each with what to do, and no secret is repeated", async () => {
  const [discord, slack, model, pinecone] = await Promise.all([
    startLocalDiscord({ messageContent: false }),
    startLocalSlack(),
    startModelServer(),
    startLocalPinecone(),
  ]);
  onTestFinished(async () => void (await Promise.all([discord, slack, model, pinecone].map((one) => one.close()))));
  const everyone = discord.guild.roles[0];
  if (everyone) everyone.permissions = String(BigInt(everyone.permissions) & ~PermissionFlagsBits.AttachFiles);
  model.fault("unauthorized");
  pinecone.addIndex("docs", 3);
  const { code, out } = await run({
    DOCS: docsFolder({ "a.md": "# Owls" }),
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_GUILD_ID: "123456789012345678",
    SLACK_BOT_TOKEN: "xoxb-wrong-token",
    SLACK_APP_TOKEN: "xapp-wrong-token",
    SLACK_API_URL: slack.apiUrl,
    OPENAI_API_KEY: "sk-very-secret",
    OPENAI_BASE_URL: model.url,
    OPENAI_MODEL: "local",
    OPENAI_EMBEDDING_MODEL: "local",
    PINECONE_API_KEY: pinecone.apiKey,
    PINECONE_INDEX: "docs",
    PINECONE_CONTROLLER_HOST: pinecone.url,
    STORE_URL: "redis://127.0.0.1:1",
  });
  for (const line of [
    /^FAIL {2}Model: local does not answer. The key was refused \(401\). Check OPENAI_API_KEY.$/m,
    /^FAIL {2}Pinecone: the index docs holds vectors of 3 numbers, the embeddings model makes \d+\./m,
    /^note {2}Discord: the Message Content intent is off/m,
    /^note {2}Discord: Attach Files is missing in Test server/m,
    /^note {2}Discord: the bot is not in the server 123456789012345678/m,
    /^FAIL {2}Slack: SLACK_BOT_TOKEN is refused \(invalid_auth\)/m,
    /^FAIL {2}Redis: Redis is out of reach. Check STORE_URL/m,
    /^4 of \d+ checks failed\.$/m,
  ])
    expect(out).toMatch(line);
  expect(out).not.toMatch(/very-secret|wrong-token/);
  expect(code).toBe(1);
});

test.skipIf(!hasRedis)("a Redis that keeps nothing on disk is worth a word", async () => {
  const client = await createClient({ url: REDIS_URL }).connect();
  onTestFinished(() => client.destroy());
  const { save, appendonly } = await client.configGet(["save", "appendonly"]);
  const { code, out } = await run({ STORE_URL: REDIS_URL });
  if (save || appendonly === "yes") expect(out).toMatch(/^ok {4}Redis: keeps things on disk$/m);
  else expect(out).toMatch(/^note {2}Redis: keeps nothing on disk, .* Set appendonly to yes/m);
  expect(out).toMatch(/^ok {4}Clock: agrees with Redis$/m);
  expect(code).toBe(0);
});

test("settings that are misspelled, swapped or malformed are named, and everything else is looked into", async () => {
  const discord = await startLocalDiscord();
  onTestFinished(() => discord.close());
  const { code, out } = await run({
    OPENAI_MODL: "gpt",
    PORT: "many",
    SLACK_BOT_TOKEN: "xapp-secret-1",
    SLACK_APP_TOKEN: "xapp-2",
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_ANSWER_CHANNELS: `${discord.general.id},123456789012345678`,
  });
  const invite = /https:\/\/discord\.com\/oauth2\/\S+/.exec(readFileSync("docs/discord.md", "utf8"))?.[0] ?? "";
  for (const line of [
    /^FAIL {2}Settings: PORT must be/m,
    /^FAIL {2}Settings: SLACK_BOT_TOKEN must start with xoxb-; what begins with xapp- is SLACK_APP_TOKEN$/m,
    /^note {2}Settings: OPENAI_MODL is no setting. Is OPENAI_MODEL meant\?$/m,
    /^ok {4}Discord: every post is answered in #general$/m,
    /^note {2}Discord: the channel 123456789012345678 of DISCORD_ANSWER_CHANNELS cannot be read/m,
  ])
    expect(out).toMatch(line);
  expect(out).toContain(invite.replace("YOUR_APPLICATION_ID", discord.world.bot.id));
  expect(out).not.toContain("xapp-secret-1");
  expect(code).toBe(1);
});

test("a clock that is off is told by how much", () => {
  expect(clockFinding("Slack", 1_000_000, 1_004_000).state).toBe("good");
  expect(clockFinding("Slack", 1_000_000, 1_090_000)).toEqual({
    state: "warning",
    text: "Clock: 90 seconds away from Slack. Set this machine's clock, for example by switching on NTP.",
  });
});
