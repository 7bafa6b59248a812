import { INLINE_CODE, splitFences } from "../../../text/fences.ts";

/**
 * What one family of documentation tools adds to Markdown. `marks`: a page without them is left alone. `rewrite`: the
 * page in plain Markdown: what its readers see stays, what they do not see goes. Takes time in proportion to the text.
 */
export interface Dialect {
  readonly name: string;
  readonly marks: RegExp;
  rewrite(text: string): string;
}

/** A line of a page, and whether it stands in fenced code. */
export interface MarkedLine {
  readonly text: string;
  readonly isCode: boolean;
}

/** The lines of a text, each with whether it is code. */
export function markedLines(text: string): MarkedLine[] {
  return splitFences(text.split("\n")).flatMap(({ isCode, lines }) => lines.map((line) => ({ text: line, isCode })));
}

/** The text with everything between its fences rewritten. */
export function rewriteProse(text: string, rewrite: (prose: string) => string): string {
  return splitFences(text.split("\n"))
    .map(({ isCode, lines }) => (isCode ? lines.join("\n") : rewrite(lines.join("\n"))))
    .join("\n");
}

/**
 * As `replace` with a function, but inline code stays as it is. `pattern`: without groups that it refers back to; its
 * groups are given.
 */
export function replaceProse(
  text: string,
  pattern: RegExp,
  replace: (groups: readonly (string | undefined)[], whole: string) => string,
): string {
  const either = new RegExp(`${INLINE_CODE}|${pattern.source}`, `g${pattern.flags.replace("g", "")}`);
  return text.replace(either, (whole: string, code: string | undefined, ...rest: (string | undefined)[]) =>
    code === undefined ? replace(rest, whole) : whole,
  );
}

/** Replaces what stands from `open` to `close`, both included; an `open` that nothing closes stays. */
export function replaceBetween(
  text: string,
  open: RegExp,
  close: string,
  replace: (inner: string, opening: string) => string,
): string {
  const pattern = new RegExp(open.source, `g${open.flags.replace("g", "")}`);
  let result = "";
  let at = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const start = match.index + match[0].length;
    const end = indexOfAnyCase(text, close, start);
    if (end < 0) break;
    result += text.slice(at, match.index) + replace(text.slice(start, end), match[0]);
    at = end + close.length;
    pattern.lastIndex = at;
  }
  return result + text.slice(at);
}

function indexOfAnyCase(text: string, wanted: string, from: number): number {
  const lower = text.indexOf(wanted, from);
  if (lower >= 0 || wanted === wanted.toUpperCase()) return lower;
  return text.indexOf(wanted.toUpperCase(), from);
}

/** The value of `name="value"`, also in single quotes or without any. */
export function attributeOf(attributes: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|[\\s,])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"',>]+))`).exec(attributes);
  return (match?.[1] ?? match?.[2] ?? match?.[3])?.trim() || undefined;
}

/** A word as it stands at the beginning of a label. */
export function capitalised(word = ""): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

/** The name of a tab or a block of code: with a colon, for it announces what is below it. */
export function announcing(label: string): string {
  return /[:?!.…：]$/.test(label) ? label : `${label}:`;
}

/** A label as a paragraph of its own. */
export function labelled(label: string | undefined, indent = ""): string {
  return label ? `\n${indent}**${label}**\n` : "";
}
