import type { Grades } from "./sets.ts";

/** How good one ranking is, each in 0..1. */
export interface Scores {
  readonly ndcg10: number;
  readonly mrr10: number;
  readonly recall5: number;
}

/**
 * Scores a ranking of document ids, best first. The gain of a document is its grade, discounted by
 * log2(rank + 1), beside the best order possible.
 */
export function score(ranking: readonly string[], grades: Grades): Scores {
  const top = ranking.slice(0, 10).map((id) => grades.get(id) ?? 0);
  const ideal = [...grades.values()].sort((one, other) => other - one).slice(0, 10);
  const first = top.findIndex((grade) => grade > 0);
  return {
    ndcg10: gain(top) / gain(ideal),
    mrr10: first < 0 ? 0 : 1 / (first + 1),
    recall5: top.slice(0, 5).filter((grade) => grade > 0).length / grades.size,
  };
}

function gain(grades: readonly number[]): number {
  return grades.reduce((sum, grade, i) => sum + grade / Math.log2(i + 2), 0);
}

/** The mean; 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The mean of each score. */
export function meanScores(scores: readonly Scores[]): Scores {
  return {
    ndcg10: mean(scores.map((one) => one.ndcg10)),
    mrr10: mean(scores.map((one) => one.mrr10)),
    recall5: mean(scores.map((one) => one.recall5)),
  };
}

/** The value below which this share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/**
 * The chance that a value of `high` is above one of `low`, ties counting half: 1 where they never mix, 0.5 where they
 * are alike.
 */
export function areaUnderCurve(high: readonly number[], low: readonly number[]): number {
  const all = [...high.map((value) => ({ value, high: true })), ...low.map((value) => ({ value, high: false }))];
  all.sort((one, other) => one.value - other.value);
  let ranks = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end++;
    ranks += all.slice(start, end).filter((item) => item.high).length * ((start + 1 + end) / 2);
    start = end;
  }
  return (ranks - (high.length * (high.length + 1)) / 2) / (high.length * low.length);
}

/** A mean difference, and how far to either side its 95 % interval reaches. */
export interface Difference {
  readonly mean: number;
  readonly interval: number;
}

/** How much higher the first values are than the second, pair by pair. */
export function pairedDifference(one: readonly number[], other: readonly number[]): Difference {
  const differences = one.map((value, i) => value - (other[i] ?? 0));
  const middle = mean(differences);
  const variance = mean(differences.map((value) => (value - middle) ** 2));
  return { mean: middle, interval: 1.96 * Math.sqrt(variance / Math.max(1, differences.length)) };
}
