import type { RankingSettings } from "../tuning.ts";

/** A chunk on its way into the ranking: the score of each term of the query, and the sum, to which its page adds. */
export interface ScoredChunk {
  readonly page: number;
  readonly termScores: readonly number[];
  score: number;
}

/**
 * Lets the chunks of a page add up: a page that speaks of the question in several places is likelier meant. Sorts
 * best first.
 */
export function addUpPages(chunks: ScoredChunk[], { pageShares }: Pick<RankingSettings, "pageShares">): void {
  const byScore = (one: ScoredChunk, other: ScoredChunk) => other.score - one.score;
  chunks.sort(byScore);
  for (const page of Map.groupBy(chunks, (chunk) => chunk.page).values()) {
    const bonus = sum(pageShares.map((share, i) => share * (page[i + 1]?.score ?? 0)));
    for (const chunk of page) chunk.score += bonus;
  }
  chunks.sort(byScore);
}

/** The sum of numbers. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
