import { describe, expect, it } from "vitest";
import { analyseQuery } from "../../../src/search/ranking/query.ts";
import { RANKING_SETTINGS } from "../../../src/search/tuning.ts";

const COUNTS: Readonly<Record<string, number>> = {
  restart: 50,
  cluster: 20,
  token: 5,
  expir: 2,
  config: 30,
  configur: 30,
};
const vocabulary = { chunks: 1000, frequency: (term: string) => COUNTS[term] ?? 0 };
const analyse = (text: string, context?: string[]) =>
  analyseQuery({ text, context, limit: 5 }, vocabulary, RANKING_SETTINGS);
const weights = (text: string, context?: string[]) =>
  Object.fromEntries(analyse(text, context).map(({ term, weight }) => [term, weight]));

describe("the terms of a query", () => {
  it("are stemmed, once each, without words that say nothing", () => {
    expect(analyse("How do I restart a restarted cluster?").map(({ term }) => term)).toEqual(["restart", "cluster"]);
  });

  it("know how many chunks have them, and are the rarer the fewer", () => {
    const [restart, token] = analyse("restart tokens");
    expect(restart?.chunks).toBe(50);
    expect(token?.idf).toBeGreaterThan(restart?.idf ?? 0);
  });

  it("are guessed where no chunk has the word, at less weight", () => {
    expect(weights("restrat the cluster")).toEqual({ restart: RANKING_SETTINGS.correctionWeight, cluster: 1 });
  });

  it("stay as they are where nothing is near", () => {
    expect(weights("zebra cluster")).toEqual({ zebra: 1, cluster: 1 });
  });

  it("of the turn before weigh less, are not asked, and count only where a chunk has them", () => {
    const terms = analyse("and the token?", ["restart the zoo", "expires"]);
    expect(terms.map(({ term, weight, isAsked }) => [term, weight, isAsked])).toEqual([
      ["token", 1, true],
      ["restart", RANKING_SETTINGS.contextWeight, false],
    ]);
  });

  it("are at most 48, the rarest, in the order of the question", () => {
    const words = Array.from({ length: 100 }, (_, i) => `word${i}x`);
    const counted = { chunks: 1000, frequency: (term: string) => Number(/^word(\d+)x$/.exec(term)?.[1] ?? 0) };
    const terms = analyseQuery({ text: words.join(" "), limit: 5 }, counted, { ...RANKING_SETTINGS, parts: false });
    expect(terms.map(({ term }) => term)).toEqual(words.slice(0, 48));
  });
});
