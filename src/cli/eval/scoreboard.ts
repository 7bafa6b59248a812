import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { SetResult } from "./evaluate.ts";
import { type Difference, mean, pairedDifference } from "./metrics.ts";
import { readLines } from "./sets.ts";

/**
 * A line of the scoreboard: one figure with its baseline of the same run.
 *
 * - `part`: what it is about. `set`: where it was measured.
 * - `interval`: how far the 95 % interval of `value` (of `value` less `baseline`, where `isPaired`) reaches.
 * - `against`: what the baseline is. `isLoss`: whether the baseline is the better one.
 */
export interface ScoreRow {
  readonly part: string;
  readonly set: string;
  readonly n: number;
  readonly value: number;
  readonly interval?: number;
  readonly baseline?: number;
  readonly against: string;
  readonly isLoss?: boolean;
}

const ROOT = resolve(import.meta.dirname, "../../..");
const ATTACKS = "test/rag/injection.test.ts";

const gradeSchema = z.object({
  id: z.string().optional(),
  set: z.string(),
  question: z.string(),
  grade: z.number().min(0).max(3),
  before: z.number().min(0).max(3).optional(),
  found: z.boolean().optional(),
  loss: z.string().optional(),
});
type Graded = z.infer<typeof gradeSchema>;

/** How well pages are found, what is refused, and what is quoted, by set and phrasing. */
export function scoreRows(results: Readonly<Record<string, SetResult>>): ScoreRow[] {
  const sets = Object.entries(results);
  return [
    ...sets.flatMap(([set, result]) => foundRows(set, result)),
    ...sets.flatMap(([set, result]) => limitRows(set, result)),
    ...sets.flatMap(([set, result]) => quotedRows(set, result)),
  ];
}

function foundRows(set: string, result: SetResult): ScoreRow[] {
  const phrasings = [["", result], ["letters swapped", result.typos], ...Object.entries(result.variants)] as const;
  const worded = phrasings.map(([phrasing, { n, ndcg10, baseline, gain }]) => ({
    part: "Found",
    set: phrasing ? `${set}, ${phrasing}` : set,
    n,
    value: ndcg10,
    interval: gain.interval,
    baseline: baseline.ndcg10,
    against: "plain full-text search",
    isLoss: ndcg10 < baseline.ndcg10,
  }));
  const meant = Object.entries(result.embedded ?? {}).map(([engine, { n, words, meaning, both, gain }]) => ({
    part: "Found",
    set: `${set}, with vectors, ${engine}`,
    n,
    value: both,
    interval: gain.interval,
    baseline: Math.max(words, meaning),
    against: words >= meaning ? "words alone" : "vectors alone",
    isLoss: gain.mean < 0,
  }));
  return [...worded, ...meant];
}

function limitRows(set: string, { notCovered }: SetResult): ScoreRow[] {
  const others = Object.entries(notCovered);
  const [first] = others;
  const own = (what: "refused" | "hedged"): ScoreRow[] =>
    first ? [shareRow("Knows its limits", `${set}, own questions ${what}`, first[1].own, first[1][what])] : [];
  const foreign = others.map(([other, { n, letThrough }]) => ({
    ...shareRow("Knows its limits", `${set}, asked what is in ${other}, answered`, n, letThrough),
    baseline: 1,
    against: "answering everything",
  }));
  return [...own("refused"), ...own("hedged"), ...foreign];
}

function quotedRows(set: string, { quoting }: SetResult): ScoreRow[] {
  if (!quoting) return [];
  const { n, quoted, firstChunk } = quoting;
  const row = shareRow("Quoted", `${set}, answer within ${quoted.length.toFixed(0)} characters`, n, quoted.share);
  const against = `the best passage, ${firstChunk.length.toFixed(0)} characters`;
  return [{ ...row, baseline: firstChunk.share, against, isLoss: quoted.share < firstChunk.share }];
}

