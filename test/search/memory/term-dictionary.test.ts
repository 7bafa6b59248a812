import { expect, it } from "vitest";
import { createTermDictionary } from "../../../src/search/memory/term-dictionary.ts";

it("numbers terms in the order in which they come, and knows each again after it grew", () => {
  const dictionary = createTermDictionary();
  const fingerprints = Array.from({ length: 20_000 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 0);
  expect(fingerprints.map((fingerprint) => dictionary.idOf(fingerprint))).toEqual([...fingerprints.keys()]);
  expect(fingerprints.map((fingerprint) => dictionary.find(fingerprint))).toEqual([...fingerprints.keys()]);
  expect(dictionary.idOf(fingerprints[3] ?? 0)).toBe(3);
  expect(dictionary.find(12_345)).toBe(-1);
});

it("knows the fingerprint 0, and tells those apart that begin at one place", () => {
  const dictionary = createTermDictionary();
  expect(dictionary.find(0)).toBe(-1);
  expect([0, 1 << 13, 1 << 14].map((fingerprint) => dictionary.idOf(fingerprint))).toEqual([0, 1, 2]);
  expect([0, 1 << 13, 1 << 14].map((fingerprint) => dictionary.find(fingerprint))).toEqual([0, 1, 2]);
});
