import { expect, test } from "vitest";
import { type PdfPiece, pageText } from "../../../src/ingest/readers/pdf-columns.ts";

/** Lines as a PDF draws them: each its words and where they begin. */
function drawn(...lines: readonly (readonly (readonly [string, number])[])[]): PdfPiece[] {
  return lines.flatMap((line) =>
    line.map(([text, x], at) => ({ text, x, width: text.length * 5, size: 11, isEnd: at === line.length - 1 })),
  );
}

test("columns that are drawn line by line are read one after the other, and what runs across stands where it is", () => {
  const text = pageText(
    drawn(
      [["The nest of an owl is a hollow, and what follows holds for all of them.", 60]],
      [
        ["The owl leaves when the", 60],
        ["Never wake an owl by day, be-", 330],
      ],
      [
        ["sun is down. It returns", 60],
        ["cause it needs its sleep.", 330],
      ],
      [
        ["when the mice are gone.", 60],
        ["Call a ranger after that.", 330],
      ],
      [["Page 1", 310]],
    ),
  );
  expect(text.split("\n")).toEqual([
    "The nest of an owl is a hollow, and what follows holds for all of them.",
    "The owl leaves when the",
    "sun is down. It returns",
    "when the mice are gone.",
    "Never wake an owl by day, be-",
    "cause it needs its sleep.",
    "Call a ranger after that.",
    "Page 1",
  ]);
});

test("three columns are read like two", () => {
  const line = (n: number) =>
    [
      [`first column line ${n}`, 50],
      [`second column line ${n}`, 230],
      [`third column line ${n}`, 410],
    ] as const;
  expect(
    pageText(drawn(line(1), line(2), line(3)))
      .split("\n")
      .map((one) => one.split(" ")[0]),
  ).toEqual(["first", "first", "first", "second", "second", "second", "third", "third", "third"]);
});

test("the cells of a table stay in their rows, and words of a line together", () => {
  const row = (part: string, hours: string) =>
    [
      [part, 60],
      [hours, 200],
    ] as const;
  expect(pageText(drawn(row("Part", "Interval"), row("Seal", "900 h"), row("Filter", "250 h")))).toBe(
    "Part Interval\nSeal 900 h\nFilter 250 h",
  );
  expect(
    pageText(
      drawn([
        ["An owl", 60],
        ["sees", 92],
        ["well.", 114],
      ]),
    ),
  ).toBe("An owl sees well.");
});

test("a page of a hundred thousand pieces takes time in proportion to them", () => {
  const line = [
    ["some words of prose here", 60],
    ["and some beside them too", 330],
  ] as const;
  const started = performance.now();
  pageText(drawn(...Array.from({ length: 50_000 }, () => line)));
  expect(performance.now() - started).toBeLessThan(3000);
});
