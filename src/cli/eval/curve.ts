import { UNCOVERED_BELOW, UNSURE_BELOW } from "../../search/search-index.ts";
import { mean } from "./metrics.ts";

/** Thresholds to show; the chosen ones are among them. */
const THRESHOLDS = [...new Set([0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, UNCOVERED_BELOW, UNSURE_BELOW])].sort(
  (one, other) => one - other,
);

/**
 * What a threshold of confidence does: the share of the set's own questions that lie below it though the documents
 * answer them, and of each other set's the share that lies above it though they do not.
 */
export interface CurvePoint {
  readonly below: number;
  readonly own: number;
  readonly others: Readonly<Record<string, number>>;
}

/** The curve over thresholds; empty without questions of others. `others`: their confidences, by set. */
export function curve(own: readonly number[], others: ReadonlyMap<string, readonly number[]>): CurvePoint[] {
  if (own.length === 0 || others.size === 0) return [];
  return THRESHOLDS.map((below) => {
    const shareBelow = (values: readonly number[]) => mean(values.map((value) => (value < below ? 1 : 0)));
    const above = [...others].map(([set, values]) => [set, 1 - shareBelow(values)] as const);
    return { below, own: shareBelow(own), others: Object.fromEntries(above) };
  });
}
