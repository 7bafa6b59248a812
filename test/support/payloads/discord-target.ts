import { createDiscordAdapter } from "../../../src/adapters/discord/index.ts";
import type { Adapter } from "../../../src/core/adapter.ts";
import { createLog } from "../../../src/core/log.ts";
import { startLocalDiscord } from "../discord/local-discord.ts";
import { FAST } from "../discord/stage.ts";
import type { Message } from "../discord/world.ts";
import { mutate, type Value } from "./mutate.ts";
import { answeringBot, type Due, type Target } from "./run.ts";

const BOT = "900000000000000001";
const ASKER = { id: "1500000000000000002", username: "ada", discriminator: "0", global_name: "Ada", avatar: null };
const DOCENT = { id: BOT, username: "docent", discriminator: "0", global_name: null, avatar: null, bot: true };
const LOOSE = { pace: { count: 100_000, perMs: 1_000 } };

const common = {
  ...{ type: 0, tts: false, mention_everyone: false, mention_roles: [], attachments: [], embeds: [], components: [] },
  ...{ pinned: false, flags: 0, edited_timestamp: null, timestamp: "2026-11-28T10:00:00.000000+00:00", author: ASKER },
};
const snapshot = { type: 0, content: "How?", embeds: [], attachments: [], mentions: [], mention_roles: [], flags: 0 };

/** Messages in every shape in which Discord delivers one, beside the recorded ones; without ids. */
const SHAPES: readonly Record<string, Value>[] = [
  { ...common, content: `<@${BOT}> how?`, mentions: [DOCENT] },
  { ...common, content: "lunch?", mentions: [] },
  { ...common, content: `> <@${BOT}> how?\nhm`, mentions: [DOCENT] },
  {
    ...common,
    content: `<@${BOT}> how?`,
    mentions: [DOCENT],
    author: { ...ASKER, id: "1500000000000000060", bot: true },
  },
  { ...common, content: `<@${BOT}> how?`, mentions: [DOCENT], webhook_id: "1500000000000000061" },
  {
    ...{ ...common, content: `<@${BOT}> this?`, mentions: [DOCENT], message_snapshots: [{ message: snapshot }] },
    ...{ flags: 16_384, message_reference: { type: 1, channel_id: "1500000000000000050", message_id: "51" } },
  },
  {
    ...{ ...common, content: `<@${BOT}> and this?`, mentions: [DOCENT] },
    embeds: [{ type: "rich", title: "Issue", description: "How?", fields: [{ name: "Version", value: "5.1" }] }],
    attachments: [
      { id: "1", filename: "a.png", size: 5, url: "http://127.0.0.1:1/a", proxy_url: "http://127.0.0.1:1/a" },
    ],
  },
  {
    ...{ ...common, content: `<@${BOT}> which?`, mentions: [DOCENT] },
    poll: {
      question: { text: "Which?" },
      answers: [{ answer_id: 1, poll_media: { text: "a" } }],
      allow_multiselect: false,
    },
  },
];

/** A local Discord with the whole bot on it, and one channel for each message. */
export async function startDiscordTarget(dataDir: string, recorded: readonly Value[] = []): Promise<Target> {
  const paces = { messagePace: LOOSE.pace, globalPace: LOOSE.pace };
  const discord = await startLocalDiscord({ ids: { bot: BOT, guild: "1500000000000000000" }, ...paces });
  const { world, guild, gateway } = discord;
  const adapters: Adapter[] = [];
  const { bot, close } = answeringBot(dataDir, adapters);
  const config = { token: discord.token, answerChannels: [], commandPrefix: "", apiUrl: discord.apiUrl };
  const adapter = createDiscordAdapter({ config, commands: [], log: createLog("silent"), intervals: FAST });
  adapters.push(adapter);
  await adapter.start(bot);
  const shapes = [...SHAPES, ...(recorded as Record<string, Value>[])];
  return {
    violations: discord.violations,
    send(seed) {
      const shape = shapes[seed % shapes.length] ?? {};
      const channel = world.addChannel(guild, `p${seed}`);
      gateway.emit({ type: "CHANNEL_CREATE", data: { ...channel }, guild: guild.id });
      const ids = { id: world.snowflake(), channel_id: channel.id, guild_id: guild.id };
      const message = mutate({ ...shape, ...ids }, seed) as Record<string, Value>;
      world.addMessage(channel.id, world.addUser("ada", { id: ASKER.id }), "", { id: ids.id } as Partial<Message>);
      gateway.emit({ type: "MESSAGE_CREATE", data: message, guild: guild.id });
      const places = [channel.id, ids.id].map((id) => `/channels/${id}/messages`);
      const replies = () =>
        discord.calls.filter(({ method, path }) => method === "POST" && places.includes(path)).length;
      return { due: dueTo(message, ids), payload: message, replies };
    },
    async close() {
      await adapter.stop();
      await close();
      await adapter.close?.();
      await discord.close();
    },
  };
}

/** By the words of Discord's reference alone: a person's new message in a channel of a server that mentions the bot. */
function dueTo(message: Record<string, Value>, ids: Readonly<Record<string, string>>): Due {
  const { type, content, author, mentions, webhook_id } = message;
  if (Object.entries(ids).some(([key, id]) => message[key] !== id)) return "at most one";
  const who = author as { id?: unknown; bot?: unknown } | null | undefined;
  if (webhook_id || who?.bot || who?.id === BOT) return "none";
  const isNamed = Array.isArray(mentions) && mentions.some((user) => (user as { id?: unknown } | null)?.id === BOT);
  if (!isNamed) return "none";
  const isWritten = (type === 0 || type === 19) && who?.id === ASKER.id && typeof content === "string";
  return isWritten && content.startsWith(`<@${BOT}> `) ? "one" : "at most one";
}
