import {
  ChannelType,
  type Client,
  DiscordAPIError,
  type GuildTextBasedChannel,
  PermissionFlagsBits,
  type PermissionResolvable,
  RESTJSONErrorCodes,
  Routes,
  type TextBasedChannel,
} from "discord.js";
import { DeliveryError } from "../../core/errors.ts";
import type { Place, Prompt } from "../../core/prompt.ts";
import { directTarget } from "./direct-target.ts";
import { says } from "./errors.ts";
import { channelTarget, type MessageTarget, openedFirst, responseTarget } from "./message-target.ts";
import { body, quote, threadName } from "./render.ts";
import {
  type DiscordReplyTarget,
  discordReplyTargetOf,
  type InteractionReplyTarget,
  type MessageReplyTarget,
} from "./reply-target.ts";

/** Where an answer goes. `lacking`: permissions without which it goes to a lesser place, or nowhere. */
export interface ResolvedThread {
  readonly place: Place;
  readonly owner?: string;
  readonly outlet: MessageTarget;
  readonly lacking?: readonly Permission[];
}

/** A permission in the words of Discord's own settings. */
export type Permission = "View Channel" | "Send Messages" | "Send Messages in Threads" | "Create Public Threads";

const PERMISSIONS: Readonly<Record<Permission, PermissionResolvable>> = {
  "View Channel": PermissionFlagsBits.ViewChannel,
  "Send Messages": PermissionFlagsBits.SendMessages,
  "Send Messages in Threads": PermissionFlagsBits.SendMessagesInThreads,
  "Create Public Threads": PermissionFlagsBits.CreatePublicThreads,
};

/** What a thread on a message needs, to be opened and to be written in. */
const FOR_THREADS: readonly Permission[] = ["View Channel", "Create Public Threads", "Send Messages in Threads"];

/** A thread stays in the list of active ones for three days after its last message. In minutes. */
const AUTO_ARCHIVE = 4_320;

/**
 * Whether Discord refuses a thread, for whatever reason: one too many, a permission that went away, a name that it does
 * not like. Who asked is answered all the same, in place. A message that is gone needs no answer.
 */
function isRefused(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.status < 500 && !says(error, RESTJSONErrorCodes.UnknownMessage);
}

/** Finds or makes the place of the answer to a prompt; the same place when it is asked again. */
export async function resolveThread(client: Client<true>, prompt: Prompt): Promise<ResolvedThread> {
  const address = discordReplyTargetOf(prompt);
  if (prompt.private) return { place: prompt.place, outlet: privately(client, prompt, address) };
  if (address.via === "message") return underMessage(client, prompt, await channelOf(client, address), address);
  // What was private has no message that everybody sees: sharing it makes one.
  if (address.ephemeral) return shared(client, prompt, await channelOf(client, address));
  return underReply(client, prompt, await reachable(client, address), address);
}

function privately(client: Client, prompt: Prompt, address: DiscordReplyTarget): MessageTarget {
  return address.via === "message" ? directTarget(client.rest, prompt, address) : ownResponse(client, address);
}

function ownResponse(client: Client, address: InteractionReplyTarget, above?: string): MessageTarget {
  const { application, token, ephemeral } = address;
  return responseTarget(client.rest, { application, token, ephemeral, above });
}

async function channelOf(client: Client, { channel: id }: DiscordReplyTarget): Promise<TextBasedChannel> {
  const channel = await client.channels.fetch(id);
  if (!channel?.isTextBased()) throw new DeliveryError("gone", "The channel of the question is gone");
  return channel;
}

/** Where somebody uses Docent by their own account it is no member: then its response is all that it may write. */
async function reachable(client: Client, address: DiscordReplyTarget): Promise<TextBasedChannel | undefined> {
  try {
    return await channelOf(client, address);
  } catch (error) {
    if (!says(error, RESTJSONErrorCodes.UnknownChannel, RESTJSONErrorCodes.MissingAccess)) throw error;
    return undefined;
  }
}

async function underMessage(
  client: Client<true>,
  prompt: Prompt,
  channel: TextBasedChannel,
  { message }: MessageReplyTarget,
): Promise<ResolvedThread> {
  const here = (replyTo?: string) => channelTarget(client.rest, channel.id, prompt.id, replyTo);
  if (channel.isDMBased()) return { place: prompt.place, outlet: here() };
  const lacking = missingToSend(channel);
  if (lacking.length > 0) return { place: prompt.place, outlet: here(), lacking };
  if (!channel.isThread()) {
    if (prompt.cause === "watched" && mayHaveThreads(channel)) return later(client, prompt, channel, message);
    const thread = await threadOn(client, prompt, channel, message);
    return thread.outlet ? thread : { ...thread, place: prompt.place, outlet: here(message) };
  }
  // A forum's post is answered from its first message: it is its author's thread as if Docent had opened it.
  if (channel.id === message) return { place: prompt.place, owner: prompt.author.id, outlet: here() };
  return { place: prompt.place, outlet: here(channel.ownerId === client.user.id ? undefined : message) };
}

