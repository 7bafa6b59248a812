import { setImmediate } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { type DeliveryOptions, deliver } from "../../../src/bot/deliver.ts";
import type { AnswerEvent } from "../../../src/core/answer.ts";
import { createLog } from "../../../src/core/log.ts";
import type { Prompt } from "../../../src/core/prompt.ts";
import { recordingBot } from "../../support/adapter-contract.ts";
import { joinParts, oddAnswer, pieces } from "../../support/answers.ts";
import { type Setup, type Stage, startSlack } from "../../support/slack/stage.ts";
import { tokensIn } from "../../support/slack/view.ts";
import type { Message } from "../../support/slack/world.ts";

/** How many odd answers are written; more with DOCENT_FUZZ. */
const ANSWERS = Number(process.env.DOCENT_FUZZ ?? 20);
const AT_ONCE = 6;
/** Text grows at once, and a busy machine loses no call for being slow. */
const TIMES = { appendMs: 1, updateMs: 1, minuteMs: 1, answerMs: 60_000, cosmeticMs: 60_000 };
/** How long one answer may take on a busy machine, in milliseconds. */
const ANSWER_MS = 3_000;

const OPTIONS: DeliveryOptions = {
  signal: new AbortController().signal,
  actions: { during: ["stop"], after: () => ["helpful", "unhelpful", "again"] },
  quiet: false,
  log: createLog("silent"),
  wait: () => setImmediate(),
};

async function* events(text: string, seed: number): AsyncGenerator<AnswerEvent> {
  yield { type: "verdict", outcome: "answered" };
  for (const piece of pieces(text, seed, 400)) {
    yield { type: "text", text: piece };
    await setImmediate();
  }
  const sources = [{ n: 1, title: `Answer <!channel> ${seed}`, url: "https://docs.example.com/a|b/?c=<d>" }];
  yield { type: "end", outcome: "answered", sources, cited: [] };
}

/** What Slack holds of one answer. */
interface Written {
  readonly messages: readonly Message[];
  readonly texts: readonly string[];
}

async function write({ slack, adapter }: Stage, seed: number): Promise<Written> {
  const { world, general } = slack;
  const user = slack.person("ann").user;
  const root = world.add({ ts: world.ts(), channel: general.id, user: user.id, text: "How?", blocks: [] });
  const prompt: Prompt = {
    id: `${world.team}:${general.id}:${root.ts}`,
    command: "ask",
    text: "How?",
    author: user,
    place: { platform: "slack", workspace: world.team, channel: general.id },
    cause: "asked",
    private: false,
    address: { user: user.id, channel: general.id, message: root.ts, thread: root.ts, opens: true, at: Date.now() },
  };
  await deliver(events(oddAnswer(seed), seed), await adapter.open(prompt), OPTIONS);
  const messages = world.thread(general.id, root.ts).slice(1);
  return { messages, texts: messages.flatMap(readable).filter(Boolean) };
}

/** Its Markdown without the links of marks and the characters that part marks, or what is in its files. */
function readable({ markdown, blocks, files }: Message): string[] {
  const blockTexts = blocks.filter(({ type }) => type === "markdown").map((block) => String(block.text));
  const texts = [markdown ?? "", ...blockTexts].map((text) =>
    text.replaceAll(/\[(\[\d+\])\]\([^()\s]+\)|[\u2060\u200a]/g, "$1"),
  );
  return [...texts, ...(files ?? []).map(({ text }) => text)];
}

async function stage(setup: Setup): Promise<Stage> {
  const started = await startSlack(recordingBot(), { times: TIMES, ...setup });
  onTestFinished(started.close);
  return started;
}

async function each(seeds: readonly number[], work: (seed: number) => Promise<void>): Promise<void> {
  const left = [...seeds];
  const worker = async () => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) await work(seed);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

test(
  `${ANSWERS} odd answers arrive whole, within the limits, mention nobody, and look the same streamed or not`,
  async () => {
    const streaming = await stage({});
    const plain = await stage({ streams: false, http: true });
    let longest = 0;
    await each(
      Array.from({ length: ANSWERS }, (_, index) => index + 1),
      async (seed) => {
        const streamed = await write(streaming, seed);
        const posted = await write(plain, seed);
        const original = oddAnswer(seed);
        expect(joinParts(streamed.texts, original), `answer ${seed}`).toBe(original);
        expect(streamed.texts, `answer ${seed}`).toEqual(posted.texts);
        expect([...streamed.messages, ...posted.messages].flatMap(tokensIn)).toEqual([]);
        longest = Math.max(longest, streamed.messages.length);
      },
    );
    for (const { slack } of [streaming, plain]) {
      expect(slack.violations).toEqual([]);
      expect(slack.world.pings).toEqual([]);
      expect(slack.calls.filter(({ outcome }) => outcome.includes("long") || outcome.includes("invalid"))).toEqual([]);
    }
    expect(longest).toBeGreaterThan(3);
    const count = (name: string) => streaming.slack.calls.filter(({ method }) => method === name).length;
    if (process.env.DOCENT_FUZZ)
      console.log({
        answers: ANSWERS,
        longest,
        streams: count("chat.startStream"),
        appends: count("chat.appendStream"),
      });
  },
  ANSWERS * ANSWER_MS,
);
