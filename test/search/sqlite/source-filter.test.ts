import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { createSqliteIndex } from "../../../src/search/sqlite/index.ts";
import { bestVisible, createSourceFilter } from "../../../src/search/sqlite/source-filter.ts";
import { page } from "../../support/search-index-contract.ts";

it("knows of which source a chunk is, and lets all pass without sources", async () => {
  const database = new DatabaseSync(":memory:");
  const index = createSqliteIndex(database);
  await index.put(page("a", "Apples", [["Kinds", "Boskoop"]]));
  await index.put({ ...page("b", "Pears", [["Kinds", "Conference"]]), source: "other" });
  const filter = createSourceFilter(database);
  const visible = (sources?: readonly string[]) => [1, 2, 3].filter(filter(sources));
  expect(visible(["docs"])).toEqual([1]);
  expect(visible(["other", "docs"])).toEqual([1, 2]);
  expect(visible([])).toEqual([]);
  expect(visible()).toEqual([1, 2, 3]);
});

it("looks further until enough may be seen or there is no more", () => {
  const looks: number[] = [];
  const find = (count: number) => {
    looks.push(count);
    return Array.from({ length: Math.min(count, 100) }, (_, i) => i);
  };
  expect(bestVisible(2, find, (found) => found >= 90)).toEqual([90, 91]);
  expect(looks).toEqual([2, 16, 128]);
  expect(bestVisible(50, find, (found) => found >= 90)).toHaveLength(10);
});
