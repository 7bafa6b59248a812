import { splitFrontMatter } from "../front-matter.ts";
import type { IncludeSyntax, Selection } from "./include.ts";
import { rangesOf } from "./include.ts";

const INCLUDE = /^(?!\\)include::([^[\n]{1,300})\[([^\]\n]{0,300})\][ \t]*$/;
const ATTRIBUTE = /^:([\w-]{1,80}):[ \t]+(\S.{0,500}?)[ \t]*$/;
/** Names that older sites of Antora use for the families of a module. */
const FAMILIES: Readonly<Record<string, string>> = { partialsdir: "partial$", examplesdir: "example$" };

/** What AsciiDoc takes in: `include::part.adoc[tag=limits,leveloffset=+1]`. */
export const adocIncludes: IncludeSyntax = {
  formats: ["adoc"],
  marks: /^include::/m,
  finder: () => {
    const attributes = new Map<string, string>();
    return {
      find(lines, at) {
        const line = lines[at] ?? "";
        const [, name, value = ""] = ATTRIBUTE.exec(line) ?? [];
        if (name) attributes.set(name, filled(value, attributes));
        const [, written, given = ""] = INCLUDE.exec(line) ?? [];
        if (!written) return undefined;
        const target = filled(written, attributes);
        const options = optionsOf(given);
        const isOptional = options.get("opts")?.includes("optional") || options.get("options")?.includes("optional");
        const include = { target, isOptional, selection: selectionOf(options), wrap: wrapper(options) };
        return { includes: /^https?:/.test(target) ? [] : [include], end: at + 1 };
      },
    };
  },
};

/** A text with the values of attributes in it; what has none stays. */
function filled(text: string, attributes: ReadonlyMap<string, string>): string {
  return text.replace(/\{([\w-]{1,80})\}\/?/g, (reference, name: string) => {
    const value = attributes.get(name) ?? FAMILIES[name];
    if (value === undefined) return reference;
    return value.endsWith("$") || !reference.endsWith("/") ? value : `${value.replace(/\/$/, "")}/`;
  });
}

function optionsOf(given: string): ReadonlyMap<string, string> {
  const found = given.matchAll(/(?:^|,)\s*([\w-]{1,40})\s*=\s*(?:"([^"]{0,200})"|([^,"]{0,200}))/g);
  return new Map([...found].map(([, name = "", quoted, bare = ""]) => [name, (quoted ?? bare).trim()]));
}

function selectionOf(options: ReadonlyMap<string, string>): Selection | undefined {
  const lines = options.get("lines");
  if (lines) return { ranges: rangesOf(lines, /[;,]/, /\.\./) };
  // Of several sections the first: wildcards and those that are left out mean the rest.
  const name = (options.get("tag") ?? options.get("tags"))?.split(/[;,]/).find((tag) => /^[\w.-]+$/.test(tag));
  return name ? { name } : undefined;
}

/** Headings of a part may count as deeper ones, and code be moved to the margin. */
function wrapper(options: ReadonlyMap<string, string>): ((text: string) => string) | undefined {
  const offset = options.get("leveloffset");
  const indent = options.get("indent");
  if (offset === undefined && indent === undefined) return (text) => splitFrontMatter(text).body;
  return (text) => {
    const moved = indent === undefined ? text : atMargin(text, Number(indent) || 0);
    if (!offset) return moved;
    const back = /^[+-]/.test(offset) ? offset.replace(/^[+-]/, (sign) => (sign === "+" ? "-" : "+")) : "0";
    return `:leveloffset: ${offset}\n\n${moved}\n\n:leveloffset: ${back}\n`;
  };
}

function atMargin(text: string, indent: number): string {
  const lines = text.split("\n");
  const least = lines
    .filter((line) => line.trim() !== "")
    .reduce((one, line) => Math.min(one, line.search(/\S/)), Number.POSITIVE_INFINITY);
  return lines.map((line) => (line.trim() === "" ? "" : " ".repeat(indent) + line.slice(least))).join("\n");
}
