import { INLINE_CODE, splitFences } from "../../text/fences.ts";
import { attributeValue, componentLabel, isTab, tabNames } from "./component-label.ts";
import { dedent, ENTER, LEAVE } from "./dedent.ts";
import { announcing, replaceBetween, replaceProse } from "./dialects/markdown-dialect.ts";

/**
 * How a page's markup is read. `components`: MDX, where any tag, import, export and `{expression}` may stand.
 * `namesElements`: the site gives headings that are written as elements anchors too.
 */
export interface MarkupOptions {
  readonly components: boolean;
  readonly namesElements: boolean;
  resolve(link: string): string;
}

// The limits keep a page of unclosed quotes or braces from costing more than its length.
const BRACES = /\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,2000}\}){0,2000}\}){0,2000}\}/.source;
const ATTRIBUTES = `(?:\\s(?:[^<>"'{}]|"[^"]{0,2000}"|'[^']{0,2000}'|${BRACES}){0,2000})?`;
const HEADING = /<h([1-6])\b([^<>]{0,2000})>([\s\S]{0,2000}?)<\/h\2>/.source;
const LINK = /<a\s([^<>]{0,2000})>([\s\S]{0,2000}?)<\/a>/.source;
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

/** Elements that stand apart from what is before or after them. */
const STARTS: Readonly<Record<string, string>> = { li: "\n- ", dt: "\n- **", dd: " ", td: " | ", th: " | ", p: "\n\n" };
const BREAKS: Readonly<Record<string, string>> = { dt: "**:", tr: "\n", p: "\n\n" };

const BADGE = /<[A-Z][\w.]{0,80}(?:\s[^<>]{0,2000})?\/>|<Badge\b[^<>]{0,2000}>[^<]{0,200}<\/Badge>/;
const HEADING_LINE = /^#{1,6}[ \t][^\n]*<[^\n]*$/gm;

/**
 * Markdown without tags, comments, imports and exports, with every link resolved; fenced and inline code is untouched.
 * The text that components and elements enclose stays, at the indentation where the component stood.
 */
export function plainMarkdown(source: string, options: MarkupOptions): string {
  const page: MarkedPage = { ...options, closed: closedNames(source), tabs: [] };
  const runs = splitFences(source.split("\n")).map((run) =>
    run.isCode ? run : { isCode: false, lines: withoutMarkup(run.lines.join("\n"), page).split("\n") },
  );
  const shifted = options.components ? dedent(runs) : runs;
  return shifted.flatMap((run) => (run.isCode ? run.lines : withoutGaps(run.lines))).join("\n");
}

/**
 * A page while its markup is taken out. `closed`: names of tags that end somewhere; `tabs`: names still to be shown.
 */
interface MarkedPage extends MarkupOptions {
  readonly closed: ReadonlySet<string>;
  readonly tabs: string[][];
}

function closedNames(source: string): ReadonlySet<string> {
  return new Set([...source.matchAll(/<\/([A-Za-z][\w.-]{0,80})>/g)].map(([, name = ""]) => name));
}

/** Tags leave empty lines behind; one is enough. */
function withoutGaps(lines: readonly string[]): string[] {
  return lines.filter((line, index) => line.trim() !== "" || lines[index - 1]?.trim() !== "");
}

function withoutMarkup(text: string, options: MarkedPage): string {
  const prose = options.components ? withoutExpressions(text) : text;
  return prose
    .replace(HEADING_LINE, withoutBadges)
    .replace(MARKUP, (whole, ...groups) => replaceMarkup(whole, groups as (string | undefined)[], options));
}

function replaceMarkup(whole: string, groups: (string | undefined)[], options: MarkedPage): string {
  const [, level, headingAttributes, headingText, linkAttributes, linkText, slash, name, attributes, before, target] =
    groups;
  if (level !== undefined)
    return `\n\n${"#".repeat(Number(level))} ${oneLine(headingText)}${idMark(headingAttributes, options)}\n\n`;
  if (linkText !== undefined) return anchorElement(linkAttributes ?? "", linkText, options);
  if (name !== undefined) return tag(whole, slash === "/", name, attributes ?? "", options);
  if (before !== undefined) return before + resolveTarget(target ?? "", options);
  return whole;
}

/** A badge beside a heading is no part of it, and of its anchor neither. */
function withoutBadges(line: string): string {
  return replaceProse(line, BADGE, () => "").trimEnd();
}

function tag(whole: string, closes: boolean, name: string, attributes: string, options: MarkedPage): string {
  if (!HTML_ELEMENTS.has(name.toLowerCase()) && !isComponent(name, attributes, options)) return whole;
  const mark = MARKS[name];
  if (mark !== undefined) return mark;
  return closes ? closingTag(name, options) : openingTag(name, attributes, options);
}

function closingTag(name: string, { tabs, components }: MarkedPage): string {
  if (name === "Tabs") tabs.pop();
  return components ? LEAVE : (BREAKS[name] ?? "");
}

function openingTag(name: string, attributes: string, options: MarkedPage): string {
  const isEmpty = attributes.endsWith("/") || ["img", "input", "hr", "source"].includes(name);
  if (name === "Tabs" && !isEmpty) options.tabs.push(tabNames(attributes));
  const label = /^[A-Z]/.test(name) ? labelOf(name, attributes, options) : (STARTS[name] ?? "");
  return label + (isEmpty || !options.components ? "" : ENTER);
}

/** In plain Markdown a tag is a component where it says more than a placeholder does, or is closed. */
function isComponent(name: string, attributes: string, { components, closed }: MarkedPage): boolean {
  return components || closed.has(name) || /\/$|=["'{]/.test(attributes);
}

function labelOf(name: string, attributes: string, options: MarkedPage): string {
  const shown = componentLabel({ name, attributes }, options.resolve);
  const next = shown === "" && isTab(name) ? options.tabs.at(-1)?.shift() : undefined;
  return next ? `**${announcing(next)}**` : shown;
}

function anchorElement(attributes: string, text: string, options: MarkedPage): string {
  const href = attributeValue(attributes, "href");
  const shown = oneLine(text);
  return href && shown ? `[${shown}](${options.resolve(href)})` : shown;
}

function resolveTarget(target: string, options: MarkedPage): string {
  const isBracketed = target.startsWith("<");
  const resolved = options.resolve(isBracketed ? target.slice(1, -1) : target);
  return isBracketed ? `<${resolved}>` : resolved;
}

function idMark(attributes: string | undefined, { namesElements }: MarkedPage): string {
  const id = attributeValue(attributes ?? "", "id");
  return id || !namesElements ? ` {#${id ?? ""}}` : "";
}

function oneLine(text: string | undefined): string {
  return (text ?? "")
    .replace(/<[^>]*>/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** MDX's imports, exports and comments; a comment that holds an id is a heading's anchor. */
function withoutExpressions(text: string): string {
  const shown = text.replace(/\{\/\*\s*#([\w-]+)\s*\*\/\}/g, "{#$1}");
  return replaceBetween(shown, /\{\/\*/, "*/}", () => "")
    .replace(/\{(?:" "|' ')\}/g, " ")
    .replace(
      /\{(?:"([^"{}\n]{1,300})"|'([^'{}\n]{1,300})')\}/g,
      (_, double?: string, single?: string) => double ?? single ?? "",
    )
    .replace(/(?<=^|(?:^|\n)[ \t]*\n)(?:import|export)\s[^\n]*(?:\n[^\n]+)*/g, "");
}
