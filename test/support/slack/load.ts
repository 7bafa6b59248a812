/**
 * The benchmark of the Slack adapter: `node --expose-gc test/support/slack/load.ts [--people 200] [--channels 50]
 * [--soak 2000] [--piece-ms 30]`.
 * Everybody asks at once, through the real Bolt app, bot and answers, against the local Slack with its real
 * tiers; then as many questions as `--soak` says, for the memory. Exits with 1 where an answer is lost or doubled.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createSlackAdapter, type SlackTimes } from "../../../src/adapters/slack/index.ts";
import { createDocent, type Docent } from "../../../src/app.ts";
import { readConfig } from "../../../src/config.ts";
import { createLog } from "../../../src/core/log.ts";
import { type ModelServer, startModelServer } from "../model-server.ts";
import { type LocalSlack, startLocalSlack } from "./local-slack.ts";
import { bodyOf } from "./view.ts";
import type { Channel, Message } from "./world.ts";

const { values } = parseArgs({
  options: {
    people: { type: "string", default: "200" },
    channels: { type: "string", default: "50" },
    soak: { type: "string", default: "2000" },
    "piece-ms": { type: "string", default: "30" },
  },
});
const PEOPLE = Number(values.people);
const CHANNELS = Number(values.channels);
const SOAK = Number(values.soak);
const AT_ONCE = 40;
const SENTENCE = "Resize images with the `width` attribute of the Image component [1]. ";

/** Everything that runs, on a folder of its own. */
interface Running {
  readonly slack: LocalSlack;
  readonly model: ModelServer;
  readonly docent: Docent;
  readonly ended: () => number;
  readonly channels: readonly Channel[];
  close(): Promise<void>;
}

async function start(minuteMs: number, times: Partial<SlackTimes>): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), "docent-load-"));
  mkdirSync(join(folder, "docs"));
  writeFileSync(join(folder, "docs", "images.md"), `# Images\n\n${SENTENCE.replace(" [1]", "")}\n`);
  const slack = await startLocalSlack({ minuteMs });
  const model = await startModelServer();
  model.respond(({ messages }) => {
    const prompt = JSON.stringify(messages.at(-1));
    const marker = prompt.match(/\bq\d+\b/g)?.at(-1);
    // What a follow-up means is left to the model's own mind.
    if (prompt.includes("<conversation-")) return undefined;
    return `${SENTENCE.repeat(6)}This answers ${marker} [1].`;
  });
  let ended = 0;
  const config = readConfig(settings(folder, slack, model), "no-such-file");
  const docent = await createDocent(config, {
    log: createLog("error"),
    onEnd: () => {
      ended += 1;
    },
    adapters: (core) => (config.slack ? [createSlackAdapter({ ...core, config: config.slack, times })] : []),
  });
  await docent.sync();
  await docent.start();
  const channels = Array.from({ length: CHANNELS }, (_, index) => slack.world.addChannel(`room${index}`));
  const close = async () => {
    await docent.stop();
    await model.close();
    await slack.close();
    rmSync(folder, { recursive: true });
  };
  return { slack, model, docent, ended: () => ended, channels, close };
}

function settings(folder: string, slack: LocalSlack, model: ModelServer): NodeJS.ProcessEnv {
  return {
    DATA_DIR: join(folder, "data"),
    DOCS: join(folder, "docs"),
    QUESTIONS_PER_MINUTE: "100000",
    OPENAI_BASE_URL: model.url,
    OPENAI_MODEL: "local",
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
  };
}

/** Asks question number `n` in a channel; every fourth person asks on in the thread at once. */
async function ask({ slack, channels }: Running, n: number, followUp: boolean): Promise<Message> {
  const channel = channels[n % CHANNELS] as Channel;
  const person = slack.person(`person${n % PEOPLE}`);
  const root = await person.says(channel, `<@${slack.world.bot.id}> How do I resize images, q${n}?`);
  if (followUp) await person.says(channel, `And how do I resize images, q${n + 100_000}?`, { root });
  return root;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(20);
}

/** The markers in the whole answers of a thread, in the order of the messages. */
function answersIn({ slack }: Running, root: Message): string[] {
  const { world } = slack;
  return world
    .thread(root.channel, root.ts)
    .filter(({ user }) => user === world.bot.id)
    .flatMap((message) => /This answers (q\d+)/.exec(bodyOf(world, message))?.[1] ?? []);
}

function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Milliseconds between two calls that changed the same message. */
function pace({ slack }: Running, method: string): number[] {
  const last = new Map<unknown, number>();
  return slack.calls
    .filter((call) => call.method === method && call.outcome === "ok")
    .flatMap(({ args, at }) => {
      const before = last.get(args.ts);
      last.set(args.ts, at);
      return before === undefined ? [] : [at - before];
    });
}

