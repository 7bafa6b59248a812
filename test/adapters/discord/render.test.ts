import { describe, expect, test } from "vitest";
import { toDiscord } from "../../../src/adapters/discord/markdown.ts";
import { fitsDiscord, renderDiscord, threadName } from "../../../src/adapters/discord/render.ts";
import { shown, splitMarkdown } from "../../../src/bot/split-message.ts";
import { MENTIONS, oddAnswer } from "../../support/answers.ts";
import { openFences, pingable } from "../../support/discord/markdown.ts";

const content = (text: string) => ({ text, done: true });

describe("Markdown for Discord", () => {
  test.each([
    ["headings deeper than three levels", "#### Deep\n##### Deeper\n## Fine", "### Deep\n### Deeper\n## Fine"],
    ["pictures", "![alt](https://e.org/i.png)", "[alt](https://e.org/i.png)"],
    ["nested quotes", ">> twice\n> once\n>>> the rest", "> twice\n> once\n> the rest"],
    ["bars that would hide words", "a || b || c", "a \\|\\| b \\|\\| c"],
    ["bars in code", "`a || b`", "`a || b`"],
    ["tildes as a fence", "~~~js\nx\n~~~", "```js\nx\n```"],
    ["a fence inside a longer one", "````md\n```js\nx\n```\n````", "```md\n`\u200b`\u200b`js\nx\n`\u200b`\u200b`\n```"],
    ["an info string with a title", '```ts title="a.ts"\nx\n```', "```ts\nx\n```"],
    ["a fence that never ends", "```js\nx", "```js\nx\n```"],
    ["an empty fence", "```js\n```", "```js\n\n```"],
    ["code in a list", "1. a\n   ```sh\n   x\n     y\n   ```\n2. b", "1. a\n```sh\nx\n  y\n```\n2. b"],
    ["headings that are underlined", "Set up\n======\n\nMore\n---\ntext", "# Set up\n\n## More\ntext"],
    ["headings that are closed", "## Set up ##\n> #### Deep", "## Set up\n> ### Deep"],
    ["rules", "a\n\n---\n\nb\n\n* * *", `a\n\n${"─".repeat(20)}\n\nb\n\n${"─".repeat(20)}`],
    ["boxes to tick", "- [ ] a\n- [x] b\n  1. [X] c", "- ☐ a\n- ☑ b\n  1. ☑ c"],
    ["other marks of lists", "+ a\n  1) b", "- a\n  1. b"],
    ["callouts", "> [!WARNING]\n> Mind it.\n>\n>So.", "> **Warning:** \n> Mind it.\n> \n> So."],
    ["footnotes", "So[^a].\n\n[^a]: Why", "So⁽a⁾.\n\n⁽a⁾ Why"],
    ["bold words that would be underlined", "__bold__ my__var__x `__a__`", "**bold** my\\_\\_var\\_\\_x `__a__`"],
    ["addresses with underscores", "[a](https://e.org/a__b__c)", "[a](https://e.org/a__b__c)"],
    ["entities", "a &lt; b &amp;&amp; c, \\&lt; `&lt;`", "a < b && c, \\&lt; `&lt;`"],
    ["entities that would be a mention", "&lt;@123&gt;", "<\u200b@123>"],
    ["line breaks", "a\\\nb", "a\nb"],
    ["stars that are none", "a*} b\n- c*", "a\\*} b\n- c*"],
    ["what would be small print", "-# a", "\\-# a"],
    ["line ends of Windows", "```js\r\nx\r\n```\r\nend", "```js\nx\n```\nend"],
  ])("%s", (_, markdown, expected) => expect(toDiscord(markdown)).toBe(expected));

  test("tables stand in line in a fixed-width font", () => {
    expect(toDiscord("Sizes:\n\n| Name | Is |\n|:--|--|\n| `a` | longer |\n| b |\n\nEnd")).toBe(
      "Sizes:\n\n```\n| Name | Is     |\n| ---- | ------ |\n| a    | longer |\n| b    |        |\n```\n\nEnd",
    );
  });

  test("cells show what they say, bars in line, and their links below", () => {
    const table = [
      "| Option | Default | Notes |",
      "| --- | --- | --- |",
      "| `separator` | `a\\|b` | **required** |",
      "| 表示名 | はい | [shown](https://e.org/a_b) to \\*people\\* |",
      "| `mood` | 😀 | any <https://e.org/> &amp; more |",
    ].join("\n");
    expect(toDiscord(table)).toBe(
      [
        "```",
        "| Option    | Default | Notes                     |",
        "| --------- | ------- | ------------------------- |",
        "| separator | a|b     | required                  |",
        "| 表示名    | はい    | shown to *people*         |",
        "| mood      | 😀      | any https://e.org/ & more |",
        "```",
        "[shown](<https://e.org/a_b>)",
        "<https://e.org/>",
      ].join("\n"),
    );
  });

  test("marks are links where all of them have room, and are no links in code", () => {
    const source = { n: 1, title: "T", url: "https://e.org/(a)" };
    const shown = (text: string) => renderDiscord({ text, done: true, cited: [source] }, "q").content;
    expect(shown("So [1], `a[1]` [2].")).toBe("So [[1]](<https://e.org/(a)>), `a[1]` [2].");
    const long = `${"x".repeat(1980)} [1]`;
    expect(shown(long)).toBe(long);
  });

  test.each(MENTIONS)("%s notifies nobody, and looks the same", (mention) => {
    const text = toDiscord(`Ask ${mention} now, or ${mention}.`);
    expect(pingable(text)).toEqual([]);
    expect(text.replaceAll("\u200b", "")).toBe(`Ask ${mention} now, or ${mention}.`);
  });

  test("code is not touched", () => {
    const code = "Use `npm i @here/maps` or\n```\n<@123> @everyone ||x||\n```";
    expect(toDiscord(code)).toBe(code);
  });

  test("a stray backtick hides no mention from the guard", () => {
    expect(pingable(toDiscord("a ` b `@everyone` c"))).toEqual([]);
  });
});

