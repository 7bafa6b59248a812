import type { LocalDiscord } from "../discord/local-discord.ts";
import type { Person } from "../discord/person.ts";
import { announce } from "../discord/platform.ts";
import { screen, seenBy } from "../discord/view.ts";
import type { Channel, Message } from "../discord/world.ts";
import type { Case, GatewayEvent, Platforms, Play, Played } from "./play.ts";
import { quiet } from "./play.ts";

const bot = "<@900000000000000001>";
/** A refusal, a hedge, or pages beside what only nods. */
const REFUSED = /do not answer|not sure that/;

/** A channel in which nothing was said yet. */
function freshChannel({ world, guild, gateway }: LocalDiscord): Channel {
  const channel = world.addChannel(guild, "help");
  gateway.emit({ type: "CHANNEL_CREATE", data: { ...channel }, guild: guild.id });
  return channel;
}

/** Sends the messages of a case into a channel under ids of their own. */
function send({ platform, world, person }: LocalDiscord, events: readonly GatewayEvent[], channel: Channel): Message[] {
  const ids = new Map<string, Message>();
  for (const { d } of events) {
    const { id, content, author, message_reference, channel_id: _, guild_id: __, mentions: ___, ...rest } = d;
    const user = author.bot ? world.addUser(author.username, { bot: true }) : person(author.username).user;
    const pointed = message_reference && ids.get(message_reference.message_id);
    const reference = message_reference && {
      message_reference: pointed ? { type: 0, channel_id: channel.id, message_id: pointed.id } : message_reference,
      ...(pointed && { referenced_message: pointed }),
    };
    const message = world.addMessage(channel.id, user, content, { ...rest, ...reference } as Partial<Message>);
    ids.set(id, message);
    announce(platform, message, channel);
  }
  return [...ids.values()];
}

/** What somebody sees of Docent in a channel or thread, once it is quiet. */
async function seen(platforms: Platforms, channel: string, who: Person): Promise<string> {
  await quiet(platforms);
  const { world } = platforms.discord;
  return screen(world, channel, who)
    .split("\n\n")
    .join("\n\n")
    .split(/^(?=\S)/m)
    .filter((one) => one.startsWith("Docent"))
    .join("");
}

const eventsOf = ({ gateway }: Case) => [gateway ?? []].flat() as readonly GatewayEvent[];

const pointed =
  (right: RegExp): Play =>
  async (given, platforms) => {
    const { discord } = platforms;
    const [ada, channel] = [discord.person("ada"), freshChannel(discord)];
    const [above, asked] = send(discord, eventsOf(given), channel);
    const byMention = await seen(platforms, asked?.id ?? "", ada);
    if (above) ada.choose("Ask Docent about this", above);
    const byMenu = await seen(platforms, channel.id, ada);
    return [
      {
        act: `reply with mention: ${asked?.content}`,
        seen: byMention,
        isRight: right.test(byMention) && !REFUSED.test(byMention),
      },
      { act: "Ask Docent about this", seen: byMenu, isRight: right.test(byMenu) && !REFUSED.test(byMenu) },
    ];
  };

