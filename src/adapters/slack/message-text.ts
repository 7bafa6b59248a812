import { withoutShortcodes } from "../../text/shortcodes.ts";

/** A text object, or a text as the older blocks hold it. */
type TextObject = { readonly text?: string } | string | null;

/**
 * A layout block or an element of rich text, of every kind that holds words.
 * https://docs.slack.dev/reference/block-kit/blocks
 */
export interface Block {
  readonly type?: string;
  readonly text?: TextObject;
  readonly title?: TextObject;
  readonly fields?: readonly TextObject[] | null;
  readonly elements?: readonly Block[] | null;
  readonly name?: string;
  readonly url?: string;
  readonly user_id?: string;
  readonly alt_text?: string;
}

/** What apps attach, and what a forwarded message is delivered as. */
interface Attachment {
  readonly is_share?: boolean;
  readonly is_msg_unfurl?: boolean;
  readonly pretext?: string;
  readonly title?: string;
  readonly text?: string;
  readonly fallback?: string;
  readonly fields?: readonly { readonly title?: string; readonly value?: string }[] | null;
  readonly blocks?: readonly Block[] | null;
  readonly message_blocks?: readonly { readonly message?: { readonly blocks?: readonly Block[] } }[] | null;
  readonly files?: readonly SlackFile[] | null;
}

/** A file under a message. A voice clip brings the words that Slack heard in it. */
export interface SlackFile {
  readonly name?: string | null;
  readonly title?: string | null;
  readonly preview?: string | null;
  readonly transcription?: { readonly preview?: { readonly content?: string } | null } | null;
}

/** Whatever may hold words in a message, of a person as of an app. */
export interface SlackWords {
  readonly text?: string | null;
  readonly blocks?: readonly Block[] | null;
  readonly attachments?: readonly Attachment[] | null;
  readonly files?: readonly SlackFile[] | null;
}

/** What a person typed, as plain text: names for tokens, no emoji shortcodes, the mention of `bot` left out. */
export function typedText({ text, blocks }: SlackWords, bot: string): string {
  const plain = plainText(text ?? "", bot);
  const words = withoutEmoji(plain, blocks ?? []).trim();
  // Who sends nothing but emoji says something by it.
  return words || (plain ? "👍" : "");
}

/** All that a message says, of a person or an app: its text, else its blocks; what is attached; what was forwarded. */
export function wholeText(message: SlackWords, bot?: string): string {
  const own = message.text?.trim() ? message.text : (message.blocks ?? []).map(blockText).join("\n");
  const parts = [plainText(own, bot), attachedText(message, () => true), ...fileTexts(message)];
  return joined(parts);
}

/** The messages that somebody forwarded with theirs; the preview of a link is none. */
export function forwardedText(message: SlackWords): string {
  return attachedText(message, ({ is_share }) => is_share === true);
}

/** The words of files that carry them: a voice clip's transcript, a snippet's beginning. */
export function fileTexts({ files }: SlackWords): string[] {
  return (files ?? []).flatMap((file) => wordsOf(file) ?? []);
}

/** The names of files whose words are not known. */
export function unreadFiles({ files, attachments }: SlackWords): string[] {
  const forwarded = (attachments ?? [])
    .filter(({ is_share }) => is_share)
    .flatMap((attachment) => attachment.files ?? []);
  return [...(files ?? []), ...forwarded]
    .filter((file) => wordsOf(file) === undefined)
    .map(({ name, title }) => name || title || "a file");
}

function wordsOf({ transcription, preview }: SlackFile): string | undefined {
  return transcription?.preview?.content?.trim() || preview?.trim() || undefined;
}

function attachedText({ attachments }: SlackWords, isMeant: (attachment: Attachment) => boolean): string {
  const texts = (attachments ?? [])
    .filter((attachment) => !isPreview(attachment) && isMeant(attachment))
    .map((attachment) => attachmentText(attachment));
  return joined(texts);
}

/** Slack unfurls links to messages by itself: nobody chose those words. */
function isPreview({ is_msg_unfurl, is_share }: Attachment): boolean {
  return is_msg_unfurl === true && is_share !== true;
}

function attachmentText({ pretext, title, text, fields, fallback, blocks, message_blocks }: Attachment): string {
  const inner = [...(blocks ?? []), ...(message_blocks ?? []).flatMap(({ message }) => message?.blocks ?? [])];
  const said = [
    pretext,
    title,
    text || inner.map(blockText).join("\n"),
    ...(fields ?? []).map((field) => [field.title, field.value].filter(Boolean).join(": ")),
  ].filter((part) => part?.trim());
  return plainText(said.length > 0 ? said.join("\n") : (fallback ?? ""));
}

function blockText({ text, title, alt_text, fields, elements, name, user_id, type, url }: Block): string {
  if (type === "emoji") return name ? `:${name}:` : "";
  if (type === "user") return `<@${user_id}>`;
  const own = [textOf(title), textOf(text), ...(fields ?? []).map(textOf)].filter(Boolean).join("\n") || alt_text;
  const between = type === "rich_text_section" || type === "rich_text_preformatted" ? "" : "\n";
  return own || (elements ?? []).map(blockText).filter(Boolean).join(between) || url || "";
}

function textOf(text: TextObject | undefined): string {
  return (typeof text === "string" ? text : text?.text) ?? "";
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part.trim()).join("\n\n");
}

/**
 * What a person reads, from Slack's notation: names instead of tokens, addresses instead of links, characters
 * instead of entities; the mention of `bot` is left out.
 */
export function plainText(text: string, bot?: string): string {
  const own = bot
    ? text.replace(new RegExp(`<@${bot}(\\|[^>\\n]*)?>[ \\t]*(?:,|:(?![\\w+'-]{1,100}:))?`, "g"), "")
    : text;
  return own
    .replace(/<([@#!]?)([^<|>\n]*)(?:\|([^<>\n]*))?>/g, (_, kind: string, value: string, label?: string) =>
      readable(kind, value, label),
    )
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .trim();
}

function readable(kind: string, value: string, label?: string): string {
  if (kind === "@") return `@${label || value}`;
  if (kind === "#") return `#${label || value}`;
  if (kind === "!") return label ? `@${label.replace(/^@/, "")}` : `@${value.split("^")[0]}`;
  return label && bare(label) !== bare(value) ? `${label} (${value})` : label || value;
}

/** An address without what Slack adds when it makes a link of a name. */
function bare(address: string): string {
  return address
    .replace(/^(?:https?:\/\/|mailto:|tel:)/i, "")
    .replace(/\/$|\s/g, "")
    .toLowerCase();
}

/** A skin tone stands in the text as a code of its own. */
const SKIN_TONES = [2, 3, 4, 5, 6].map((tone) => `skin-tone-${tone}`);

/** In code colons stay. Where Slack says which emoji there are, only those go. */
function withoutEmoji(text: string, blocks: readonly Block[]): string {
  const known = blocks.length > 0 ? new Set(emojiIn(blocks)) : undefined;
  return withoutShortcodes(text, (name) => !known || known.has(name.toLowerCase()));
}

function emojiIn(elements: readonly Block[]): string[] {
  return elements.flatMap((element) => [
    ...(element.type === "emoji" && element.name ? [element.name.toLowerCase(), ...SKIN_TONES] : []),
    ...emojiIn(element.elements ?? []),
  ]);
}
