import { type Fence, openingFence, readFenceLine } from "../../text/fences.ts";
import { portable } from "../../text/portable.ts";
import { type LinkTo, linkMarks, mapUnfenced } from "../../text/prose.ts";
import { drawTable, tableAt } from "./table.ts";

/** Keeps Discord from seeing a mention, and people from seeing a difference. */
const INVISIBLE = "\u200b";

/** Three backticks that neither begin nor end a block of code. */
const NO_FENCE = `\`${INVISIBLE}\`${INVISIBLE}\``;

/** The beginning of a fence behind text, which Discord takes for one all the same. */
const BEHIND_TEXT = /^[^`]*?(?=`{3,}[^`]*$)/;

/** The first character of what can notify or name somebody. */
const MENTION = /@(?=everyone|here)|<(?=[@#][!&]?\d)/g;

/**
 * What Discord finds in a text, from left to right: escapes, code (also over line ends), and mentions outside of
 * both.
 */
const READ_BY_DISCORD = new RegExp(
  [/\\[\\`]/, /```[\s\S]+?```/, /```/, /(`{1,2})(?!`)[\s\S]*?[^`]\1(?!`)/, MENTION]
    .map(({ source }) => source)
    .join("|"),
  "g",
);

/** Quote marks, and the marks of lists, before the words of a line. */
const QUOTES = "(?:[ \\t]*>)*[ \\t]*";
const ITEM = `${QUOTES}(?:[-*+]|\\d{1,9}[.)])[ \\t]+`;

/** What a rule between paragraphs is drawn as. */
const RULE = "─".repeat(20);

/** A line by itself that the next one underlines. */
const TITLE =
  /(?<=(?:^|\n)[ \t]*\n|(?<![\s\S])) {0,3}(?!#{1,6}[ \t]|[>|]|[-*+][ \t]|\d{1,9}[.)][ \t])(\S[^\n]{0,300}?)[ \t]*\n/
    .source;

/** Markdown that Discord would draw as something else, and what it draws as meant. */
const DIFFERENCES: readonly (readonly [RegExp, string])[] = [
  // Headings are not underlined, have three levels, and no marks at their end.
  [new RegExp(`${TITLE} {0,3}=+[ \\t]*$`, "gm"), "# $1"],
  [new RegExp(`${TITLE} {0,3}-{2,}[ \\t]*$`, "gm"), "## $1"],
  [new RegExp(`^(${QUOTES}#{3})#{1,3}(?=[ \\t])`, "gm"), "$1"],
  [new RegExp(`^(${QUOTES}#{1,3}[ \\t][^\\n]{0,300}?)[ \\t]+#+[ \\t]*$`, "gm"), "$1"],
  [/^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/gm, RULE],
  // Lists have two kinds of marks, and no boxes to tick.
  [new RegExp(`^(${ITEM})\\[ \\](?=[ \\t])`, "gm"), "$1☐"],
  [new RegExp(`^(${ITEM})\\[[xX]\\](?=[ \\t])`, "gm"), "$1☑"],
  [new RegExp(`^(${QUOTES})\\+(?=[ \\t])`, "gm"), "$1-"],
  [new RegExp(`^(${QUOTES}\\d{1,9})\\)(?=[ \\t])`, "gm"), "$1."],
  // This would be small print.
  [/^-#(?=[ \t])/gm, "\\-#"],
  // Pictures are links: the address is shown to be followed, not drawn.
  [/!(?=\[[^[\]\n]{0,300}\]\()/g, ""],
  [/!(?=\[[^[\]\n]{0,300}\ue000)/g, ""],
  // Quotes have one level, and a space behind their mark; three marks would quote the whole rest.
  [/^(?:[ \t]*>)+[ \t]?/gm, "> "],
  // Two bars would hide what stands between them, two underscores underline it, also within a word.
  [/\|\|/g, "\\|\\|"],
  [/(?<![\w\\])__(?![\s_])([^\n]{0,300}?[^\s_\\])__(?!\w)/g, "**$1**"],
  [/(?<!\\)_(?=_)|(?<=(?<!\\)_)_/g, "\\_"],
  // A line break is one without its mark.
  [/\\$/gm, ""],
  // A backtick without its second would make code of everything up to the next one, a fence's included.
  [/(?<!\\)`/g, "\\`"],
];

/** What is written as an entity, which Discord does not read. */
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** A fenced block, or what stands between two of them. */
interface MarkdownBlock {
  readonly fence?: Fence;
  readonly lines: string[];
}

/**
 * Standard Markdown as Discord draws it: notifies nobody, tables in a fixed-width font, every fence closed. `linkTo`:
 * what the marks of sources become.
 */
export function toDiscord(markdown: string, linkTo: LinkTo = () => undefined): string {
  const blocks = blocksOf(portable(markdown));
  const drawn = blocks.map((block) => (block.fence ? fenced(block) : prose(block.lines, linkTo)));
  return guarded(drawn.join("\n"));
}

/**
 * Goes through a text as Discord reads it, whatever Markdown means: code is left alone, all other mentions notify
 * nobody.
 */
function guarded(text: string): string {
  return text.replaceAll(READ_BY_DISCORD, (found) => {
    if (found === "```") return NO_FENCE;
    return found === "@" || found === "<" ? found + INVISIBLE : found;
  });
}

/** Text in which nothing is a mention, for names and titles. */
export function escapeMentions(text: string): string {
  return text.replaceAll(MENTION, (found) => found + INVISIBLE);
}

/** Plain text as the label of a link. Discord makes no link of a label that looks like an address. */
export function linkLabel(text: string): string {
  const plain = text.replaceAll(/\s+/g, " ").replaceAll("://", `:${INVISIBLE}//`).trim();
  return escapeMentions(plain.replaceAll("`", "'").replaceAll(/[[\]()*_~|\\]/g, "\\$&"));
}

function blocksOf(markdown: string): MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [{ lines: [] }];
  for (const line of markdown.replaceAll("\r\n", "\n").split("\n")) {
    const { fence, lines } = blocks.at(-1) ?? { lines: [] };
    const read = readFenceLine(fence, line);
    const opened = read.kind === "text" ? openingBehindText(line) : read.fence;
    if (read.kind === "close") blocks.push({ lines: [] });
    else if (read.kind === "code") lines.push(line);
    else if (opened) blocks.push({ fence: opened, lines: [] });
    else if (fence) blocks.push({ lines: [line] });
    else lines.push(line);
  }
  return blocks.filter((block) => block.fence || block.lines.length > 0);
}

function openingBehindText(line: string): Fence | undefined {
  const [text = ""] = BEHIND_TEXT.exec(line) ?? [];
  const fence = openingFence(line.slice(text.length));
  return fence && { ...fence, lead: text, prefix: text };
}

/**
 * Discord knows fences of three backticks alone, whose code begins at the beginning of its lines; backticks inside must
 * not end them.
 */
function fenced({ fence, lines }: MarkdownBlock): string {
  const { lead = "", prefix = "", info = "" } = fence ?? {};
  const quote = /^[ \t]*>[\s>]*/.exec(lead)?.[0] ?? "";
  const indent = new RegExp(`^[ \\t]{0,${prefix.length}}`);
  const language = /^[\w+#.-]*/.exec(info.trimStart())?.[0] ?? "";
  const code = lines.map((line) => (quote ? line : line.replace(indent, "")).replaceAll("```", NO_FENCE));
  const before = lead.trim() ? lead : "";
  return [`${before}\`\`\`${language}`, ...(code.length > 0 ? code : [""]), `${quote}\`\`\``].join("\n");
}

function prose(lines: readonly string[], linkTo: LinkTo): string {
  const out: string[] = [];
  let text: string[] = [];
  const flush = () => {
    if (text.length > 0) out.push(mapUnfenced(text.join("\n"), (prose) => linkMarks(adapted(prose), linkTo)));
    text = [];
  };
  const unquoted = lines.map((line) => line.replace(/^(?:[ \t]*>)+[ \t]?/, ""));
  for (let at = 0; at < lines.length; ) {
    const rows = tableAt(unquoted, at);
    if (rows > 0) {
      flush();
      out.push(table(unquoted.slice(at, at + rows)));
    } else text.push(lines[at] ?? "");
    at += Math.max(rows, 1);
  }
  flush();
  return out.join("\n");
}

/** A pair of stars as Discord finds it, which minds neither what stands around them nor where a paragraph ends. */
const STARS = /(?<![\\*])\*(?=[^\s*])([^*]{0,1000}?[^\s*])\*(?!\*)/g;
const BLOCK_END = /\n[ \t]*(?:\n|[-*+>#|]{1,6}[ \t]|\d{1,9}[.)][ \t])/;

/** Takes from stars that are none in Markdown what they would do. */
function withoutStrayStars(text: string): string {
  return text.replace(STARS, (pair, words: string, at: number) => {
    const opens = !/[\p{L}\p{N}]$/u.test(text.slice(0, at)) || /^[\p{L}\p{N}]/u.test(words);
    return opens && !BLOCK_END.test(words) ? pair : `\\${pair}`;
  });
}

function adapted(text: string): string {
  const changed = DIFFERENCES.reduce(
    (before, [pattern, meant]) => before.replaceAll(pattern, meant),
    withoutStrayStars(text),
  );
  return changed.replace(/(?<!\\)&(amp|lt|gt|quot|apos|nbsp);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}

/** Discord draws no tables: the same rows in a fixed-width font, and below them where their links lead. */
function table(rows: readonly string[]): string {
  const { lines, links } = drawTable(rows);
  const drawn = fenced({ fence: openingFence("```"), lines: [...lines] });
  const listed = links.map(({ label, href }) => (label === href ? `<${href}>` : `[${linkLabel(label)}](<${href}>)`));
  return [drawn, ...listed].join("\n");
}
