import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import type { SetResult } from "./evaluate.ts";
import type { FusionResult } from "./fusion.ts";
import { REFUSING_HEAD, refusingRows } from "./report.ts";

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

/** How well words and vectors together find pages, beside the better of both, by phrasing and encoder. */
export function fusionRows(results: FusionResult): ScoreRow[] {
  return Object.entries(results).map(([set, { n, words, half, after, overWords, overHalf }]) => ({
    part: "Found",
    set: `${set}, with vectors`,
    n,
    value: after,
    interval: (words >= half ? overWords : overHalf).interval,
    baseline: Math.max(words, half),
    against: words >= half ? "words alone" : "vectors alone",
    isLoss: after < Math.max(words, half),
  }));
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
  return pageTable([head, ...lines]);
}

/** What each threshold costs by set, as a section; nothing where no set was asked questions of others. */
export function refusingSection(results: Readonly<Record<string, SetResult>>): string[] {
  const rows = refusingRows(results);
  return rows.length === 0 ? [] : [`### What refusing costs\n\n${pageTable([REFUSING_HEAD, ...rows])}`];
}

/** A table of Markdown; the first row is its head. */
export function pageTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replace(/\s+/g, " ")).join(" | ")} |`)
    .join("\n");
}

/**
 * Writes a release's table and the sections below it into a page: in place of its earlier ones, or above those of other
 * releases.
 */
export function writeScoreboard(file: string, rows: readonly ScoreRow[], sections: readonly string[] = []): void {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(resolve(ROOT, "package.json"), "utf8")));
  const page = existsSync(file) ? readFileSync(file, "utf8") : "# Measured quality\n";
  const [intro = "", ...releases] = page.split(/^(?=## Version )/m);
  const others = releases.filter((release) => !release.startsWith(`## Version ${version}\n`));
  const fresh = [`## Version ${version}`, scoreTable(rows), ...sections].join("\n\n");
  const parts = [intro, fresh, ...others].map((part) => part.trimEnd());
  writeFileSync(file, `${parts.join("\n\n")}\n`);
}
