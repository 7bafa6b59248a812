import {
  type Channel,
  type ChatInputCommandInteraction,
  cleanContent,
  type Message,
  type MessageContextMenuCommandInteraction,
  PermissionFlagsBits,
  type PermissionsBitField,
} from "discord.js";
import type { Command } from "../../core/command.ts";
import type { Place, Prompt } from "../../core/prompt.ts";
import { type ReadAttachments, readAttachments } from "./attachments.ts";
import { attachmentsOf, messageText, snapshotsText, withoutQuotesAndCode } from "./message-text.ts";
import type { InteractionReplyTarget } from "./reply-target.ts";

/** The workspace of every DM. */
const DMS = "dms";

/** Something with a channel, which the client may not know. */
interface Located {
  readonly guildId: string | null;
  readonly channelId: string;
  readonly channel: Channel | null;
}

/** Where something was written. */
export function discordPlaceOf({ guildId, channelId, channel }: Located): Place {
  const workspace = guildId ?? DMS;
  if (!channel?.isThread()) return { platform: "discord", workspace, channel: channelId };
  return { platform: "discord", workspace, channel: channel.parentId ?? channelId, thread: channelId };
}

/** Whether these permissions let somebody look after what others wrote. */
export function moderates(permissions: Readonly<PermissionsBitField> | null | undefined): boolean {
  return permissions?.any([PermissionFlagsBits.ManageMessages, PermissionFlagsBits.ManageThreads]) ?? false;
}

/** The id of the prompt that a message is. */
export function messagePromptId({ id, channelId }: { readonly id: string; readonly channelId: string }): string {
  return `${channelId}:${id}`;
}

/**
 * The prompt in a message, or undefined where it is not for Docent. `answerChannels`: ids of channels where every
 * post is.
 */
export async function promptFromMessage(
  message: Message<boolean>,
  answerChannels: readonly string[],
): Promise<Prompt | undefined> {
  const cause = causeOf(message, answerChannels);
  if (!cause) return undefined;
  // Read before anything is waited for: an edit changes this very object.
  const text = typed(message);
  const [pointedAt, attachments] = await Promise.all([
    cause === "asked" ? quotedBy(message) : undefined,
    readAttachments(attachmentsOf(message)),
  ]);
  const quoted = [pointedAt, snapshotsText(message)].filter(Boolean).join("\n\n") || undefined;
  const { channel, author, member } = message;
  return {
    id: messagePromptId(message),
    command: "ask",
    ...words(text, quoted, attachments),
    author: {
      id: author.id,
      name: member?.displayName ?? author.displayName,
      moderator: member ? moderates(member.permissionsIn(channel.id)) : undefined,
    },
    place: discordPlaceOf(message),
    cause,
    addressesOthers: cause === "follow-up" && addressesOthers(message),
    direct: message.guildId === null || undefined,
    private: false,
    address: { via: "message", channel: message.channelId, message: message.id },
  };
}

/** Why a message is for Docent; undefined for bots, webhooks, notices of Discord, and talk among others. */
function causeOf(message: Message<boolean>, answerChannels: readonly string[]): Prompt["cause"] | undefined {
  if (message.author.bot || message.webhookId || message.system) return undefined;
  if (message.guildId === null || mentionsBot(message)) return "asked";
  const { channel } = message;
  const watched = answerChannels.includes(channel.isThread() ? (channel.parentId ?? "") : channel.id);
  const isPost = !channel.isThread() || channel.id === message.id;
  if (watched && isPost) return addressesOthers(message) ? undefined : "watched";
  if (!channel.isThread()) return undefined;
  // A post in a forum is its author's thread; the bot knows whether it answered there from the first message.
  return channel.ownerId === message.client.user.id || watched ? "follow-up" : undefined;
}

/**
 * Whether a message calls the bot. People often pick the bot's own role in place of its user; Discord counts a
 * reply with its ping left on. A mention that stands in a quote or in code alone calls nobody.
 */
