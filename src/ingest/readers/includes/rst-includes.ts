import type { FoundIncludes, Include, IncludeSyntax, Selection } from "./include.ts";
import { fenced, languageOf, rangesOf } from "./include.ts";

const RST = /^([ \t]*)\.\.[ \t]+(include|literalinclude)::[ \t]+(\S.{0,300})$/;
const MYST = /^([ \t]*)(`{3,}|~{3,}|:{3,})[ \t]*\{(include|literalinclude)\}[ \t]+(\S.{0,300})$/;
const OPTION = /^[ \t]*:([\w-]{1,40}):[ \t]*(.*)$/;

/** What reStructuredText takes in. Files that docutils itself brings along, `<isonum.txt>`, hold names of characters. */
export const rstIncludes: IncludeSyntax = {
  formats: ["rst"],
  marks: /^[ \t]*\.\.[ \t]+(?:literal)?include::/m,
  finder: () => ({
    find(lines, at) {
      const [, indent = "", name = "", target = ""] = RST.exec(lines[at] ?? "") ?? [];
      if (!target || target.startsWith("<")) return undefined;
      const { options, end } = optionsFrom(lines, at + 1, indent.length);
      return { includes: [included(name, target.trim(), options, directiveCode)], end };
    },
  }),
};

/** The same in MyST: a fence that names the directive. */
export function directiveInclude(lines: readonly string[], at: number): FoundIncludes | undefined {
  const [, , marks = "", name = "", target = ""] = MYST.exec(lines[at] ?? "") ?? [];
  if (!target) return undefined;
  const length = lines.slice(at + 1, at + 50).findIndex((line) => line.trim() === marks);
  if (length < 0) return undefined;
  const { options } = optionsFrom(lines, at + 1, -1);
  const code = (text: string, target: string) =>
    fenced(text, `${options.language ?? languageOf(target)}${options.caption ? ` title="${options.caption}"` : ""}`);
  return { includes: [included(name, target.trim(), options, code)], end: at + length + 2 };
}

/** Options of a directive: lines below it, deeper than it is. */
function optionsFrom(lines: readonly string[], from: number, indent: number) {
  const options: Record<string, string> = {};
  let end = from;
  for (; end < lines.length; end++) {
    const line = lines[end] ?? "";
    const [, key, value = ""] = OPTION.exec(line) ?? [];
    if (!key || line.search(/\S/) <= indent) break;
    options[key] = value.trim();
  }
  return { options, end };
}

type Code = (text: string, target: string, options: Readonly<Record<string, string>>) => string;

function included(name: string, target: string, options: Readonly<Record<string, string>>, code: Code): Include {
  const isCode = name === "literalinclude" || "literal" in options || "code" in options;
  const start = options["start-line"] ?? options["start-at"];
  const ranges = options.lines
    ? rangesOf(options.lines, /,/, /-/)
    : start || options["end-line"]
      ? rangesOf(`${Number(options["start-line"] ?? 0) + 1}:${options["end-line"] ?? ""}`, /;/, /:/)
      : [];
  const selection: Selection = {
    ranges,
    object: options.pyobject,
    after: options["start-after"],
    before: options["end-before"],
  };
  const isPart = ranges.length > 0 || Object.values(selection).some((value) => typeof value === "string");
  return {
    target,
    isCode,
    selection: isPart ? selection : undefined,
    wrap: isCode ? (text) => code(text, target, options) : undefined,
  };
}

function directiveCode(text: string, target: string, options: Readonly<Record<string, string>>): string {
  const language = options.language ?? (options.code || languageOf(target));
  const caption = options.caption ? [`   :caption: ${options.caption}`] : [];
  const body = text.split("\n").map((line) => (line.trim() === "" ? "" : `   ${line}`));
  return [`.. code-block:: ${language}`, ...caption, "", ...body, ""].join("\n");
}
