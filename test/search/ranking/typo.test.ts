import { expect, it } from "vitest";
import { corrections } from "../../../src/search/ranking/typo.ts";

const KNOWN: Readonly<Record<string, number>> = {
  change: 40,
  chance: 10,
  charge: 5,
  chnages: 1,
  port: 9,
  table: 3,
  tables: 7,
};
const guess = (word: string) => corrections(word, (candidate) => KNOWN[candidate] ?? 0);

it("guesses swapped letters before anything else", () => {
  expect(guess("chnage")).toEqual(["change"]);
});

it("guesses one letter too many, too few or wrong, the commoner word first", () => {
  expect(guess("chanxge")).toEqual(["change"]);
  expect(guess("chage")).toEqual(["change", "charge"]);
  expect(guess("chande")).toEqual(["change", "chance"]);
  expect(guess("tablex")).toEqual(["tables", "table"]);
});

it("leaves short words and what is no plain word alone", () => {
  expect(guess("prot")).toEqual(["port"]);
  expect(guess("pxrt")).toEqual([]);
  expect(guess("chnäge")).toEqual([]);
  expect(guess("chnage2")).toEqual([]);
  expect(guess("completely")).toEqual([]);
});
