import { messagePromptId } from "../../src/adapters/discord/prompt.ts";
import { actionPromptId } from "../../src/adapters/slack/prompt.ts";
import { reference } from "../../src/core/journal.ts";
import type { LocalDiscord } from "./discord/local-discord.ts";
import type { Channel as DiscordChannel, Message as DiscordMessage } from "./discord/world.ts";
import type { LocalSlack } from "./slack/local-slack.ts";
import { bodyOf } from "./slack/view.ts";
import type { Channel as SlackChannel, Message as SlackMessage } from "./slack/world.ts";

/** Settings with which a Docent answers on both local platforms by the local model, as much as anybody asks. */
export function settingsFor(slack: LocalSlack, discord: LocalDiscord, model: { readonly url: string }) {
  return {
    QUESTIONS_PER_MINUTE: "100000",
    OPENAI_BASE_URL: model.url,
    OPENAI_MODEL: "local",
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
  };
}

/** One person's talk with Docent on a local platform: a question in a channel, and more in the thread of its answer. */
export interface Talk {
  readonly platform: "slack" | "discord";
  /** Asks, and returns the short name that the question has in Docent's log. */
  ask(text: string): string;
  /** The texts of the answers that stand there finished, oldest first. */
  answers(): readonly string[];
  /** How many messages Docent has begun there, finished or not. */
  begun(): number;
  /** Has the platform forget all of it, so that it does not grow while Docent is measured. */
  forget(): void;
}

/** A talk on Slack; `person` is anybody's name. */
export function talkOnSlack(slack: LocalSlack, channel: SlackChannel, person: string): Talk {
  const { world } = slack;
  const asker = slack.person(person);
  let root: SlackMessage | undefined;
  const messages = () => (root ? world.thread(root.channel, root.ts) : []);
  const own = () => messages().filter(({ user }) => user === world.bot.id);
  return {
    platform: "slack",
    ask(text) {
      // The message stands there at once; what is waited for is its delivery.
      void asker.says(channel, root ? text : `<@${world.bot.id}> ${text}`, { root }).catch(() => undefined);
      const said = world.messages.at(-1);
      if (!said) throw new Error("Slack kept nothing of what was said");
      root ??= said;
      return reference(actionPromptId(world.team, said.channel, said.ts));
    },
    answers: () =>
      own()
        .filter(({ stream }) => typeof stream !== "object")
        .map((message) => bodyOf(world, message))
        .filter((text) => !text.includes("…")),
    begun: () => own().length,
    forget() {
      const gone = new Set(messages());
      world.messages.splice(0, Number.POSITIVE_INFINITY, ...world.messages.filter((message) => !gone.has(message)));
      for (const kept of [world.statuses, slack.calls, slack.deliveries] as unknown[][]) kept.length = 0;
    },
  };
}

/** A talk on Discord; `person` is anybody's name. */
export function talkOnDiscord(discord: LocalDiscord, channel: DiscordChannel, person: string): Talk {
  const { world, platform } = discord;
  const asker = discord.person(person);
  let root: DiscordMessage | undefined;
  const own = () =>
    world
      .messagesIn(root?.id ?? "")
      .map(({ message }) => message)
      .filter(({ author, type }) => author.bot && type === 0);
  return {
    platform: "discord",
    ask(text) {
      const said = root?.thread ? asker.say(root.thread, text) : asker.say(channel, `<@${world.bot.id}> ${text}`);
      root ??= said;
      return reference(messagePromptId({ id: said.id, channelId: said.channel_id }));
    },
    answers: () =>
      own()
        .map(({ content }) => content)
        .filter((text) => text.includes("**Sources**")),
    begun: () => own().length,
    forget() {
      if (!root) return;
      // Discord archives threads in which nobody writes, and tells so.
      if (root.thread) discord.closeThread(root.thread, { archived: true });
      for (const { message } of world.messagesIn(root.id)) world.messages.delete(message.id);
      world.messages.delete(root.id);
      world.channels.delete(root.id);
      for (const kept of [discord.calls, platform.typing] as unknown[][]) kept.length = 0;
    },
  };
}
