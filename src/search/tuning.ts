import { type Analysis, WHOLE_ANALYSIS } from "../text/tokenizer.ts";

/**
 * The settings of the ranking. `npm run eval -- --levers` tells what each part earns, and `--sweep` what half and
 * double
 * of each number do. In brackets: nDCG@10 of ours over half and over double of it, the mean of five of the sets beside
 * the project, `--half tune`, each to about .006.
 *
 * - `k1`: BM25's term frequency saturation: how soon repeating a term stops to help (+.008, -.004).
 * - `b`: BM25's length normalisation, 0..1: how much a long field is held against a term in it (-.004, +.009).
 * - `fieldWeights`: BM25F's weights: how much a term of a field counts, in the order of `FIELDS` (titles +.003, +.001;
 *   headings -.002, +.003; code +.000, +.002).
 * - `proximity`: what two neighbouring terms of the question add where they stand side by side in the text (-.001,
 *   +.001).
 * - `pageShares`: what the second, third, ... best chunk of a page adds to each of its chunks (+.002, +.003).
 * - `contextWeight`: how much the words of the turn before weigh beside the question's own (last turns: +.011, +.001).
 * - `correctionWeight`: how much a guessed spelling weighs beside a typed one; 0 guesses nothing (letters swapped:
 *   +.022, +.009).
 * - `deduplication`: whether what repeats a better passage comes last.
 * - `duplicateShare`: texts that share so much of their terms are duplicates (+.026, 0).
 * - `candidates`: how many chunks each first look hands on to the ranking (.000, +.001).
 * - `vectorWeight`: how much the chunk that is nearest in meaning counts beside the one whose words fit best; swept by
 *   `--fusion` (mtrag-cloud, `--half tune`, weights .5, .75 and 1: three strong retrievers .401, .407, .404 in the mean;
 *   the weakest encoder that no probe finds out -.022, -.050, -.071 at the most below words alone).
 * - `uselessVectorWeight`: the same where probes show that the vectors say nothing of these docs. Not swept.
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
  readonly uselessVectorWeight: number;
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
  uselessVectorWeight: 0.1,
};
