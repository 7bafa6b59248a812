import { INLINE_CODE, splitFences } from "./fences.ts";

/** Stands for what must not change while the text around it does. */
const PLACE = "\ue000";

/** The target of a link, and an address that stands by itself. */
const TARGET = /\]\(<?[^()\s<>]{0,2000}(?:\([^()\s<>]{0,200}\)[^()\s<>]{0,2000})?>?(?:[ \t]+"[^"\n]{0,300}")?\)/.source;
const ADDRESS = /\bhttps?:\/\/[^\s<>`*|]+/.source;

/** What is escaped begins no code; a character that looks like a place keeps its own. */
const FIXED = new RegExp([/\\[\\`]/.source, PLACE, INLINE_CODE, TARGET, ADDRESS].join("|"), "g");

/**
 * Changes Markdown where it is neither code nor an address: both stay letter by letter. `change` sees one character in
 * the place of each piece of them within a line, and keeps these in their order.
 *
 * @example
 * mapProse("`a` and b", (prose) => prose.toUpperCase()); // "`a` AND B"
 */
export function mapProse(markdown: string, change: (prose: string) => string): string {
  return splitFences(markdown.split("\n"))
    .map(({ isCode, lines }) => (isCode ? lines.join("\n") : mapUnfenced(lines.join("\n"), change)))
    .join("\n");
}

/** The same for a text in which no line is a fence. */
export function mapUnfenced(text: string, change: (prose: string) => string): string {
  const fixed: string[] = [];
  const prose = text.replace(FIXED, (found) => {
    fixed.push(found);
    return PLACE;
  });
  return change(prose).replaceAll(PLACE, () => fixed.shift() ?? "");
}

/** A text of the same length in which code and addresses are nothing but letters; a backtick at its end stays. */
export function blankFixed(text: string): string {
  return text.replace(FIXED, (found, ...rest) => {
    const at = rest.find((value) => typeof value === "number") ?? 0;
    return found.endsWith("`") && at + found.length === text.length ? found : "x".repeat(found.length);
  });
}

/** Makes links of the marks `[n]` in prose, as `mapProse` gives it. `linkTo`: what stands there instead, if anything. */
export function linkMarks(prose: string, linkTo: LinkTo): string {
  return prose.replace(/(?<![\\!])\[(\d{1,3})\](?!\()/g, (mark, n) => linkTo(Number(n)) ?? mark);
}

/** The link that stands for the mark of a source's number; undefined where there is none. */
export type LinkTo = (n: number) => string | undefined;