async function underReply(
  client: Client<true>,
  prompt: Prompt,
  channel: TextBasedChannel | undefined,
  address: InteractionReplyTarget,
): Promise<ResolvedThread> {
  const response = { place: prompt.place, outlet: ownResponse(client, address, `${address.shows}\n\n`) };
  if (!channel) return response;
  if (channel.isDMBased())
    return { place: prompt.place, outlet: channelTarget(client.rest, channel.id, prompt.id, address.reply) };
  const lacking = missingToSend(channel);
  if (lacking.length > 0) return { ...response, lacking };
  const inPlace = channelTarget(client.rest, channel.id, prompt.id, address.reply);
  if (channel.isThread() || !address.reply) return { place: prompt.place, outlet: inPlace };
  const thread = await threadOn(client, prompt, channel, address.reply);
  return thread.outlet ? thread : { ...thread, place: prompt.place, outlet: inPlace };
}

async function shared(client: Client<true>, prompt: Prompt, channel: TextBasedChannel): Promise<ResolvedThread> {
  const about = prompt.text || prompt.quoted || "";
  const here = channelTarget(client.rest, channel.id, prompt.id);
  // Who asked shares what somebody else wrote.
  const words = `**${prompt.quotedFrom ?? prompt.author.name}** wrote:\n${quote(about)}`;
  const message = await here.send(body(words), ANNOUNCEMENT);
  const inPlace = { place: prompt.place, outlet: here };
  if (channel.isDMBased() || channel.isThread()) return inPlace;
  const thread = await threadOn(client, prompt, channel, message);
  return thread.outlet ? thread : { ...thread, ...inPlace };
}

/** Who did not ask by name may get no answer: then there must be no thread either. Its id is known beforehand. */
function later(client: Client<true>, prompt: Prompt, channel: GuildTextBasedChannel, message: string): ResolvedThread {
  const there = opened(client, prompt, message, prompt.author.id);
  return { ...there, outlet: openedFirst(there.outlet, () => startThread(client, prompt, channel, message)) };
}

/** The index, for the nonce, of what stands before an answer's first message. */
const ANNOUNCEMENT = -1;

/** A thread on a message: opened, or there already. Without an outlet where there can be none. */
async function threadOn(
  client: Client<true>,
  prompt: Prompt,
  channel: GuildTextBasedChannel,
  message: string,
): Promise<ResolvedThread | { readonly outlet?: undefined; readonly lacking?: readonly Permission[] }> {
  if (!takesThreads(channel)) return {};
  const lacking = missingPermissions(channel, FOR_THREADS);
  if (lacking.length > 0) return { lacking };
  try {
    const isNew = await startThread(client, prompt, channel, message);
    return opened(client, prompt, message, isNew ? prompt.author.id : await ownerOf(client, prompt, message));
  } catch (error) {
    if (!isRefused(error)) throw error;
    return {};
  }
}

/** Opens a thread on a message; false where there is one. */
async function startThread(client: Client, prompt: Prompt, channel: GuildTextBasedChannel, message: string) {
  const name = threadName(prompt.text || prompt.quoted || "", `Question from ${prompt.author.name}`);
  try {
    const thread = { name, auto_archive_duration: AUTO_ARCHIVE };
    await client.rest.post(Routes.threads(channel.id, message), { body: thread });
    return true;
  } catch (error) {
    if (!says(error, RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage)) throw error;
    return false;
  }
}

function takesThreads({ type }: GuildTextBasedChannel): boolean {
  return type === ChannelType.GuildText || type === ChannelType.GuildAnnouncement;
}

function mayHaveThreads(channel: GuildTextBasedChannel): boolean {
  return takesThreads(channel) && missingPermissions(channel, FOR_THREADS).length === 0;
}

/** A thread that was there before is the asker's only if Docent opened it. */
async function ownerOf(client: Client<true>, prompt: Prompt, thread: string): Promise<string | undefined> {
  const channel = await client.channels.fetch(thread);
  return channel?.isThread() && channel.ownerId === client.user.id ? prompt.author.id : undefined;
}

/** A thread on a message has the message's id. */
function opened(client: Client, prompt: Prompt, thread: string, owner: string | undefined): ResolvedThread {
  return { place: { ...prompt.place, thread }, owner, outlet: channelTarget(client.rest, thread, prompt.id) };
}

/** What Docent lacks to write where it stands. */
export function missingToSend(channel: GuildTextBasedChannel): readonly Permission[] {
  return missingPermissions(channel, [
    "View Channel",
    channel.isThread() ? "Send Messages in Threads" : "Send Messages",
  ]);
}

function missingPermissions(channel: GuildTextBasedChannel, needed: readonly Permission[]): readonly Permission[] {
  const permissions = channel.permissionsFor(channel.client.user);
  // A member that is not known yet is let through: Discord itself will say no.
  return permissions ? needed.filter((name) => !permissions.has(PERMISSIONS[name])) : [];
}
