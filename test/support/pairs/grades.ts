import { readFileSync } from "node:fs";

/**
 * Which side of a pair is which, and whether the right page is among each side's first three sources, if it is known.
 */
export interface Key {
  readonly pair: string;
  readonly set: string;
  readonly first: "before" | "after";
  readonly right?: { readonly before: boolean; readonly after: boolean };
}

/** The grades of one grader by pair: of the first answer and of the second. */
export type Grades = ReadonlyMap<string, readonly [number, number]>;

/** A mean with half the width of its 95 % interval, of so many. */
export interface Mean {
  readonly n: number;
  readonly mean: number;
  readonly half: number;
}

/**
 * Reads lines of pair, grade of answer 1 and grade of answer 2, parted by spaces, tabs or commas; `#` begins a
 * remark.
 */
export function readGrades(file: string): Grades {
  const grades = new Map<string, readonly [number, number]>();
  for (const [index, line] of readFileSync(file, "utf8").split("\n").entries()) {
    const [pair, one, two] = line
      .replace(/#.*/, "")
      .trim()
      .split(/[\s,]+/);
    if (!pair) continue;
    const given = [Number(one ?? Number.NaN), Number(two ?? Number.NaN)] as const;
    if (given.some((grade) => ![0, 1, 2, 3].includes(grade)))
      throw new Error(`${file}:${index + 1}: expected a pair and two grades of 0 to 3.`);
    grades.set(pair, given);
  }
  return grades;
}

/** The mean of numbers and its interval, by the normal law. */
export function meanOf(numbers: readonly number[]): Mean {
  const n = numbers.length;
  const mean = numbers.reduce((sum, each) => sum + each, 0) / (n || 1);
  const variance = numbers.reduce((sum, each) => sum + (each - mean) ** 2, 0) / Math.max(1, n - 1);
  return { n, mean, half: n > 0 ? 1.96 * Math.sqrt(variance / n) : 0 };
}

/** What the graders found, in lines to print. A pair's grade is the mean of the graders'. */
export function gradeReport(key: readonly Key[], graders: readonly Grades[]): string[] {
  const rows = key.flatMap(({ pair, set, first, right }) => {
    const given = graders.flatMap((grades) => grades.get(pair) ?? []);
    if (given.length !== 2 * graders.length) return [];
    const [before, after] = (["before", "after"] as const).map((side) =>
      meanOf(given.filter((_, index) => (index % 2 === 0) === (side === first))),
    );
    return [{ set, before: before?.mean ?? 0, after: after?.mean ?? 0, right }];
  });
  const sets = [...new Set(rows.map(({ set }) => set))];
  const parts = sets.length > 1 ? [...sets.map((set) => [set, rows.filter((row) => row.set === set)] as const)] : [];
  const all = [["all", rows] as const, ...parts];
  return [
    `${rows.length} of ${key.length} pairs graded by ${graders.length}`,
    ...all.map(([name, some]) => `${name}: ${scoreLine(some)}`),
    `graded 0: ${count(rows, ({ before }) => before < 0.5)} before, ${count(rows, ({ after }) => after < 0.5)} after`,
    ...(["before", "after"] as const).map((side) => {
      const found = rows.filter(({ right }) => right?.[side]).map((row) => row[side]);
      return `right page among the first three sources, ${side}: ${show(meanOf(found))}`;
    }),
    ...agreement(graders),
  ];
}

/** So much of a question and of a reply is shown in a line, in characters. */
const SHORT = 80;

/** Each pair of `blind.md` in one line: its question, how each side begins, and what the graders gave that. */
export function pairLines(blind: string, key: readonly Key[], graders: readonly Grades[]): string[] {
  return blind.split(/^(?=## p\d)/m).flatMap((section) => {
    const entry = key.find(({ pair }) => section.startsWith(`## ${pair} `));
    if (!entry) return [];
    const [asked = "", one = "", two = ""] = section.split(/^### Answer \d$/m).map(firstWords);
    const [first, second] = [0, 1].map((side) => graders.map((grades) => grades.get(entry.pair)?.[side]).join("/"));
    const [before, after] = [`${first} ${one}`, `${second} ${two}`];
    const sides = entry.first === "before" ? [before, after] : [after, before];
    return `${entry.pair} ${entry.set}: ${asked} | before ${sides[0]} | after ${sides[1]}`;
  });
}

/** How the first fenced text of a section begins: its bold lead where it has one. */
function firstWords(section: string): string {
  const [, text = ""] = /^~{5}\w+\n([\s\S]*?)\n~{5}$/m.exec(section) ?? [];
  const [, lead = text] = /\*\*([^*]{20,})\*\*/.exec(text) ?? [];
  return lead.replace(/\s+/g, " ").replaceAll("|", "/").trim().slice(0, SHORT);
}

interface Row {
  readonly before: number;
  readonly after: number;
}

function scoreLine(rows: readonly Row[]): string {
  const gain = meanOf(rows.map(({ before, after }) => after - before));
  const better = count(rows, ({ before, after }) => after > before);
  const worse = count(rows, ({ before, after }) => after < before);
  const [one, two] = [meanOf(rows.map(({ before }) => before)), meanOf(rows.map(({ after }) => after))];
  return `before ${one.mean.toFixed(2)}, after ${two.mean.toFixed(2)}, paired gain ${show(gain)}, ${better} better, ${worse} worse`;
}

function count<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  return items.filter(holds).length;
}

function show({ n, mean, half }: Mean): string {
  return n > 0 ? `${mean.toFixed(2)} +-${half.toFixed(2)} (n ${n})` : "none";
}

/** How far two graders agree, grade by grade, and where they differ by two and more. */
function agreement([one, two]: readonly Grades[]): string[] {
  if (!one || !two) return [];
  const both = [...one].flatMap(([pair, grades]) =>
    grades.map((grade, index) => ({ pair, answer: index + 1, grade, other: two.get(pair)?.[index] ?? grade })),
  );
  const same = count(both, ({ grade, other }) => grade === other);
  const far = both.filter(({ grade, other }) => Math.abs(grade - other) >= 2);
  const far2 = far.map(({ pair, answer, grade, other }) => `${pair} answer ${answer}: ${grade} and ${other}`);
  return [
    `the same grade: ${same} of ${both.length} (${((100 * same) / (both.length || 1)).toFixed(0)} %)`,
    `differences of 2 and more: ${far.length}`,
    ...far2.map((line) => `  ${line}`),
  ];
}
