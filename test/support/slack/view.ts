import type { Block, Message, World } from "./world.ts";

/** Slack's notation for what notifies people. */
const PINGS = /<(?:@[UW][A-Z0-9]*|!channel|!here|!everyone|!subteam\^[A-Z0-9]+)(?:\|[^>\n]*)?>/g;

/** Whom a message would notify: tokens in its Markdown, its `mrkdwn` and its text, in code as well. */
export function tokensIn(message: Message): string[] {
  const markdown = [
    message.markdown ?? "",
    ...message.blocks.filter(({ type }) => type === "markdown").map(({ text }) => text),
  ];
  // Whether an entity in Markdown is read before or after mentions is not documented: the worse is assumed.
  const texts = [
    message.text,
    ...mrkdwnIn(message.blocks),
    ...markdown,
    ...markdown.map((text) => unescaped(String(text))),
  ];
  return texts.flatMap((text) => String(text).match(PINGS) ?? []);
}

/** What somebody reads in a message, plainly: text, sources with their addresses, files and buttons. */
export function bodyOf(world: World, message: Message): string {
  const blocks = message.blocks.map((block) => show(block)).filter(Boolean);
  const written = message.markdown ?? (message.blocks.length > 0 ? "" : readMrkdwn(message.text));
  const text = drawn(written);
  const files = (message.files ?? []).map(({ name, text: content }) => `📎 ${name} (${content.length} characters)`);
  const growing = world.isStreaming(message) ? ["…"] : [];
  return visible([text, ...growing, ...blocks, ...files].filter(Boolean).join("\n"));
}

/** A thread or channel as it looks on somebody's screen. */
export function screen(world: World, messages: readonly Message[]): string {
  return messages
    .map((message) => {
      const who = world.users.get(message.user)?.name ?? message.user;
      const lines = bodyOf(world, message).split("\n");
      const privately = message.visibleTo ? " (only you can see this)" : "";
      return [`${who}${privately}`, ...lines].map((line, index) => (index === 0 ? line : `  ${line}`)).join("\n");
    })
    .join("\n");
}

/** The blocks of an App Home as text. */
export function home(blocks: readonly Block[]): string {
  return visible(blocks.map(show).join("\n"));
}

/** A button as it is seen. `sends`: what Slack tells of its press. */
interface SeenButton {
  readonly action_id: string;
  readonly label: string;
  readonly sends: { readonly type: string; readonly action_id: string; readonly value?: string };
}

/** The buttons in some blocks. Of the two for feedback, which share an id, each goes by the first part of its value. */
export function buttonsIn(blocks: readonly Block[]): readonly SeenButton[] {
  return blocks.flatMap(({ type, elements }) => {
    if (type === "actions") return (elements as PlainButton[]).map(plainButton);
    return type === "context_actions" ? (elements as FeedbackButtons[]).flatMap(feedbackButtons) : [];
  });
}

interface PlainButton {
  readonly action_id: string;
  readonly value?: string;
  readonly text: unknown;
}

function plainButton({ action_id, value, text }: PlainButton): SeenButton {
  return { action_id, label: readText(text), sends: { type: "button", action_id, value } };
}

interface FeedbackButtons {
  readonly action_id: string;
  readonly positive_button: { readonly text: unknown; readonly value: string };
  readonly negative_button: { readonly text: unknown; readonly value: string };
}

function feedbackButtons({ action_id, positive_button, negative_button }: FeedbackButtons): SeenButton[] {
  return [positive_button, negative_button].map(({ text, value }) => ({
    action_id: value.split(":").slice(0, 2).join(":"),
    label: readText(text),
    sends: { type: "feedback_buttons", action_id, value },
  }));
}

/** Markdown as it is read: of the links of marks the marks. */
function drawn(markdown: string): string {
  return markdown.replaceAll(/\[\[(\d+)\]\]\([^()\s]+\)/g, "[$1]");
}

function show(block: Block): string {
  if (block.type === "markdown") return drawn(String(block.text));
  if (block.type === "section") return readText(block.text);
  if (block.type === "header") return `# ${readText(block.text)}`;
  if (block.type === "rich_text") return (block.elements as Block[]).map(showRich).join("\n");
  if (block.type === "divider") return "---";
  if (block.type === "context") return (block.elements as unknown[]).map(readText).join("\n");
  const buttons = buttonsIn([block]);
  if (buttons.length > 0) return buttons.map(({ label }) => `[${label}]`).join(" ");
  return `(${block.type})`;
}

/** Rich text letter by letter: nothing in its texts is markup. */
function showRich({ type, elements }: Block): string {
  const pieces = elements as { text?: string; style?: { bold?: boolean } }[];
  const text = pieces.map(({ text = "", style }) => (style?.bold ? `**${text}**` : text)).join("");
  return type === "rich_text_quote" ? text.replace(/^/gm, "> ") : text;
}

function readText(value: unknown): string {
  const { type, text } = value as { type: string; text: string };
  return type === "mrkdwn" ? readMrkdwn(text) : text;
}

function readMrkdwn(text: string): string {
  return unescaped(text.replace(/<([^|>\n]+)\|([^>\n]*)>/g, "$2 <$1>"));
}

function unescaped(text: string): string {
  return text
    .replace(/&lt;|&#0*60;|&#x0*3c;/gi, "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** Characters without a shape are not seen. */
function visible(text: string): string {
  return text.replaceAll("\u2060", "");
}

/** All texts in some blocks that Slack reads in its own notation. */
function mrkdwnIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn);
  if (typeof value !== "object" || value === null) return [];
  const { type, text } = value as { type?: string; text?: unknown };
  const own = type === "mrkdwn" && typeof text === "string" ? [text] : [];
  return [...own, ...Object.values(value).flatMap(mrkdwnIn)];
}
