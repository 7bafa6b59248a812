import { afterEach, describe, expect, it, vi } from "vitest";
import { ALONE, ShardLeaders } from "../../../src/adapters/discord/shard-leaders.ts";
import type { Bot } from "../../../src/core/adapter.ts";
import { UserError } from "../../../src/core/errors.ts";
import type { Campaign } from "../../../src/core/lease.ts";
import { recordingBot } from "../../support/adapter-contract.ts";
import type { LocalDiscord } from "../../support/discord/local-discord.ts";
import { type Stage, startStage } from "../../support/discord/stage.ts";

const PATIENCE = { timeout: 10_000, interval: 10 };

/** An election that a test decides. */
function election() {
  const led = new Map<string, { isMine: boolean; began: () => void }>();
  const left: string[] = [];
  const lead = (key: string, began: () => void) => {
    const leadership = { isMine: false, began, resign: async () => void left.push(key) };
    led.set(key, leadership);
    return leadership;
  };
  const decide = (key: string, isMine: boolean) => {
    const leadership = led.get(key);
    if (!leadership) throw new Error(`nobody stands for ${key}`);
    leadership.isMine = isMine;
    if (isMine) leadership.began();
  };
  return { lead, decide, left };
}

it("who leads takes what happens in the shard; who does not takes it when it leads, in order and once", () => {
  const { lead, decide } = election();
  const leaders = new ShardLeaders(lead, 10_000);
  leaders.stand("app", 0);
  leaders.stand("app", 1);
  const taken: string[] = [];
  const happens = (shard: number, what: string) =>
    leaders.take(shard, (isLate) => void taken.push(isLate ? `${what}, late` : what));
  decide("discord:app:1", true);
  happens(0, "first");
  happens(1, "of another shard");
  happens(0, "second");
  expect(taken).toEqual(["of another shard"]);
  decide("discord:app:0", true);
  happens(0, "third");
  expect(taken).toEqual(["of another shard", "first, late", "second, late", "third"]);
  decide("discord:app:0", false);
  decide("discord:app:0", true);
  expect(taken).toHaveLength(4);
});

it("who does not lead takes what happens all the same a moment later, in order and once", async () => {
  const { lead, decide } = election();
  const leaders = new ShardLeaders(lead, 20);
  leaders.stand("app", 0);
  const taken: string[] = [];
  for (const what of ["first", "second"]) leaders.take(0, (isLate) => void taken.push(`${what} ${isLate}`));
  expect(taken).toEqual([]);
  await vi.waitFor(() => expect(taken).toEqual(["first true", "second true"]));
  decide("discord:app:0", true);
  expect(taken).toHaveLength(2);
});

it("every shard is left to others at once", async () => {
  const { lead, left } = election();
  const leaders = new ShardLeaders(lead, 20);
  leaders.stand("app", 0);
  leaders.stand("app", 1);
  await leaders.leave();
  expect(left).toEqual(["discord:app:0", "discord:app:1"]);
});

describe("two processes with the same token", () => {
  const LATE_MS = 50;
  const nobody: Campaign = () => ({ isMine: false, resign: async () => undefined });
  let stages: readonly Stage[] = [];

  afterEach(async () => {
    for (const { adapter } of stages) await adapter.close?.();
    await stages[0]?.discord.close();
  });

  /** The processes, with the bots that they take prompts to; `leads` say who leads. */
  async function startTwo(bot: Bot, leads: readonly [Campaign, Campaign]): Promise<LocalDiscord> {
    const first = await startStage(bot, { parts: { campaign: leads[0], lateMs: LATE_MS } });
    const second = await startStage(bot, { discord: first.discord, parts: { campaign: leads[1], lateMs: LATE_MS } });
    stages = [first, second];
    return first.discord;
  }

  it("both take what a leader that died has heard of and not taken; a command is acknowledged once", async () => {
    const bot = recordingBot();
    const discord = await startTwo(bot, [nobody, nobody]);
    const alice = discord.person("alice");
    alice.say(discord.general, `<@${discord.world.bot.id}> How?`);
    const used = alice.slash(discord.general, "ask", { question: "And so?" });
    await vi.waitFor(() => expect(bot.prompts).toHaveLength(4), PATIENCE);
    expect(new Set(bot.prompts.map(({ id }) => id)).size).toBe(2);
    expect(used.acknowledgedAt).toBeDefined();
    expect(errorsOf(stages)).toEqual([]);
  });

  it("carry out one press once", async () => {
    const bot = recordingBot();
    const discord = await startTwo(bot, [nobody, nobody]);
    const alice = discord.person("alice");
    alice.whisper("How?");
    const thread = await stages[0]?.adapter.open(await bot.prompt(0));
    await thread?.post({ text: "So.", done: true, actions: ["helpful"] });
    const answer = discord.world.messagesIn(discord.world.dmWith(alice.user).id).at(-1);
    if (!answer) throw new Error("no answer");
    alice.press(answer.message, "Helpful");
    const refused = () => discord.calls.filter(({ route, status }) => route.endsWith("/callback") && status === 400);
    await vi.waitFor(() => expect(refused()).toHaveLength(1), PATIENCE);
    await vi.waitFor(() => expect(bot.presses).toHaveLength(1), PATIENCE);
    expect(errorsOf(stages)).toEqual([]);
  });

  it("tell an asker once that a question cannot be taken", async () => {
    let tries = 0;
    const run = async () => {
      tries += 1;
      throw new UserError("I cannot take questions right now.");
    };
    const discord = await startTwo({ ...recordingBot(), run }, [ALONE, nobody]);
    const alice = discord.person("alice");
    alice.say(discord.general, `<@${discord.world.bot.id}> How?`);
    await vi.waitFor(() => expect(tries).toBe(2), PATIENCE);
    const told = () =>
      discord.world.messagesIn(discord.world.dmWith(alice.user).id).map(({ message }) => message.content);
    await vi.waitFor(() => expect(told()).toEqual(["I cannot take questions right now."]), PATIENCE);
    const used = alice.slash(discord.general, "ask", { question: "And so?" });
    await vi.waitFor(() => expect(tries).toBe(4), PATIENCE);
    const beside = () =>
      discord.world.messagesIn(discord.general.id).filter(({ visibleTo }) => visibleTo === used.user.id);
    await vi.waitFor(() => expect(beside()).toHaveLength(1), PATIENCE);
    // What somebody is told of a later question comes after what they would be told twice of this one.
    alice.whisper("Now?");
    await vi.waitFor(() => expect(told()).toHaveLength(3), PATIENCE);
    expect(beside()).toHaveLength(1);
  });
});

/** What was logged as an error. */
function errorsOf(stages: readonly Stage[]): readonly unknown[] {
  return stages.flatMap(({ logged }) => logged.filter(({ level }) => Number(level) >= 50));
}
