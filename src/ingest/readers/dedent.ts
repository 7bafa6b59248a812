import type { FencedRun } from "../../text/fences.ts";

/**
 * Stand where a component's tag opened or closed. Documents cannot hold them: control characters are removed before.
 */
export const ENTER = "\u0001";
export const LEAVE = "\u0002";

const MARKS = /[\u0001\u0002]/g;

/**
 * A component that is open: `indent` of its tag, and by how much its content moves left once its first line is seen.
 */
interface Open {
  readonly indent: number;
  shift?: number;
}

/**
 * In MDX the content of a component may be indented as its tag's child, which Markdown would read as a code block.
 * Moves it back to the column of the tag, code included, and removes the marks.
 */
export function dedent(runs: readonly FencedRun[]): FencedRun[] {
  const open: Open[] = [];
  return runs.map(({ isCode, lines }) => ({ isCode, lines: lines.map((line) => dedentLine(line, isCode, open)) }));
}

function dedentLine(line: string, isCode: boolean, open: Open[]): string {
  const moved = moveLeft(line, open);
  if (isCode) return moved;
  for (const mark of line.match(MARKS) ?? []) {
    if (mark === ENTER) open.push({ indent: indentOf(line) });
    else open.pop();
  }
  return moved.replace(MARKS, "");
}

function moveLeft(line: string, open: readonly Open[]): string {
  const indent = indentOf(line);
  const isBlank = line.replace(MARKS, "").trim() === "";
  if (isBlank && line[indent] !== ENTER) return "";
  const innermost = open.at(-1);
  if (innermost) innermost.shift ??= Math.max(0, indent - innermost.indent);
  const shift = open.reduce((sum, { shift = 0 }) => sum + shift, 0);
  return isBlank ? "" : line.slice(Math.min(shift, indent));
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
