import { describe, expect, it } from "vitest";
import { addVectorSimilarity, NO_NEIGHBOURS } from "../../../src/search/ranking/hybrid.ts";

const nearness = (cosines: Readonly<Record<number, number>>, others: Readonly<Record<number, number>> = {}) => ({
  nearest: Object.entries(cosines)
    .map(([id, cosine]) => ({ id: Number(id), cosine }))
    .sort((one, other) => other.cosine - one.cosine),
  cosineOf: (chunk: number) => others[chunk],
});

/** The scores after meaning was added, by chunk. */
function scores(words: Readonly<Record<number, number>>, near: ReturnType<typeof nearness>, weight: number) {
  const chunks = Object.entries(words).map(([id, score]) => ({ id: Number(id), score }));
  addVectorSimilarity(chunks, near, weight);
  return Object.fromEntries(chunks.map(({ id, score }) => [id, score]));
}

describe("meaning", () => {
  it("counts by how near a chunk is, not by its place among the near ones", () => {
    const near = nearness({ 1: 0.9, 2: 0.89, 3: 0.5 });
    const { 1: first = 0, 2: second = 0, 3: third = 0 } = scores({ 1: 10, 2: 10, 3: 10 }, near, 0.5);
    expect(first).toBeCloseTo(15);
    expect(second).toBeCloseTo(14.875);
    expect(third).toBeCloseTo(10);
  });

  it("takes nothing from a chunk that is farther than all of the near ones, and compares it where it can", () => {
    const near = nearness({ 1: 0.9, 2: 0.5 }, { 3: 0.7, 4: 0.1 });
    expect(scores({ 1: 4, 3: 4, 4: 4, 5: 4 }, near, 1)).toEqual({ 1: 8, 3: expect.closeTo(6), 4: 4, 5: 4 });
  });

  it("finds by itself where words find nothing", () => {
    expect(scores({ 1: 0, 2: 0 }, nearness({ 1: 0.9, 2: 0.2 }), 0.5)).toEqual({ 1: 0.5, 2: 0 });
    expect(scores({ 1: 0 }, nearness({ 1: 0.9 }), 0.5)).toEqual({ 1: 0.5 });
  });

  it("that is not known changes nothing", () => {
    const chunks = [{ id: 1, score: 3 }];
    addVectorSimilarity(chunks, NO_NEIGHBOURS, 1);
    expect(chunks).toEqual([{ id: 1, score: 3 }]);
  });
});
