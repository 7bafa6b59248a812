/** Where something ends; or that its end has not come, or cannot come. */
export type BracketMatch = number;
export const OPEN: BracketMatch = -1;
export const MISSING: BracketMatch = -2;

/**
 * The index of the `]` that closes the `[` at the start, code and escapes skipped, within `limit` characters of one
 * paragraph.
 */
export function findBracketEnd(text: string, limit: number): BracketMatch {
  return findEnd(text, 0, limit, "[", "]");
}

/** The index of the `)` that closes the link target whose `(` is at `start`. */
export function findTargetEnd(text: string, start: number, limit: number): BracketMatch {
  return findEnd(text, start, limit, "(", ")");
}

function findEnd(text: string, start: number, limit: number, open: string, close: string): BracketMatch {
  const end = Math.min(text.length, start + limit);
  let depth = 0;
  for (let at = start; at < end; at++) {
    const letter = text[at];
    if (letter === open) depth += 1;
    if (letter === close && --depth === 0) return at;
    if (letter === "\n" && isBlankLine(text, at + 1)) return MISSING;
    const last = lastOf(text, at, end, open === "[");
    if (last === OPEN) return OPEN;
    at = last;
  }
  return OPEN;
}

/** Whether nothing but a little space stands on the line that begins at `at`. */
function isBlankLine(text: string, at: number): boolean {
  let end = at;
  while (end < at + 18 && (text[end] === " " || text[end] === "\t")) end++;
  return text[end] === "\n";
}

/** The last character of what begins at `at` and is read as one: an escape, and where it counts, code. */
function lastOf(text: string, at: number, end: number, codeCounts: boolean): BracketMatch {
  if (text[at] === "\\") return at + 1;
  return text[at] === "`" && codeCounts ? skipCode(text, at, end) : at;
}

/** The last backtick of the code that begins at `at`; open where more text may close it. */
function skipCode(text: string, at: number, end: number): BracketMatch {
  const ticks = /^`+/.exec(text.slice(at, end))?.[0] ?? "`";
  const close = text.slice(0, end).indexOf(ticks, at + ticks.length);
  return close < 0 ? OPEN : close + ticks.length - 1;
}
