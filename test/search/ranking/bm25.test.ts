import { describe, expect, it } from "vitest";
import { createScorer, idf, saturate, weightedFrequency } from "../../../src/search/ranking/bm25.ts";
import { fingerprint, packTerms } from "../../../src/search/ranking/fields.ts";

const MEANS = [4, 4, 4, 4];
const SETTINGS = { k1: 2, b: 0.5, fieldWeights: [4, 3, 1, 1], proximity: 0.3 };

const term = (word: string, chunks = 10) => ({
  term: word,
  isAsked: true,
  fingerprint: fingerprint(word),
  weight: 1,
  chunks,
  idf: idf(chunks, 1000),
});

/** A chunk whose body is these words. */
const body = (words: string) => packTerms([[], [], words.split(" "), []]);

describe("BM25", () => {
  it("has an idf that falls with the chunks that have a term, and never below zero", () => {
    expect(idf(1, 1000)).toBeGreaterThan(idf(2, 1000));
    expect(idf(1000, 1000)).toBeGreaterThan(0);
    expect(idf(1200, 1000)).toBeGreaterThan(0);
    expect(idf(1, 3)).toBeCloseTo(Math.log(1 + 2.5 / 1.5));
  });

  it("saturates: one more adds less, and never k1 + 1", () => {
    expect(saturate(1, 2)).toBe(1);
    expect(saturate(2, 2) - saturate(1, 2)).toBeLessThan(1);
    expect(saturate(1e9, 2)).toBeLessThan(3);
  });

  it("weighs a field, and holds its length against a term as b says", () => {
    const weights = { ...SETTINGS, meanLengths: MEANS };
    expect(weightedFrequency(0, 4, weights)).toBe(4);
    expect(weightedFrequency(2, 8, weights)).toBeCloseTo(1 / 1.5);
    expect(weightedFrequency(2, 800, { ...weights, b: 0 })).toBe(1);
  });
});

describe("the scorer", () => {
  it("gives each term of the query its own score", () => {
    const [one = 0, two = 0] = createScorer([term("red"), term("blue")], MEANS, SETTINGS)(body("red green red x"));
    expect(one).toBeCloseTo(idf(10, 1000) * saturate(2, 2));
    expect(two).toBe(0);
  });

  it("adds for two terms side by side in the order of the question, by the commoner one's idf", () => {
    const terms = [term("rate", 500), term("limit")];
    const scorer = createScorer(terms, MEANS, SETTINGS);
    const total = (words: string) => scorer(body(words)).reduce((sum, value) => sum + value, 0);
    expect(total("the rate limit is")).toBeCloseTo(total("rate the limit is") + 0.3 * idf(500, 1000));
    expect(total("the limit rate is")).toBeCloseTo(total("rate the limit is"));
  });

  it("counts a term of the title more than one of the body", () => {
    const [inTitle = 0] = createScorer([term("red")], MEANS, SETTINGS)(packTerms([["red"], [], ["x"], []]));
    const [inBody = 0] = createScorer([term("red")], MEANS, SETTINGS)(packTerms([["x"], [], ["red"], []]));
    expect(inTitle).toBeGreaterThan(inBody);
  });
});
