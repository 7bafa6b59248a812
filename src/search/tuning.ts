import { type Analysis, WHOLE_ANALYSIS } from "../text/tokenizer.ts";

/**
 * The settings of the ranking. `npm run eval -- --levers` tells what each part earns, `--sweep` what half and double of
 * a number do.
 *
 * - `k1`: BM25's term frequency saturation: how soon repeating a term stops to help.
 * - `b`: BM25's length normalisation, 0..1: how much a long field is held against a term in it.
 * - `fieldWeights`: BM25F's weights: how much a term of a field counts, in the order of `FIELDS`.
 * - `proximity`: what two neighbouring terms of the question add where they stand side by side in the text.
 * - `pageShares`: what the second, third, ... best chunk of a page adds to each of its chunks.
 * - `contextWeight`: how much the words of the turn before weigh beside the question's own.
 * - `correctionWeight`: how much a guessed spelling weighs beside a typed one; 0 guesses nothing.
 * - `deduplication`: whether what repeats a better passage comes last.
 * - `duplicateShare`: texts that share so much of their terms are duplicates.
 * - `candidates`: how many chunks each first look hands on to the ranking.
 * - `vectorWeight`: how much the chunk that is nearest in meaning counts beside the one whose words fit best, where
 *   words say nothing; the surer they are, the less.
 */
export interface RankingSettings extends Analysis {
  readonly k1: number;
  readonly b: number;
  readonly fieldWeights: readonly number[];
  readonly proximity: number;
  readonly pageShares: readonly number[];
  readonly contextWeight: number;
  readonly correctionWeight: number;
  readonly deduplication: boolean;
  readonly duplicateShare: number;
  readonly candidates: number;
  readonly vectorWeight: number;
}

/** One setting for every documentation. */
export const RANKING_SETTINGS: RankingSettings = {
  ...WHOLE_ANALYSIS,
  k1: 2,
  b: 0.5,
  fieldWeights: [4, 3, 1, 1],
  proximity: 0.3,
  pageShares: [0.15, 0.07],
  contextWeight: 0.3,
  correctionWeight: 0.8,
  deduplication: true,
  duplicateShare: 0.9,
  candidates: 100,
  vectorWeight: 0.5,
};
