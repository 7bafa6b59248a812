import { cleanContent, type Embed, type Message, type MessageSnapshot, type Poll } from "discord.js";

/** Whatever may hold words in a message: what somebody wrote, and what somebody forwarded. */
type Written = Pick<Message<boolean> | MessageSnapshot, "content" | "embeds"> & { readonly poll?: Poll | null };

/** All that a message says: its own words, embeds of apps, a poll, and what was forwarded with it. */
export function messageText(message: Message<boolean>): string {
  return joined([wordsOf(message, message), snapshotsText(message)]);
}

/**
 * The messages that somebody forwarded in this one. Where they came from may be closed to the bot: these are copies.
 */
export function snapshotsText(message: Message<boolean>): string {
  return joined([...message.messageSnapshots.values()].map((snapshot) => wordsOf(snapshot, message)));
}

/** The attachments of a message and of those forwarded in it. */
export function attachmentsOf({ attachments, messageSnapshots }: Message<boolean>) {
  return [
    ...attachments.values(),
    ...[...messageSnapshots.values()].flatMap((inner) => [...inner.attachments.values()]),
  ];
}

/** A message without its quoted lines and its code: a mention in those calls nobody. */
export function withoutQuotesAndCode(content: string): string {
  const withoutCode = content.replace(/```[\s\S]*?(?:```|$)|`[^`\n]*`/g, " ");
  return withoutCode.replace(/^>>> [\s\S]*/m, "").replace(/^> .*$/gm, "");
}

/** A message without the mentions that call Docent. People often pick the bot's own role in place of its user. */
export function withoutOwnMention(content: string, { client, guild }: Message<boolean>): string {
  const ids = [client.user.id, guild?.roles.botRoleFor(client.user)?.id].filter((id) => id !== undefined);
  return content.replaceAll(new RegExp(`<@[!&]?(?:${ids.join("|")})>`, "g"), " ").trim();
}

function wordsOf({ content, embeds, poll }: Written, message: Message<boolean>): string {
  // What a gateway sends is not always what it should be: a message without words is better than none.
  const written = typeof content === "string" ? content : "";
  const own = cleanContent(withoutOwnMention(written, message), message.channel);
  return joined([own, ...(embeds ?? []).map(embedText), pollText(poll)]);
}

/** The preview of a link is nobody's words: only what an app composed is read. */
function embedText({ data }: Embed): string {
  if (data.type !== undefined && data.type !== "rich") return "";
  const fields = (data.fields ?? []).map(({ name, value }) => `${name}: ${value}`);
  return [data.title, data.description, ...fields].filter((part) => part?.trim()).join("\n");
}

function pollText(poll: Poll | null | undefined): string {
  if (!poll) return "";
  const answers = [...poll.answers.values()].map(({ text }) => `- ${text ?? ""}`);
  return [poll.question.text ?? "", ...answers].join("\n");
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part.trim()).join("\n\n");
}
