import { MessageFlags, PermissionFlagsBits } from "discord.js";
import { permissionsIn } from "./permissions.ts";
import {
  type Answer,
  announce,
  type Body,
  eventOf,
  mayReadContent,
  type Platform,
  pinged,
  type Request,
  readable,
} from "./platform.ts";
import { invalid, refusals } from "./refusal.ts";
import type { Attachment, Channel, Component, Message } from "./world.ts";
import { ChannelType } from "./world.ts";

/** The flags that a sender may set. */
const SENDABLE = MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.Ephemeral;

/** A channel that the bot may see. */
export function channelOf(platform: Platform, id: string): Channel {
  const channel = platform.world.channels.get(id);
  if (!channel) throw refusals.unknownChannel();
  if (!allows(platform, channel, PermissionFlagsBits.ViewChannel)) throw refusals.missingAccess();
  return channel;
}

/** Whether the bot has a permission in a channel. */
export function allows({ world }: Platform, channel: Channel, permission: bigint): boolean {
  return (permissionsIn(world, world.bot.id, channel) & permission) === permission;
}

/** POST /channels/{channel_id}/messages */
export function createMessage(platform: Platform, { parameters, body, files }: Request): Answer {
  const channel = channelOf(platform, parameters.channel_id ?? "");
  requireSending(platform, channel, files.length > 0);
  checkBody(body, files.length);
  const again = sameNonce(platform, channel, body);
  if (again) return { status: 200, body: again };
  const repliedTo = referenced(platform, channel, body);
  const message = storeMessage(platform, channel, { parameters, body, files, query: {} }, repliedTo);
  ping(platform, message, body, repliedTo);
  announce(platform, message, channel);
  return { status: 200, body: message };
}

function requireSending(platform: Platform, channel: Channel, files: boolean): void {
  if (channel.type === ChannelType.forum) throw refusals.wrongChannelType();
  const inThread = channel.type === ChannelType.thread;
  const permission = inThread ? PermissionFlagsBits.SendMessagesInThreads : PermissionFlagsBits.SendMessages;
  if (!allows(platform, channel, permission)) throw refusals.missingPermissions();
  if (files && !allows(platform, channel, PermissionFlagsBits.AttachFiles)) throw refusals.missingPermissions();
  if (!channel.thread_metadata) return;
  if (channel.thread_metadata.locked && !allows(platform, channel, PermissionFlagsBits.ManageThreads))
    throw channel.thread_metadata.archived ? refusals.archived() : refusals.locked();
  // A message wakes an archived thread.
  channel.thread_metadata.archived = false;
}

/** The limits of a message that hold wherever it is sent. */
export function checkBody(body: Body, files: number, editing = false): void {
  const { content, nonce, components = [] } = body;
  if ((content ?? "").length > 2000) throw invalid("content", "Must be 2000 or fewer in length.");
  if (String(nonce ?? "").length > 25) throw invalid("nonce", "Must be 25 or fewer in length.");
  if (!editing && !content?.trim() && files === 0) throw refusals.emptyMessage();
  if (components.length > 5) throw invalid("components", "Must be 5 or fewer in length.");
  for (const row of components as unknown as readonly Component[]) checkRow(row);
}

function checkRow(row: Component): void {
  const buttons = row.components ?? [];
  if (buttons.length < 1 || buttons.length > 5) throw invalid("components", "Must be between 1 and 5 in length.");
  for (const { custom_id = "", label = "" } of buttons) {
    if (custom_id.length < 1 || custom_id.length > 100)
      throw invalid("custom_id", "Must be between 1 and 100 in length.");
    if (label.length > 80) throw invalid("label", "Must be 80 or fewer in length.");
  }
}

function sameNonce({ world, rules, now }: Platform, channel: Channel, { nonce, enforce_nonce }: Body) {
  if (!enforce_nonce || nonce === undefined) return undefined;
  const recent = world.messagesIn(channel.id).filter(({ versions }) => (versions[0]?.at ?? 0) > now() - rules.nonceMs);
  return recent.find(({ message }) => message.nonce === nonce && message.author.id === world.bot.id)?.message;
}

function referenced(platform: Platform, channel: Channel, { message_reference }: Body): Message | undefined {
  if (!message_reference) return undefined;
  if (!allows(platform, channel, PermissionFlagsBits.ReadMessageHistory)) throw refusals.cannotReply();
  const message = platform.world.messages.get(message_reference.message_id)?.message;
  if (!message && message_reference.fail_if_not_exists !== false) throw invalid("message_reference", "Unknown message");
  return message;
}