/** Everybody at once, on Slack's real tiers and with the real intervals. Resolves to whether all went well. */
async function burst(): Promise<boolean> {
  const running = await start(60_000, {});
  running.model.delay(Number(values["piece-ms"]));
  const began = performance.now();
  const followed = (n: number) => n % 4 === 0;
  const roots = await Promise.all(Array.from({ length: PEOPLE }, (_, n) => ask(running, n, followed(n))));
  const expected = roots.map((_, n) => (followed(n) ? [`q${n}`, `q${n + 100_000}`] : [`q${n}`]));
  const questions = expected.flat().length;
  await until(() => running.ended() >= questions);
  const seconds = (performance.now() - began) / 1000;
  const found = roots.map((root) => answersIn(running, root));
  const all = found.flat();
  const lost = expected.flat().filter((marker) => !all.includes(marker)).length;
  const inOrder = found.every((markers, n) => markers.join() === expected[n]?.join());
  report(running, { questions, seconds, lost, doubled: all.length - new Set(all).size, inOrder });
  await running.close();
  return lost === 0 && all.length === questions && inOrder;
}

function report(
  running: Running,
  {
    questions,
    seconds,
    ...answers
  }: { questions: number; seconds: number; lost: number; doubled: number; inOrder: boolean },
): void {
  const { calls, deliveries, violations } = running.slack;
  const acks = deliveries.map(({ ms }) => ms);
  const count = (method: string, outcome: (text: string) => boolean) =>
    calls.filter((call) => call.method === method && outcome(call.outcome)).length;
  const methods = [...new Set(calls.map(({ method }) => method))].sort();
  const limited = (text: string) => text.startsWith("429");
  console.log(`${PEOPLE} people in ${CHANNELS} channels at once: ${questions} questions in ${seconds.toFixed(1)} s`);
  console.log(answers);
  console.log(
    `acknowledged p50 ${percentile(acks, 0.5).toFixed(0)} ms, p99 ${percentile(acks, 0.99).toFixed(0)} ms, of ${acks.length}`,
  );
  const gaps = pace(running, "chat.appendStream");
  console.log(
    `between appends to one stream: least ${Math.min(...gaps)} ms, p50 ${percentile(gaps, 0.5)} ms, of ${gaps.length}`,
  );
  console.table(
    Object.fromEntries(
      methods.map((method) => [
        method,
        {
          ok: count(method, (text) => text === "ok"),
          "429": count(method, limited),
          other: count(method, (text) => text !== "ok" && !limited(text)),
        },
      ]),
    ),
  );
  if (violations.length > 0) console.log(violations.slice(0, 5));
}

/** Many questions one after the other, with a quick clock. Resolves to whether the memory stays. */
async function soak(): Promise<boolean> {
  const running = await start(0, { appendMs: 5, updateMs: 5, minuteMs: 600 });
  const samples: { readonly questions: number; readonly megabytes: number }[] = [];
  for (let asked = 0; asked < SOAK; asked += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => ask(running, asked + index, false)));
    await until(() => running.ended() >= asked + AT_ONCE);
    forget(running);
    globalThis.gc?.();
    samples.push({ questions: asked + AT_ONCE, megabytes: process.memoryUsage().heapUsed / 2 ** 20 });
  }
  const settled = samples.slice(Math.floor(samples.length / 4));
  const slope = slopeOf(settled);
  console.log(
    `${SOAK} questions: heap ${settled[0]?.megabytes.toFixed(1)} to ${settled.at(-1)?.megabytes.toFixed(1)} MB, ${(slope * 1000).toFixed(2)} MB for 1000 questions`,
  );
  await running.close();
  return globalThis.gc === undefined || slope * 1000 < 2;
}

/** What the local Slack and the model server remember is not Docent's memory. */
function forget({ slack, model }: Running): void {
  slack.world.messages.length = 0;
  slack.world.statuses.length = 0;
  (slack.calls as unknown[]).length = 0;
  (slack.deliveries as unknown[]).length = 0;
  (model.requests as unknown[]).length = 0;
}

/** Megabytes for each question, by least squares. */
function slopeOf(samples: readonly { questions: number; megabytes: number }[]): number {
  const mean = (pick: (sample: { questions: number; megabytes: number }) => number) =>
    samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length;
  const [x, y] = [mean(({ questions }) => questions), mean(({ megabytes }) => megabytes)];
  const above = samples.reduce((sum, { questions, megabytes }) => sum + (questions - x) * (megabytes - y), 0);
  return above / samples.reduce((sum, { questions }) => sum + (questions - x) ** 2, 0);
}

const well = [await burst(), SOAK > 0 ? await soak() : true];
process.exit(well.every(Boolean) ? 0 : 1);
