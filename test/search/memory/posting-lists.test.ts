import { expect, it } from "vitest";
import { createPostingLists, MAX_IMPACT } from "../../../src/search/memory/posting-lists.ts";

it("keeps every posting of lists that grow in turn, however long", () => {
  const lists = createPostingLists();
  const rows = 5000;
  for (let row = 0; row < rows; row++) {
    lists.append(7, row, row % (MAX_IMPACT + 1));
    if (row % 10 === 0) lists.append(9000, row, MAX_IMPACT);
  }
  expect([lists.count(7), lists.count(9000), lists.count(8), lists.count(-1), lists.count(1e6)]).toEqual([
    rows,
    rows / 10,
    0,
    0,
    0,
  ]);
  const scores = new Float32Array(rows);
  lists.addImpacts(7, scores, 2);
  lists.addImpacts(9000, scores, 1);
  lists.addImpacts(-1, scores, 1);
  const expected = Array.from(scores, (_, row) => 2 * (row % 256) + (row % 10 === 0 ? 255 : 0));
  expect([...scores]).toEqual(expected);
});