/** Keeps what the bot sent. `visibleTo`: the only one who sees it. */
export function storeMessage(
  platform: Platform,
  channel: Channel,
  { body, files }: Request,
  repliedTo?: Message,
  visibleTo?: string,
): Message {
  const { world } = platform;
  const reference = repliedTo && { type: 0, channel_id: channel.id, message_id: repliedTo.id };
  return world.addMessage(
    channel.id,
    world.bot,
    body.content ?? "",
    {
      flags: (body.flags ?? 0) & SENDABLE,
      components: numbered(body.components),
      attachments: files.map((file) => keepFile(platform, file.name, file.data)),
      ...(body.nonce === undefined ? {} : { nonce: body.nonce }),
      ...(reference ? { type: 19, message_reference: reference, referenced_message: withoutReference(repliedTo) } : {}),
    },
    visibleTo,
  );
}

/** A message as it stands inside a reply to it. */
export function withoutReference({ referenced_message: _, ...message }: Message): Message {
  return message;
}

/** Components as they come back: each with a number of its own. */
export function numbered(components: readonly Record<string, unknown>[] = []): Component[] {
  let id = 0;
  const number = (component: Record<string, unknown>): Component => {
    const inner = component.components as readonly Record<string, unknown>[] | undefined;
    const own = ++id;
    return { ...component, type: Number(component.type), id: own, ...(inner ? { components: inner.map(number) } : {}) };
  };
  return components.map(number);
}

/** Stores a file that people can download. */
export function keepFile(platform: Platform, filename: string, data: Buffer): Attachment {
  const id = platform.world.snowflake();
  const url = `${platform.origin()}/attachments/${id}/${encodeURIComponent(filename)}`;
  platform.world.files.set(id, data);
  return { id, filename, size: data.length, url, proxy_url: url };
}

/** Records whom a message of the bot notifies. */
export function ping({ pings }: Platform, message: Message, body: Body, repliedTo?: Message): void {
  const whom = pinged(message.content, body.allowed_mentions, repliedTo?.author);
  pings.push(...whom.map((one) => ({ message: message.id, whom: one })));
}

/** PATCH /channels/{channel_id}/messages/{message_id} */
export function editMessage(platform: Platform, request: Request): Answer {
  const channel = channelOf(platform, request.parameters.channel_id ?? "");
  const message = messageOf(platform, request);
  if (message.author.id !== platform.world.bot.id) throw refusals.notYours();
  if (channel.thread_metadata?.archived) throw refusals.archived();
  checkBody(request.body, request.files.length, true);
  return { status: 200, body: changeMessage(platform, message, request, channel) };
}

/** Changes what a message of the bot shows, and tells everybody. */
export function changeMessage(platform: Platform, message: Message, request: Request, channel: Channel): Message {
  const { body, files } = request;
  const kept = message.attachments.filter(
    ({ id }) => !body.attachments || body.attachments.some((one) => one.id === id),
  );
  platform.world.edit(message, {
    ...(body.content === undefined ? {} : { content: body.content ?? "" }),
    ...(body.components ? { components: numbered(body.components) } : {}),
    attachments: [...kept, ...files.map((file) => keepFile(platform, file.name, file.data))],
    flags: (message.flags & ~MessageFlags.Loading) | ((body.flags ?? 0) & MessageFlags.SuppressEmbeds),
  });
  ping(platform, message, body);
  platform.gateway.emit({ type: "MESSAGE_UPDATE", data: eventOf(platform, message, channel), guild: channel.guild_id });
  return message;
}

/** GET /channels/{channel_id}/messages/{message_id} */
export function getMessage(platform: Platform, request: Request): Answer {
  const channel = channelOf(platform, request.parameters.channel_id ?? "");
  if (!allows(platform, channel, PermissionFlagsBits.ReadMessageHistory)) throw refusals.missingPermissions();
  const message = messageOf(platform, request);
  return { status: 200, body: readable(platform, message, channel, mayReadContent(platform)) };
}

/** GET /channels/{channel_id}/messages, newest first */
export function getMessages(platform: Platform, { parameters, query }: Request): Answer {
  const channel = channelOf(platform, parameters.channel_id ?? "");
  if (!allows(platform, channel, PermissionFlagsBits.ReadMessageHistory)) return { status: 200, body: [] };
  const before = BigInt(query.before ?? "9".repeat(19));
  const messages = platform.world
    .messagesIn(channel.id)
    .filter(({ message, visibleTo }) => !visibleTo && BigInt(message.id) < before)
    .map(({ message }) => readable(platform, message, channel, mayReadContent(platform)))
    .toReversed()
    .slice(0, Number(query.limit ?? 50));
  return { status: 200, body: messages };
}

/** The message that a request names, in the channel that it names. */
export function messageOf({ world }: Platform, { parameters }: Request): Message {
  const kept = world.messages.get(parameters.message_id ?? "");
  if (!kept || kept.visibleTo || kept.message.channel_id !== parameters.channel_id) throw refusals.unknownMessage();
  return kept.message;
}
