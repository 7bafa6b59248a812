import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it, onTestFinished, vi } from "vitest";
import { CHILD_ENVIRONMENT } from "./support/child-environment.ts";
import { askOnPage, startDocent } from "./support/docent-process.ts";
import { freePort } from "./support/free-port.ts";
import { docsFolder } from "./support/library.ts";
import { hasRedisServer, startRedisServer } from "./support/redis-server.ts";
import { serve } from "./support/site.ts";
import { startLocalSlack } from "./support/slack/local-slack.ts";
import { tempDir } from "./support/temp-dir.ts";

const PATIENCE = { timeout: 20_000, interval: 30 };
const docs = () => docsFolder({ "colours.md": "# Colours\n\nThe colour of a button is green.\n" });

it("a platform that refuses its token is named everywhere and keeps nobody else from answers", async () => {
  const slack = await startLocalSlack();
  const docent = await startDocent(tempDir(), {
    DOCS: docs(),
    SLACK_BOT_TOKEN: "xoxb-wrong-0123456789",
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
  });
  onTestFinished(async () => void (await Promise.all([docent.end("SIGKILL"), slack.close()])));
  await docent.ready();
  const ask = async (path: string) => (await fetch(docent.url + path)).text();
  expect(await ask("/readyz")).toMatch(/^ready\nslack is off: Slack refused SLACK_BOT_TOKEN \(invalid_auth\)/);
  expect(await ask("/metrics")).toContain('docent_platform_state{platform="slack",state="refused"} 1');
  expect(await ask("/metrics")).toContain('docent_platform_state{platform="web",state="on"} 1');
  expect(docent.output()).toMatch(/Slack {10}not running: Slack refused SLACK_BOT_TOKEN/);
}, 60_000);

it("Docent is not ready while a platform is on its way, and says which", async () => {
  const { promise: asked, resolve: letAnswer } = Promise.withResolvers<void>();
  const discord = await serve(async (_, response) => {
    await asked;
    response.writeHead(401, { "content-type": "application/json" }).end('{"message":"401: Unauthorized","code":0}');
  });
  const port = await freePort();
  const env = {
    ...CHILD_ENVIRONMENT,
    DATA_DIR: tempDir(),
    DOCS: docs(),
    PORT: String(port),
    DISCORD_TOKEN: "a.wrong.token",
    DISCORD_API_URL: `${discord.url}/api`,
  };
  const child = spawn(process.execPath, ["src/index.ts"], { env, stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ready = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    return `${response.status} ${await response.text()}`;
  };
  const early = await vi.waitFor(ready, PATIENCE);
  expect(early).toMatch(/^503 /);
  expect(early).toContain("discord: not connected yet.");
  letAnswer();
  await vi.waitFor(async () => expect(await ready()).toMatch(/^200 ready\ndiscord is off: /), PATIENCE);
  child.kill("SIGKILL");
  await once(child, "exit");
}, 60_000);

it.skipIf(!hasRedisServer)(
  "stays ready while a platform connects anew, and not while the store is away",
  async () => {
    const [slack, redis] = [await startLocalSlack(), await startRedisServer()];
    const docent = await startDocent(tempDir(), {
      DOCS: docs(),
      STORE_URL: redis.url,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
    });
    onTestFinished(async () => void (await Promise.all([docent.end("SIGKILL"), slack.close()])));
    await docent.ready();
    const status = async () => (await fetch(`${docent.url}/readyz`)).status;
    const [first] = slack.sockets.sockets;
    slack.sockets.recycle();
    const seen = new Set<number>();
    await vi.waitFor(async () => {
      seen.add(await status());
      expect(slack.sockets.sockets.size).toBe(1);
      expect(slack.sockets.sockets.has(first as never)).toBe(false);
    }, PATIENCE);
    expect([...seen]).toEqual([200]);
    redis.pause();
    await vi.waitFor(async () => expect(await status()).toBe(503), PATIENCE);
    expect(await (await fetch(`${docent.url}/readyz`)).text()).toContain("Redis is out of reach");
    redis.resume();
    await docent.ready();
  },
  60_000,
);

it("a database that is damaged while Docent runs is told in a sentence", async () => {
  const dataDir = tempDir();
  const docent = await startDocent(dataDir, { DOCS: docs() });
  onTestFinished(() => docent.end("SIGKILL").then(() => undefined));
  await docent.ready();
  const database = new DatabaseSync(join(dataDir, "docent.db"));
  database.exec("pragma wal_checkpoint(truncate)");
  database.close();
  writeFileSync(join(dataDir, "docent.db"), Buffer.alloc(statSync(join(dataDir, "docent.db")).size, 0xa5));
  const told = async () => (await fetch(`${docent.url}/readyz`)).text();
  await askOnPage(docent, "Which colour has a button?").catch(() => undefined);
  await vi.waitFor(async () => expect(await told()).toMatch(/docent\.db is damaged\..*restore a backup/), PATIENCE);
  expect((await fetch(`${docent.url}/readyz`)).status).toBe(503);
  expect(docent.output().match(/trouble with the database/g)).toHaveLength(1);
}, 60_000);

/** A disk of its own of three megabytes, until the test ends; undefined where this machine lets nobody make one. */
function smallDisk(): string | undefined {
  const folder = tempDir();
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=3m", "docent-test", folder]);
  if (mounted.status !== 0) return undefined;
  onTestFinished(() => void execFileSync("umount", ["-l", folder]));
  return folder;
}

/** Writes a file until its disk has no room for one more page; how much that takes, others change meanwhile. */
function fill(file: string): void {
  const page = Buffer.alloc(4096);
  try {
    while (true) appendFileSync(file, page);
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe("ENOSPC");
  }
}

it("a disk without room is told to who asks, in readiness, once in the log, and in the terminal", async ({ skip }) => {
  const disk = smallDisk();
  if (!disk) return skip("no file system may be mounted here");
  const dataDir = join(disk, "data");
  mkdirSync(dataDir);
  const [docs, full] = [
    docsFolder({ "colours.md": "# Colours\n\nGreen.\n" }),
    /The disk that holds the data folder is full/,
  ];
  const docent = await startDocent(dataDir, { DOCS: docs });
  onTestFinished(() => docent.end("SIGKILL").then(() => undefined));
  await docent.ready();
  fill(join(disk, "filling"));
  for (let time = 0; time < 3; time++)
    await expect(askOnPage(docent, "Which colour has a button?")).rejects.toThrow("not taken");
  const ready = await fetch(`${docent.url}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([503, expect.stringMatching(full)]);
  expect(docent.output().match(/trouble with the database/g)).toHaveLength(1);
  expect(docent.output()).not.toMatch(/\n\s+at |"stack"/);
  const env = { ...CHILD_ENVIRONMENT, DATA_DIR: dataDir, DOCS: docs };
  const args = ["src/start.js", "doctor"];
  const doctor = spawnSync(process.execPath, args, { env, encoding: "utf8" });
  expect(doctor.stdout).toMatch(/FAIL {2}Data folder: The disk that holds the data folder is full/);
  expect(doctor.status).toBe(1);
  rmSync(join(disk, "filling"));
  await docent.ready();
  await askOnPage(docent, "Which colour has a button?");
}, 120_000);
