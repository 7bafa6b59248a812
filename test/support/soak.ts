/**
 * `node test/support/soak.ts [--questions 20000] [--minutes 30] [--store redis://127.0.0.1:6379/12] [--heap-mb 128]`:
 * so many questions through one process of Docent, on a local Slack and a local Discord with their real limits, a third
 * of them asked on in a thread; the model answers at once. With `--minutes 0` as fast as Docent can, forty at a time.
 *
 * Everything is measured from outside: by `/metrics`, the log and what stands on the platforms. Docent's own time is
 * what its log gives as the whole time of a question without the time its requests to the model were open. A Redis that
 * is named is emptied; `--heap-mb` is how much V8 may keep. Prints a line for each tenth of the questions, and exits
 * with 1 where an answer is lost or doubled.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createClient } from "@keyv/redis";
import { startLocalDiscord } from "./discord/local-discord.ts";
import { startModelServer } from "./model-server.ts";
import { startLocalSlack } from "./slack/local-slack.ts";
import { settingsFor, type Talk, talkOnDiscord, talkOnSlack } from "./talk.ts";

const { values } = parseArgs({
  options: {
    questions: { type: "string", default: "20000" },
    minutes: { type: "string", default: "30" },
    store: { type: "string" },
    "heap-mb": { type: "string" },
  },
});
const QUESTIONS = Number(values.questions);
const MINUTES = Number(values.minutes);
const PEOPLE = 400;
const CHANNELS = 50;
const AT_ONCE = 40;
/** Every so many talks go on for as many questions. */
const LONG_EVERY = 4;
const LONG = 3;
/** What is not answered after so long is lost; a second answer would come within so long after the first. */
const PATIENCE_MS = 60_000;
const SECOND_MS = 2000;
/** How often Docent is asked how it is. */
const SAMPLE_MS = 1000;
const SENTENCE = "Resize images with the `width` attribute of the Image component [1]. ";

const folder = mkdtempSync(join(tmpdir(), "docent-soak-"));
mkdirSync(join(folder, "docs"));
writeFileSync(join(folder, "docs", "images.md"), `# Images\n\n${SENTENCE.replace(" [1]", "")}\n`);
const [slack, discord, model] = await Promise.all([
  startLocalSlack({ minuteMs: 60_000 }),
  startLocalDiscord(),
  startModelServer(),
]);
const rooms = Array.from({ length: CHANNELS }, (_, index) => ({
  slack: slack.world.addChannel(`room${index}`),
  discord: discord.world.addChannel(discord.guild, `room${index}`),
}));
const markerIn = (messages: readonly unknown[]) =>
  JSON.stringify(messages.at(-1))
    .match(/\bq\d+\b/g)
    ?.at(-1);
// A short question to the model asks what is meant: the same.
model.respond(({ messages, stream }) =>
  stream ? `${SENTENCE}This answers ${markerIn(messages)} [1].` : `How do I resize images, ${markerIn(messages)}?`,
);

/** One question on its way. Times in milliseconds. */
interface Question {
  readonly asked: number;
  /** When its answer stood there whole. */
  answered?: number;
  /** From Docent's log: from taking it up to the end of its delivery. */
  ms?: number;
  /** For how long its requests to the model were open. */
  modelMs: number;
  /** How often it is answered. */
  answers: number;
}

const questions: Question[] = [];
let waiting = 0;
const byReference = new Map<string, Question>();

const env = {
  PATH: process.env.PATH,
  PORT: "0",
  DATA_DIR: folder,
  DOCS: join(folder, "docs"),
  ...(values.store && { STORE_URL: values.store }),
  ...settingsFor(slack, discord, model),
};
const redis = values.store ? await createClient({ url: values.store }).connect() : undefined;
await redis?.flushDb();
const flags = values["heap-mb"] ? [`--max-old-space-size=${values["heap-mb"]}`] : [];
const entry = join(import.meta.dirname, "../../src/index.ts");
const docent = spawn(process.execPath, [...flags, entry], { env, cwd: folder });
const oddities: string[] = [];
let url = "";
createInterface(docent.stdout).on("line", (line) => {
  url ||= /Docent is at (\S+)/.exec(line)?.[1] ?? "";
});
createInterface(docent.stderr).on("line", (line) => {
  const { level, question, ms, msg } = JSON.parse(line);
  const ended = msg === "question ended" ? byReference.get(question) : undefined;
  if (ended) ended.ms = ms;
  if (level > 30) oddities.push(line);
});

/** What Docent says of itself at one moment. */
interface Sample {
  readonly questions: number;
  readonly rssMb: number;
  readonly heapMb: number;
  readonly handles: number;
  readonly files: number;
  readonly cpuSeconds: number;
  readonly at: number;
}

async function sample(): Promise<Sample> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)?.[1]);
  return {
    questions: questions.length,
    rssMb: value("process_resident_memory_bytes") / 2 ** 20,
    heapMb: value("nodejs_heap_size_used_bytes") / 2 ** 20,
    handles: value("nodejs_active_handles_total"),
    files: value("process_open_fds"),
    cpuSeconds: value("process_cpu_seconds_total"),
    at: performance.now(),
  };
}

async function until(condition: () => boolean | Promise<boolean>, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    if (await condition()) return true;
    await delay(25);
  }
  return false;
}

/** Counts what the model's requests took towards their questions, and forgets them. */
function countModel(): void {
  const over = model.requests.filter(({ ms }) => ms !== undefined);
  for (const { body, ms = 0 } of over) {
    const question = questions[Number(markerIn(body.messages)?.slice(1))];
    if (question) question.modelMs += ms;
  }
  const open = model.requests.filter((request) => !over.includes(request));
  (model.requests as unknown[]).splice(0, Number.POSITIVE_INFINITY, ...open);
}

