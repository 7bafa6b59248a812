import { expect, it } from "vitest";
import { idf, type QueryTermPostings } from "../../../src/search/ranking/bm25.ts";
import { confidenceOf } from "../../../src/search/ranking/confidence.ts";

const K1 = 2;
const CHUNKS = 100;
/** What a chunk full of one term that no other has scores. */
const FULL = idf(1, CHUNKS) * (K1 + 1);
const common = { weight: 1, chunks: 1, idf: 2 };
const terms: QueryTermPostings[] = ["a", "b"].map((term, fingerprint) => ({
  ...common,
  isAsked: true,
  term,
  fingerprint,
}));

const options = { k1: K1, chunks: CHUNKS, isEnglish: true };

it("is the mean of the share that is spoken of and of how much is said", () => {
  const long = Array.from({ length: 12 }, () => terms).flat();
  const possible = 24 * 2 * (K1 + 1);
  const scores = (count: number) => [{ termScores: long.map((_, i) => (i < count ? 3 : 0)) }];
  expect(confidenceOf(scores(2), long, options)).toBeCloseTo(Math.sqrt((6 / possible) * (6 / FULL)));
  expect(confidenceOf(scores(24), long, options)).toBeCloseTo(Math.sqrt(72 / possible));
});

it("is the share alone where a question weighs less than one rare word", () => {
  expect(confidenceOf([{ termScores: [0.3 * 4 * (K1 + 1), 0] }], terms, options)).toBeCloseTo(0.3);
});

it("is as sure of half the share where the question is not in English", () => {
  const chunks = [{ termScores: [3, 0] }];
  const english = confidenceOf(chunks, terms, options);
  expect(confidenceOf(chunks, terms, { ...options, isEnglish: false })).toBeCloseTo(english * Math.SQRT2);
  expect(confidenceOf([{ termScores: [99, 99] }], terms, { ...options, isEnglish: false })).toBe(1);
});

it("counts the words of the question alone, and is sure of nothing where there are none", () => {
  const context: QueryTermPostings = { ...common, isAsked: false, term: "c", fingerprint: 2 };
  const chunks = [{ termScores: [3, 0, 5] }];
  expect(confidenceOf(chunks, [...terms, context], options)).toBe(confidenceOf(chunks, terms, options));
  expect(confidenceOf(chunks, [context], options)).toBe(0);
  expect(confidenceOf([], terms, options)).toBe(0);
});

it("is sure enough of a single word that stands anywhere, and of nothing where it does not", () => {
  const [word] = terms as [QueryTermPostings];
  const context: QueryTermPostings = { ...common, isAsked: false, term: "c", fingerprint: 2 };
  expect(confidenceOf([{ termScores: [0.1, 9] }], [word, context], options)).toBe(0.5);
  expect(confidenceOf([{ termScores: [5, 0] }], [word, context], options)).toBeCloseTo(5 / 6);
  expect(confidenceOf([{ termScores: [0, 9] }], [word, context], options)).toBe(0);
  expect(confidenceOf([{ termScores: [0.1, 0] }], terms, options)).toBeLessThan(0.1);
});
