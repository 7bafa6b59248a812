import type { RankingSettings } from "../tuning.ts";
import { FIELDS } from "./fields.ts";

/**
 * A term looked for: whether the question itself has it, how much it matters, how many chunks have it, how rare that
 * is.
 */
export interface QueryTermPostings {
  readonly term: string;
  readonly asked: boolean;
  readonly fingerprint: number;
  readonly weight: number;
  readonly chunks: number;
  readonly rarity: number;
}

/** BM25's k1 and b: how soon repeating a term stops to help, and how much a long text is held against it. */
const K1 = 2;
const B = 0.5;
/** What `saturate` never reaches. */
export const K1_PLUS_ONE = K1 + 1;

/**
 * How much more the same share of what was asked says in languages whose words are inflected, compound or cut into
 * pairs.
 */
const OTHER_LANGUAGES = 2;

/** Size of the table that tells most terms of a text apart from those of a question. */
const GLANCE = 4096;

/** Mean number of terms per chunk, in the order of `FIELDS`. */
export type MeanLengths = readonly number[];

/** A chunk on its way into the ranking: what each sought term adds, and the sum, to which its page adds. */
export interface ScoredChunk {
  readonly page: number;
  readonly parts: readonly number[];
  score: number;
}

/** How rare a term is: BM25's inverse document frequency, never below zero. */
export function idf(containing: number, chunks: number): number {
  return Math.log(1 + (Math.max(chunks, containing) - containing + 0.5) / (containing + 0.5));
}

/**
 * How much of what was asked the best chunk speaks of, in 0..1: its score as a share of what a chunk full of every
 * asked term would have. A term that no chunk has counts as the rarest of all; words of earlier turns do not count.
 * `isEnglish`: whether words are stemmed and stand alone; in other languages half as much says the same.
 */
export function confidenceOf(
  chunks: readonly ScoredChunk[],
  terms: readonly QueryTermPostings[],
  isEnglish: boolean,
): number {
  const possible = sum(terms.map((term) => (term.asked ? term.rarity : 0))) * K1_PLUS_ONE;
  if (possible === 0) return 0;
  const asked = chunks.map(({ parts }) => sum(parts.filter((_, i) => terms[i]?.asked)));
  const share = asked.reduce((most, score) => Math.max(most, score), 0) / possible;
  return Math.min(1, isEnglish ? share : share * OTHER_LANGUAGES);
}

/** What each term adds to a chunk: BM25 over weighted fields (BM25F), and a little for terms side by side. */
export function createScorer(
  terms: readonly QueryTermPostings[],
  means: MeanLengths,
  { fieldWeights, proximity }: Pick<RankingSettings, "fieldWeights" | "proximity">,
): (packed: Uint32Array) => number[] {
  const worths = { means, fieldWeights };
  const placeOf = createPlaces(terms);
  const pairs = terms.map(({ rarity }, i) => Math.min(rarity, terms[i - 1]?.rarity ?? 0) * proximity);
  return (packed) => {
    const alone = new Float64Array(terms.length);
    const beside = new Float64Array(terms.length);
    countTerms(packed, placeOf, worths, alone, beside);
    return terms.map(
      ({ weight, rarity }, i) =>
        weight * (rarity * saturate(alone[i] ?? 0) + (pairs[i] ?? 0) * saturate(beside[i] ?? 0)),
    );
  };
}

/**
 * Where a term stands in the question, by its fingerprint; -1 for all others, which a glance at a table tells of
 * most.
 */
function createPlaces(terms: readonly QueryTermPostings[]): (fingerprint: number) => number {
  const places = new Map(terms.map(({ fingerprint }, i) => [fingerprint, i]));
  const marks = new Uint8Array(GLANCE);
  for (const { fingerprint } of terms) marks[fingerprint % GLANCE] = 1;
  return (fingerprint) => (marks[fingerprint % GLANCE] === 1 ? (places.get(fingerprint) ?? -1) : -1);
}

/** Counts how often each term stands in a chunk, and how often right after the term that the question has before it. */
function countTerms(
  packed: Uint32Array,
  placeOf: (fingerprint: number) => number,
  worths: TermWeights,
  alone: Float64Array,
  beside: Float64Array,
): void {
  let start = FIELDS.length;
  for (let field = 0; field < FIELDS.length; field++) {
    const end = start + (packed[field] ?? 0);
    const count = termWeight(field, end - start, worths);
    let previous = -1;
    for (; start < end; start++) {
      const place = placeOf(packed[start] as number);
      if (place >= 0) increase(alone, place, count);
      if (place > 0 && previous === place - 1) increase(beside, place, count);
      previous = place;
    }
  }
}

function increase(counts: Float64Array, place: number, by: number): void {
  counts[place] = (counts[place] ?? 0) + by;
}

/** By what it is weighed how much a term counts. */
export interface TermWeights {
  readonly means: MeanLengths;
  readonly fieldWeights: readonly number[];
}

/** What a term counts once where it stands in a field of so many terms. */
export function termWeight(field: number, length: number, { means, fieldWeights }: TermWeights): number {
  const penalty = 1 - B + (B * length) / Math.max(1, means[field] ?? 0);
  return (fieldWeights[field] ?? 0) / penalty;
}

/** The more of a term there is, the less one more adds. */
export function saturate(count: number): number {
  return (count * K1_PLUS_ONE) / (K1 + count);
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
