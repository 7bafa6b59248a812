import { ApplicationFlags } from "discord.js";
import type { Gateway } from "./gateway.ts";
import { type Channel, ChannelType, type Message, type User, type World } from "./world.ts";

/** Somebody was notified by a message of the bot. */
export interface Ping {
  readonly message: string;
  readonly whom: string;
}

/** What a test may change about the platform. Times in milliseconds. */
export interface Rules {
  /** How long an interaction may stay unanswered. */
  acknowledgeMs: number;
  /** How long an interaction's token can be written to. */
  tokenMs: number;
  /** How many active threads a server may have. */
  threads: number;
  /** How long a nonce brings back the message that was sent with it. */
  nonceMs: number;
}

/** What Discord allows. */
export const RULES: Rules = { acknowledgeMs: 3_000, tokenMs: 900_000, threads: 1_000, nonceMs: 300_000 };

/** What the routes work with. */
export interface Platform {
  readonly world: World;
  readonly gateway: Gateway;
  readonly rules: Rules;
  readonly pings: Ping[];
  /** Everywhere somebody saw the bot type, with the time. */
  readonly typing: { readonly channel: string; readonly at: number }[];
  readonly token: string;
  /** Flags of the application; those of the privileged intents among them. */
  readonly flags: number;
  now(): number;
  /** Where the server is, without a path. */
  origin(): string;
}

/** A request as a route gets it. */
export interface Request {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly files: readonly SentFile[];
}

/** The fields of a request's body that the routes read; the rest is there as well. */
export interface Body {
  readonly content?: string | null;
  readonly flags?: number;
  readonly nonce?: string | number;
  readonly enforce_nonce?: boolean;
  readonly components?: readonly Record<string, unknown>[];
  readonly allowed_mentions?: AllowedMentions | null;
  readonly message_reference?: { readonly message_id: string; readonly fail_if_not_exists?: boolean };
  readonly attachments?: readonly { readonly id: string | number }[];
  readonly name?: string;
  readonly archived?: boolean;
  readonly auto_archive_duration?: number;
  readonly recipient_id?: string;
  readonly type?: number;
  readonly data?: Body;
}

/** https://discord.com/developers/docs/resources/message#allowed-mentions-object */
export interface AllowedMentions {
  readonly parse?: readonly string[];
  readonly users?: readonly string[];
  readonly roles?: readonly string[];
  readonly replied_user?: boolean;
}

/** A file in a request. */
export interface SentFile {
  readonly name: string;
  readonly data: Buffer;
}

/** What a route answers; without a body it is a 204. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** Tells the bot's connections of a new message, as Discord does for everybody's, its own included. */
export function announce(platform: Platform, message: Message, channel: Channel): void {
  platform.gateway.emit({ type: "MESSAGE_CREATE", data: eventOf(platform, message, channel), guild: channel.guild_id });
}

/** A message as the gateway carries it. */
export function eventOf({ world }: Platform, message: Message, channel: Channel): Record<string, unknown> {
  const member = world.guilds.get(channel.guild_id ?? "")?.members.get(message.author.id);
  return {
    ...message,
    channel_type: channel.type,
    ...(channel.guild_id ? { guild_id: channel.guild_id } : {}),
    ...(member ? { member: memberFields(member.roles) } : {}),
  };
}

/** A member as an event carries one beside its user. */
export function memberFields(roles: readonly string[]): Record<string, unknown> {
  return {
    roles,
    nick: null,
    avatar: null,
    joined_at: "2026-01-01T00:00:00.000000+00:00",
    premium_since: null,
    pending: false,
    communication_disabled_until: null,
    deaf: false,
    mute: false,
    flags: 0,
  };
}

/** Whom a message would notify, given what its sender allowed. */
export function pinged(content: string, allowed: AllowedMentions | null | undefined, repliedTo?: User): string[] {
  const parses = (kind: string) => !allowed || (allowed.parse ?? []).includes(kind);
  const everyone = parses("everyone") ? (content.match(/@everyone|@here/g) ?? []) : [];
  const users = [...content.matchAll(/<@!?(\d+)>/g)].map(([, id = ""]) => id);
  const roles = [...content.matchAll(/<@&(\d+)>/g)].map(([, id = ""]) => id);
  const replied = repliedTo && (!allowed || allowed.replied_user) ? [repliedTo.id] : [];
  return [
    ...everyone,
    ...users.filter((id) => parses("users") || allowed?.users?.includes(id)),
    ...roles.filter((id) => parses("roles") || allowed?.roles?.includes(id)),
    ...replied,
  ];
}

/** Whether the application has leave to read what is not addressed to it. */
export function mayReadContent({ flags }: { flags: number }): boolean {
  return (flags & (ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited)) !== 0;
}

/** A message as the bot may read it: without the intent only its own, DMs and those that mention it have content. */
export function readable<M extends Pick<Message, "author" | "mentions" | "referenced_message">>(
  { world }: { world: World },
  message: M,
  channel: Channel | undefined,
  mayRead: boolean,
): M {
  // Tests deliver messages that are not as they should be.
  const own = [message.author, message.mentions].flat().some((user) => user?.id === world.bot.id);
  const inner = message.referenced_message;
  const referenced_message = inner && readable({ world }, inner, channel, mayRead);
  const shown = inner ? { ...message, referenced_message } : message;
  if (mayRead || own || channel?.type === ChannelType.dm) return shown;
  return { ...shown, content: "", attachments: [], components: [], embeds: [] };
}
