import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { drawableEnd, drawMarkdown } from "../../src/adapters/console-markdown.ts";
import { AnswerPrinter } from "../../src/adapters/console-output.ts";

/** A terminal with colours, and what was printed on it. */
function terminal(settings: { isTTY?: boolean; getColorDepth?: () => number } = {}) {
  const output = Object.assign(new PassThrough(), { isTTY: true, getColorDepth: () => 24, ...settings });
  let printed = "";
  output.on("data", (piece: Buffer) => {
    printed += piece.toString();
  });
  return { output, printed: () => printed };
}

const draw = (markdown: string) => drawMarkdown(markdown, terminal().output);
const seen = (markdown: string) => stripVTControlCharacters(draw(markdown));

describe("Markdown in a terminal", () => {
  it("has the terminal's own styles, and no mark of Markdown is left", () => {
    expect(draw("A **bold _word_**, `code` [1]")).toBe(
      "A \u001b[1mbold \u001b[3mword\u001b[23m\u001b[22m, \u001b[36mcode\u001b[39m \u001b[36m[1]\u001b[39m",
    );
    expect(seen("### A `title`\n\n> quoted\n>\n> twice\n\nand ~~gone~~")).toBe(
      "A title\n\n│ quoted\n│\n│ twice\n\nand gone",
    );
  });

  it("has links that open", () => {
    expect(draw("[the page](https://docs.example.com/a)")).toMatch(
      /^\u001b\]8;;https:\/\/docs\.example\.com\/a\u0007.*the page.*\u001b\]8;;\u0007$/,
    );
  });

  it("keeps code letter by letter, also in a step, and the numbers of steps", () => {
    const steps = "3. Install\n\n   ```sh\n   npm  i **x**\n   ```\n\n4. Start\n   - first\n   - then";
    expect(seen(steps)).toBe("3. Install\n\n       npm  i **x**\n\n4. Start\n\n   • first\n   • then");
  });

  it("draws tables in columns, as wide as characters are", () => {
    const table = "| Name | 値 | What |\n| --- | --- | --- |\n| `a` | 漢字 | one |\n| bbbbbb | x | two |";
    expect(seen(table)).toBe("Name    値    What\na       漢字  one\nbbbbbb  x     two");
  });

  it("can be drawn up to the end of a block that nothing can be added to", () => {
    expect(drawableEnd("One\n\nTwo")).toBe(5);
    expect(drawableEnd("One\n\n")).toBe(0);
    expect(drawableEnd("1. One\n\n   more\n")).toBe(0);
    expect(drawableEnd("```\na\n\nb\n")).toBe(0);
  });
});

describe("an answer that grows", () => {
  const pieces = ["**On", "e** is", " here.\n", "\n1. Fir", "st\n2. Second\n\nE", "nd"];

  it("is drawn block by block, the same as at once", () => {
    const { output, printed } = terminal();
    const printer = new AnswerPrinter(output);
    printer.add(pieces[0] ?? "");
    expect(printed()).toBe("");
    for (const piece of pieces.slice(1)) printer.add(piece);
    printer.end();
    expect(printed()).toBe(draw(pieces.join("")));
  });

  it("is the Markdown that it is where it does not go to a terminal, and never a sequence that steers one", () => {
    const { output, printed } = terminal({ isTTY: false });
    const printer = new AnswerPrinter(output);
    for (const piece of [...pieces, "\u001b[2J"]) printer.add(piece);
    printer.end();
    expect(printed()).toBe(`${pieces.join("")}[2J`);
  });
});
