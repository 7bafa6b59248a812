import { parse } from "discord-markdown-parser";
import MarkdownIt, { type Token } from "markdown-it";

/** What somebody who reads a text sees of it, whatever it is written in. */
export interface Reading {
  /** Everything that is read, code included, without white space and without the lines that are drawn. */
  readonly words: string;
  /** The content of blocks of code and of code within a line, letter by letter. */
  readonly codes: readonly string[];
  /** What is clicked, and where it leads. */
  readonly links: readonly string[];
  /** What would notify or name somebody. */
  readonly mentions: readonly string[];
}

/** A piece of a text: `table` is one drawn in a fixed-width font, with the links below it. */
interface Part {
  readonly kind: "text" | "code" | "table" | "link" | "mention";
  readonly text: string;
  readonly href?: string;
}

const markdown = new MarkdownIt();

/** Standard Markdown, as its own parser reads it. */
export function readStandard(text: string): Reading {
  return readingOf(markdown.parse(text.replaceAll(/[\u2060\u200b]/g, ""), {}).flatMap(standardParts));
}

function standardParts(token: Token): Part[] {
  const { type, content } = token;
  const children = token.children ?? [];
  if (type === "fence" || type === "code_block") return [{ kind: "code", text: content.replace(/\n$/, "") }, END];
  if (type !== "inline") return [END];
  const parts: Part[] = [];
  for (let at = 0; at < children.length; at++) {
    const child = children[at] as Token;
    const end = children.findIndex(({ type }, index) => index > at && type === "link_close");
    const label = children.slice(at, end).map(({ content }) => content);
    const isLink = child.type === "link_open";
    if (isLink) parts.push({ kind: "link", text: label.join(""), href: `${child.attrGet("href")}` });
    else parts.push(inlinePart(child.type, child.content));
    if (isLink) at = end;
  }
  return parts;
}

function inlinePart(type: string, content: string): Part {
  if (type === "code_inline") return { kind: "code", text: content };
  return type === "softbreak" || type === "hardbreak" ? END : { kind: "text", text: content };
}

const END: Part = { kind: "text", text: "\n" };

/** A node of Discord's own dialect. */
interface Node {
  readonly type: string;
  readonly content?: string | readonly Node[];
  readonly target?: string;
  /** An emoji. */
  readonly name?: string;
}

const HARMLESS = new Set(
  "text br newline escape em strong underline strikethrough blockQuote heading subtext twemoji emoticon link".split(
    " ",
  ),
);

/** A message as Discord reads it. */
export function readDiscord(content: string): Reading {
  return readingOf(withoutItems((parse(content, "extended") as Node[]).flatMap(discordParts)));
}

function discordParts(node: Node): Part[] {
  const { type, content = "", target } = node;
  if (type === "br" || type === "newline") return [END];
  if (type === "codeBlock") return [{ kind: /^\| /.test(flat(node)) ? "table" : "code", text: flat(node) }, END];
  if (type === "inlineCode") return [{ kind: "code", text: flat(node) }];
  if (target !== undefined) return [{ kind: "link", text: flat(node), href: target }];
  if (type === "twemoji") return [{ kind: "text", text: flat(node) }];
  if (!HARMLESS.has(type)) return [{ kind: "mention", text: `${type} ${flat(node)}` }];
  const parts = inside(content);
  if (type === "heading") return [{ kind: "text", text: "\u200b" }, ...parts, END];
  return type === "blockQuote" ? [END, ...parts, END] : parts;
}

/** Lists are no nodes: their marks are text at the beginning of a line. */
function withoutItems(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.kind === "text" && last?.kind === "text")
      joined[joined.length - 1] = { ...last, text: last.text + part.text };
    else joined.push(part);
  }
  return joined.map((part, at) => {
    if (part.kind !== "text") return part;
    const text = part.text.replace(/\n[^\n]*/g, (line) => `\n${line.slice(1).replace(ITEM, "")}`);
    return { ...part, text: at === 0 ? text.replace(ITEM, "") : text };
  });
}

function inside(content: string | readonly Node[]): Part[] {
  return typeof content === "string" ? [{ kind: "text", text: content }] : content.flatMap(discordParts);
}

function flat({ name, content = name ?? "" }: Node): string {
  return typeof content === "string" ? content : content.map(flat).join("");
}

/** Marks of a list, and of a box to tick, at the beginning of a line. */
const ITEM = /^\s*(?:(?:[-*]|\d{1,9}\.)[ \t]+)*/;
const BOX = /^\s*(?:\[[ xX]\](?=\s)|[☐☑])/gm;

function readingOf(parts: readonly Part[]): Reading {
  const shown = withoutTableLinks(parts);
  const links = parts.filter(({ kind, text, href = "" }) => kind === "link" && plainHref(text) !== plainHref(href));
  return {
    words: essence(shown.map(textOf).join("")),
    codes: parts.filter(({ kind }) => kind === "code").map(({ text }) => unmarked(text)),
    links: links.map(({ text, href = "" }) => `${essence(text)} ${plainHref(href)}`),
    mentions: parts.filter(({ kind }) => kind === "mention").map(({ text }) => text),
  };
}

/** A table's text without its rule. */
function textOf({ kind, text }: Part): string {
  return kind === "table" ? text.replace(/^\|(?=.*-)[-| ]+$/m, "") : text;
}

/** The links below a table stand in its cells already. */
function withoutTableLinks(parts: readonly Part[]): Part[] {
  let isBelow = false;
  return parts.filter(({ kind, text }) => {
    isBelow = kind === "table" || (isBelow && (kind === "link" || !text.trim()));
    return !isBelow || kind === "table";
  });
}

/** Characters without a shape. */
function unmarked(text: string): string {
  return text.replaceAll(/[\u200b\u2060]/g, "");
}

/** An address in one spelling. */
export function plainHref(href: string): string {
  return URL.parse(href)?.href.replaceAll("(", "%28").replaceAll(")", "%29") ?? href;
}

/**
 * A text without what standard Markdown and a platform draw each in its own way: white space, bars and rules, the marks
 * of lists, the names of callouts and footnotes, stars that take effect here and not there.
 */
function essence(text: string): string {
  return text
    .replace(BOX, "")
    .replace(/\[!([a-z])([a-z]+)\][+-]?/gi, (_, first, rest) => `${first.toUpperCase()}${rest.toLowerCase()}:`)
    .replace(/\[\^([\w-]+)\]:?/g, "⁽$1⁾")
    .replaceAll(/[\s\u200a\u200b\u2060|─]|%20|\*\*/g, "");
}
