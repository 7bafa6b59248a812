import type { Writable } from "node:stream";
import { styleText } from "node:util";
import MarkdownIt, { type Token } from "markdown-it";
import widthOf from "string-width";

const markdown = new MarkdownIt();
// No author nests deeper; openers without an end cost time for each level.
markdown.set({ maxNesting: 20 });

/** What marks an item of a list without numbers, a quoted line and a line across. */
const [BULLET, BAR, RULE] = ["•", "│", "─".repeat(24)];

/** How far code stands in. */
const CODE_INDENT = "    ";

/**
 * Where Markdown that still grows can be drawn up to: the end of its last block that nothing can be added to, which is
 * a blank line outside of code with a line behind it that stands at the margin.
 */
export function drawableEnd(text: string): number {
  let end = 0;
  let at = 0;
  let isCode = false;
  let isBlank = false;
  for (const line of text.split(/(?<=\n)/)) {
    if (isBlank && !isCode && /^\S/.test(line)) end = at;
    if (/^[ \t]*(?:```|~~~)/.test(line)) isCode = !isCode;
    isBlank = line.trim() === "";
    at += line.length;
  }
  return end;
}

/**
 * Markdown as a terminal shows it: bold, code and headings in the terminal's own styles, links that open where the
 * terminal knows them, tables in columns. Without a last newline. `output` says which styles it has.
 */
export function drawMarkdown(text: string, output: Writable): string {
  return new Drawing(output).draw(markdown.parse(text, {}));
}

type Style = Parameters<typeof styleText>[0];

/** The styles of spans, by how markdown-it calls their beginnings. */
const SPANS: Readonly<Record<string, Style>> = { strong_open: "bold", em_open: "italic", s_open: "strikethrough" };

class Drawing {
  readonly #output: Writable;
  readonly #lines: string[] = [];
  /** What stands before every line: bars of quotes, indentation of lists. */
  readonly #prefixes: string[] = [];
  /** The next number of each open list; undefined where it has none. */
  readonly #lists: (number | undefined)[] = [];
  /** The mark of an item whose first line is still to come. */
  #mark = "";
  #rows: string[][] = [];

  constructor(output: Writable) {
    this.#output = output;
  }

  draw(tokens: readonly Token[]): string {
    for (const [index, token] of tokens.entries()) this.#kinds[token.type]?.(token, tokens[index - 1]?.type ?? "");
    return this.#lines.join("\n").replace(/\n+$/, "");
  }

  /** What each kind of token does; what is not listed is told by what stands in it. */
  readonly #kinds: Readonly<Record<string, (token: Token, before: string) => void>> = {
    inline: (token, before) => this.#inline(token, before),
    fence: ({ content }) => this.#code(content),
    code_block: ({ content }) => this.#code(content),
    hr: () => this.#writeAlone([this.#style("dim", RULE)]),
    bullet_list_open: () => this.#lists.push(undefined),
    ordered_list_open: (token) => this.#lists.push(Number(token.attrGet("start") ?? 1)),
    bullet_list_close: () => this.#endList(),
    ordered_list_close: () => this.#endList(),
    list_item_open: () => this.#item(),
    list_item_close: () => this.#prefixes.pop(),
    blockquote_open: () => this.#prefixes.push(`${this.#style("dim", BAR)} `),
    blockquote_close: () => this.#endQuote(),
    paragraph_close: ({ hidden }) => hidden || this.#gap(),
    tr_open: () => this.#rows.push([]),
    table_close: () => this.#table(),
  };

  #inline({ children }: Token, before: string): void {
    const text = this.#drawn(children ?? []);
    if (before === "th_open" || before === "td_open") this.#rows.at(-1)?.push(text);
    else if (before === "heading_open") this.#writeAlone([this.#style(["bold", "underline"], text)]);
    else this.#write(text.split("\n"));
  }

  #item(): void {
    const number = this.#lists.at(-1);
    this.#mark = number === undefined ? `${BULLET} ` : `${number}. `;
    if (number !== undefined) this.#lists[this.#lists.length - 1] = number + 1;
    this.#prefixes.push(" ".repeat(this.#mark.length));
  }

  #code(code: string): void {
    const lines = code.replace(/\n$/, "").split("\n");
    this.#writeAlone(lines.map((line) => CODE_INDENT + this.#style("cyan", line)));
  }

  #table(): void {
    const widths = this.#rows.reduce<number[]>(
      (found, row) => row.map((cell, column) => Math.max(widthOf(cell), found[column] ?? 0)),
      [],
    );
    const padded = this.#rows.map((row) =>
      row.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - widthOf(cell))),
    );
    const [head = [], ...rows] = padded;
    const names = head.map((cell) => this.#style("bold", cell));
    this.#writeAlone([names, ...rows].map((row) => row.join("  ").trimEnd()));
    this.#rows = [];
  }

  /** The spans of a line, with what stands in them. */
  #drawn(tokens: readonly Token[]): string {
    const texts = [""];
    const finishing: ((inner: string) => string)[] = [];
    for (const token of tokens) {
      if (token.nesting > 0) {
        finishing.push(this.#spanOf(token));
        texts.push("");
        continue;
      }
      const text = token.nesting < 0 ? (finishing.pop()?.(texts.pop() ?? "") ?? "") : this.#textOf(token);
      texts.push((texts.pop() ?? "") + text);
    }
    return texts.join("");
  }

  /** How what stands in a span is drawn. */
  #spanOf(token: Token): (inner: string) => string {
    const style = SPANS[token.type];
    if (style) return (inner) => this.#style(style, inner);
    return (inner) => this.#link(inner, String(token.attrGet("href") ?? ""));
  }

  #textOf({ type, content }: Token): string {
    if (type === "code_inline") return this.#style("cyan", content);
    if (type.endsWith("break")) return "\n";
    return content.replace(/\[\d+\]/g, (mark) => this.#style("cyan", mark));
  }

  /** A link by the terminal's own sequence (OSC 8), which those that do not know it leave out. */
  #link(text: string, url: string): string {
    return `\u001b]8;;${url}\u0007${this.#style("underline", text)}\u001b]8;;\u0007`;
  }

  #write(lines: readonly string[]): void {
    const prefix = this.#prefixes.join("");
    const first = this.#mark ? this.#prefixes.slice(0, -1).join("") + this.#mark : prefix;
    this.#mark = "";
    this.#lines.push(...lines.map((line, index) => (index === 0 ? first : prefix) + line));
  }

  #writeAlone(lines: readonly string[]): void {
    // Behind the mark of an item there is no line to leave empty.
    if (!this.#mark) this.#gap();
    this.#write(lines);
    this.#gap();
  }

  #endList(): void {
    this.#lists.pop();
    this.#gap();
  }

  #endQuote(): void {
    const bare = this.#prefixes.join("").trimEnd();
    this.#prefixes.pop();
    while (this.#lines.at(-1) === bare) this.#lines.pop();
    this.#gap();
  }

  /** An empty line, where there is none yet. */
  #gap(): void {
    if (this.#lines.length > 0 && this.#lines.at(-1)?.trim() !== "")
      this.#lines.push(this.#prefixes.join("").trimEnd());
  }

  #style(style: Style, text: string): string {
    return styleText(style, text, { stream: this.#output });
  }
}
