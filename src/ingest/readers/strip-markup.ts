import { INLINE_CODE, splitFences } from "../../text/fences.ts";
import { dedent, ENTER, LEAVE } from "./dedent.ts";

/** How a page's markup is read. `components`: MDX, where any tag, import, export and `{expression}` may stand. */
export interface MarkupOptions {
  readonly components: boolean;
  resolve(link: string): string;
}

// The limits keep a page of unclosed quotes or braces from costing more than its length.
const BRACES = /\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,2000}\}){0,2000}\}){0,2000}\}/.source;
const ATTRIBUTES = `(?:\\s(?:[^<>"'{}]|"[^"]{0,2000}"|'[^']{0,2000}'|${BRACES}){0,2000})?`;
const HEADING = /<h([1-6])\b([^>]*)>([\s\S]{0,2000}?)<\/h\2>/.source;
const LINK = /<a\s([^>]{0,2000})>([\s\S]{0,2000}?)<\/a>/.source;
const TAG = `<(\\/?)([A-Za-z][\\w.-]*)(${ATTRIBUTES}\\/?)>`;
const TARGET = /(\]\()(<[^>\n]*>|[^)\s]*)/.source;

/** Inline code, which is left alone, and the markup that is not: whichever begins first. */
const MARKUP = new RegExp(`${INLINE_CODE}|${HEADING}|${LINK}|${TAG}|${TARGET}`, "g");

/** In plain Markdown `<name>` may be a placeholder; only HTML's own elements are tags there. */
const HTML_ELEMENTS = new Set(
  (
    "a abbr address article aside audio b blockquote body br button canvas caption center cite code col colgroup dd del " +
    "details dfn div dl dt em figcaption figure font footer form head header hr html i iframe img input ins kbd label li " +
    "link main mark meta nav noscript object ol option p picture pre q s samp script section select small source span " +
    "strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr u ul var video wbr"
  ).split(" "),
);

/** Elements whose meaning Markdown can say. */
const MARKS: Readonly<Record<string, string>> = {
  b: "**",
  strong: "**",
  i: "*",
  em: "*",
  code: "`",
  summary: "**",
  br: " ",
  wbr: "",
};

/**
 * Markdown without tags, comments, imports and exports, with every link resolved; fenced and inline code is untouched.
 * The text that components and elements enclose stays, at the indentation where the component stood.
 */
export function plainMarkdown(source: string, options: MarkupOptions): string {
  const runs = splitFences(source.split("\n")).map((run) =>
    run.isCode ? run : { isCode: false, lines: withoutMarkup(run.lines.join("\n"), options).split("\n") },
  );
  const shifted = options.components ? dedent(runs) : runs;
  return shifted.flatMap((run) => (run.isCode ? run.lines : withoutGaps(run.lines))).join("\n");
}

/** Tags leave empty lines behind; one is enough. */
function withoutGaps(lines: readonly string[]): string[] {
  return lines.filter((line, index) => line.trim() !== "" || lines[index - 1]?.trim() !== "");
}

function withoutMarkup(text: string, options: MarkupOptions): string {
  const prose = options.components ? withoutExpressions(text) : text;
  return admonitions(prose.replace(/<!--[\s\S]*?-->/g, "")).replace(MARKUP, (whole, ...groups) =>
    replaceMarkup(whole, groups as (string | undefined)[], options),
  );
}

function replaceMarkup(whole: string, groups: (string | undefined)[], options: MarkupOptions): string {
  const [, level, headingAttributes, headingText, linkAttributes, linkText, slash, name, attributes, before, target] =
    groups;
  if (level !== undefined)
    return `\n\n${"#".repeat(Number(level))} ${oneLine(headingText)}${idMark(headingAttributes)}\n\n`;
  if (linkText !== undefined) return anchorElement(linkAttributes ?? "", linkText, options);
  if (name !== undefined) return tag(whole, slash === "/", name, attributes ?? "", options);
  if (before !== undefined) return before + resolveTarget(target ?? "", options);
  return whole;
}

function tag(whole: string, closes: boolean, name: string, attributes: string, options: MarkupOptions): string {
  if (!options.components && !HTML_ELEMENTS.has(name.toLowerCase())) return whole;
  const mark = MARKS[name];
  if (mark !== undefined) return mark;
  if (closes) return options.components ? LEAVE : "";
  const isEmpty = attributes.endsWith("/") || ["img", "input", "hr", "source"].includes(name);
  const label = /^[A-Z]/.test(name) ? componentLabel(attributes, options) : "";
  return label + (isEmpty || !options.components ? "" : ENTER);
}

/** What a component shows of its attributes: a card's linked title, a tab's name. */
function componentLabel(attributes: string, options: MarkupOptions): string {
  const title = attribute(attributes, "title") ?? attribute(attributes, "label");
  const href = attribute(attributes, "href");
  const description = attribute(attributes, "description");
  if (!title) return "";
  const shown = href ? `[${title}](${options.resolve(href)})` : `**${title}**`;
  return description ? `${shown}: ${description}` : shown;
}

function anchorElement(attributes: string, text: string, options: MarkupOptions): string {
  const href = attribute(attributes, "href");
  const shown = oneLine(text);
  return href && shown ? `[${shown}](${options.resolve(href)})` : shown;
}

function resolveTarget(target: string, options: MarkupOptions): string {
  const isBracketed = target.startsWith("<");
  const resolved = options.resolve(isBracketed ? target.slice(1, -1) : target);
  return isBracketed ? `<${resolved}>` : resolved;
}

function attribute(attributes: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}=(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return (match?.[1] ?? match?.[2])?.trim() || undefined;
}

function idMark(attributes: string | undefined): string {
  const id = attribute(attributes ?? "", "id");
  return id ? ` {#${id}}` : "";
}

function oneLine(text: string | undefined): string {
  return (text ?? "")
    .replace(/<[^>]*>/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** MDX's imports, exports and comments; a comment that holds an id is a heading's anchor. */
function withoutExpressions(text: string): string {
  return text
    .replace(/\{\/\*\s*#([\w-]+)\s*\*\/\}/g, "{#$1}")
    .replace(/\{\/\*[\s\S]*?\*\/\}/g, "")
    .replace(/(?<=^|(?:^|\n)[ \t]*\n)(?:import|export)\s[^\n]*(?:\n[^\n]+)*/g, "");
}

/** `:::tip[Title]` (remark-directive), `:::tip Title`, and GitHub's `> [!TIP]`: a bold label; the closing line goes. */
function admonitions(text: string): string {
  return text
    .replace(
      /^([ \t]*):{3,}[ \t]*([A-Za-z][\w-]*)?(?:\[([^\]\n]*)\])?([^\n]*)$/gm,
      (_, indent: string, name?: string, title?: string, rest?: string) => {
        const label = title ?? (rest?.replace(/\{[^}]*\}/, "").trim() || capitalised(name));
        return label ? `\n${indent}**${label}**\n` : "";
      },
    )
    .replace(
      /^([ \t]*>[ \t]*)\[!(\w+)\][ \t]*$/gm,
      (_, quote: string, name: string) => `${quote}**${capitalised(name)}**\n${quote}`,
    );
}

function capitalised(word = ""): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}
