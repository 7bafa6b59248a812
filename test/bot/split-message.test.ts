import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import { settled, shown, splitMarkdown } from "../../src/bot/split-message.ts";
import { joinParts, oddAnswer, randomNumbers } from "../support/answers.ts";

const within = (limit: number) => (text: string) => text.length <= limit;
const split = (text: string, limit: number) => splitMarkdown(text, within(limit)).map(shown);

describe("where a text is cut", () => {
  test("a short text is one part, as it is", () => {
    expect(split("Hello **you**.\n", 100)).toEqual(["Hello **you**."]);
  });

  test("nothing to see is no part", () => {
    expect(split("", 10)).toEqual([]);
    expect(split(" \n\u200b\n", 10)).toEqual([]);
  });

  test("between blocks rather than between lines", () => {
    expect(split("one one one one\n\ntwo two\nthree three", 29)).toEqual(["one one one one", "two two\nthree three"]);
  });

  test("before a heading, never behind it", () => {
    const text = "Some words first, then.\n## Next\n\nThe text of the next section.";
    expect(split(text, 40)).toEqual(["Some words first, then.", "## Next\n\nThe text of the next section."]);
  });

  test("between lines rather than between sentences", () => {
    expect(split("- A first. And on.\n- A second. And more.", 36)).toEqual([
      "- A first. And on.",
      "- A second. And more.",
    ]);
  });

  test("between sentences rather than between words, but not behind the number of a list", () => {
    expect(split("One two three. Four five six seven.", 25)).toEqual(["One two three.", "Four five six seven."]);
    expect(split("这是第一句话。这是第二句话，很长很长。", 12)).toEqual(["这是第一句话。", "这是第二句话，很长很长。"]);
    expect(split("words words\n12. word", 16)).toEqual(["words words", "12. word"]);
  });

  test("between words rather than within one", () => {
    expect(split("alpha beta gamma delta", 12)).toEqual(["alpha beta", "gamma delta"]);
  });

  test("a single word of 10,000 letters still arrives", () => {
    const parts = split("x".repeat(10_000), 2000);
    expect(parts.map((part) => part.length)).toEqual([2000, 2000, 2000, 2000, 2000]);
  });

  test("never within a character that people see as one", () => {
    for (const character of ["🧑‍🚀", "👍🏽", "🇩🇪", "e\u0301", "\r\n x"]) {
      const parts = split(character.repeat(40), 23);
      for (const part of parts) expect(part.isWellFormed()).toBe(true);
      if (character.trim() === character && !character.includes(" "))
        for (const part of parts) expect(part.replaceAll(character, "")).toBe("");
    }
  });

  test.each([
    "[a link](https://example.com/)",
    "![an image](https://example.com/i.png)",
    "[12]",
    "`some inline code`",
    "**bold words here**",
    "\\*",
    "<https://example.com/a>",
  ])("never within %s, wherever it stands", (whole) => {
    for (let before = 10; before < 60; before++) {
      const parts = split(`${"x".repeat(before)} ${whole} and then some words more to follow it`, 60);
      expect(parts.filter((part) => part.includes(whole))).toHaveLength(1);
    }
  });
});

