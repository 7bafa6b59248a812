import type { Prompt } from "../../core/prompt.ts";
import {
  fileTexts,
  forwardedText,
  plainText,
  type SlackWords,
  typedText,
  unreadFiles,
  wholeText,
} from "./message-text.ts";
import { isDirect, type SlackReplyTarget, toReplyTarget } from "./reply-target.ts";

/**
 * What a message event says, in every shape in which Slack sends one. https://docs.slack.dev/reference/events/message
 */
export interface MessageEvent extends SlackWords {
  readonly type: string;
  readonly subtype?: string;
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly parent_user_id?: string;
  readonly user?: string;
  /** The team of the author, where the channel is shared with other workspaces. */
  readonly user_team?: string;
  readonly team?: string;
  readonly bot_id?: string;
  readonly hidden?: boolean;
  readonly edited?: { readonly ts?: string } | null;
  readonly user_profile?: { readonly display_name?: string; readonly real_name?: string; readonly name?: string };
}

/** A slash command as Slack delivers it. https://docs.slack.dev/interactivity/implementing-slash-commands */
export interface SlashCommand {
  readonly team_id: string;
  readonly channel_id: string;
  readonly user_id: string;
  readonly user_name: string;
  readonly text: string;
  readonly trigger_id: string;
  readonly response_url: string;
}

/** The message shortcut as Slack delivers it. https://docs.slack.dev/interactivity/implementing-shortcuts */
export interface MessageShortcut {
  readonly team: { readonly id: string } | null;
  readonly user: { readonly id: string; readonly name?: string; readonly username?: string };
  readonly channel: { readonly id: string };
  readonly message: SlackWords & {
    readonly ts: string;
    readonly thread_ts?: string;
    readonly user?: string;
    readonly username?: string;
    readonly bot_profile?: { readonly name?: string } | null;
  };
  readonly trigger_id: string;
  readonly response_url: string;
}

/** Where a message was heard. `bot` is Docent's own user id there. */
export interface EventContext {
  readonly team: string;
  readonly bot: string;
  readonly answerChannels: readonly string[];
}

/** Messages that a person wrote; the other subtypes are Slack's own or a change of one that was there before. */
const WRITTEN = new Set<string | undefined>([undefined, "file_share", "thread_broadcast"]);

/** Slack's own assistant, which repeats and announces what people did. */
const SLACKBOT = "USLACKBOT";

/** A mention in an older message that somebody edits was most likely there before. In milliseconds. */
const EDITED_MS = 24 * 60 * 60_000;

/** Whether a person wrote a message just now; a mention may come with an edit. */
function isWritten({ subtype, bot_id, hidden, user, edited, ts }: MessageEvent): boolean {
  if (!WRITTEN.has(subtype) || bot_id || hidden || user === SLACKBOT) return false;
  return !edited || Date.now() - Number(ts) * 1000 < EDITED_MS;
}

/**
 * The prompt that a message is, or nothing where it is not for Docent: at the root of a channel only what
 * mentions it or stands in an answer channel is read.
 */
export function messagePrompt(event: MessageEvent, hearing: EventContext): Prompt | undefined {
  const { user } = event;
  if (!user || user === hearing.bot || !isWritten(event)) return undefined;
  const cause = causeOf(event, hearing);
  if (!cause) return undefined;
  const files = unreadFiles(event);
  const quoted = [forwardedText(event), ...fileTexts(event)].filter(Boolean).join("\n\n");
  return {
    id: actionPromptId(hearing.team, event.channel, event.ts),
    command: "ask",
    text: typedText(event, hearing.bot),
    ...(quoted && { quoted }),
    ...(files.length > 0 && { unread: files }),
    author: { id: user, name: nameOf(event) ?? user },
    place: { ...place(hearing.team, event.channel), ...(event.thread_ts && { thread: event.thread_ts }) },
    cause,
    ...(isDirect(event.channel) && { confidential: true }),
    ...(cause === "follow-up" && { addressesOthers: mentionsAnybody(event.text ?? "") }),
    private: false,
    address: toReplyTarget(messageAddress(event, user)),
  };
}

/** The id of the human act of writing a message: the same for each of its deliveries and kinds of event. */
export function actionPromptId(team: string, channel: string, ts: string): string {
  return `${team}:${channel}:${ts}`;
}

/** The prompt of a slash command; `command` is its name without slash and prefix. */
export function commandPrompt(slash: SlashCommand, command: { name: string; private: boolean }): Prompt {
  return {
    id: `${slash.team_id}:${slash.trigger_id}`,
    command: command.name,
    text: plainText(slash.text),
    author: { id: slash.user_id, name: slash.user_name || slash.user_id },
    place: place(slash.team_id, slash.channel_id),
    cause: "asked",
    ...(isDirect(slash.channel_id) && { confidential: true }),
    private: command.private,
    address: toReplyTarget({
      user: slash.user_id,
      channel: slash.channel_id,
      responseUrl: slash.response_url,
      at: Date.now(),
    }),
  };
}

/** The prompt of "Ask Docent about this": private, about the message it was called on. */
export function shortcutPrompt(shortcut: MessageShortcut, team: string): Prompt {
  const { user, channel, message } = shortcut;
  const unread = unreadFiles(message);
  const thread = message.thread_ts ?? message.ts;
  return {
    id: `${team}:${shortcut.trigger_id}`,
    command: "ask",
    text: "",
    quoted: wholeText(message),
    ...(unread.length > 0 && { unread }),
    author: { id: user.id, name: user.name ?? user.username ?? user.id },
    place: { ...place(team, channel.id), ...(message.thread_ts && { thread }) },
    cause: "asked",
    private: true,
    address: toReplyTarget({
      user: user.id,
      channel: channel.id,
      thread,
      responseUrl: shortcut.response_url,
      at: Date.now(),
    }),
  };
}

/** The prompt of the button in the App Home that deletes what is kept about a person. */
export function homePrompt(press: { team: string; user: string; name: string; id: string }, command: string): Prompt {
  const { team, user, name } = press;
  return {
    id: `${team}:${press.id}`,
    command,
    text: "",
    author: { id: user, name },
    place: place(team, user),
    cause: "asked",
    private: true,
    address: toReplyTarget({ user, channel: user, home: true, at: Date.now() }),
  };
}

/** Whether the text mentions this user, in whatever of Slack's notations. */
export function mentions(text: string, user: string): boolean {
  return new RegExp(`<@${user}(\\|[^>]*)?>`).test(text);
}

function causeOf(event: MessageEvent, { bot, answerChannels }: EventContext): Prompt["cause"] | undefined {
  if (isDirect(event.channel) || mentions(event.text ?? "", bot)) return "asked";
  if (event.thread_ts) return "follow-up";
  return answerChannels.includes(event.channel) ? "watched" : undefined;
}

/** A message that names no thread begins one: the answer stands under it, in a DM too. */
function messageAddress(event: MessageEvent, user: string): SlackReplyTarget {
  const { channel, ts, thread_ts, user_team, team } = event;
  const own = user_team || team;
  return {
    user,
    channel,
    ...(own && { team: own }),
    message: ts,
    thread: thread_ts ?? ts,
    ...(!thread_ts && { opens: true }),
    at: Math.floor(Number(ts) * 1000),
  };
}

function place(workspace: string, channel: string) {
  return { platform: "slack", workspace, channel };
}

function mentionsAnybody(text: string): boolean {
  return /<[@!](?!date)/.test(text);
}

function nameOf({ user_profile: profile }: MessageEvent): string | undefined {
  return profile?.display_name || profile?.real_name || profile?.name;
}
