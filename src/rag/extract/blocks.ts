import MarkdownIt, { type Token } from "markdown-it";
import { splitLabel } from "./label.ts";
import { isElsewhere, markedText, withoutDirectives, withoutMarks } from "./residue.ts";

/**
 * A piece of a document that is quoted whole. Text in it is safe Markdown: no heading, image, link target or HTML is
 * left.
 */
export type AnswerBlock = Prose | Label | List | Code | Table;

/** A paragraph, sentence by sentence. */
export interface Prose {
  readonly kind: "prose";
  readonly sentences: readonly string[];
}

/** A line that names what stands below it or remarks on it, and answers nothing itself. */
export interface Label {
  readonly kind: "label";
  readonly text: string;
}

/**
 * `ordered`: the items are steps, numbered from `first`. An item may hold several paragraphs and code, joined by
 * newlines.
 * `isMenu`: the items are links and nothing else.
 */
export interface List {
  readonly kind: "list";
  readonly ordered: boolean;
  readonly first?: number;
  readonly isMenu?: boolean;
  readonly items: readonly string[];
}

/** `language` is what stood behind the fence, or empty. */
export interface Code {
  readonly kind: "code";
  readonly language: string;
  readonly code: string;
}

/** `rows`: the cells of each row, the heading row first. */
export interface Table {
  readonly kind: "table";
  readonly rows: readonly (readonly string[])[];
}

const markdown = new MarkdownIt();
// No author nests deeper; openers without an end cost time for each level.
markdown.set({ maxNesting: 20 });
// Only the text of a link is kept, so a link of any kind may be recognised as one.
markdown.validateLink = () => true;
const sentences = new Intl.Segmenter("en", { granularity: "sentence" });

/** What ends with a full stop and ends no sentence. */
const ABBREVIATION = /(?:\b(?:e\.g|i\.e|vs|etc|cf|approx|Dr|Mr|Mrs|Ms|St|Jr|Sr|No|Inc|Ltd)|\b[A-Z])\.\s*$/;

/** Where a sentence begins with code: the segmenter takes the small letter in it for a sentence that goes on. */
const BEFORE_CODE = /(?<=[\p{Ll}\p{N})\]`][.!?] )(?=`)/u;

/** The blocks of a chunk's Markdown, in order. Headings and images are left out, of links the text stays. */
export function readBlocks(text: string): AnswerBlock[] {
  return collect(markdown.parse(text, {}));
}

/** A block as Markdown again. */
export function renderBlock(block: AnswerBlock): string {
  switch (block.kind) {
    case "prose":
      return block.sentences.join(" ");
    case "label":
      return `_${block.text}_`;
    case "code":
      return renderCode(block);
    case "list":
      return block.items
        .map((item, index) => renderItem(item, block.ordered ? `${(block.first ?? 1) + index}. ` : "- "))
        .join("\n");
    case "table":
      return renderTable(block.rows);
  }
}

/** A paragraph's sentences, trimmed, none empty. */
export function splitSentences(text: string): string[] {
  const found: string[] = [];
  let pending = "";
  const segments = text
    .replace(/\s+/g, " ")
    .split(BEFORE_CODE)
    .flatMap((part) => [...sentences.segment(part)]);
  for (const { segment } of segments) {
    // What goes on in small letters was no end, as after "apps (like these!)".
    if (!pending && found.length > 0 && /^\p{Ll}/u.test(segment)) pending = `${found.pop()} `;
    pending += segment;
    if (!/[\s。！？]$/.test(pending) || ABBREVIATION.test(pending) || pending.split("`").length % 2 === 0) continue;
    if (pending.trim()) found.push(pending.trim());
    pending = "";
  }
  if (pending.trim()) found.push(pending.trim());
  return found;
}

function collect(tokens: readonly Token[]): AnswerBlock[] {
  const blocks: AnswerBlock[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token) continue;
    const end = token.nesting === 1 ? closing(tokens, at) : at;
    const inside = tokens.slice(at + 1, end);
    if (token.type !== "heading_open") blocks.push(...blockOf(token, inside));
    at = end;
  }
  return blocks;
}

function closing(tokens: readonly Token[], open: number): number {
  const level = tokens[open]?.level;
  const end = tokens.findIndex((token, index) => index > open && token.nesting === -1 && token.level === level);
  return end < 0 ? tokens.length : end;
}

