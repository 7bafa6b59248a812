import { type InlineLink, plainInline } from "../../text/plain-inline.ts";

/** A table in a fixed-width font, and the links of its cells, which such a font does not have. */
export interface DrawnTable {
  readonly lines: readonly string[];
  readonly links: readonly InlineLink[];
}

/** Wider cells than this push their neighbours aside instead of widening the whole column. */
const WIDEST = 32;

const RULE = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** How many lines from here on are a table; 0 where there is none. */
export function tableAt(lines: readonly string[], at: number): number {
  const [head = "", rule = ""] = lines.slice(at, at + 2);
  const isTable = head.includes("|") && rule.includes("|") && RULE.test(rule);
  if (!isTable || cellsOf(head).length !== cellsOf(rule).length) return 0;
  const end = lines.findIndex((line, index) => index > at + 1 && !line.includes("|"));
  return (end < 0 ? lines.length : end) - at;
}

/** The rows of a table, their bars in line. */
export function drawTable(lines: readonly string[]): DrawnTable {
  const rows = lines.map((line) => cellsOf(line).map(plainInline));
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.min(WIDEST, Math.max(...rows.map((row, index) => (index === 1 ? 1 : widthOf(row[column]?.text ?? ""))))),
  );
  const drawn = rows.map((row, index) => {
    const cells = widths.map((width, column) => {
      const text = row[column]?.text ?? "";
      return index === 1 ? "-".repeat(width) : text + " ".repeat(Math.max(0, width - widthOf(text)));
    });
    return `| ${cells.join(" | ")} |`;
  });
  return { lines: drawn, links: rows.flat().flatMap(({ links }) => links) };
}

function cellsOf(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/**
 * What takes two places: emoji, and characters that are wide or full-width in East Asia.
 * https://www.unicode.org/reports/tr11/
 */
const WIDE =
  /\p{RGI_Emoji}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/gv;
/** What takes none by itself. */
const NOTHING = /[\p{M}\p{Cf}\p{Cc}]/gu;

/** How many places a text takes in a fixed-width font. */
function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  return [...text.replace(WIDE, "xx").replace(NOTHING, "")].length;
}
