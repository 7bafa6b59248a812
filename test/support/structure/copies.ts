import { lineAt } from "../syntax.ts";
import type { Code } from "./code.ts";

/** A block has at least so many lines that say something. */
const LINES = 6;

/** Lines that stand in two places. `lines`: how many of them say something. */
export interface Copy {
  readonly here: string;
  readonly there: string;
  readonly lines: number;
}

interface Line {
  readonly path: string;
  readonly number: number;
  readonly text: string;
}

/**
 * Copied blocks: six or more lines that follow one another in the same words in two places. Indentation, blank lines,
 * imports and lines without a word (`});`) do not count. A block that stands three times is two copies of the first.
 */
export function copiesIn(files: readonly Code[]): Copy[] {
  const lines = files.flatMap(tellingLines);
  const first = new Map<string, number>();
  const copies: Copy[] = [];
  let before: number | undefined;
  for (const [index, here] of lines.entries()) {
    const block = blockAt(lines, index);
    const seen = block === undefined ? undefined : first.get(block);
    const there = seen === undefined ? undefined : lines[seen];
    if (block !== undefined && seen === undefined) first.set(block, index);
    // One line further on in both places it is still the same copy.
    if (seen !== undefined && there && before !== seen - 1)
      copies.push({ here: placeOf(here), there: placeOf(there), lines: lengthOf(lines, index, seen) });
    before = seen;
  }
  return copies;
}

function tellingLines({ path, lines, syntax, text }: Code): Line[] {
  const imports = new Set(
    syntax.importSpans.flatMap(([start, end]) => {
      const from = lineAt(text, start);
      return Array.from({ length: lineAt(text, end) - from + 1 }, (_, index) => from + index);
    }),
  );
  return lines
    .map((line, index) => ({ path, number: index + 1, text: line.trim().replace(/\s+/g, " ") }))
    .filter((line) => /\w/.test(line.text) && !imports.has(line.number));
}

/** The block that begins with a line, as one text; undefined near the end of a file. */
function blockAt(lines: readonly Line[], index: number): string | undefined {
  const block = lines.slice(index, index + LINES);
  if (block.length < LINES || block.at(-1)?.path !== block[0]?.path) return undefined;
  return block.map(({ text }) => text).join("\n");
}

function lengthOf(lines: readonly Line[], one: number, other: number): number {
  let length = 0;
  const isSame = (a?: Line, b?: Line) =>
    a?.text === b?.text && a?.path === lines[one]?.path && b?.path === lines[other]?.path;
  while (isSame(lines[one + length], lines[other + length])) length++;
  return length;
}

function placeOf({ path, number }: Line): string {
  return `${path}:${number}`;
}
