import {
  type Channel,
  type ChatInputCommandInteraction,
  cleanContent,
  type Message,
  type MessageContextMenuCommandInteraction,
  type PartialMessage,
  PermissionFlagsBits,
  type PermissionsBitField,
} from "discord.js";
import type { Command } from "../../core/command.ts";
import type { Place, Prompt } from "../../core/prompt.ts";
import { outsideCode } from "../../text/shortcodes.ts";
import { type ReadAttachments, readAttachments } from "./attachments.ts";
import { attachmentsOf, snapshotsText, withoutOwnMention, withoutQuotesAndCode } from "./message-text.ts";
import { fileText, pointedAt, readPointed } from "./pointed-message.ts";
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

/** Whether these permissions let somebody set up the server. */
export function administers(permissions: Readonly<PermissionsBitField> | null | undefined): boolean {
  return permissions?.has(PermissionFlagsBits.ManageGuild) ?? false;
}

/** A mention in an older message that somebody edits was most likely there before. In milliseconds. */
const EDITED_MS = 24 * 60 * 60_000;

/** Whether somebody edited a message that is no older than a day; the preview of a link changes one too. */
export function isFreshEdit({ editedTimestamp, createdTimestamp }: Message | PartialMessage): boolean {
  return editedTimestamp !== null && Date.now() - createdTimestamp < EDITED_MS;
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
  const { channel, author, member } = message;
  const permissions = member?.permissionsIn(channel.id);
  return {
    id: messagePromptId(message),
    command: "ask",
    ...(await wordsIn(message, cause === "asked")),
    author: {
      id: author.id,
      name: member?.displayName ?? author.displayName,
      moderator: permissions && moderates(permissions),
      admin: administers(permissions) || undefined,
    },
    place: discordPlaceOf(message),
    cause,
    addressesOthers: cause === "follow-up" && addressesOthers(message),
    direct: message.guildId === null || undefined,
    confidential: message.guildId === null || undefined,
    private: false,
    address: { via: "message", channel: message.channelId, message: message.id },
  };
}

/** What a message says, and what it points at where that counts. */
export async function wordsIn(message: Message<boolean>, points: boolean): Promise<Words> {
  // Read before anything is waited for: an edit changes this very object.
  const text = typed(message);
  const [pointed, attachments] = await Promise.all([
    points ? pointedAt(message) : undefined,
    readAttachments(attachmentsOf(message)),
  ]);
  const forwarded = snapshotsText(message);
  const quoted = pointed || forwarded ? [pointed?.text, forwarded].filter(Boolean).join("\n\n") : undefined;
  return joinWords(text, quoted, { ...attachments, unread: [...(pointed?.unread ?? []), ...attachments.unread] });
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

const CUSTOM_EMOJI = /<a?:\w{1,32}:\d{1,20}>/g;

/** What was typed, names in place of mentions; the bot's own and the emoji of a server are left out. */
function typed(message: Message<boolean>): string {
  const said = withoutOwnMention(message.content, message);
  const words = outsideCode(said, (prose) => prose.replaceAll(CUSTOM_EMOJI, " ")).trim();
  // Who sends nothing but emoji says something by it.
  return words || !said ? cleanContent(words, message.channel).trim() : "👍";
}

/** The words of a prompt. */
type Words = Pick<Prompt, "text" | "quoted" | "unread">;

/**
 * A long message is turned into a file by Discord itself: where nothing was typed beside it, the file is the
 * question.
 */
function joinWords(text: string, pointed: string | undefined, { texts, unread }: ReadAttachments): Words {
  const [file, ...others] = texts;
  const isQuestion = text === "" && !pointed && file !== undefined;
  const context = (isQuestion ? others : texts).map(fileText);
  const quoted =
    pointed === undefined && context.length === 0 ? undefined : [pointed, ...context].filter(Boolean).join("\n\n");
  return {
    text: isQuestion ? file.text : text,
    ...(quoted !== undefined && { quoted }),
    ...(unread.length > 0 ? { unread: [...unread] } : {}),
  };
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
  const { text: quoted, unread } = await readPointed(interaction.targetMessage);
  const words = { text: "", quoted, ...(unread.length > 0 && { unread: [...unread] }) };
  const { member, author } = interaction.targetMessage;
  const quotedFrom = member?.displayName ?? author.displayName;
  return { ...promptBase(interaction, address), command: "ask", ...words, quotedFrom, private: true };
}

function promptBase(
  interaction: ChatInputCommandInteraction | MessageContextMenuCommandInteraction,
  address: InteractionReplyTarget,
): Omit<Prompt, "command" | "text" | "private"> {
  const { user, memberPermissions, guildId } = interaction;
  return {
    id: interaction.id,
    author: {
      id: user.id,
      name: user.displayName,
      moderator: moderates(memberPermissions) || undefined,
      admin: administers(memberPermissions) || undefined,
    },
    place: discordPlaceOf(interaction),
    cause: "asked",
    direct: guildId === null || undefined,
    confidential: guildId === null || undefined,
    address,
  };
}
