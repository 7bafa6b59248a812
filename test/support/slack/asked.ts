import { onTestFinished, vi } from "vitest";
import type { Thread } from "../../../src/core/adapter.ts";
import type { Prompt } from "../../../src/core/prompt.ts";
import { type RecordingBot, recordingBot } from "../adapter-contract.ts";
import type { Person } from "./person.ts";
import { type Setup, type Stage, startSlack } from "./stage.ts";
import { bodyOf } from "./view.ts";
import type { Message } from "./world.ts";

/** One question on a local Slack, and the thread that the adapter opened for it. */
export interface Asked extends Stage {
  readonly bot: RecordingBot;
  readonly ann: Person;
  readonly root: Message;
  readonly prompt: Prompt;
  readonly thread: Thread;
  /** What Docent's messages in the thread show, oldest first. */
  shown(): readonly string[];
  /** How often each method was called since the question. */
  count(method: string): number;
}

/** Ann asks by mention; who answers is the test. Broken rules of the platform fail the test that broke them. */
export async function ask(setup: Setup = {}): Promise<Asked> {
  const bot = recordingBot();
  const stage = await startSlack(bot, setup);
  const { slack, adapter } = stage;
  const ann = slack.person("ann");
  const root = await ann.says(slack.general, `<@${slack.world.bot.id}> How do I resize images?`);
  const prompt = await bot.prompt(0);
  const thread = await adapter.open(prompt);
  const before = slack.calls.length;
  onTestFinished(async () => {
    await stage.close();
    if (slack.violations.length > 0) throw new Error(slack.violations.join("\n"));
  });
  return {
    ...stage,
    bot,
    ann,
    root,
    prompt,
    thread,
    shown: () =>
      ann
        .sees(slack.general, root)
        .filter(({ user }) => user === slack.world.bot.id)
        .map((message) => bodyOf(slack.world, message)),
    count: (method) => slack.calls.slice(before).filter((call) => call.method === method).length,
  };
}

/** Waits until the local Slack was called so. */
export async function called(asked: Asked, method: string, times = 1): Promise<void> {
  await vi.waitFor(
    () => {
      if (asked.count(method) < times) throw new Error(`${method} was called ${asked.count(method)} times`);
    },
    { timeout: 5000, interval: 2 },
  );
}
