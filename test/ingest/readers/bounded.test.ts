import { expect, test } from "vitest";
import { boundedText } from "../../../src/ingest/readers/bounded.ts";

test("what people write stays as it is", () => {
  const page = `# T\n\n${"Some words. ".repeat(100).trim()}\n\n| a | b |\n| --- | --- |\n${"-".repeat(80)}\n\n\n\nend`;
  expect(boundedText(page)).toBe(page);
});

test("long lines are cut between words, where nothing changes, and never in a character", () => {
  const words = Array.from({ length: 2000 }, (_, n) => `word${n}`).join(" ");
  const lines = boundedText(words).split("\n");
  expect(lines.join(" ")).toBe(words);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(2000);
  const faces = boundedText(`a${"\u{1F600}".repeat(3000)}`).split("\n");
  expect(faces.every((line) => line.isWellFormed())).toBe(true);
});

test("a mark, a space or an empty line without end is cut short, and so is a picture as letters", () => {
  expect(boundedText(`a${" ".repeat(50_000)}b`)).toBe(`a${" ".repeat(100)}b`);
  expect(boundedText("`".repeat(50_000))).toHaveLength(100);
  expect(boundedText(`a${"\n".repeat(50_000)}b`)).toHaveLength(103);
  expect(boundedText(`![x](data:image/png;base64,${"iVBORw0K".repeat(1000)}) and words`)).toBe("![x](data:) and words");
});