describe("what goes over a cut", () => {
  const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`).join("\n");

  test("a fence is closed and opened again with its info string", () => {
    expect(split(`\`\`\`js title="a"\n${lines(6)}\n\`\`\``, 60)).toEqual([
      '```js title="a"\nline 0\nline 1\nline 2\nline 3\nline 4\n```',
      '```js title="a"\nline 5\n```',
    ]);
  });

  test("a longer fence keeps the shorter ones within it", () => {
    const text = `~~~~md\n~~~\ninner\n~~~\n${lines(6)}\n~~~~\n\nEnd.`;
    for (const part of split(text, 50).slice(0, -1)) expect(part).toMatch(/^~~~~md\n[\s\S]*\n~~~~$/);
  });

  test("a fence in a list or a quote is opened where it stood", () => {
    expect(split(`- \`\`\`js\n  ${lines(6).replaceAll("\n", "\n  ")}\n  \`\`\``, 50)[1]).toMatch(
      /^ {2}```js\n {2}line/,
    );
    expect(split(`> \`\`\`js\n> ${lines(6).replaceAll("\n", "\n> ")}\n> \`\`\``, 50)[1]).toMatch(/^> ```js\n> line/);
  });

  test("white space in code stays", () => {
    const text = `\`\`\`py\n${"    if x:\n\n\n        y  \n".repeat(10)}\`\`\``;
    const code = split(text, 80).map((part) => part.slice("```py\n".length, -"```".length));
    expect(`\`\`\`py\n${code.join("")}\`\`\``).toBe(text);
  });

  test("no code block is left empty by a cut", () => {
    for (let limit = 30; limit < 90; limit++)
      for (const part of split(`Some text before it.\n\`\`\`js\n${lines(4)}\n\`\`\`\nAnd after it.`, limit))
        expect(part).not.toMatch(/```js\n```/);
  });

  test("the header of a table is repeated, and its rows are whole", () => {
    const rows = Array.from({ length: 12 }, (_, index) => `| ${index} | value |`);
    const header = "| # | Value |\n|---|:-----:|";
    const parts = split([header, ...rows, "", "After."].join("\n"), 90);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts.slice(0, -1)) expect(part.startsWith(`${header}\n| `)).toBe(true);
    expect(parts.join("\n").match(/^\| \d+ \| value \|$/gm)).toEqual(rows);
  });

  test("a header that would fill the message is not repeated", () => {
    const text = `| ${"wide ".repeat(12)}|\n|---|\n${"| row |\n".repeat(20)}`;
    expect(split(text, 100).filter((part) => part.includes("wide"))).toHaveLength(1);
  });

  test("a fence that the text leaves open can be closed", () => {
    const [part] = splitMarkdown("```js\nlet x", within(100));
    expect(part).toMatchObject({ text: "```js\nlet x", closing: "\n```" });
  });
});

describe("150 odd answers", () => {
  const answers = Array.from({ length: 150 }, (_, seed) => {
    const limit = [60, 120, 300, 900, 2000][seed % 5] ?? 2000;
    return { seed, limit, text: oddAnswer(seed) };
  });

  test.each(answers)("answer $seed in parts of $limit", ({ seed, limit, text }) => {
    const parts = split(text, limit);
    for (const part of parts) {
      expect(part.length).toBeLessThanOrEqual(limit);
      expect(part.trim()).not.toBe("");
      expect(part.isWellFormed()).toBe(true);
      expect(openFences(part)).toEqual([]);
    }
    expect(joinParts(parts, text)).toBe(text);
    expectStable(text, limit, seed);
  });
});

const markdown = new MarkdownIt();

/** What stands in fences that nothing closes, as a Markdown library sees them. */
function openFences(part: string): string[] {
  const lines = part.split("\n");
  const fences = markdown.parse(part, {}).filter(({ type }) => type === "fence");
  return fences
    .filter(({ map, markup }) => !lines[(map?.[1] ?? 0) - 1]?.replace(/^[ >]*/, "").startsWith(markup))
    .map(({ content }) => content);
}

/**
 * However far a text has grown, its full parts are those of the whole text; and going on behind them leads to the
 * same.
 */
function expectStable(text: string, limit: number, seed: number): void {
  const random = randomNumbers(seed);
  const whole = splitMarkdown(text, within(limit));
  for (let round = 0; round < 4; round++) {
    const sofar = settled(text.slice(0, Math.floor(random() * text.length)));
    const full = splitMarkdown(sofar, within(limit)).slice(0, -1);
    expect(full).toEqual(whole.slice(0, full.length));
    expect(splitMarkdown(text, within(limit), full.at(-1))).toEqual(whole.slice(full.length));
  }
}

describe("time", () => {
  test.each([
    "plain words. ",
    "[",
    "`",
    "``a",
    "<a",
    "**a ",
    "| ",
    "![a](",
    "> ",
    "```\n",
    "\n",
    " ",
    "😀",
    "a\n```js\n",
  ])("100 KB of %j are split in time linear in their length", (unit) => {
    const time = (length: number) => {
      const since = performance.now();
      split(unit.repeat(length / unit.length), 2000);
      return performance.now() - since;
    };
    time(10_000);
    expect(time(100_000)).toBeLessThan(1000);
  });
});
