import { type Row, table } from "../table.ts";
import type { Compared, Measured, SetResult } from "./evaluate.ts";

/** The results as a person reads them: ranking first, then how well foreign questions are told apart. */
export function report(results: Readonly<Record<string, SetResult>>): string {
  return `${rankingTable(results)}\n\n${notCoveredTable(results)}\n`;
}

function rankingTable(results: Readonly<Record<string, SetResult>>): string {
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

function notCoveredTable(results: Readonly<Record<string, SetResult>>): string {
  const head = ["index", "asked what is in", "n", "AUC", "own refused", "let through"];
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const rows = Object.entries(results).flatMap(([name, { notCovered }]) =>
    Object.entries(notCovered).map(([other, { n, auc, refused, letThrough }]) => [
      name,
      other,
      String(n),
      auc.toFixed(3),
      percent(refused),
      percent(letThrough),
    ]),
  );
  return rows.length === 0 ? "" : table([head, ...rows]);
}
