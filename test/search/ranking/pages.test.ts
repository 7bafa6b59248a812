import { expect, it } from "vitest";
import { addUpPages } from "../../../src/search/ranking/pages.ts";

it("adds shares of a page's second and third chunk to each of its chunks, and sorts best first", () => {
  const chunk = (id: string, page: number, score: number) => ({ id, page, score, termScores: [] });
  const chunks = [chunk("a", 1, 5), chunk("b", 2, 4.9), chunk("c", 2, 2), chunk("d", 2, 1), chunk("e", 2, 1)];
  addUpPages(chunks, { pageShares: [0.2, 0.1] });
  expect(chunks.map(({ id }) => id)).toEqual(["b", "a", "c", "d", "e"]);
  expect(chunks.map(({ score }) => score)).toEqual([5.4, 5, 2.5, 1.5, 1.5].map((score) => expect.closeTo(score)));
});
