import type { QueryTermPostings } from "./bm25.ts";
import { type ScoredChunk, sum } from "./pages.ts";

/**
 * How much more the same share of what was asked says in languages whose words are inflected, compound or cut into
 * pairs.
 */
const OTHER_LANGUAGES = 2;

/** What confidence depends on beside the scores: BM25's k1, and whether words are stemmed and stand alone. */
export interface ConfidenceOptions {
  readonly k1: number;
  readonly isEnglish: boolean;
}

/**
 * How much of what was asked the best chunk speaks of, in 0..1: its score as a share of what a chunk full of every
 * asked term would have. A term that no chunk has counts as the rarest of all; words of earlier turns do not count.
 * Where words are not stemmed, half as much says the same.
 */
export function confidenceOf(
  chunks: readonly Pick<ScoredChunk, "termScores">[],
  terms: readonly QueryTermPostings[],
  { k1, isEnglish }: ConfidenceOptions,
): number {
  const possible = sum(terms.map(({ isAsked, idf }) => (isAsked ? idf : 0))) * (k1 + 1);
  if (possible === 0) return 0;
  const asked = chunks.map(({ termScores }) => sum(termScores.filter((_, i) => terms[i]?.isAsked)));
  const share = asked.reduce((most, score) => Math.max(most, score), 0) / possible;
  return Math.min(1, isEnglish ? share : share * OTHER_LANGUAGES);
}
