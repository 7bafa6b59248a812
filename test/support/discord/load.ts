import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Call } from "./api.ts";
import { type LocalDiscord, startLocalDiscord } from "./local-discord.ts";
import type { Interaction, Message } from "./world.ts";

/**
 * `node test/support/discord/load.ts [questions]`: 200 people in 50 channels ask at once, a model streams, and every
 * question's marker must stand in exactly one finished answer; then so many questions (2,000) for the slope of the
 * memory.
 */
const PEOPLE = 200;
const CHANNELS = 50;
const IN_A_ROW = 20;
const QUESTIONS = Number(process.argv[2] ?? 2_000);
const WAVE = 100;

const dataDir = mkdtempSync(join(tmpdir(), "docent-load-"));
const docs = join(dataDir, "docs");
mkdirSync(docs);
writeFileSync(
  join(docs, "images.md"),
  "# Images\n\nAn image is resized with the width attribute of the image component.\n",
);

const model = new Worker(new URL("./load-model.ts", import.meta.url));
const [modelUrl] = (await once(model, "message")) as [string];
const discord = await startLocalDiscord();
const channels = Array.from({ length: CHANNELS }, (_, index) =>
  discord.world.addChannel(discord.guild, `channel-${index}`),
);
const worker = new Worker(new URL("./load-worker.ts", import.meta.url), {
  workerData: {
    DATA_DIR: dataDir,
    DOCS: docs,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    OPENAI_BASE_URL: modelUrl,
    OPENAI_MODEL: "local",
    QUESTIONS_PER_MINUTE: "100000",
    LOG_LEVEL: "error",
  },
});
await once(worker, "message");

let marked = 0;
const marker = () => `marker-${marked++}-`;
const question = (mark: string) => `How is an image resized? (${mark})`;

/** How often each marker stands in a finished answer of Docent. */
function answered({ world }: LocalDiscord): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { message } of world.messages.values()) {
    const mark = finished(message) ? /For (marker-\d+-)/.exec(message.content)?.[1] : undefined;
    if (mark) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  }
  return counts;
}

function finished({ author, content }: Message): boolean {
  return Boolean(author.bot) && content.includes("**Sources**");
}

async function until(done: () => boolean, minutes: number): Promise<void> {
  const end = Date.now() + minutes * 60_000;
  while (!done() && Date.now() < end) await pause(100);
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN;
}

/** The most events within any window. */
function densest(times: readonly number[], windowMs: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.max(0, ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + windowMs).length));
}

function print(rows: readonly (readonly [string, string | number])[]): void {
  for (const [name, value] of rows) process.stdout.write(`${name.padEnd(56)} ${value}\n`);
}

/** Every route once: the first request of each has its part of the official description compiled. */
async function warmUp(): Promise<void> {
  const person = discord.person("early-bird");
  person.whisper(question(marker()));
  person.say(discord.general, `<@${discord.world.bot.id}> ${question(marker())}`);
  person.slash(discord.general, "ask", { question: question(marker()) });
  await until(() => answered(discord).size === marked, 1);
}

async function rush(): Promise<void> {
  const warm = discord.calls.length;
  const before = marked;
  const used: Interaction[] = [];
  const started = Date.now();
  const said: { readonly message: Message; readonly at: number }[] = [];
  for (let index = 0; index < PEOPLE; index++) {
    const channel = channels[index % CHANNELS];
    const person = discord.person(`person-${index}`);
    if (!channel) continue;
    if (index % 2) used.push(person.slash(channel, "ask", { question: question(marker()) }));
    else
      said.push({ message: person.say(channel, `<@${discord.world.bot.id}> ${question(marker())}`), at: Date.now() });
  }
  for (let index = 0; index < IN_A_ROW; index++)
    for (let turn = 0; turn < 3; turn++) discord.person(`person-${index}`).whisper(question(marker()));
  const asked = marked - before;
  await until(() => answered(discord).size === marked, 5);
  const counts = [...answered(discord).values()].slice(before);
  const acknowledged = used.map(({ at, acknowledgedAt = Number.NaN }) => acknowledgedAt - at);
  const signs = said.map(({ message, at }) => threadOpened(message) - at);
  print([
    [`questions at once, ${PEOPLE} people, ${CHANNELS} channels, DMs`, asked],
    ["answered once", counts.filter((count) => count === 1).length],
    ["answered more than once", counts.filter((count) => count > 1).length],
    ["seconds until the last answer", ((Date.now() - started) / 1_000).toFixed(1)],
    ["/ask acknowledged, ms: p50, p99", `${quantile(acknowledged, 0.5)}, ${quantile(acknowledged, 0.99)}`],
    ["mention to its thread, ms: p50, p99", `${quantile(signs, 0.5)}, ${quantile(signs, 0.99)}`],
    ["DMs with three questions, answered in their order", `${inOrder()} of ${IN_A_ROW}`],
    ...pace(discord.calls.slice(warm)),
  ]);
}

