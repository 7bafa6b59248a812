import { afterAll, expect, test } from "vitest";
import { Fuzzer, growthOf } from "./support/fuzz/run.ts";
import { adversarialShapes, randomShapes } from "./support/fuzz/shapes.ts";
import { TARGETS } from "./support/fuzz/targets.ts";

/** One shape of so many is tried here, others for each target; `npm run fuzz` tries them all. */
const ONE_OF = 100;

const fuzzer = new Fuzzer(20_000);
afterAll(() => fuzzer.close());
const shapes = [...adversarialShapes(), ...randomShapes(1, 40)];

test.each(Object.keys(TARGETS).map((target, index) => [index, target] as const))(
  "%i: %s is read in time that grows about as its length does",
  async (index, target) => {
    for (const shape of shapes.filter((_, n) => n % ONE_OF === (index * 7) % ONE_OF)) {
      const row = await fuzzer.try(target, shape, [10_000, 40_000]);
      const ms = row.times.get(40_000) ?? Number.POSITIVE_INFINITY;
      const isSteep = ms > 400 && (growthOf(row, 10_000, 40_000) ?? 2) > 1.7;
      expect(isSteep, `${target}: ${shape.name} ${[...row.times].join(" ")}`).toBe(false);
    }
  },
  300_000,
);

test.each([
  ["html", "many children of one parent", "<hr>", "a"],
  ["html", "spaces that do not end", "&nbsp;", "<p>a"],
  ["docx", "spaces that do not end", "\uFEFF", "a"],
  ["adoc", "many children of one parent", "---\n", "# a "],
  ["adoc", "headings that are the same", "# a\n\n", ""],
  ["markdown", "keys of keys", "? ", "---\na: "],
])("%s with %s is read in time that grows about as its length does", async (target, name, unit, before) => {
  const shape = { name, make: (size: number) => `${before}${unit.repeat(size / unit.length)} b\n---\nc` };
  const row = await fuzzer.try(target, shape, [10_000, 40_000]);
  const ms = row.times.get(40_000) ?? Number.POSITIVE_INFINITY;
  expect(ms > 400 && (growthOf(row, 10_000, 40_000) ?? 2) > 1.6, [...row.times].join(" ")).toBe(false);
});

test("adoc with emphasis that never ends is read in time that grows about as its length does", async () => {
  const shape = { name: "emphasis that never ends", make: (size: number) => "&a *a ".repeat(size / 6) };
  const { times } = await fuzzer.try("adoc", shape, [200_000]);
  expect(times.get(200_000)).toBeLessThan(3000);
});

test("a sitemap of elements in elements is refused before its parser gets it", async () => {
  const shape = { name: "elements in elements", make: (size: number) => "<urlset><url>".repeat(size / 13) };
  const { times } = await fuzzer.try("sitemap", shape, [400_000]);
  expect(times.get(400_000)).toBeLessThan(1000);
});
