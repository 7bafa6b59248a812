import { attributeOf } from "../dialects/markdown-dialect.ts";
import { type FoundIncludes, fenced, type Include, languageOf } from "./include.ts";

/** `import Limits from './_limits.mdx'`, `import code from '!!raw-loader!./app.js'`, `import code from './app.js?raw'`. */
const IMPORT = /^import\s+(\w{1,80})\s+from\s+["']((?:!!raw-loader!)?[^"'\n?]{1,300})(\?raw)?["'];?[ \t]*$/gm;
const ELEMENT = /^[ \t]*<([A-Z]\w{0,80})(\s[^<>]{0,1000}?)?\/>[ \t]*$/;
const ELEMENT_START = /^[ \t]*<[A-Z]\w{0,80}[ \t]*$/;
const CODE = /^[ \t]*(?:<CodeBlock\b([^<>]{0,300})>)?[ \t]*\{(\w{1,80})\}[ \t]*(?:<\/CodeBlock>)?[ \t]*$/;
/** Properties of an element stand on so many lines at the most. */
const LONGEST = 12;

/** Notes what a page imports of other pages and of code, by the names that it gives them. */
export function importsOf(text: string, imports: Map<string, string>): void {
  for (const [, name = "", from = "", raw = ""] of text.matchAll(IMPORT))
    if (/\.mdx?$/.test(from) || raw || from.startsWith("!!raw-loader!"))
      imports.set(name, from.replace("!!raw-loader!", ""));
}

/** The element of a page that was imported, `<Snippet file="part.mdx" />`, or code that was. */
export function mdxElement(
  lines: readonly string[],
  at: number,
  imports: ReadonlyMap<string, string>,
): FoundIncludes | undefined {
  const [, attributes = "", name] = CODE.exec(lines[at] ?? "") ?? [];
  const file = name && imports.get(name);
  if (file) {
    const language = attributeOf(attributes, "language") ?? languageOf(file);
    const title = attributeOf(attributes, "title");
    const info = title ? `${language} title="${title}"` : language;
    return { includes: [{ target: file, isCode: true, wrap: (text) => fenced(text, info) }], end: at + 1 };
  }
  const { words, end } = wholeElement(lines, at);
  const [, element = "", properties = ""] = ELEMENT.exec(words) ?? [];
  const target = imports.get(element) ?? (element === "Snippet" ? attributeOf(properties, "file") : undefined);
  return target ? { includes: [pageInclude(target, properties)], end } : undefined;
}

function wholeElement(lines: readonly string[], at: number): { readonly words: string; readonly end: number } {
  const first = lines[at] ?? "";
  if (!ELEMENT_START.test(first)) return { words: first, end: at + 1 };
  const length = lines.slice(at, at + LONGEST).findIndex((line) => /\/>[ \t]*$/.test(line));
  return { words: lines.slice(at, at + length + 1).join(" "), end: at + length + 1 };
}

/** A page's text with the words that it is given: `{props.name}`, or `{name}`. */
function pageInclude(target: string, properties: string): Include {
  const given = new Map(
    [...properties.matchAll(/([\w-]{1,80})=(?:"([^"]{0,500})"|'([^']{0,500})'|\{["'`]([^"'`{}]{0,500})["'`]\})/g)].map(
      ([, name = "", ...values]) => [name, values.find((value) => value !== undefined) ?? ""],
    ),
  );
  const wrap = (text: string) =>
    text.replace(/\{(?:props\.)?([\w-]{1,80})\}/g, (whole, name: string) => given.get(name) ?? whole);
  return { target, wrap: given.size > 0 ? wrap : undefined };
}
