import { type Fence, openingFence, readFenceLine } from "../../text/fences.ts";

/** Keeps Discord from seeing a mention, and people from seeing a difference. */
const INVISIBLE = "\u200b";

/** Three backticks that neither begin nor end a block of code. */
const NO_FENCE = `\`${INVISIBLE}\`${INVISIBLE}\``;

/** The beginning of a fence behind text, which Discord takes for one all the same. */
const BEHIND_TEXT = /^[^`]*?(?=`{3,}[^`]*$)/;

/** Code within a line of prose, as Discord finds it: it may also run over line ends. */
const INLINE_CODE = /(?<![\\`])(`{1,2})(?!`)(?:[^\n]|\n(?!\s*\n))*?[^`]\1(?!`)/g;

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

/** Markdown that Discord would draw as something else, and what it draws as meant. */
const DIFFERENCES: readonly (readonly [RegExp, string])[] = [
  // Headings have three levels.
  [/^(\s{0,3}#{3})#{1,3}(?=\s)/gm, "$1"],
  // Pictures are links: the address is shown to be followed, not drawn.
  [/!(?=\[[^[\]\n]{0,300}\]\()/g, ""],
  // Quotes have one level; three marks would quote the whole rest.
  [/^(?:[ \t]*>){2,}[ \t]?/gm, "> "],
  // Two bars would hide what stands between them.
  [/\|\|/g, "\\|\\|"],
  // A backtick without its second would make code of everything up to the next one, a fence's included.
  [/(?<!\\)`/g, "\\`"],
];

/** A fenced block, or what stands between two of them. */
interface MarkdownBlock {
  readonly fence?: Fence;
  readonly lines: string[];
}

/** Standard Markdown as Discord draws it: notifies nobody, tables in a fixed-width font, every fence closed. */
export function toDiscord(markdown: string): string {
  const drawn = blocksOf(markdown).map((block) => (block.fence ? fenced(block) : prose(block.lines)));
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

/** Discord knows fences of three backticks alone; backticks inside must not end them. */
function fenced({ fence, lines }: MarkdownBlock): string {
  const { lead = "", info = "" } = fence ?? {};
  const indent = /^[\s>]*/.exec(lead)?.[0] ?? "";
  const language = /^[\w+#.-]*/.exec(info.trimStart())?.[0] ?? "";
  const code = lines.map((line) => line.replaceAll("```", NO_FENCE));
  return [`${lead}\`\`\`${language}`, ...(code.length > 0 ? code : [""]), `${indent}\`\`\``].join("\n");
}

function prose(lines: readonly string[]): string {
  const out: string[] = [];
  let text: string[] = [];
  const flush = () => {
    if (text.length > 0) out.push(outsideCode(text.join("\n")));
    text = [];
  };
  for (let at = 0; at < lines.length; ) {
    const rows = tableAt(lines, at);
    if (rows > 0) {
      flush();
      out.push(table(lines.slice(at, at + rows)));
    } else text.push(lines[at] ?? "");
    at += Math.max(rows, 1);
  }
  flush();
  return out.join("\n");
}

/** Changes what is not code. Code is shown as it is, and mentions in it reach nobody. */
function outsideCode(text: string): string {
  let out = "";
  let end = 0;
  for (const code of text.matchAll(INLINE_CODE)) {
    out += adapted(text.slice(end, code.index)) + code[0];
    end = code.index + code[0].length;
  }
  return out + adapted(text.slice(end));
}

function adapted(text: string): string {
  return DIFFERENCES.reduce((changed, [pattern, meant]) => changed.replaceAll(pattern, meant), text);
}

const ROW = /^[ \t]*\|.*\|?[ \t]*$/;
const RULE = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** How many lines from here on are a table; 0 where there is none. */
function tableAt(lines: readonly string[], at: number): number {
  if (!ROW.test(lines[at] ?? "") || !(lines[at + 1] ?? "").includes("|") || !RULE.test(lines[at + 1] ?? "")) return 0;
  const end = lines.findIndex((line, index) => index > at + 1 && !ROW.test(line));
  return (end < 0 ? lines.length : end) - at;
}

/** Wider cells than this push their neighbours aside instead of widening the whole column. */
const WIDEST = 32;

/** Discord draws no tables: the same rows in a fixed-width font, their columns in line. */
function table(lines: readonly string[]): string {
  const rows = lines.map(cells);
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.min(WIDEST, Math.max(...rows.filter((_, index) => index !== 1).map((row) => (row[column] ?? "").length))),
  );
  const drawn = rows.map((row, index) => {
    const padded = widths.map((width, column) => (index === 1 ? "-".repeat(width) : (row[column] ?? "").padEnd(width)));
    return `| ${padded.join(" | ")} |`;
  });
  return fenced({ fence: openingFence("```"), lines: drawn });
}

function cells(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim());
}
