import { type Directive, renderDirective } from "../directives.ts";
import { type InlineContext, inlineMarkdown } from "./rst-inline.ts";
import { gridTable, simpleTable } from "./rst-tables.ts";

/** Directives stand in directives; nobody nests them deeper. */
const DEEPEST = 10;

const RULE = /^([!-/:-@[-`{-~])\1{2,}[ \t]*$/;
const DIRECTIVE = /^\.\.[ \t]+(?:\|([^|\n]+)\|[ \t]+)?([\w:.-]+)::(?:[ \t]+(.*))?$/;
const TARGET = /^\.\.[ \t]+_(`[^`]+`|[^:\n]+):(?:[ \t]+(\S.*))?$/;
const FIELD = /^:([^:\n`]{1,80}):(?:[ \t]+(.*))?$/;
const ITEM = /^(?:[-*+•]|\(?(?:\d+|#|[a-zA-Z])[.)])[ \t]+/;

/** What is known of a document while it is read. `styles`: of headings, in the order in which they came up. */
interface Document extends InlineContext {
  readonly styles: string[];
  generated: number;
}

/** A document as Markdown. `generated`: how many directives would need the project's code to show anything. */
export function rstMarkdown(
  text: string,
  resolve: (link: string) => string,
): { readonly markdown: string; readonly generated: number } {
  const lines = text.replace(/\t/g, "        ").split("\n");
  const document: Document = { styles: [], generated: 0, targets: new Map(), substitutions: new Map(), resolve };
  for (const line of lines) noteDefinition(line, document);
  const markdown = blocksOf(lines, document, 0).join("\n");
  return { markdown, generated: document.generated };
}

function noteDefinition(line: string, { targets, substitutions }: Document): void {
  const [, label = "", address] = TARGET.exec(line.trim()) ?? [];
  if (address && /^(?:https?:|mailto:)/.test(address)) targets.set(label.replace(/`/g, "").toLowerCase(), address);
  const [, name, directive, words = ""] = DIRECTIVE.exec(line.trim()) ?? [];
  if (name) substitutions.set(name, directive === "replace" ? words : "");
}

function blocksOf(lines: readonly string[], document: Document, depth: number): string[] {
  const result: string[] = [];
  let at = 0;
  while (at < lines.length) {
    const found = firstOf(lines, at, document, depth);
    result.push(...(found?.lines ?? [""]));
    at = Math.max(found?.end ?? 0, at + 1);
  }
  return result;
}

function firstOf(lines: readonly string[], at: number, document: Document, depth: number): Block | undefined {
  for (const read of BLOCKS) {
    const found = read(lines, at, document, depth);
    if (found) return found;
  }
  return undefined;
}

/** What a reader of one kind of block made of the lines from `at` to `end`. */
interface Block {
  readonly lines: readonly string[];
  readonly end: number;
}

type ReadBlock = (lines: readonly string[], at: number, document: Document, depth: number) => Block | undefined;

/** The kinds of blocks, in the order in which they are tried at a line. */
const BLOCKS: readonly ReadBlock[] = [
  blank,
  heading,
  explicit,
  table,
  doctest,
  field,
  item,
  lineBlock,
  definition,
  paragraph,
];

function blank(lines: readonly string[], at: number): Block | undefined {
  return (lines[at] ?? "").trim() === "" ? { lines: [""], end: at + 1 } : undefined;
}

function heading(lines: readonly string[], at: number, document: Document): Block | undefined {
  const [first = "", second = "", third = ""] = lines.slice(at, at + 3);
  const over = RULE.exec(first)?.[1];
  if (over && second.trim() !== "" && RULE.exec(third)?.[1] === over && !/\s/.test(first.trim()))
    return titled(second, over + over, at + 3, document);
  const under = RULE.exec(second)?.[1];
  const isLong = second.trim().length >= Math.min(first.trim().length, 4);
  if (under && isLong && /^\S/.test(first) && !over) return titled(first, under, at + 2, document);
  return over && second.trim() === "" ? { lines: ["", "---", ""], end: at + 1 } : undefined;
}

function titled(text: string, style: string, end: number, document: Document): Block {
  if (!document.styles.includes(style)) document.styles.push(style);
  const level = Math.min(6, document.styles.indexOf(style) + 1);
  return { lines: ["", `${"#".repeat(level)} ${inlineMarkdown(text.trim(), document)}`, ""], end };
}

/** Directives, targets, comments: what begins with two dots, with all that is indented below it. */
function explicit(lines: readonly string[], at: number, document: Document, depth: number): Block | undefined {
  const line = lines[at] ?? "";
  if (!/^\.\.(?:[ \t]|$)/.test(line)) return undefined;
  const end = endOfIndented(lines, at + 1);
  const [, substitution, name, argument = ""] = DIRECTIVE.exec(line) ?? [];
  const footnote = /^\.\.[ \t]+\[([^\]]+)\][ \t]+(.*)$/.exec(line);
  const body = dedented(lines.slice(at + 1, end));
  if (footnote) return { lines: ["", inlineMarkdown([footnote[2], ...body].join(" "), document), ""], end };
  if (!name || substitution || depth >= DEEPEST) return { lines: [""], end };
  if (name.startsWith("auto")) document.generated++;
  const directive = withOptions(name, argument, body);
  const render = (inner: readonly string[]) => blocksOf(inner, document, depth + 1).join("\n");
  const plain = { ...directive, argument: inlineArgument(directive, document) };
  return { lines: ["", ...renderDirective(plain, render).split("\n"), ""], end };
}

/** Titles are text with markup; a language, a file's name or a signature is what it is. */
function inlineArgument({ name, argument }: Directive, document: Document): string {
  return /^(?:code|sourcecode|literalinclude|(?:\w+:)?(?:function|class|method|attribute|data)|auto|option|envvar)/.test(
    name,
  )
    ? argument
    : inlineMarkdown(argument, document);
}

/** The argument may go on in the lines below it; then come the options, an empty line, and the body. */
function withOptions(name: string, argument: string, lines: readonly string[]): Directive {
  const options: Record<string, string> = {};
  const more: string[] = [];
  let at = 0;
  for (; at < lines.length && (lines[at] ?? "").trim() !== ""; at++) {
    const [, key, value = ""] = FIELD.exec(lines[at] ?? "") ?? [];
    if (key) options[key] = value.trim();
    else more.push(lines[at] ?? "");
  }
  const isBody = argument === "" || Object.keys(options).length === 0;
  return { name, argument: argument.trim(), options, body: isBody ? lines.slice(at - more.length) : lines.slice(at) };
}

function endOfIndented(lines: readonly string[], from: number): number {
  let end = from;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.trim() === "") continue;
    if (!/^\s/.test(line)) break;
    end = at + 1;
  }
  return end;
}

