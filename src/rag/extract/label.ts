import type { Token } from "markdown-it";

/** A longer line is text, whatever it is set in. */
const LONGEST = 80;
/** A line of capitals, as plain text sets its headings: words of four letters at the least make one. */
const CAPITALS = /^[\p{Lu}\p{N}][\p{Lu}\p{N} ()/&,'’-]*$/u;
const WORD = /\p{Lu}{4}/u;
const SENTENCE_END = /[.!。！]["'”’)]*$/;

/** A paragraph in two: the label that it is or begins with, and the rest. */
export interface LabelledParagraph {
  readonly label: readonly Token[];
  readonly rest: readonly Token[];
}

/**
 * Parts a paragraph: what is emphasised as a whole is a label, unless it is a bold sentence; so is a first line that is
 * bold or in capitals.
 */
export function splitLabel(children: readonly Token[]): LabelledParagraph {
  const end = children.findIndex(({ type }) => type === "softbreak" || type === "hardbreak");
  const first = children.slice(0, end < 0 ? children.length : end);
  if (isRemark(children)) return { label: children, rest: [] };
  if (isLabel(first)) return { label: first, rest: children.slice(first.length) };
  return { label: [], rest: children };
}

/** Whether everything is in one emphasis, as the description of a page is. */
function isRemark(children: readonly Token[]): boolean {
  return isWithin(children, "em");
}

function isLabel(line: readonly Token[]): boolean {
  const text = textOf(line);
  if (text === "" || text.length > LONGEST) return false;
  if (isWithin(line, "strong")) return !SENTENCE_END.test(text);
  return CAPITALS.test(text) && WORD.test(text);
}

/** Whether one pair of marks encloses all of it. */
function isWithin(line: readonly Token[], mark: "em" | "strong"): boolean {
  const told = line.filter(({ type, content }) => type !== "text" || content.trim() !== "");
  const [open, close] = [told[0], told.at(-1)];
  if (open?.type !== `${mark}_open` || close?.type !== `${mark}_close`) return false;
  return told.slice(0, -1).every((token) => token.type !== `${mark}_close` || token.level !== open.level);
}

function textOf(line: readonly Token[]): string {
  return line
    .map(({ content }) => content)
    .join("")
    .trim();
}
