import type { RankingSettings } from "../tuning.ts";
import { FIELDS } from "./fields.ts";

/**
 * A term of a query: whether the question itself has it, how much it matters, how many chunks have it, and its inverse
 * document frequency.
 */
export interface QueryTermPostings {
  readonly term: string;
  readonly isAsked: boolean;
  readonly fingerprint: number;
  readonly weight: number;
  readonly chunks: number;
  readonly idf: number;
}

/** Size of the table that tells most terms of a text apart from those of a question. */
const GLANCE = 4096;

/** Mean number of terms per chunk, in the order of `FIELDS`. */
export type MeanLengths = readonly number[];

/** What BM25F weighs the terms of a field by. */
export interface Bm25Weights extends Pick<RankingSettings, "k1" | "b" | "fieldWeights"> {
  readonly meanLengths: MeanLengths;
}

/** The score of each term of a query in a chunk, by what `packTerms` made of the chunk. */
export type Scorer = (packed: Uint32Array) => number[];

/** BM25's inverse document frequency, never below zero. */
export function idf(containing: number, chunks: number): number {
  return Math.log(1 + (Math.max(chunks, containing) - containing + 0.5) / (containing + 0.5));
}

/** BM25F's weighted frequency of a term that stands once in a field of so many terms. */
export function weightedFrequency(field: number, length: number, weights: Bm25Weights): number {
  const { b, fieldWeights, meanLengths } = weights;
  const normalisation = 1 - b + (b * length) / Math.max(1, meanLengths[field] ?? 0);
  return (fieldWeights[field] ?? 0) / normalisation;
}

/** BM25's saturation of a term's frequency: the more of a term there is, the less one more adds; never k1 + 1. */
export function saturate(frequency: number, k1: number): number {
  return (frequency * (k1 + 1)) / (k1 + frequency);
}

/** The scores of a query's terms: BM25 over weighted fields (BM25F), and a little for terms side by side. */
export function createScorer(
  terms: readonly QueryTermPostings[],
  meanLengths: MeanLengths,
  settings: Pick<RankingSettings, "k1" | "b" | "fieldWeights" | "proximity">,
): Scorer {
  const { k1, proximity } = settings;
  const weights = { ...settings, meanLengths };
  const placeOf = createPlaces(terms);
  const pairIdfs = terms.map(({ idf }, i) => Math.min(idf, terms[i - 1]?.idf ?? 0) * proximity);
  return (packed) => {
    const { alone, pairs } = countTerms(packed, { placeOf, count: terms.length, weights });
    return terms.map(
      ({ weight, idf }, i) =>
        weight * (idf * saturate(alone[i] ?? 0, k1) + (pairIdfs[i] ?? 0) * saturate(pairs[i] ?? 0, k1)),
    );
  };
}

/** Where a term stands in the question, by its fingerprint; -1 for all others, as a table tells at a glance of most. */
function createPlaces(terms: readonly QueryTermPostings[]): (fingerprint: number) => number {
  const places = new Map(terms.map(({ fingerprint }, i) => [fingerprint, i]));
  const marks = new Uint8Array(GLANCE);
  for (const { fingerprint } of terms) marks[fingerprint % GLANCE] = 1;
  return (fingerprint) => (marks[fingerprint % GLANCE] === 1 ? (places.get(fingerprint) ?? -1) : -1);
}

/** The terms that are counted in a chunk: their number, and where each one stands in the question. */
interface CountedTerms {
  readonly count: number;
  readonly weights: Bm25Weights;
  placeOf(fingerprint: number): number;
}

/**
 * The weighted frequency of each term in a chunk: anywhere, and right after the term that the question has before it.
 */
function countTerms(packed: Uint32Array, { placeOf, count, weights }: CountedTerms) {
  const alone = new Float64Array(count);
  const pairs = new Float64Array(count);
  let start = FIELDS.length;
  for (let field = 0; field < FIELDS.length; field++) {
    const end = start + (packed[field] ?? 0);
    const frequency = weightedFrequency(field, end - start, weights);
    let previous = -1;
    for (; start < end; start++) {
      const place = placeOf(packed[start] as number);
      if (place >= 0) increase(alone, place, frequency);
      if (place > 0 && previous === place - 1) increase(pairs, place, frequency);
      previous = place;
    }
  }
  return { alone, pairs };
}

function increase(counts: Float64Array, place: number, by: number): void {
  counts[place] = (counts[place] ?? 0) + by;
}
