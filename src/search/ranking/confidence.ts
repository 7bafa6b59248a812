import { idf, type QueryTermPostings } from "./bm25.ts";
import { type ScoredChunk, sum } from "./pages.ts";

/**
 * How much more the same share of what was asked says in languages whose words are inflected, compound or cut into
 * pairs. Not swept.
 */
const OTHER_LANGUAGES = 2;

/** Who asks for a single word asks what is said of it: so sure it is where that stands anywhere at all. Not swept. */
const SINGLE_WORD = 0.5;

/**
 * What confidence depends on beside the scores: BM25's k1, how many chunks there are, and whether words are English.
 */
export interface ConfidenceOptions {
  readonly k1: number;
  readonly chunks: number;
  readonly isEnglish: boolean;
}

/**
 * How sure it is that the docs speak of what was asked, in 0..1, by the best chunk: the mean (geometric) of how large a
 * share of the question it speaks of and of how much it says at all. The share alone refuses long questions, of which
 * no text has every word; the amount alone lets a long one through for the common words in it.
 *
 * The share is its score beside that of a chunk full of every asked term, where a term that no chunk has counts as the
 * rarest of all and words of earlier turns do not count. The amount is its score beside that of a chunk full of one
 * term that no other has, or of the question where that weighs less; more says nothing more.
 */
export function confidenceOf(
  chunks: readonly Pick<ScoredChunk, "termScores">[],
  terms: readonly QueryTermPostings[],
  { k1, chunks: count, isEnglish }: ConfidenceOptions,
): number {
  const weights = terms.flatMap(({ isAsked, idf }) => (isAsked ? [idf] : []));
  const possible = sum(weights) * (k1 + 1);
  if (possible === 0) return 0;
  const asked = chunks.map(({ termScores }) => sum(termScores.filter((_, i) => terms[i]?.isAsked)));
  const best = asked.reduce((most, score) => Math.max(most, score), 0);
  const share = (best / possible) * (isEnglish ? 1 : OTHER_LANGUAGES);
  const amount = best / Math.min(possible, idf(1, count) * (k1 + 1));
  const confidence = Math.sqrt(Math.min(1, share) * Math.min(1, amount));
  return weights.length === 1 && best > 0 ? Math.max(SINGLE_WORD, confidence) : confidence;
}
