/** A piece of text as a PDF places it. `x`: where it begins; `isEnd`: its line ends behind it. */
export interface PdfPiece {
  readonly text: string;
  readonly x: number;
  readonly width: number;
  readonly size: number;
  readonly isEnd: boolean;
}

/** A stretch of a line without a wide gap. */
interface Stretch {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** A gap is wide from so many letters' heights on: words stand nearer, columns do not. */
const WIDE = 1.5;
/** So many lines beside each other make columns, and so many letters a line of one has: cells of a table have less. */
const FEWEST_LINES = 3;
const LEAST_LETTERS = 12;

/** The text of a page line by line. What stands in columns beside each other is read one column after the other. */
export function pageText(pieces: readonly PdfPiece[]): string {
  return inColumns(linesOf(pieces))
    .map((line) => line.map(({ text }) => text).join(" "))
    .join("\n")
    .trimEnd();
}

function linesOf(pieces: readonly PdfPiece[]): Stretch[][] {
  const lines: Stretch[][] = [[]];
  let size = 10;
  for (const piece of pieces) {
    const line = lines.at(-1) ?? [];
    size = piece.size || size;
    const before = line.at(-1);
    const isBlank = piece.text.trim() === "";
    const gap = before ? piece.x - before.to : 0;
    if (!isBlank && before && Math.abs(gap) < size * WIDE) line.splice(-1, 1, joined(before, piece, gap > size * 0.1));
    else if (!isBlank) line.push({ text: piece.text, from: piece.x, to: piece.x + piece.width });
    if (piece.isEnd) lines.push([]);
  }
  return lines;
}

function joined({ text, from }: Stretch, piece: PdfPiece, isApart: boolean): Stretch {
  const space = isApart && !/\s$/.test(text) ? " " : "";
  return { text: text + space + piece.text, from, to: piece.x + piece.width };
}

/** Columns in columns are looked for so deep, by so many gaps of a page. */
const DEEPEST = 3;
const MOST_GAPS = 400;

/** Lines that go on beside each other, as the lines of one column and then those of the next. */
function inColumns(lines: readonly Stretch[][], depth = 0): Stretch[][] {
  const gutter = depth < DEEPEST ? gutterOf(lines) : undefined;
  if (gutter === undefined) return [...lines];
  const result: Stretch[][] = [];
  let run: Stretch[][] = [];
  const flush = () => {
    const sides = [(one: Stretch) => one.to <= gutter, (one: Stretch) => one.from >= gutter];
    for (const side of sides)
      result.push(
        ...inColumns(
          run.map((line) => line.filter(side)).filter((line) => line.length > 0),
          depth + 1,
        ),
      );
    run = [];
  };
  for (const line of lines) {
    const crosses = line.some(({ from, to }) => from < gutter && to > gutter);
    if (!crosses) run.push(line);
    else {
      flush();
      result.push(line);
    }
  }
  flush();
  return result;
}

/** Where most lines have a gap between two stretches of prose; undefined where there are no columns. */
function gutterOf(lines: readonly Stretch[][]): number | undefined {
  const found = lines.flatMap((line) =>
    line.slice(1).flatMap((next, at) => {
      const before = line[at];
      const isProse = before && Math.min(before.text.length, next.text.length) >= LEAST_LETTERS;
      return isProse && next.from > before.to ? [{ from: before.to, to: next.from }] : [];
    }),
  );
  const gaps = found.slice(0, MOST_GAPS);
  const places = gaps.map(({ to }) => to);
  const counts = new Map(
    places.map((place) => [place, gaps.filter(({ from, to }) => from < place && place <= to).length]),
  );
  const [best, count = 0] = [...counts].toSorted(([, one], [, other]) => other - one)[0] ?? [];
  const several = lines.filter((line) => line.length > 1).length;
  return count >= FEWEST_LINES && count * 2 >= several ? best : undefined;
}
