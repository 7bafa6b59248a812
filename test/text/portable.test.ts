import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import { portable } from "../../src/text/portable.ts";
import { linkMarks, mapProse } from "../../src/text/prose.ts";
import { oddAnswer } from "../support/answers.ts";

const markdown = new MarkdownIt();

describe("Markdown that every platform draws", () => {
  test.each([
    ["a callout", "> [!NOTE]\n> Keep it.", "> **Note:** \n> Keep it."],
    ["a callout with a name behind it", "> [!warning]- Careful\n> Keep it.", "> **Warning:** Careful\n> Keep it."],
    ["footnotes", "So it is[^1] there[^why].\n\n[^1]: Since 2.0\n", "So it is⁽1⁾ there⁽why⁾.\n\n⁽1⁾ Since 2.0\n"],
    ["a list that goes on", "    * a\n      * b\n    * c\n\nEnd\n    * d", "* a\n  * b\n* c\n\nEnd\n    * d"],
    ["a list that goes on within an item", "      a\n    - b\n      c\n- d", "a\n- b\n  c\n- d"],
    ["code", "`[^1]` and\n```\nTitle\n===\n> [!NOTE]\n```", "`[^1]` and\n```\nTitle\n===\n> [!NOTE]\n```"],
    ["addresses", "[a](https://e.org/x*「a」*b) https://e.org/[^1]", "[a](https://e.org/x*「a」*b) https://e.org/[^1]"],
  ])("%s", (_, text, expected) => expect(portable(text)).toBe(expected));

  test.each([
    "**注意：**ウィジェットは不要です。",
    "これは**「ビルド」**です。",
    "まず**`npm i`**を実行。",
    "한국어**(중요)**는 이렇게",
    "*「強調」*です",
  ])("emphasis takes effect without spaces around it: %s", (text) => {
    const html = markdown.render(portable(text));
    expect(html).toMatch(/<(strong|em)>/);
    expect(html.replaceAll(/<[^>]+>/g, "")).not.toContain("*");
    expect(portable(text).replaceAll("\u200a", "")).toBe(text);
  });

  test.each(["a **b** c", "2 * 3 * 4", "**a**b", "f(*args, **kwargs)", "**Note:** text"])("%s stays", (text) =>
    expect(portable(text)).toBe(text),
  );
});

test("a growing text only grows, wherever it is cut", () => {
  const texts = [
    "Title\n===\nText\n\nOther\n---\n\nまず**「`a`」**は *「b」*です[^1] [2](x) [3]: `c [^2]` **d\n> [!TIP] x\n> y\n\n```\n[^3]\n```",
    "    * a\n      b\n\n    * c\n  d\n    * e",
    ...Array.from({ length: 40 }, (_, seed) => oddAnswer(seed + 1).slice(0, 700)),
  ];
  for (const text of texts) {
    const whole = portable(text);
    for (let at = 0; at <= text.length; at++) {
      const early = portable(text.slice(0, at), false);
      if (!whole.startsWith(early)) expect(early).toBe(whole.slice(0, early.length));
    }
  }
});

test("marks become links where they are no code", () => {
  const linkTo = (n: number) => (n < 3 ? `[[${n}]](u${n})` : undefined);
  const text = "So [1][2], `a[1]`, \\[1], [1](x) and [9].\n```\na[1]\n```";
  expect(mapProse(text, (prose) => linkMarks(prose, linkTo))).toBe(
    "So [[1]](u1)[[2]](u2), `a[1]`, \\[1], [1](x) and [9].\n```\na[1]\n```",
  );
});
