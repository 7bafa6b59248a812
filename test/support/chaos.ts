/**
 * `node test/support/chaos.ts [--kills 40] [--rolling] [--minutes 30] [--per-second 3]`: three processes on one
 * Redis, on
 * a local Slack and a local Discord, under load, one after another killed with -9 at random and started again; with
 * `--rolling` told to stop in turn, as for an upgrade. Every question's marker must stand in exactly one finished
 * answer.
 * Uses database 12 of the Redis at 127.0.0.1 and empties it. Exits with 1 where an answer is lost, doubled or left
 * half-written.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createClient } from "@keyv/redis";
import { startLocalDiscord } from "./discord/local-discord.ts";
import { startModelServer } from "./model-server.ts";
import { startLocalSlack } from "./slack/local-slack.ts";
import { settingsFor, type Talk, talkOnDiscord, talkOnSlack } from "./talk.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "40" },
    rolling: { type: "boolean", default: false },
    minutes: { type: "string", default: "30" },
    "per-second": { type: "string", default: "3" },
  },
});
const KILLS = Number(values.kills);
const PAUSE_MS = 1000 / Number(values["per-second"]);
const REPLICAS = 3;
const PEOPLE = 40;
/** What is not answered so long after the last question counts as lost. */
const PATIENCE_MS = 90_000;
const STORE_URL = "redis://127.0.0.1:6379/12";
const SENTENCE = "Resize images with the `width` attribute of the Image component [1]. ";

const folder = mkdtempSync(join(tmpdir(), "docent-chaos-"));
mkdirSync(join(folder, "docs"));
writeFileSync(join(folder, "docs", "images.md"), `# Images\n\n${SENTENCE.replace(" [1]", "")}\n`);
const [slack, discord, model] = await Promise.all([
  startLocalSlack({ retriesMs: [0, 3000, 8000, 15_000] }),
  startLocalDiscord(),
  startModelServer(),
]);
model.delay(20);
model.respond(({ messages }) => {
  const marker = JSON.stringify(messages.at(-1))
    .match(/\bq\d+\b/g)
    ?.at(-1);
  return `${SENTENCE.repeat(6)}This answers ${marker} [1].`;
});

/** One of the processes; another one is started in its place when it dies. */
interface Replica {
  readonly name: string;
  child: ChildProcess;
  port: number;
}

function spawnReplica(name: string, port: number): Replica {
  const dataDir = join(folder, name);
  mkdirSync(dataDir, { recursive: true });
  const env = {
    PATH: process.env.PATH,
    PORT: String(port),
    DATA_DIR: dataDir,
    DOCS: join(folder, "docs"),
    STORE_URL,
    ...settingsFor(slack, discord, model),
  };
  const log = openSync(join(folder, `${name}.log`), "a");
  const entry = join(import.meta.dirname, "../../src/index.ts");
  return { name, port, child: spawn(process.execPath, [entry], { env, cwd: dataDir, stdio: ["ignore", log, log] }) };
}

/** Whether a process answers questions, and is connected to both platforms. */
async function isReady({ port }: Replica): Promise<boolean> {
  const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
  return ready?.status === 200 && slack.sockets.sockets.size === REPLICAS && discord.gateway.connected >= REPLICAS;
}

async function until(condition: () => boolean | Promise<boolean>, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    if (await condition()) return true;
    await delay(50);
  }
  return false;
}

/** A question in a talk of its own. */
interface Question {
  readonly talk: Talk;
  readonly marker: string;
  readonly at: number;
  answeredAt?: number;
}

const questions: Question[] = [];

function ask(n: number): void {
  const person = `person${n % PEOPLE}`;
  const talk = n % 2 ? talkOnDiscord(discord, discord.general, person) : talkOnSlack(slack, slack.general, person);
  questions.push({ talk, marker: `This answers q${n} `, at: Date.now() });
  talk.ask(`How do I resize images, q${n}?`);
}

/** How the answer to a question looks right now: whole ones, and what Docent began there. */
function answersTo({ talk, marker }: Question) {
  return { whole: talk.answers().filter((text) => text.includes(marker)).length, begun: talk.begun() };
}

/** Notes when each question got its answer. */
function look(): void {
  for (const question of questions)
    if (question.answeredAt === undefined && answersTo(question).whole > 0) question.answeredAt = Date.now();
}

function report(platform: Talk["platform"], kills: number) {
  const asked = questions.filter(({ talk }) => talk.platform === platform);
  const states = asked.map(answersTo);
  const took = asked.flatMap(({ at, answeredAt }) => (answeredAt ? [answeredAt - at] : [])).toSorted((a, b) => a - b);
  return {
    kills,
    asked: asked.length,
    answered: states.filter(({ whole }) => whole === 1).length,
    lost: states.filter(({ whole }) => whole === 0).length,
    doubled: states.filter(({ whole }) => whole > 1).length,
    orphaned: states.filter(({ begun, whole }) => begun > whole).length,
    "median ms": took[Math.floor(took.length / 2)],
    "slowest ms": took.at(-1),
  };
}

const redis = await createClient({ url: STORE_URL }).connect();
await redis.flushDb();
const replicas = Array.from({ length: REPLICAS }, (_, n) => spawnReplica(`replica${n}`, 4300 + n));
const areReady = async () => (await Promise.all(replicas.map(isReady))).every(Boolean);
if (!(await until(areReady, 60_000))) throw new Error(`The processes do not get ready; see ${folder}`);
let asked = 0;
const asking = setInterval(() => ask(++asked), PAUSE_MS);
const looking = setInterval(look, 100);
let kills = 0;
for (const end = Date.now() + Number(values.minutes) * 60_000; kills < KILLS && Date.now() < end; ) {
  await delay(Math.random() * 1500);
  const index = values.rolling ? kills % REPLICAS : Math.floor(Math.random() * REPLICAS);
  const victim = replicas[index];
  if (!victim) continue;
  victim.child.kill(values.rolling ? "SIGTERM" : "SIGKILL");
  await once(victim.child, "exit");
  kills++;
  replicas[index] = spawnReplica(victim.name, victim.port);
  await until(areReady, 30_000);
}
clearInterval(asking);
await until(() => questions.every(({ answeredAt }) => answeredAt !== undefined), PATIENCE_MS);
clearInterval(looking);
const tables = { slack: report("slack", kills), discord: report("discord", kills) };
console.table(tables);
for (const question of questions) {
  const { whole, begun } = answersTo(question);
  if (whole !== 1 || begun !== 1) console.log(question.marker, question.talk.platform, { whole, begun });
}
const { violations } = slack;
if (violations.length + discord.violations.length > 0)
  console.log([...new Set([...violations, ...discord.violations])].slice(0, 5));
for (const { child } of replicas) child.kill("SIGKILL");
await redis.flushDb();
redis.destroy();
const isWell = Object.values(tables).every(({ lost, doubled, orphaned }) => lost + doubled + orphaned === 0);
if (isWell) rmSync(folder, { recursive: true });
else console.log(`The logs are in ${folder}`);
process.exit(isWell ? 0 : 1);
