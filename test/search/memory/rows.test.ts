import { expect, it } from "vitest";
import { createRows } from "../../../src/search/memory/rows.ts";

it("finds rows by chunk, and none that was removed or never came", () => {
  const rows = createRows();
  for (let chunk = 10; chunk < 5000; chunk += 10) rows.add(chunk, chunk % 2 ? "odd" : "even");
  expect([rows.rowOf(10), rows.rowOf(4990), rows.rowOf(15), rows.rowOf(9999)]).toEqual([0, 498, -1, -1]);
  rows.remove(20);
  rows.remove(20);
  rows.remove(21);
  expect(rows.rowOf(20)).toBe(-1);
  expect([rows.added, rows.removed]).toEqual([499, 1]);
});

it("gives the highest scores first, nothing at 0 and nothing removed", () => {
  const rows = createRows();
  for (let chunk = 1; chunk <= 1000; chunk++) rows.add(chunk, chunk % 2 ? "odd" : "even");
  const scores = Float32Array.from({ length: 1000 }, (_, row) => (row * 37) % 1000);
  rows.remove(scores.indexOf(999) + 1);
  const best = rows.best(scores.slice(), 5);
  expect(best.map(({ score }) => score)).toEqual([998, 997, 996, 995, 994]);
  expect(best.map(({ id }) => scores[id - 1])).toEqual([998, 997, 996, 995, 994]);
  expect(rows.best(new Float32Array(1000), 5)).toEqual([]);
});

it("gives the highest of some sources, and none of those it never heard of", () => {
  const rows = createRows();
  for (let chunk = 1; chunk <= 1000; chunk++) rows.add(chunk, `source${chunk % 100}`);
  const scores = Float32Array.from({ length: 1000 }, (_, row) => row + 1);
  const ids = (shelves?: readonly string[]) =>
    rows.best(scores, 3, shelves && ((shelf) => shelves.includes(shelf))).map(({ id }) => id);
  expect(ids()).toEqual([1000, 999, 998]);
  expect(ids(["source1", "source50"])).toEqual([950, 901, 850]);
  expect(ids(["unknown"])).toEqual([]);
  expect(ids([])).toEqual([]);
  rows.remove(950);
  expect(ids(["source1", "source50"])).toEqual([901, 850, 801]);
});