describe("sources", () => {
  test("are called the nearest pages where they bear nothing out", () => {
    const sources = [{ n: 1, title: "Images", url: "https://docs.example.com/images" }];
    const { content: text } = renderDiscord({ text: "Not sure.", done: true, sources, isNearest: true }, "q");
    expect(text).toBe("Not sure.\n\n**Nearest pages**\n[1] [Images](<https://docs.example.com/images>)");
  });

  test("are numbered links without previews", () => {
    const source = { n: 1, title: "Images [beta] @everyone", url: "https://docs.example.com/a(b)/<c>" };
    const { content: text, flags } = renderDiscord({ text: "So [1].", done: true, sources: [source] }, "q");
    expect(text).toBe(
      "So [1].\n\n**Sources**\n[1] [Images \\[beta\\] @\u200beveryone](<https://docs.example.com/a(b)/%3Cc%3E>)",
    );
    expect(flags).toBe(4);
  });

  test("of this machine say where they lie in their source, and no more", () => {
    const source = { n: 1, title: "Images", url: "file:///srv/docs/guide/my_a.md", path: "guide/my_a.md" };
    const { content: text } = renderDiscord({ text: "So [1].", done: true, cited: [source], sources: [source] }, "q");
    expect(text).toBe("So [1].\n\n**Sources**\n[1] Images (guide/my\\_a.md)");
  });

  test("count for what fits", () => {
    const sources = [{ n: 1, title: "T".repeat(100), url: "https://docs.example.com/" }];
    expect(fitsDiscord({ text: "x".repeat(1900), done: true })).toBe(true);
    expect(fitsDiscord({ text: "x".repeat(1900), done: true, sources })).toBe(false);
    expect(fitsDiscord({ text: "x".repeat(1900), done: true }, "y".repeat(101))).toBe(false);
  });
});

describe("the name of a thread", () => {
  test.each([
    ["How do I\n deploy?", "How do I deploy?"],
    ["**How** do I set MY_KEY in C#?", "**How** do I set MY_KEY in C#?"],
    ["issue #7: Set<A> or a || b?", "issue #7: Set<A> or a || b?"],
    ["why does *args fail", "why does *args fail"],
    ["", "otherwise"],
    ["_ _", "otherwise"],
    ["* *", "otherwise"],
    ["> >", "otherwise"],
    ["\u200b", "otherwise"],
    ["@everyone look", "@\u200beveryone look"],
    ["word ".repeat(40), /^(word )+word…$/],
    ["👩‍👩‍👧‍👦".repeat(40), /^(👩‍👩‍👧‍👦)+…$/u],
  ])("%s", (text, expected) => {
    const name = threadName(text, "otherwise");
    if (typeof expected === "string") expect(name).toBe(expected);
    else expect(name).toMatch(expected);
    expect(name.length).toBeLessThanOrEqual(100);
  });
});

test("200 odd answers: every message is taken, pings nobody and closes its fences", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const answer = oddAnswer(seed);
    const parts = splitMarkdown(answer, (text) => fitsDiscord(content(text))).map(shown);
    const messages = parts.map((part) => renderDiscord(content(part), "q").content);
    for (const message of messages) {
      expect(message.length, `seed ${seed}`).toBeLessThanOrEqual(2000);
      expect(pingable(message), `seed ${seed}`).toEqual([]);
      expect(openFences(message), `seed ${seed}`).toBe(0);
    }
  }
});
