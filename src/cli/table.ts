/** A row of a table; numbers are put right, words left. */
export type Row = readonly string[];

const NUMERIC = /^[-+]?[\d.,]+( ?[a-zA-Z%/]+)?$|^-?$/;

/** Lines of text with columns that line up, the first row as the heading. */
export function table(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const numeric = widths.map((_, column) => rows.slice(1).every((row) => NUMERIC.test(row[column] ?? "")));
  const line = (row: Row) =>
    widths
      .map((width, column) =>
        numeric[column] ? (row[column] ?? "").padStart(width) : (row[column] ?? "").padEnd(width),
      )
      .join("  ")
      .trimEnd();
  const [head = [], ...body] = rows;
  return [line(head), widths.map((width) => "-".repeat(width)).join("  "), ...body.map(line)].join("\n");
}
