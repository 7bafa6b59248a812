import { FIELDS } from "./fields.ts";

/** A term looked for: its fingerprint, how much it matters to the question, how rare it is in the index. */
export interface SoughtTerm {
  readonly term: string;
  readonly fingerprint: number;
  readonly weight: number;
  readonly rarity: number;
}

/** How often a term of a field counts, in the order of `FIELDS`: a word in the title says more about a chunk. */
export const FIELD_WEIGHTS = [3, 2, 1, 1] as const;
/** BM25: how soon repeating a term stops to help, and how much a long text is held against it. */
const SATURATION = 1.5;
const LENGTH_PENALTY = 0.75;
/** What two neighbouring words of the question add where they stand side by side in the text. */
const PROXIMITY = 0.6;

/** Mean number of terms per chunk, in the order of `FIELDS`. */
export type MeanLengths = readonly number[];

/** How rare a term is: BM25's inverse document frequency, never below zero. */
export function rarity(containing: number, chunks: number): number {
  return Math.log(1 + (chunks - containing + 0.5) / (containing + 0.5));
}

/** The most that any chunk could score for these terms. */
export function bestPossible(terms: readonly SoughtTerm[]): number {
  return terms.reduce((sum, term) => sum + term.weight * term.rarity, 0) * (SATURATION + 1);
}

/** BM25 over weighted fields (BM25F) of a chunk's packed terms, and a little for words side by side. */
export function scoreChunk(packed: Uint32Array, terms: readonly SoughtTerm[], means: MeanLengths): number {
  const index = new Map(terms.map((term, i) => [term.fingerprint, i]));
  const counts = new Float64Array(terms.length);
  const adjacent = new Float64Array(terms.length);
  let position = FIELDS.length;
  for (let field = 0; field < FIELDS.length; field++) {
    const length = packed[field] ?? 0;
    const mean = Math.max(1, means[field] ?? 0);
    const count = (FIELD_WEIGHTS[field] ?? 0) / (1 - LENGTH_PENALTY + (LENGTH_PENALTY * length) / mean);
    let previous = -1;
    for (let end = position + length; position < end; position++) {
      const found = index.get(packed[position] ?? 0) ?? -1;
      if (found >= 0) counts[found] = (counts[found] ?? 0) + count;
      if (found > 0 && previous === found - 1) adjacent[found] = (adjacent[found] ?? 0) + count;
      previous = found;
    }
  }
  return terms.reduce((sum, term, i) => {
    const side = term.weight * Math.min(term.rarity, terms[i - 1]?.rarity ?? 0) * PROXIMITY;
    return sum + term.weight * term.rarity * saturate(counts[i] ?? 0) + side * saturate(adjacent[i] ?? 0);
  }, 0);
}

function saturate(count: number): number {
  return (count * (SATURATION + 1)) / (SATURATION + count);
}
