import { UNCOVERED_BELOW, UNSURE_BELOW } from "../../search/search-index.ts";
import { type Row, table } from "../table.ts";
import type { Compared, Measured, SetResult } from "./evaluate.ts";
import { type Difference, mean } from "./metrics.ts";
import type { SettingGains } from "./settings.ts";

type Results = Readonly<Record<string, SetResult>>;

/** The results as a person reads them: ranking, telling foreign questions apart, what is read and what is quoted. */
export function report(results: Results): string {
  const tables = [
    rankingTable,
    embeddedTable,
    leversTable,
    sweepTable,
    notCoveredTable,
    refusingTable,
    readingTable,
    quotingTable,
    modelCallsTable,
  ].map((draw) => draw(results));
  return `${tables.filter((drawn) => drawn !== "").join("\n\n")}\n`;
}

function rankingTable(results: Results): string {
  const head = [
    "set",
    "questions",
    "n",
    "nDCG@10",
    "plain",
    "MRR@10",
    "plain",
    "Recall@5",
    "plain",
    "ms",
    "p95",
    "plain",
  ];
  const rows = Object.entries(results).flatMap(([name, result]) => [
    comparedRow(name, "as they are", result),
    comparedRow(name, "letters swapped", result.typos),
    ...Object.entries(result.variants).map(([variant, compared]) => comparedRow(name, variant, compared)),
    ...historyRow(name, "last turn + history", result.lastTurnWithHistory),
    ...historyRow(name, "as they are + history", result.standAloneWithHistory),
  ]);
  return table([head, ...rows]);
}

function comparedRow(set: string, kind: string, ours: Compared): Row {
  const { baseline: plain } = ours;
  const scores = (["ndcg10", "mrr10", "recall5"] as const).flatMap((key) => [
    ours[key].toFixed(3),
    plain[key].toFixed(3),
  ]);
  return [set, kind, String(ours.n), ...scores, ours.ms.toFixed(1), ours.msP95.toFixed(1), plain.ms.toFixed(1)];
}

function historyRow(set: string, kind: string, ours: Measured | undefined): Row[] {
  if (!ours) return [];
  const scores = [ours.ndcg10.toFixed(3), "", ours.mrr10.toFixed(3), "", ours.recall5.toFixed(3), ""];
  return [[set, kind, String(ours.n), ...scores, ours.ms.toFixed(1), ours.msP95.toFixed(1), ""]];
}

function embeddedTable(results: Results): string {
  const head = ["set", "engine", "n", "words", "meaning", "by places", "both", "over the better"];
  const rows = Object.entries(results).flatMap(([name, { embedded = {} }]) =>
    Object.entries(embedded).map(([engine, { n, words, meaning, byPlaces, both, gain }]) => [
      name,
      engine,
      String(n),
      ...[words, meaning, byPlaces, both].map((value) => value.toFixed(3)),
      difference(gain),
    ]),
  );
  return rows.length === 0 ? "" : table([head, ...rows]);
}

function leversTable(results: Results): string {
  return settingsTable(results, "nDCG@10 earned by", ({ levers }) => levers);
}

function sweepTable(results: Results): string {
  return settingsTable(results, "nDCG@10 over that with", ({ sweep }) => sweep);
}

/** The last column pools the sets, each counting as much as the others. */
function settingsTable(
  results: Results,
  head: string,
  gainsOf: (result: SetResult) => SettingGains | undefined,
): string {
  const sets = Object.entries(results).filter(([, result]) => gainsOf(result));
  const names = [...new Set(sets.flatMap(([, result]) => Object.keys(gainsOf(result) ?? {})))];
  const rows = names.map((name) => {
    const gains = sets.map(([, result]) => gainsOf(result)?.[name]);
    return [name, ...gains.map((gain) => (gain ? difference(gain) : "")), difference(pooled(gains))];
  });
  return rows.length === 0 ? "" : table([[head, ...sets.map(([name]) => name), "together"], ...rows]);
}

function pooled(gains: readonly (Difference | undefined)[]): Difference {
  const known = gains.filter((gain) => gain !== undefined);
  const square = known.reduce((sum, { interval }) => sum + interval ** 2, 0);
  return { mean: mean(known.map((gain) => gain.mean)), interval: Math.sqrt(square) / Math.max(1, known.length) };
}

/** A mean difference with its 95 % interval. */
export function difference({ mean, interval }: Difference): string {
  return `${mean < 0 ? "" : "+"}${mean.toFixed(3)} ±${interval.toFixed(3)}`;
}

function notCoveredTable(results: Results): string {
  const head = ["index", "asked what is in", "n", "AUC", "own refused", "own hedged", "answered"];
  const rows = Object.entries(results).flatMap(([name, { notCovered }]) =>
    Object.entries(notCovered).map(([other, { n, auc, refused, hedged, letThrough }]) => [
      name,
      other,
      String(n),
      auc.toFixed(3),
      percent(refused),
      percent(hedged),
      percent(letThrough),
    ]),
  );
  return rows.length === 0 ? "" : table([head, ...rows]);
}

const CHOSEN = new Map([
  [UNCOVERED_BELOW, " refused below"],
  [UNSURE_BELOW, " answered from"],
]);

/** What lies below a threshold of the own questions, and above it of each other set's. The chosen ones are marked. */
export function refusingRows(results: Results): Row[] {
  return Object.entries(results).flatMap(([name, { refusing }]) =>
    refusing.map(({ below, own, others }) => [
      name,
      `${below}${CHOSEN.get(below) ?? ""}`,
      percent(own),
      Object.entries(others)
        .map(([other, above]) => `${other} ${percent(above)}`)
        .join(", "),
    ]),
  );
}

/** What the columns of `refusingRows` are called. */
export const REFUSING_HEAD: Row = ["index", "confidence", "own below", "others from it on"];

function refusingTable(results: Results): string {
  const rows = refusingRows(results);
  return rows.length === 0 ? "" : table([REFUSING_HEAD, ...rows]);
}

function readingTable(results: Results): string {
  const head = [
    "read for an answer",
    "n",
    "relevant read",
    "tokens",
    "tutorial",
    "tokens",
    "ours at no less",
    "tokens",
  ];
  const rows = Object.entries(results).map(([name, { reading }]) => [
    name,
    String(reading.n),
    ...[reading.ours, reading.tutorial, reading.enough].flatMap(({ share, length }) => [
      percent(share),
      length.toFixed(0),
    ]),
  ]);
  return table([head, ...rows]);
}

function modelCallsTable(results: Results): string {
  const head = ["answer with a model", "n", "calls", "tokens read", "if always condensed", "tokens read"];
  const rows = Object.entries(results).flatMap(([name, { modelCalls }]) => {
    if (!modelCalls) return [];
    const { n, ours, always } = modelCalls;
    return [[name, String(n), ...[ours, always].flatMap(({ calls, tokens }) => [calls.toFixed(2), tokens.toFixed(0)])]];
  });
  return rows.length === 0 ? "" : table([head, ...rows]);
}

function quotingTable(results: Results): string {
  const head = ["answer is within", "n", "what is quoted", "characters", "first chunk", "characters", "its first 300"];
  const rows = Object.entries(results).flatMap(([name, { quoting }]) => {
    if (!quoting) return [];
    const { n, quoted, firstChunk, beginning } = quoting;
    const long = [quoted, firstChunk].flatMap(({ share, length }) => [percent(share), length.toFixed(0)]);
    return [[name, String(n), ...long, percent(beginning.share)]];
  });
  return rows.length === 0 ? "" : table([head, ...rows]);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
