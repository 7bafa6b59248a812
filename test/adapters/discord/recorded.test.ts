import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type RecordingBot, recordingBot } from "../../support/adapter-contract.ts";
import { type LocalDiscord, startLocalDiscord } from "../../support/discord/local-discord.ts";
import { replyTo } from "../../support/discord/person.ts";
import { type Stage, startStage } from "../../support/discord/stage.ts";
import type { Interaction, User } from "../../support/discord/world.ts";
import { ifShared, shared } from "../../support/needs.ts";

/** A message as the gateway delivered it. */
interface RecordedMessage {
  readonly id: string;
  readonly channel_id: string;
  readonly content: string;
  readonly guild_id?: string;
  readonly author: User;
}

/** A press of a button as the gateway delivered it. */
interface RecordedPress {
  readonly id: string;
  readonly token: string;
  readonly type: number;
  readonly channel_id: string;
  readonly guild_id?: string;
  readonly channel: { readonly type: number; readonly parent_id?: string };
  readonly user?: User;
  readonly member?: { readonly user: User };
}

const path = shared("specs/discord/recorded-payloads.json");
const recorded = path ? read(path) : [];
const BOT = "1457469483726668048";
const GUILD = "1457468924290662599";
const BOT_ROLE = "1457473602180878604";

/** Every payload by its name. Made-up ids in it become numbers, as every id of Discord is one. */
function read(file: string): readonly (readonly [string, unknown])[] {
  const numbers = new Map<string, string>();
  const numbered = (id: string) => {
    if (!numbers.has(id)) numbers.set(id, String(1_500_000_000_000_000_000n + BigInt(numbers.size)));
    return numbers.get(id);
  };
  const text = readFileSync(file, "utf8").replaceAll(
    /"((?:INTERACTION|DM_CHANNEL|MSG)\w+)"/g,
    (_, id) => `"${numbered(id)}"`,
  );
  const groups = Object.values(JSON.parse(text) as Record<string, Record<string, unknown>>);
  return groups.flatMap((group) => Object.entries(group));
}

function eventsOf(type: string): readonly (readonly [string, RecordedMessage])[] {
  return recorded.flatMap(([name, payload]) => {
    const { type: its, data } = payload as { type?: string; data: RecordedMessage };
    return its === type ? [[name, data] as const] : [];
  });
}

const messages = eventsOf("GATEWAY_MESSAGE_CREATE");
const presses = recorded.filter(([, payload]) => (payload as { type?: unknown }).type === 3) as [
  string,
  RecordedPress,
][];

/** The channels that the payloads speak of; threads are Docent's. */
function build({ world, guild }: LocalDiscord): void {
  const threads = presses
    .filter(([, { channel }]) => channel.type === 11)
    .map(([, { channel_id, channel }]) => [channel_id, channel.parent_id]);
  const inThreads = new Map(threads as [string, string][]);
  const places = [...messages, ...presses].map(([, { channel_id, guild_id }]) => ({ id: channel_id, guild_id }));
  for (const { id } of places.filter(({ id, guild_id }) => guild_id && !inThreads.has(id) && !world.channels.has(id)))
    world.addChannel(guild, "recorded", 0, id);
  for (const [id, parent] of inThreads)
    world.addThread(
      world.channels.get(parent) ?? world.addChannel(guild, "recorded", 0, parent),
      world.bot,
      "recorded",
      id,
    );
}

describe("what was recorded from the real platform", ifShared(path), () => {
  let bot: RecordingBot;
  let stage: Stage;

  beforeAll(async () => {
    bot = recordingBot();
    const discord = await startLocalDiscord({ ids: { bot: BOT, guild: GUILD, botRole: BOT_ROLE } });
    build(discord);
    stage = await startStage(bot, { discord });
  });
  afterAll(() => stage.close());

  // Some stand there under two names.
  const people = messages.filter(([, { author }]) => !author.bot);
  const once = people.filter(([, { id }], index) => people.findIndex(([, other]) => other.id === id) === index);
  test.each(once)("the message %s is a prompt", async (_, message) => {
    const { gateway, world } = stage.discord;
    const before = bot.prompts.length;
    gateway.emit({ type: "MESSAGE_CREATE", data: { ...message }, guild: message.guild_id });
    const prompt = await bot.prompt(before);
    const inThread = world.channels.get(message.channel_id)?.type === 11;
    expect(prompt).toMatchObject({
      id: `${message.channel_id}:${message.id}`,
      text: message.content.replace(/<@&?\d+>\s*/, ""),
      author: { id: message.author.id, name: "Test User" },
      cause: inThread ? "follow-up" : "asked",
      place: { workspace: GUILD, ...(inThread ? { thread: message.channel_id } : { channel: message.channel_id }) },
    });
  });

  const others = [
    ...messages.filter(([, { author }]) => author.bot).map(([name, data]) => [name, "MESSAGE_CREATE", data] as const),
    ...eventsOf("GATEWAY_MESSAGE_REACTION_ADD").map(([name, data]) => [name, "MESSAGE_REACTION_ADD", data] as const),
    ...eventsOf("GATEWAY_THREAD_CREATE").map(([name, data]) => [name, "THREAD_CREATE", data] as const),
  ];
  test.each(others)("%s is no prompt", async (_, type, data) => {
    const { gateway, world } = stage.discord;
    const before = bot.prompts.length;
    gateway.emit({ type, data: { ...data }, guild: data.guild_id });
    // Events come in order: once the next one is there, this one has been dealt with.
    stage.discord.person("zoe").say(stage.discord.general, `<@${world.bot.id}> after ${_}`);
    expect((await bot.prompt(before)).text).toBe(`after ${_}`);
  });

  test.each(presses)("the press %s on a button that is none of ours gets a private sentence", async (_, press) => {
    const { gateway, world, platform } = stage.discord;
    const user = press.member?.user ?? press.user ?? world.bot;
    if (!press.guild_id)
      world.channels.set(press.channel_id, { id: press.channel_id, type: 1, flags: 0, recipients: [user] });
    const { id, token, type } = press;
    const interaction: Interaction = { id, token, type, user, channel: press.channel_id, at: platform.now() };
    world.interactions.set(token, interaction);
    // Two of them were recorded without these fields, which Discord always sends.
    const left = { version: 1, entitlements: [], authorizing_integration_owners: {} };
    gateway.emit({ type: "INTERACTION_CREATE", data: { ...left, ...press }, guild: press.guild_id });
    const reply = await replyTo(platform, interaction);
    expect(reply.content).toContain("no longer know");
    expect(world.messages.get(reply.id)?.visibleTo).toBe(user.id);
    expect(bot.presses).toEqual([]);
  });

  test("breaks no rule of the official description", async () => {
    await vi.waitFor(() => expect(stage.discord.calls.every(({ status }) => status > 0)).toBe(true));
    expect(stage.discord.violations).toEqual([]);
  });
});