export function mentionsBot({ mentions, guild, client, content }: Message<boolean>): boolean {
  const role = guild?.roles.botRoleFor(client.user);
  const isNamed = mentions.users.has(client.user.id) || (role ? mentions.roles.has(role.id) : false);
  if (!isNamed) return false;
  const own = new RegExp(`<@[!&]?(?:${[client.user.id, role?.id].filter(Boolean).join("|")})>`);
  return mentions.repliedUser?.id === client.user.id || !own.test(content) || own.test(withoutQuotesAndCode(content));
}

function addressesOthers({ mentions, client, author }: Message<boolean>): boolean {
  const known = [client.user.id, author.id];
  const replied = mentions.repliedUser;
  const spokenTo = [...mentions.users.keys(), ...(replied ? [replied.id] : [])];
  return mentions.everyone || mentions.roles.size > 0 || spokenTo.some((id) => !known.includes(id));
}

/** What was typed, names in place of mentions, the bot's own left out. */
function typed(message: Message<boolean>): string {
  const { client, guild } = message;
  const ids = [client.user.id, guild?.roles.botRoleFor(client.user)?.id].filter((id) => id !== undefined);
  const own = new RegExp(`<@[!&]?(?:${ids.join("|")})>`, "g");
  return cleanContent(message.content.replaceAll(own, " "), message.channel).trim();
}

/** The text that a mention points at: the message replied to, or what somebody else's thread began with. */
async function quotedBy(message: Message<boolean>): Promise<string | undefined> {
  const { channel, reference } = message;
  const pointed = reference?.messageId
    ? (channel.messages.cache.get(reference.messageId) ?? (await message.fetchReference().catch(() => null)))
    : channel.isThread() && channel.id !== message.id && channel.ownerId !== message.client.user.id
      ? await channel.fetchStarterMessage().catch(() => null)
      : null;
  return pointed ? textOf(pointed) : undefined;
}

async function textOf(message: Message<boolean>): Promise<string | undefined> {
  const { texts } = await readAttachments(attachmentsOf(message));
  const parts = [messageText(message), ...texts.map(fileText)];
  return parts.filter((part) => part.trim()).join("\n\n") || undefined;
}

/**
 * A long message is turned into a file by Discord itself: where nothing was typed beside it, the file is the
 * question.
 */
function words(text: string, pointedAt: string | undefined, { texts, unread }: ReadAttachments) {
  const [file, ...others] = texts;
  const isQuestion = text === "" && pointedAt === undefined && file !== undefined;
  const context = (isQuestion ? others : texts).map(fileText);
  const quoted = [...(pointedAt ? [pointedAt] : []), ...context].join("\n\n");
  return {
    text: isQuestion ? file.text : text,
    ...(quoted ? { quoted } : {}),
    ...(unread.length > 0 ? { unread: [...unread] } : {}),
  };
}

function fileText({ name, text }: { readonly name: string; readonly text: string }): string {
  return `${name}:\n${text}`;
}

/** The prompt in a slash command. `address`: how its response can be written. */
export function promptFromCommand(
  interaction: ChatInputCommandInteraction,
  command: Command,
  address: InteractionReplyTarget,
): Prompt {
  const text = command.argument ? (interaction.options.getString(command.argument.name) ?? "") : "";
  return { ...promptBase(interaction, address), command: command.name, text, private: command.private };
}

/** The prompt in "Ask Docent about this": the message is what is asked about, and only the asker sees the answer. */
export async function promptFromMenu(
  interaction: MessageContextMenuCommandInteraction,
  address: InteractionReplyTarget,
): Promise<Prompt> {
  const quoted = await textOf(interaction.targetMessage);
  return { ...promptBase(interaction, address), command: "ask", text: "", quoted, private: true };
}

function promptBase(
  interaction: ChatInputCommandInteraction | MessageContextMenuCommandInteraction,
  address: InteractionReplyTarget,
): Omit<Prompt, "command" | "text" | "private"> {
  const { user, memberPermissions, guildId } = interaction;
  return {
    id: interaction.id,
    author: { id: user.id, name: user.displayName, moderator: moderates(memberPermissions) || undefined },
    place: discordPlaceOf(interaction),
    cause: "asked",
    direct: guildId === null || undefined,
    address,
  };
}