/** A share of `n`, with its interval. */
export function shareRow(part: string, set: string, n: number, value: number): ScoreRow {
  return { part, set, n, value, interval: 1.96 * Math.sqrt((value * (1 - value)) / Math.max(1, n)), against: "" };
}

/** Grades that people gave answers (0 to 3), by set: lines with `set`, `question`, `grade`, and `before`, `loss`. */
export function gradeRows(file: string): ScoreRow[] {
  const bySet = Map.groupBy(readLines(file, gradeSchema), ({ set }) => set);
  return [...bySet].flatMap(([set, graded]) => {
    const found = graded.filter((one) => one.found);
    return [gradeRow(set, graded), ...(found.length > 0 ? [gradeRow(`${set}, right page found`, found)] : [])];
  });
}

function gradeRow(set: string, graded: readonly Graded[]): ScoreRow {
  const grades = graded.map(({ grade }) => grade);
  const pairs = graded.filter(({ before }) => before !== undefined);
  const before = pairs.map((one) => one.before ?? 0);
  const gain: Difference = pairedDifference(
    pairs.length > 0 ? pairs.map(({ grade }) => grade) : grades,
    pairs.length > 0 ? before : grades.map(() => mean(grades)),
  );
  const losses = [...Map.groupBy(graded, ({ loss }) => loss)].flatMap(([loss, of]) =>
    loss ? [`${loss} ${of.length}`] : [],
  );
  return {
    part: "Answered well (0 to 3)",
    set: losses.length > 0 ? `${set}; lost first by: ${losses.join(", ")}` : set,
    n: grades.length,
    value: mean(grades),
    interval: gain.interval,
    ...(pairs.length > 0 && { baseline: mean(before), isLoss: gain.mean < 0 }),
    against: pairs.length > 0 ? "the version before" : "",
  };
}

const attackResults = z.object({ numPassedTests: z.number(), numTotalTests: z.number() });

/** How many of the attacks on what a model reads and writes are held, where the tests are installed. */
export async function attackRows(): Promise<ScoreRow[]> {
  const vitest = resolve(ROOT, "node_modules/vitest/vitest.mjs");
  if (!existsSync(vitest) || !existsSync(resolve(ROOT, ATTACKS))) return [];
  const folder = mkdtempSync(join(tmpdir(), "docent-attacks-"));
  const file = join(folder, "results.json");
  try {
    const command = [vitest, "run", ATTACKS, "--reporter=json", `--outputFile=${file}`];
    await new Promise<void>((done) => {
      execFile(process.execPath, command, { cwd: ROOT }, () => done());
    });
    const { numPassedTests, numTotalTests } = attackResults.parse(JSON.parse(readFileSync(file, "utf8")));
    return [shareRow("Attacked", "attacks held", numTotalTests, numPassedTests / numTotalTests)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One table, as Markdown; what the baseline does better is marked. */
export function scoreTable(rows: readonly ScoreRow[]): string {
  const head = ["", "Where", "n", "Docent", "±", "Baseline", "which is", ""];
  const lines = rows.map(({ part, set, n, value, interval, baseline, against, isLoss }) => [
    part,
    set,
    String(n),
    value.toFixed(3),
    interval?.toFixed(3) ?? "",
    baseline?.toFixed(3) ?? "",
    against,
    isLoss ? "worse" : "",
  ]);
  return [head, head.map(() => "---"), ...lines]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}

/** Writes a release's table into a page: in place of its earlier one, or above those of other releases. */
export function writeScoreboard(file: string, rows: readonly ScoreRow[]): void {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(resolve(ROOT, "package.json"), "utf8")));
  const page = existsSync(file) ? readFileSync(file, "utf8") : "# Measured quality\n";
  const [intro = "", ...releases] = page.split(/^(?=## Version )/m);
  const others = releases.filter((release) => !release.startsWith(`## Version ${version}\n`));
  const fresh = `## Version ${version}\n\n${scoreTable(rows)}\n`;
  const parts = [intro, fresh, ...others].map((part) => part.trimEnd());
  writeFileSync(file, `${parts.join("\n\n")}\n`);
}