/** Asks one question in a talk, and waits until it is answered and would have been answered twice. */
async function ask(talk: Talk): Promise<void> {
  const question: Question = { asked: performance.now(), modelMs: 0, answers: 0 };
  const n = questions.push(question) - 1;
  waiting++;
  byReference.set(talk.ask(`How do I resize images, q${n}?`), question);
  const count = () => talk.answers().filter((text) => text.includes(`This answers q${n} `)).length;
  if (await until(() => count() > 0, PATIENCE_MS)) question.answered = performance.now();
  waiting--;
  await delay(SECOND_MS);
  question.answers = count();
}

/** Has somebody talk with Docent: mostly about one question, sometimes about more in the same thread. */
async function hold(number: number): Promise<void> {
  const person = `person${number % PEOPLE}`;
  const room = rooms[Math.floor(number / 2) % CHANNELS];
  if (!room) return;
  const talk = number % 2 ? talkOnSlack(slack, room.slack, person) : talkOnDiscord(discord, room.discord, person);
  for (let turn = 0; turn < (Math.floor(number / 2) % LONG_EVERY ? 1 : LONG); turn++) await ask(talk);
  talk.forget();
  countModel();
}

/** How many bytes the store takes. */
async function stored(): Promise<number> {
  if (redis) return Number(/used_memory:(\d+)/.exec(await redis.info("memory"))?.[1]);
  return statSync(join(folder, "docent.db")).size + statSync(join(folder, "docent.db-wal")).size;
}

function quantile(numbers: readonly number[], share: number): number {
  return Math.round(numbers.toSorted((a, b) => a - b)[Math.floor(share * (numbers.length - 1))] ?? Number.NaN);
}

/** What the questions of a stretch took, and what Docent said of itself meanwhile. */
function stretch(from: number, to: number) {
  const part = questions.slice(from, to);
  const own = part.flatMap(({ ms, modelMs }) => (ms === undefined ? [] : [ms - modelMs]));
  const seen = part.flatMap(({ asked, answered }) => (answered ? [answered - asked] : []));
  const during = samples.filter((one) => one.questions > from && one.questions <= to);
  const least = (pick: (one: Sample) => number) => Math.round(Math.min(...during.map(pick)));
  const most = (pick: (one: Sample) => number) => Math.round(Math.max(...during.map(pick)));
  const median = (pick: (one: Sample) => number) => quantile(during.map(pick), 0.5);
  return {
    "own p50 ms": quantile(own, 0.5),
    "own p99 ms": quantile(own, 0.99),
    "seen p50 ms": quantile(seen, 0.5),
    "seen p99 ms": quantile(seen, 0.99),
    "RSS MB": most(({ rssMb }) => rssMb),
    // What is left after the garbage has been collected.
    "least heap MB": least(({ heapMb }) => heapMb),
    handles: median(({ handles }) => handles),
    files: median(({ files }) => files),
  };
}

const isReady = async () => Boolean(url) && (await fetch(`${url}/readyz`)).ok && slack.sockets.sockets.size === 1;
if (!(await until(isReady, PATIENCE_MS))) throw new Error(`Docent does not get ready: ${oddities.join("\n")}`);
const before = await stored();
const samples: Sample[] = [await sample()];
const sampling = setInterval(async () => samples.push(await sample()), SAMPLE_MS);
const since = performance.now();
const due = () => (MINUTES === 0 ? QUESTIONS : ((performance.now() - since) / (MINUTES * 60_000)) * QUESTIONS);
const talks: Promise<void>[] = [];
while (questions.length < QUESTIONS) {
  if (waiting < AT_ONCE && questions.length <= due()) talks.push(hold(talks.length));
  else await delay(5);
}
const seconds = (performance.now() - since) / 1000;
await Promise.all(talks);
clearInterval(sampling);
samples.push(await sample());
countModel();
const bytes = (await stored()) - before;
const stopping = performance.now();
docent.kill("SIGTERM");
await once(docent, "exit");
const stopMs = Math.round(performance.now() - stopping);
redis?.destroy();

const tenth = Math.ceil(questions.length / 10);
console.table(Array.from({ length: 10 }, (_, n) => stretch(n * tenth, (n + 1) * tenth)));
const lost = questions.filter(({ answers }) => answers === 0).length;
const doubled = questions.filter(({ answers }) => answers > 1).length;
const cpu = (samples.at(-1)?.cpuSeconds ?? 0) - (samples[0]?.cpuSeconds ?? 0);
console.table({
  questions: questions.length,
  conversations: talks.length,
  lost,
  doubled,
  "questions a second": (questions.length / seconds).toFixed(1),
  "CPU ms a question": ((cpu * 1000) / questions.length).toFixed(1),
  "bytes a conversation": Math.round(bytes / talks.length),
  "ms to stop": stopMs,
  "lines of warning": oddities.length,
  "heap of the platforms MB": Math.round(process.memoryUsage().heapUsed / 2 ** 20),
});
for (const oddity of new Set([...oddities.map(withoutNumbers), ...slack.violations, ...discord.violations]))
  console.log(oddity.slice(0, 300));
rmSync(folder, { recursive: true });
process.exit(lost + doubled === 0 ? 0 : 1);

/** A line of the log, the same for every question. */
function withoutNumbers(line: string): string {
  const { level, msg, cause, err } = JSON.parse(line);
  return JSON.stringify({ level, msg, cause, err: err?.message });
}
