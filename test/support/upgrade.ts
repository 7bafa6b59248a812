/**
 * `node test/support/upgrade.ts [--at COMMIT]`: whether this project opens what an older one left, by default the
 * commit
 * before the house was rebuilt. The old program answers one question on its page, is killed while it answers another,
 * and this one is started on what is there: on the same data folder, and on a Redis (database 11 of the one at
 * 127.0.0.1, which is emptied). Exits with 1 where the first exchange is not there any more as it was, the second
 * question is not answered, or its answer does not know the first.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createClient } from "@keyv/redis";
import type { ShownExchange } from "../../src/adapters/web/render.ts";
import { BASELINE, checkoutsOf, PROJECT } from "./checkout.ts";
import { columns } from "./columns.ts";
import { startModelServer } from "./model-server.ts";
import { readSnapshot, sendJson, visit } from "./visit.ts";

const STORE_URL = "redis://127.0.0.1:6379/11";
const PATIENCE_MS = 30_000;
const FIRST = "What is the default colour of a button?";
const SECOND = "And how large is it?";

const { values } = parseArgs({ options: { at: { type: "string", default: BASELINE } } });
const [old] = checkoutsOf([values.at], []);
if (!old) throw new Error(`There is no ${values.at}`);
const model = await startModelServer();

/** A Docent that runs. */
interface Running {
  readonly url: string;
  kill(): Promise<void>;
}

async function start(root: string, dataDir: string, settings: Record<string, string>): Promise<Running> {
  const env = {
    PATH: process.env.PATH,
    PORT: "0",
    DATA_DIR: dataDir,
    DOCS: join(dataDir, "docs"),
    OPENAI_BASE_URL: model.url,
    ...settings,
  };
  const child: ChildProcess = spawn(process.execPath, [join(root, "src/index.ts")], { env, cwd: dataDir });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (piece: Buffer) => {
      printed += piece.toString();
    });
  const url = await until(() => /Docent is at (\S+)/.exec(printed)?.[1]);
  await until(async () => (await fetch(`${url}/readyz`)).status === 200);
  const kill = async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return { url, kill };
}

type Maybe<Value> = Value | false | undefined;

/** Looks again until something is there. */
async function until<Value>(find: () => Maybe<Value> | Promise<Maybe<Value>>): Promise<Value> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await delay(20)) {
    const found = await Promise.resolve(find()).catch(() => undefined);
    if (found) return found;
  }
  throw new Error("what was waited for did not happen");
}

/** Lets the old program answer and die, and the new one go on; what a page shows then of both questions. */
async function upgrade(settings: Record<string, string>): Promise<readonly (readonly ShownExchange[])[]> {
  const dataDir = mkdtempSync(join(tmpdir(), "docent-upgrade-"));
  mkdirSync(join(dataDir, "docs"));
  writeFileSync(join(dataDir, "docs", "buttons.md"), "# Buttons\n\nThe default colour of a button is green.\n");
  const conversation = randomBytes(16).toString("hex");
  try {
    const before = await start(old?.folder ?? "", dataDir, settings);
    const { cookies: cookie } = await visit(before.url);
    const ask = (text: string) => {
      const body = { id: randomBytes(16).toString("hex"), conversation, text };
      return sendJson(`${before.url}/api/ask`, body, { cookie, origin: before.url });
    };
    const shownBy = ({ url }: Running) => readSnapshot(`${url}/api/events?conversation=${conversation}`, cookie);
    const isWhole = (exchange?: ShownExchange) => exchange?.messages.some(({ done }) => done) ?? false;
    await ask(FIRST);
    const written = await until(async () => {
      const shown = await shownBy(before);
      return isWhole(shown[0]) && shown;
    });
    model.delay(1000);
    await ask(SECOND);
    await until(async () => (await shownBy(before)).some(({ question }) => question === SECOND));
    await delay(500);
    await before.kill();
    model.delay(0);
    const after = await start(PROJECT, dataDir, settings);
    const read = await until(async () => {
      const shown = await shownBy(after);
      return isWhole(shown[1]) && shown;
    });
    await after.kill();
    return [written, read];
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** What the exchange of a question shows, as text. */
function textOf(shown: readonly ShownExchange[] = [], question: string): string {
  const found = shown.find((exchange) => exchange.question === question);
  return found?.messages.map(({ text, sources }) => `${text} ${JSON.stringify(sources)}`).join("\n") ?? "";
}

const redis = await createClient({ url: STORE_URL }).connect();
const rows: string[][] = [];
for (const [name, settings] of [
  ["data folder", {}],
  ["Redis", { STORE_URL }],
] as const) {
  await redis.flushDb();
  const asked = model.requests.length;
  const [written, read] = await upgrade(settings);
  const knows = model.requests.slice(asked).some(({ body }) => {
    const said = JSON.stringify(body.messages);
    return said.includes(SECOND) && said.includes(FIRST);
  });
  const isKept = textOf(written, FIRST) !== "" && textOf(read, FIRST) === textOf(written, FIRST);
  const isAnswered = textOf(read, SECOND) !== "";
  rows.push([name, ...[isKept, isAnswered, knows].map((holds) => (holds ? "yes" : "NO"))]);
}
await redis.flushDb();
redis.destroy();
await model.close();
console.log(
  columns([[`left by ${values.at}`, "history intact", "open question answered", "knows the first"], ...rows]),
);
process.exit(rows.flat().includes("NO") ? 1 : 0);