/** The cases of Discord, by the name of their file. */
export const discordCases: Readonly<Record<string, Play>> = {
  async "discord-forward-in-dm.json"(given, platforms) {
    const { discord } = platforms;
    const ada = discord.person("ada");
    const dm = discord.world.dmWith(ada.user);
    send(discord, eventsOf(given), dm);
    const shown = await seen(platforms, dm.id, ada);
    return [{ act: "forward in a DM", seen: shown, isRight: /9 times/.test(shown) && shown.includes("Sources") }];
  },
  "discord-reply-to-forward.json": pointed(/9 times/),
  "discord-embed-only.json": pointed(/blotter drain --confirm/),
  async "discord-thread-names.json"({ texts }, platforms) {
    const { discord } = platforms;
    const played: Played[] = [];
    for (const [text, name] of Object.entries(texts ?? {})) {
      const question = discord.person("ada").say(freshChannel(discord), `${bot} ${text}`);
      await quiet(platforms);
      const opened = discord.world.channels.get(question.id)?.name ?? "";
      played.push({ act: `mention: ${text}`, seen: `🧵 ${opened}`, isRight: opened === name });
    }
    return played;
  },
  async "discord-thread-name-empty.json"({ texts }, platforms) {
    const { discord } = platforms;
    const ada = discord.person("ada");
    const played: Played[] = [];
    for (const text of texts as readonly string[]) {
      const question = ada.say(freshChannel(discord), `${bot} ${text}`);
      const shown = await seen(platforms, question.id, ada);
      const name = discord.world.channels.get(question.id)?.name;
      played.push({
        act: `mention: ${text}`,
        seen: `🧵 ${name}\n${shown}`,
        isRight: /^Question from/.test(name ?? "") && shown !== "",
      });
    }
    return played;
  },
  async "discord-mention-by-edit.json"(_, platforms) {
    const { discord } = platforms;
    const ada = discord.person("ada");
    const question = ada.say(freshChannel(discord), "How many times are failed deliveries retried?");
    ada.edit(question, `${bot} How many times are failed deliveries retried?`);
    const shown = await seen(platforms, question.id, ada);
    ada.edit(question, `${bot} How many times are failed deliveries retried, please?`);
    const again = await seen(platforms, question.id, ada);
    const isRight = /9 times/.test(shown) && shown === again;
    return [{ act: "a mention added by an edit, then one more edit", seen: again, isRight }];
  },
  async "follow-up-acknowledgements.json"(given, platforms) {
    const { discord } = platforms;
    const ada = discord.person("ada");
    const played: Played[] = [];
    const question = ada.say(freshChannel(discord), `${bot} ${given.first}`);
    let before = await seen(platforms, question.id, ada);
    for (const text of [...(given.texts as readonly string[]), "and what does it cost?", "why?", "example?"]) {
      if (question.thread) ada.say(question.thread, text);
      const after = await seen(platforms, question.id, ada);
      const shown = after.slice(before.length).trim();
      played.push({
        act: `follow-up on Discord: ${text}`,
        seen: shown,
        isRight: /\w\?$/.test(text) ? shown !== "" : shown === "",
      });
      before = after;
    }
    const dm = discord.world.dmWith(ada.user);
    for (const text of given.texts as readonly string[]) {
      const count = seenBy(discord.world, dm.id, ada).length;
      ada.whisper(text);
      await quiet(platforms);
      const shown = seenBy(discord.world, dm.id, ada)
        .slice(count + 1)
        .map(({ content }) => content)
        .join("\n");
      played.push({
        act: `DM on Discord: ${text}`,
        seen: shown,
        isRight: shown !== "" && !REFUSED.test(shown) && !/\[1\]/.test(shown),
      });
    }
    return played;
  },
  async "bare-mention.json"({ texts }, platforms) {
    const { discord } = platforms;
    const ada = discord.person("ada");
    const channel = freshChannel(discord);
    discord.person("bob").say(channel, "The blotter queue is full again, any ideas?");
    const question = ada.say(channel, (texts as { discord: string }).discord);
    const bare = await seen(platforms, question.id, ada);
    const dm = discord.world.dmWith(ada.user);
    const count = seenBy(discord.world, dm.id, ada).length;
    const sticker = { sticker_items: [{ id: "1500000000000000077", name: "wave", format_type: 1 }] };
    announce(discord.platform, discord.world.addMessage(dm.id, ada.user, "", sticker as Partial<Message>), dm);
    await quiet(platforms);
    const alone = seenBy(discord.world, dm.id, ada)
      .slice(count + 1)
      .map(({ content }) => content)
      .join("\n");
    const isRight = (shown: string) => /help/.test(shown) && !REFUSED.test(shown) && !shown.includes("earest");
    return [
      { act: "bare mention on Discord", seen: bare, isRight: isRight(bare) },
      { act: "a sticker in a DM", seen: alone, isRight: isRight(alone) },
    ];
  },
  async "edited-question-ask-again.json"(_, platforms) {
    const { discord } = platforms;
    const ada = discord.person("ada");
    const question = ada.say(freshChannel(discord), `${bot} How many times are failed deliveries retried?`);
    const before = await seen(platforms, question.id, ada);
    ada.edit(question, `${bot} On which port are the Prometheus metrics served?`);
    const edited = await seen(platforms, question.id, ada);
    const answer = seenBy(discord.world, question.id, ada).findLast(({ author }) => author.bot);
    if (answer) ada.press(answer, "Ask again");
    const after = (await seen(platforms, question.id, ada)).slice(before.length);
    return [{ act: "edit, then Ask again, on Discord", seen: after, isRight: before === edited && /9477/.test(after) }];
  },
};
