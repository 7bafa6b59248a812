import { describe, expect, it } from "vitest";
import { toDiscord } from "../../src/adapters/discord/markdown.ts";
import { shown, splitMarkdown } from "../../src/bot/split-message.ts";
import { knownLinks } from "../../src/rag/output/links.ts";
import { createScanner } from "../../src/rag/output/scanner.ts";
import { closesFence, mayOpenFence, openingFence, splitFences, withoutFences } from "../../src/text/fences.ts";

describe("the first line of a code block", () => {
  it.each([
    ["```", "", "```", ""],
    ["~~~", "", "~~~", ""],
    ["````js title", "", "````", "js title"],
    ["~~~ a`b", "", "~~~", " a`b"],
    ["  ```js\r", "  ", "```", "js"],
    ["        ```", "        ", "```", ""],
    ["> ```", "> ", "```", ""],
    ["> > ~~~~", "> > ", "~~~~", ""],
    ["- ```sh", "  ", "```", "sh"],
    ["12. ```", "    ", "```", ""],
    ["1) * ```", "     ", "```", ""],
    ["- > ```", "  > ", "```", ""],
    ["\t- ```", "\t  ", "```", ""],
  ])("is %j", (line, prefix, marks, info) => {
    expect(openingFence(line)).toMatchObject({ prefix, marks, info });
  });

  it.each(["``", "~~", "```a`", "text ```", "-```", "1234567890. ```", "\\```", ""])("is not %j", (line) => {
    expect(openingFence(line)).toBeUndefined();
  });

  it("may still come of what every first line begins with, and of no text", () => {
    for (const line of ["> - 12. ````js title", "~~~ a`b", "\t* ```"])
      for (let end = 0; end <= line.length; end++) expect(mayOpenFence(line.slice(0, end))).toBe(true);
    for (const start of ["a", "- a", "> text", "```a`", "-`a", "1234567890"]) expect(mayOpenFence(start)).toBe(false);
  });

  it("is looked for in linear time", () => {
    const started = performance.now();
    for (const shape of ["- ", "1) ", "> - ", " ", "`", "~", "1.\t"]) {
      openingFence(shape.repeat(100_000));
      mayOpenFence(`${shape.repeat(100_000)}x`);
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

it.each([
  ["```", "```", true],
  ["```", "`````  ", true],
  ["````", "```", false],
  ["```", "~~~", false],
  ["~~~~", "~~~~", true],
  ["```", "``` js", false],
  ["> ```", "> ```", true],
  ["> ```", "```\r", true],
  ["- ```", "  ```", true],
])("a block that %j opens, %j closes: %j", (first, line, closes) => {
  const fence = openingFence(first);
  expect(fence && closesFence(fence, line)).toBe(closes);
});

describe("a document", () => {
  const runs = (text: string) =>
    splitFences(text.split("\n")).map(({ isCode, lines, open }) => [isCode ? "code" : "text", lines.join("|"), open]);

  it("is parted into text and code", () => {
    expect(runs("a\n```\nb\n~~~\n```\nc")).toEqual([
      ["text", "a", undefined],
      ["code", "```|b|~~~|```", undefined],
      ["text", "c", undefined],
    ]);
    expect(runs("- ```\n  a\n  ````\n- b\n~~~\nc")).toEqual([
      ["code", "- ```|  a|  ````", undefined],
      ["text", "- b", undefined],
      ["code", "~~~|c", "~~~"],
    ]);
    expect(runs("```\na\n```\n```\nb\n```")).toEqual([
      ["code", "```|a|```", undefined],
      ["code", "```|b|```", undefined],
    ]);
  });

  it("ends a block with its quote", () => {
    expect(runs("> ```\n> a\nb\n```\nc")).toEqual([
      ["code", "> ```|> a", undefined],
      ["text", "b", undefined],
      ["code", "```|c", "```"],
    ]);
    expect(withoutFences("> ```\n> a\nb")).toBe("\nb");
  });
});

/** Text of a block that some reader could take for something else. */
const BLOCKS = [
  "```js\ncode\n```",
  "~~~~\n```\ncode\n~~~~",
  "````\n```\ncode\n```\n````",
  "- ```sh\n  code\n  ```",
  "> ```\n> code\n> ```",
  "1. ~~~\n   code\n   ~~~",
];

describe.each(BLOCKS)("%j is one block", (block) => {
  const text = `before\n\n${block}\n\nafter`;

  it("for the readers of documents", () => {
    expect(splitFences(text.split("\n")).map(({ isCode }) => isCode)).toEqual([false, true, false]);
  });

  it("for the scanner of answers, however it comes", () => {
    for (const length of [1, 7, text.length]) {
      const scanner = createScanner(knownLinks([]));
      const pieces = (text.match(new RegExp(`[\\s\\S]{1,${length}}`, "g")) ?? []).flatMap((part) =>
        scanner.write(part),
      );
      const parts = [...pieces, ...scanner.end()].flatMap((piece) => (piece.kind === "fence" ? [piece.part] : []));
      expect(parts.filter((part) => part !== "line")).toEqual(["open", "close"]);
    }
  });

  it("for the splitter of messages", () => {
    for (const length of [24, 32, 40])
      for (const part of splitMarkdown(text, (markdown) => markdown.length <= length))
        expect(splitFences(shown(part).split("\n")).every(({ open }) => open === undefined)).toBe(true);
    expect(splitMarkdown(text, () => true)[0]?.open).toEqual({});
  });

  it("for Discord", () => {
    expect(toDiscord(text).match(/```/g)).toHaveLength(2);
  });
});