/** When the thread on a message was opened. */
function threadOpened({ id }: Message): number {
  return discord.calls.find(({ route, path }) => route.endsWith("/threads") && path.includes(id))?.at ?? Number.NaN;
}

/** DMs in which the finished answers stand in the order of the questions. */
function inOrder(): number {
  const orders = Array.from({ length: IN_A_ROW }, (_, index) => {
    const dm = discord.world.dmWith(discord.person(`person-${index}`).user);
    const marks = discord.world
      .messagesIn(dm.id)
      .flatMap(({ message }) => (finished(message) ? [Number(/marker-(\d+)/.exec(message.content)?.[1])] : []));
    return marks.length === 3 && marks.every((mark, at) => at === 0 || mark > (marks[at - 1] ?? 0));
  });
  return orders.filter(Boolean).length;
}

function pace(calls: readonly Call[]): [string, string | number][] {
  const writes = calls.filter(
    ({ method, route }) => method !== "GET" && route.startsWith("/channels/{channel_id}/messages"),
  );
  const channelOf = ({ path }: Call) => path.split("/")[2] ?? "";
  const byChannel = Map.groupBy(
    writes.filter(({ route }) => !route.endsWith("threads")),
    channelOf,
  );
  const each = [...byChannel.values()].map((own) =>
    densest(
      own.map(({ at }) => at),
      5_000,
    ),
  );
  const paced = calls.filter(({ path }) => !/^\/(interactions|webhooks)/.test(path));
  return [
    ["message writes", writes.length],
    ["most writes to one channel in 5 s (limit 5)", Math.max(0, ...each)],
    [
      "most requests in one second (limit 50)",
      densest(
        paced.map(({ at }) => at),
        1_000,
      ),
    ],
    ["requests refused with 429", calls.filter(({ status }) => status === 429).length],
    ["broken rules", discord.violations.length],
  ];
}

async function memory(): Promise<number> {
  worker.postMessage("memory");
  const [bytes] = (await once(worker, "message")) as [number];
  return bytes;
}

async function slope(): Promise<void> {
  const points: { readonly asked: number; readonly bytes: number }[] = [];
  const first = marked;
  while (marked - first < QUESTIONS) {
    for (let index = 0; index < WAVE; index++) discord.person(`person-${index}`).whisper(question(marker()));
    await until(() => answered(discord).size === marked, 3);
    if ((marked - first) % (WAVE * 2) === 0) points.push({ asked: marked - first, bytes: await memory() });
  }
  const late = points.slice(Math.floor(points.length / 3));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(late.map(({ asked }) => asked)), mean(late.map(({ bytes }) => bytes))];
  const rise =
    mean(late.map(({ asked, bytes }) => (asked - x) * (bytes - y))) / mean(late.map(({ asked }) => (asked - x) ** 2));
  print([
    ["questions for the memory", marked - first],
    ["heap after collection, MB", points.map(({ bytes }) => (bytes / 1e6).toFixed(1)).join(" ")],
    ["slope over the last two thirds, bytes per question", Math.round(rise)],
    [
      "answered once, all in all",
      `${[...answered(discord).values()].filter((count) => count === 1).length} of ${marked}`,
    ],
    ["broken rules", discord.violations.length],
  ]);
}

await warmUp();
await rush();
await slope();
worker.postMessage("stop");
await once(worker, "message");
model.postMessage("stop");
await discord.close();
rmSync(dataDir, { recursive: true });
