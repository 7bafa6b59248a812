import { markdownTable } from "../directives.ts";

/** A table as Markdown, and the line behind it. */
interface Table {
  readonly lines: readonly string[];
  readonly end: number;
}

const GRID = /^\+(?:[-=]+\+)+[ \t]*$/;
const SIMPLE = /^=+(?:[ \t]+=+)+[ \t]*$/;

/** Rows of a simple table are looked for so many lines below its first rule. */
const LONGEST = 1000;

/** A table that is drawn with lines: `+---+---+`. */
export function gridTable(lines: readonly string[], at: number): Table | undefined {
  const border = lines[at] ?? "";
  if (!GRID.test(border)) return undefined;
  const edges = [...border].flatMap((letter, index) => (letter === "+" ? [index] : []));
  const rows: string[][] = [[]];
  let end = at + 1;
  let hasHead = false;
  for (; end < lines.length && /^[+|]/.test(lines[end] ?? ""); end++) {
    const line = lines[end] ?? "";
    if (line.startsWith("+")) {
      hasHead ||= line.includes("=");
      rows.push([]);
    } else
      cut(line, edges).forEach((cell, index) => {
        const row = rows.at(-1);
        if (row) row[index] = `${row[index] ?? ""} ${cell}`.trim();
      });
  }
  return written(rows, hasHead, end);
}

/** A table of columns below rules: `====  ====`. */
export function simpleTable(lines: readonly string[], at: number): Table | undefined {
  const border = (lines[at] ?? "").trimEnd();
  if (!SIMPLE.test(border)) return undefined;
  const edges = [...border.matchAll(/=+/g)].map(({ index }) => index - 1);
  const near = lines.slice(at + 1, at + 1 + LONGEST);
  const length = near.findIndex((line, index) => SIMPLE.test(line) && (near[index + 1] ?? "").trim() === "");
  if (length < 0) return undefined;
  const hasHead = near.slice(0, length).some((line) => SIMPLE.test(line));
  const rows: string[][] = [];
  for (const line of near.slice(0, length)) {
    if (SIMPLE.test(line) || /^[-\s]*$/.test(line)) continue;
    const cells = cut(line, [...edges, 10_000]);
    const above = rows.at(-1);
    if (cells[0] === "" && above)
      cells.forEach((cell, index) => {
        above[index] = `${above[index] ?? ""} ${cell}`.trim();
      });
    else rows.push(cells);
  }
  return written(rows, hasHead, at + length + 2);
}

function cut(line: string, edges: readonly number[]): string[] {
  return edges.slice(0, -1).map((edge, index) =>
    line
      .slice(edge + 1, edges[index + 1])
      .replace(/^\||\|$/g, "")
      .trim(),
  );
}

function written(rows: readonly string[][], hasHead: boolean, end: number): Table {
  const filled = rows.filter((row) => row.some(Boolean));
  return { lines: markdownTable(hasHead ? filled : [[], ...filled]).split("\n"), end };
}
