import { expect, it } from "vitest";
import type { QueryTermPostings } from "../../../src/search/ranking/bm25.ts";
import { confidenceOf } from "../../../src/search/ranking/confidence.ts";

const K1 = 2;
const common = { weight: 1, chunks: 1, idf: 2 };
const terms: QueryTermPostings[] = ["a", "b"].map((term, fingerprint) => ({
  ...common,
  isAsked: true,
  term,
  fingerprint,
}));

it("is as sure of half as much where words are not stemmed", () => {
  const chunks = [{ termScores: [0.3 * (K1 + 1) * 4, 0] }];
  expect(confidenceOf(chunks, terms, { k1: K1, isEnglish: true })).toBeCloseTo(0.3);
  expect(confidenceOf(chunks, terms, { k1: K1, isEnglish: false })).toBeCloseTo(0.6);
  expect(confidenceOf([{ termScores: [9, 9] }], terms, { k1: K1, isEnglish: false })).toBe(1);
});

it("counts the words of the question alone, and is sure of nothing where there are none", () => {
  const context: QueryTermPostings = { ...common, isAsked: false, term: "c", fingerprint: 2 };
  const chunks = [{ termScores: [3, 0, 5] }];
  const options = { k1: K1, isEnglish: true };
  expect(confidenceOf(chunks, [...terms, context], options)).toBe(confidenceOf(chunks, terms, options));
  expect(confidenceOf(chunks, [context], options)).toBe(0);
  expect(confidenceOf([], terms, options)).toBe(0);
});
