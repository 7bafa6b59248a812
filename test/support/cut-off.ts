/**
 * `node test/support/cut-off.ts`: cuts Docent off from Redis and from Pinecone in four ways each and gives them back,
 * with the time-outs of production. Prints what a person saw, what `/readyz` said, and the seconds until Docent
 * answered as before. Uses database 11 of the Redis at 127.0.0.1 and empties it.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createClient } from "@keyv/redis";
import { createDocent, type Docent } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/core/log.ts";
import { type CutLine, type Fault, startCutLine } from "./cut-line.ts";
import { MemoryAdapter } from "./memory-adapter.ts";
import { startModelServer } from "./model-server.ts";
import { startLocalPinecone } from "./pinecone/local-pinecone.ts";
import { promptFor, threadIn } from "./prompts.ts";

const FAULTS: readonly Fault[] = ["refused", "hung", "reset", "slow"];
const QUESTION = "How do I resize an image?";
const STORE_URL = "redis://127.0.0.1:6379/11";
/** How long an engine stays away. */
const AWAY_MS = 6000;

const folder = mkdtempSync(join(tmpdir(), "docent-cut-"));
mkdirSync(join(folder, "docs"));
writeFileSync(join(folder, "docs", "images.md"), "# Images\n\nResize an image with the `width` attribute.\n");
const [model, pinecone] = await Promise.all([startModelServer(), startLocalPinecone()]);
const lines = {
  Redis: await startCutLine(6379),
  Pinecone: await startCutLine(Number(new URL(pinecone.url).port)),
};
const redis = await createClient({ url: STORE_URL }).connect();
await redis.flushDb();

const adapter = new MemoryAdapter();
const config = readConfig(
  {
    DATA_DIR: join(folder, "data"),
    DOCS: join(folder, "docs"),
    STORE_URL: STORE_URL.replace(":6379", `:${lines.Redis.port}`),
    QUESTIONS_PER_MINUTE: "100000",
    OPENAI_BASE_URL: model.url,
    OPENAI_EMBEDDING_MODEL: "local",
    PINECONE_API_KEY: pinecone.apiKey,
    PINECONE_INDEX: "docs",
    PINECONE_CONTROLLER_HOST: `http://127.0.0.1:${lines.Pinecone.port}`,
  },
  "no-such-file",
);
const docent = await createDocent(config, { log: createLog("silent"), adapters: () => [adapter] });
await docent.start();
await docent.sync();

/** What somebody sees who asks now, and after how many seconds. */
async function ask(): Promise<{ readonly saw: string; readonly seconds: string }> {
  const since = performance.now();
  const prompt = promptFor(QUESTION, { place: threadIn("c", String(since)) });
  const refused = await adapter.bot?.run(prompt).then(
    () => undefined,
    (error: Error) => error.message,
  );
  const shown = () => adapter.answers.findLast((answer) => answer.prompt.id === prompt.id)?.messages.at(-1);
  while (refused === undefined && !shown()?.done) await delay(20);
  const saw = (refused ?? shown()?.text ?? "").replace(/\s+/g, " ").slice(0, 60);
  return { saw, seconds: ((performance.now() - since) / 1000).toFixed(1) };
}

async function recovery(running: Docent): Promise<string> {
  const since = performance.now();
  while ((await running.reasons()).length > 0) await delay(50);
  while (!(await ask()).saw.includes("width")) await delay(50);
  return ((performance.now() - since) / 1000).toFixed(1);
}

async function cut(engine: string, line: CutLine, fault: Fault) {
  await line.cut(fault);
  const since = performance.now();
  const { saw, seconds } = await ask();
  const reasons = (await docent.reasons()).join(" ").slice(0, 60);
  await delay(Math.max(0, AWAY_MS - (performance.now() - since)));
  await line.restore();
  return { engine, fault, saw, "after s": seconds, readyz: reasons, "back after s": await recovery(docent) };
}

const rows = [];
for (const [engine, line] of Object.entries(lines))
  for (const fault of FAULTS) rows.push(await cut(engine, line, fault));
console.table(rows);
await docent.stop();
await redis.flushDb();
redis.destroy();
rmSync(folder, { recursive: true });
process.exit(0);
