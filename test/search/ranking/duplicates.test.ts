import { expect, it } from "vitest";
import { foldDuplicates } from "../../../src/search/ranking/duplicates.ts";
import { packTerms } from "../../../src/search/ranking/fields.ts";

const words = (count: number, prefix = "w") => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const item = (name: string, title: string[], body: string[]) => ({ name, packed: packTerms([title, [], body, []]) });
const names = (items: readonly { name: string }[]) => items.map(({ name }) => name);

it("puts what repeats a better item last, whatever its title", () => {
  const items = [
    item("v1", ["one"], words(20)),
    item("v2", ["two"], [...words(19), "other"]),
    item("else", ["one"], words(20, "x")),
  ];
  expect(names(foldDuplicates(items, 3, 0.9))).toEqual(["v1", "else", "v2"]);
  expect(names(foldDuplicates(items, 2, 0.9))).toEqual(["v1", "else"]);
});

it("keeps what shares less than the share, or is a part of something longer", () => {
  const items = [
    item("long", [], words(40)),
    item("part", [], words(20)),
    item("changed", [], [...words(34), ...words(6, "y")]),
  ];
  expect(names(foldDuplicates(items, 3, 0.9))).toEqual(["long", "part", "changed"]);
  expect(names(foldDuplicates(items, 3, 0.8))).toEqual(["long", "part", "changed"]);
});

it("compares titles where there is nothing else, and gives repeats back while there is room", () => {
  const items = [item("a", ["same", "title"], []), item("b", ["same", "title"], []), item("c", ["other"], [])];
  expect(names(foldDuplicates(items, 5, 0.9))).toEqual(["a", "c", "b"]);
  expect(names(foldDuplicates(items, 1, 0.9))).toEqual(["a"]);
});
