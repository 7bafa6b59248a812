import { type Analysis, WHOLE_ANALYSIS } from "../text/tokenizer.ts";

/**
 * What finding is tuned by. `npm run eval -- --levers` tells what each one earns.
 *
 * - `fieldWeights`: how much a term of a field counts, in the order of `FIELDS`.
 * - `proximity`: what two neighbouring terms of the question add where they stand side by side in the text.
 * - `pageShares`: what the second, third, ... best chunk of a page adds to each of its chunks.
 * - `context`: how much the words of the turn before weigh beside the question's own.
 * - `correction`: how much a guessed spelling weighs beside a typed one; 0 guesses nothing.
 * - `folding`: whether what repeats a better passage comes last.
 * - `meaning`: how much the chunk that is nearest in meaning counts beside the one whose words fit best, where words
 *   say nothing;
 *   the surer they are, the less.
 */
export interface RankingSettings extends Analysis {
  readonly fieldWeights: readonly number[];
  readonly proximity: number;
  readonly pageShares: readonly number[];
  readonly context: number;
  readonly correction: number;
  readonly folding: boolean;
  readonly meaning: number;
}

/** One setting for every documentation. */
export const RANKING_SETTINGS: RankingSettings = {
  ...WHOLE_ANALYSIS,
  fieldWeights: [4, 3, 1, 1],
  proximity: 0.3,
  pageShares: [0.15, 0.07],
  context: 0.3,
  correction: 0.8,
  folding: true,
  meaning: 0.5,
};