function blockOf(token: Token, inside: readonly Token[]): AnswerBlock[] {
  switch (token.type) {
    case "fence":
    case "code_block":
      if (isElsewhere(token.content)) return [];
      return [
        { kind: "code", language: token.info.trim().split(/\s+/)[0] ?? "", code: token.content.replace(/\n$/, "") },
      ];
    case "paragraph_open":
      return paragraph(inside);
    case "ordered_list_open":
    case "bullet_list_open":
      return [listOf(token, inside)];
    case "table_open":
      return [{ kind: "table", rows: tableRows(inside) }];
    default:
      return collect(inside);
  }
}

/** A label, prose, or a label in its own line and prose. */
function paragraph(inside: readonly Token[]): AnswerBlock[] {
  const children = inside.flatMap((token) => token.children ?? []);
  const { label, rest } = splitLabel(children);
  const [named, told] = [inlineText(label), inlineText(rest)];
  return [...(named ? [{ kind: "label", text: named } as const] : []), ...prose(told)];
}

function prose(text: string): AnswerBlock[] {
  const found = splitSentences(withoutDirectives(text));
  return found.length > 0 ? [{ kind: "prose", sentences: found }] : [];
}

function listOf(token: Token, inside: readonly Token[]): List {
  const items = listItems(inside);
  const isMenu = inside.every((each) => each.type !== "inline" || isLink(each)) && { isMenu: true };
  if (token.type !== "ordered_list_open") return { kind: "list", ordered: false, items, ...isMenu };
  const first = Number(token.attrGet("start") ?? 1);
  return { kind: "list", ordered: true, items, ...(first !== 1 && { first }) };
}

/** Whether a line is one link. */
function isLink({ children }: Token): boolean {
  const first = children?.find(({ type, content }) => type !== "text" || content.trim() !== "");
  return (
    first?.type === "link_open" &&
    children?.findLast(({ content, type }) => type !== "text" || content.trim())?.type === "link_close"
  );
}

function listItems(tokens: readonly Token[]): string[] {
  const items: string[] = [];
  tokens.forEach((token, at) => {
    if (token.type !== "list_item_open" || token.level !== tokens[0]?.level) return;
    items.push(
      collect(tokens.slice(at + 1, closing(tokens, at)))
        .map(renderBlock)
        .join("\n"),
    );
  });
  return items.filter((item) => item.trim() !== "");
}

function tableRows(tokens: readonly Token[]): string[][] {
  const rows: string[][] = [];
  for (const token of tokens) {
    if (token.type === "tr_open") rows.push([]);
    if (token.type === "inline") rows.at(-1)?.push(inlineText(token.children ?? []).replaceAll("|", "\\|"));
  }
  return rows;
}

/** The text of a line: links and emphasis become their text, images go, code stays code. */
function inlineText(children: readonly Token[]): string {
  return children
    .map((child, index) => {
      if (child.type === "code_inline") return codeText(child, children[index - 1], children[index + 1]);
      if (child.type === "softbreak" || child.type === "hardbreak") return " ";
      return child.type === "text" ? escapeText(withoutMarks(child, children[index - 1], children[index + 1])) : "";
    })
    .join("")
    .replace(/\s+/g, " ")
    .trim();
}

function codeText(code: Token, before: Token | undefined, next: Token | undefined): string {
  const { text, isCode } = markedText(code, before, next) ?? { text: code.content, isCode: true };
  return isCode ? asCode(text) : escapeText(text);
}

/** Code in backticks, however many it takes. */
export function asCode(content: string): string {
  const longest = Math.max(0, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return `${ticks}${pad}${content}${pad}${ticks}`;
}

/** Text that means nothing but itself; a footnote's number is dropped, for it would look like a citation. */
function escapeText(text: string): string {
  return text
    .replace(/\[\d+\]/g, "")
    .replace(/[[\]\\`*]/g, "\\$&")
    .replace(/<(?=[a-z/!?@#:&])/gi, "\\<")
    .replace(/(?<!\w)_/g, "\\_");
}

function renderCode({ language, code }: Code): string {
  const longest = Math.max(2, ...[...code.matchAll(/^[^\S\n]*(`{3,})/gm)].map(([, run]) => run?.length ?? 0));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language.replace(/[^\w+#.-]/g, "")}\n${code}\n${fence}`;
}

function renderItem(item: string, mark: string): string {
  return mark + item.replace(/\n/g, `\n${" ".repeat(mark.length)}`);
}

function renderTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows.map((cells) => `| ${cells.join(" | ")} |`);
  const rule = `|${" --- |".repeat(rows[0]?.length ?? 0)}`;
  return [head, rule, ...body].join("\n");
}
