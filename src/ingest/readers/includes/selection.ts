import { anchorMaker } from "../../generators/anchors.ts";
import type { Selection } from "./include.ts";

/** Marks by which tools name a section of a file, in a comment of its language. */
const START =
  /(?:#\s?region|\bregion|ANCHOR:|tag::|--8<--\s{0,5}\[start:|\[START|snippet:start|docregion|BEGIN:)\s{0,5}/;
const END =
  /(?:#\s?endregion|\bendregion|ANCHOR_END:|end::|--8<--\s{0,5}\[end:|\[END|snippet:end|enddocregion|END:)\s{0,5}/;
const MARK = new RegExp(
  `^[ \\t]*(?://|#|<!--|/\\*|--|;|%|\\{/\\*|"|'|\\.\\.)?[ \\t]*(?:(?:${START.source}|${END.source})[\\w.:-]{1,100}|#\\s?endregion)(?:\\[\\]|\\])?[ \\t]*(?:-->|\\*/\\}?)?[ \\t]*$`,
);

/** What is wanted of a text; undefined where it has no such part. Marks of sections are nothing to read. */
export function selectionOf(text: string, { ranges, name, object, after, before }: Selection): string | undefined {
  let lines: readonly string[] | undefined = text.replace(/\n$/, "").split("\n");
  if (name) lines = marked(lines, name) ?? belowHeading(lines, name);
  if (lines && object) lines = pythonObject(lines, object);
  if (lines && (after || before)) lines = between(lines, after, before);
  if (lines && ranges?.length) lines = lines.filter((_, at) => ranges.some(([from, to]) => from <= at + 1 && at < to));
  return lines?.filter((line) => !MARK.test(line)).join("\n");
}

function marked(lines: readonly string[], name: string): string[] | undefined {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const start = new RegExp(`${START.source}${escaped}(?![\\w.-])`);
  const end = new RegExp(`(?:${END.source}${escaped}(?![\\w.-])|#\\s?endregion[ \\t]*(?:-->|\\*/)?[ \\t]*$)`);
  const found: string[] = [];
  let isOpen = false;
  let wasOpen = false;
  for (const line of lines) {
    if (!isOpen && start.test(line)) isOpen = wasOpen = true;
    else if (isOpen && end.test(line)) isOpen = false;
    else if (isOpen) found.push(line);
  }
  return wasOpen ? found : undefined;
}

/** A section of Markdown: from its heading to the next of its level. */
function belowHeading(lines: readonly string[], anchor: string): readonly string[] | undefined {
  const slugger = anchorMaker();
  let level: number | undefined;
  let from = 0;
  for (const [at, line] of lines.entries()) {
    const [, marks, text = ""] = /^(#{1,6})[ \t]+(.+)$/.exec(line) ?? [];
    if (!marks) continue;
    if (level !== undefined && marks.length <= level) return lines.slice(from, at);
    if (level === undefined && slugger.slug(text) === anchor) {
      level = marks.length;
      from = at;
    }
  }
  return level === undefined ? undefined : lines.slice(from);
}

function pythonObject(lines: readonly string[], path: string): readonly string[] | undefined {
  const name = path.split(".").at(-1) ?? "";
  const at = lines.findIndex((line) => new RegExp(`^\\s*(?:async\\s+def|def|class)\\s+${name}\\b`).test(line));
  if (at < 0) return undefined;
  const indent = (lines[at] ?? "").search(/\S/);
  const length = lines.slice(at + 1).findIndex((line) => line.trim() !== "" && line.search(/\S/) <= indent);
  return length < 0 ? lines.slice(at) : lines.slice(at, at + 1 + length);
}

function between(lines: readonly string[], after?: string, before?: string): readonly string[] | undefined {
  const from = after ? lines.findIndex((line) => line.includes(after)) + 1 : 0;
  if (after && from === 0) return undefined;
  const length = before ? lines.slice(from).findIndex((line) => line.includes(before)) : -1;
  return length < 0 ? lines.slice(from) : lines.slice(from, from + length);
}