function dedented(lines: readonly string[]): string[] {
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const least = indents.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  return lines.map((line) => line.slice(Math.min(least, line.length)));
}

function table(lines: readonly string[], at: number, document: Document): Block | undefined {
  const found = gridTable(lines, at) ?? simpleTable(lines, at);
  if (!found) return undefined;
  const inline = found.lines.map((line) => inlineMarkdown(line, document));
  return { lines: ["", ...inline, ""], end: found.end };
}

function doctest(lines: readonly string[], at: number): Block | undefined {
  if (!(lines[at] ?? "").startsWith(">>> ")) return undefined;
  const end = endOfParagraph(lines, at);
  return { lines: ["", "```python", ...lines.slice(at, end), "```", ""], end };
}

function field(lines: readonly string[], at: number, document: Document): Block | undefined {
  const [, name, words = ""] = FIELD.exec(lines[at] ?? "") ?? [];
  if (name === undefined) return undefined;
  const end = endOfIndented(lines, at + 1);
  // Facts about the document stand at its very beginning: nobody sees them.
  if (document.styles.length === 0 && at < 10 && !/\s/.test(name)) return { lines: [""], end };
  const text = [words, ...dedented(lines.slice(at + 1, end))].join(" ").trim();
  return { lines: [`- **${name}**: ${inlineMarkdown(text, document)}`], end };
}

function item(lines: readonly string[], at: number, document: Document, depth: number): Block | undefined {
  const line = lines[at] ?? "";
  const mark = ITEM.exec(line)?.[0];
  if (!mark || depth >= DEEPEST) return undefined;
  const end = endOfIndented(lines, at + 1);
  const first = line.slice(mark.length);
  const rest = lines
    .slice(at + 1, end)
    .map((one) => (one.startsWith(" ".repeat(mark.length)) ? one.slice(mark.length) : one.trimStart()));
  const inner = blocksOf([first, ...rest], document, depth + 1);
  const shown = /^[-*+•]/.test(mark) ? "- " : `${/\d+/.exec(mark)?.[0] ?? "1"}. `;
  const body = inner
    .join("\n")
    .trim()
    .split("\n")
    .map((one, index) => (index === 0 ? shown + one : one && " ".repeat(shown.length) + one));
  return { lines: body, end };
}

function lineBlock(lines: readonly string[], at: number, document: Document): Block | undefined {
  if (!/^\|(?: |$)/.test(lines[at] ?? "")) return undefined;
  return { lines: [`${inlineMarkdown((lines[at] ?? "").slice(2), document)}  `], end: at + 1 };
}

/** A term on a line, and what it means indented directly below it. */
function definition(lines: readonly string[], at: number, document: Document, depth: number): Block | undefined {
  const [term = "", next = ""] = lines.slice(at, at + 2);
  if (!/^\S/.test(term) || !/^\s+\S/.test(next) || /::\s*$/.test(term) || depth >= DEEPEST) return undefined;
  const end = endOfIndented(lines, at + 1);
  const inner = blocksOf(dedented(lines.slice(at + 1, end)), document, depth + 1)
    .join("\n")
    .trim()
    .split("\n");
  const body = inner.map((line, index) => (index === 0 ? `: ${line}` : line && `  ${line}`));
  return {
    lines: [`- **${inlineMarkdown(term.trim(), document).replace(/\*\*/g, "")}**${body[0] ?? ""}`, ...body.slice(1)],
    end,
  };
}

/** Text up to an empty line; two colons at its end announce code. */
function paragraph(lines: readonly string[], at: number, document: Document, depth: number): Block {
  if (/^\s/.test(lines[at] ?? "")) {
    const end = endOfIndented(lines, at);
    return { lines: depth < DEEPEST ? blocksOf(dedented(lines.slice(at, end)), document, depth + 1) : [""], end };
  }
  const end = endOfParagraph(lines, at);
  const text = lines.slice(at, end).join("\n").trimEnd();
  if (!text.endsWith("::")) return { lines: [inlineMarkdown(text, document)], end };
  const codeEnd = endOfIndented(lines, end);
  const code = dedented(lines.slice(end, codeEnd))
    .join("\n")
    .replace(/^\n+|\s+$/g, "");
  const intro = text === "::" ? "" : inlineMarkdown(text.replace(/\s+::$/, "").replace(/::$/, ":"), document);
  return { lines: [intro, "", ...(code ? ["````", ...code.split("\n"), "````", ""] : [])], end: codeEnd };
}

function endOfParagraph(lines: readonly string[], at: number): number {
  let end = at + 1;
  while (end < lines.length && (lines[end] ?? "").trim() !== "" && !/^\.\.[ \t]/.test(lines[end] ?? "")) end++;
  return end;
}
