import { UNCOVERED_BELOW, UNSURE_BELOW } from "../../search/search-index.ts";
import { mean } from "./metrics.ts";

/** Thresholds to show; the chosen ones are among them. */
const THRESHOLDS = [...new Set([0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, UNCOVERED_BELOW, UNSURE_BELOW])].sort(
  (one, other) => one - other,
);

/**
 * What refusing below a confidence does: how many of the refused questions are rightly refused (precision), how many
 * of those to
 * be refused are (recall), and how many of the set's own are refused though the documents answer them.
 */
export interface CurvePoint {
  readonly below: number;
  readonly precision: number;
  readonly recall: number;
  readonly ownRefused: number;
}

/**
 * The curve over thresholds, own and foreign questions counting as much as each other; empty without foreign
 * questions.
 */
export function curve(own: readonly number[], foreign: readonly number[]): CurvePoint[] {
  if (own.length === 0 || foreign.length === 0) return [];
  return THRESHOLDS.map((below) => {
    const refused = (values: readonly number[]) => mean(values.map((value) => (value < below ? 1 : 0)));
    const [recall, ownRefused] = [refused(foreign), refused(own)];
    return { below, precision: recall + ownRefused === 0 ? 1 : recall / (recall + ownRefused), recall, ownRefused };
  });
}
