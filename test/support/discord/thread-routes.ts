import { PermissionFlagsBits } from "discord.js";
import { allows, channelOf, messageOf } from "./message-routes.ts";
import type { Answer, Platform, Request } from "./platform.ts";
import { invalid, refusals } from "./refusal.ts";
import { type Channel, ChannelType, type User } from "./world.ts";

/** A message that stands for the one a thread was opened on. */
const THREAD_STARTER = 21;

/** A message with a thread on it. */
const HAS_THREAD = 32;

/** POST /channels/{channel_id}/messages/{message_id}/threads */
export function startThread(platform: Platform, request: Request): Answer {
  const { world, rules } = platform;
  const channel = channelOf(platform, request.parameters.channel_id ?? "");
  if (channel.type !== ChannelType.text) throw refusals.wrongChannelType();
  if (!allows(platform, channel, PermissionFlagsBits.CreatePublicThreads)) throw refusals.missingPermissions();
  const message = messageOf(platform, request);
  const { name = "", auto_archive_duration } = request.body;
  if (name.length < 1 || name.length > 100) throw invalid("name", "Must be between 1 and 100 in length.");
  if (message.thread) throw refusals.threadExists();
  if (activeThreads(platform, channel) >= rules.threads) throw refusals.tooManyThreads();
  const thread = world.addThread(channel, world.bot, name, message.id, auto_archive_duration);
  Object.assign(message, { thread, flags: message.flags | HAS_THREAD });
  announceThread(platform, thread);
  const reference = { type: 0, channel_id: channel.id, message_id: message.id };
  world.addMessage(thread.id, message.author, "", { type: THREAD_STARTER, message_reference: reference });
  return { status: 201, body: thread };
}

function activeThreads({ world }: Platform, { guild_id }: Channel): number {
  return [...world.channels.values()].filter(
    (channel) => channel.guild_id === guild_id && channel.thread_metadata?.archived === false,
  ).length;
}

/** Tells everybody of a new thread. */
export function announceThread({ gateway }: Platform, thread: Channel): void {
  gateway.emit({ type: "THREAD_CREATE", data: { ...thread, newly_created: true }, guild: thread.guild_id });
}

/** GET /channels/{channel_id} */
export function getChannel(platform: Platform, { parameters }: Request): Answer {
  return { status: 200, body: channelOf(platform, parameters.channel_id ?? "") };
}

/** PATCH /channels/{channel_id}: waking or closing a thread. */
export function changeThread(platform: Platform, { parameters, body }: Request): Answer {
  const thread = channelOf(platform, parameters.channel_id ?? "");
  if (!thread.thread_metadata) throw refusals.missingPermissions();
  const moderates = allows(platform, thread, PermissionFlagsBits.ManageThreads);
  if (thread.thread_metadata.locked && !moderates) throw refusals.missingPermissions();
  if (body.archived !== undefined) thread.thread_metadata.archived = body.archived;
  updateThread(platform, thread);
  return { status: 200, body: thread };
}

/** Tells everybody that a thread changed. */
export function updateThread({ gateway }: Platform, thread: Channel): void {
  gateway.emit({ type: "THREAD_UPDATE", data: { ...thread }, guild: thread.guild_id });
}

/** POST /channels/{channel_id}/typing */
export function startTyping(platform: Platform, { parameters }: Request): Answer {
  const channel = channelOf(platform, parameters.channel_id ?? "");
  const inThread = channel.type === ChannelType.thread;
  const permission = inThread ? PermissionFlagsBits.SendMessagesInThreads : PermissionFlagsBits.SendMessages;
  if (!allows(platform, channel, permission)) throw refusals.missingPermissions();
  platform.typing.push({ channel: channel.id, at: platform.now() });
  return { status: 204 };
}

/** POST /users/@me/channels */
export function openDm({ world }: Platform, { body }: Request): Answer {
  const user: User | undefined = world.users.get(body.recipient_id ?? "");
  if (!user) throw refusals.cannotDm();
  return { status: 200, body: world.dmWith(user) };
}
