import { type Message, MessageReferenceType } from "discord.js";
import { readAttachments } from "./attachments.ts";
import { attachmentsOf, messageText } from "./message-text.ts";

/** What another message says; `text` is empty where that is nothing that can be read. */
interface Pointed {
  readonly text: string;
  readonly unread: readonly string[];
}

/**
 * What a mention points at: the message replied to; in somebody else's thread what that began with, and the message
 * above.
 */
export async function pointedAt(message: Message<boolean>): Promise<Pointed | undefined> {
  const { channel, reference, client } = message;
  if (reference?.messageId && reference.type !== MessageReferenceType.Forward)
    return readAll([channel.messages.cache.get(reference.messageId) ?? (await orNone(message.fetchReference()))]);
  if (!channel.isThread() || channel.id === message.id || channel.ownerId === client.user.id) return undefined;
  const [first, above] = await Promise.all([
    orNone(channel.fetchStarterMessage()),
    orNone(channel.messages.fetch({ before: message.id, limit: 1 })),
  ]);
  // What Docent said there is in the conversation already.
  const others = [first, above?.first()].filter((one) => one && one.author.id !== client.user.id);
  return others.length > 0 ? readAll([...new Map(others.map((one) => [one?.id, one])).values()]) : undefined;
}

/** Discord may not let the bot read it, or it is gone. */
function orNone<Result>(reading: Promise<Result>): Promise<Result | null> {
  return reading.catch(() => null);
}

async function readAll(messages: readonly (Message<boolean> | null | undefined)[]): Promise<Pointed> {
  const read = await Promise.all(
    messages.map(async (message) => (message ? readPointed(message) : { text: "", unread: [] })),
  );
  return {
    text: read
      .map(({ text }) => text)
      .filter(Boolean)
      .join("\n\n"),
    unread: read.flatMap(({ unread }) => unread),
  };
}

/** What a message says, its text files included, and the names of what was not read. */
export async function readPointed(message: Message<boolean>): Promise<Pointed> {
  const { texts, unread } = await readAttachments(attachmentsOf(message));
  const parts = [messageText(message), ...texts.map(fileText)];
  return { text: parts.filter((part) => part.trim()).join("\n\n"), unread };
}

/** A text file as it stands in what is quoted. */
export function fileText({ name, text }: { readonly name: string; readonly text: string }): string {
  return `${name}:\n${text}`;
}
