import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { plainText } from "../../../src/adapters/slack/message-text.ts";
import {
  below,
  cut,
  escapeMrkdwn,
  fitsSlack,
  MOST_CHARACTERS,
  renderSlack,
  toMarkdown,
} from "../../../src/adapters/slack/render.ts";
import type { Content } from "../../../src/core/adapter.ts";
import { MENTIONS, oddAnswer } from "../../support/answers.ts";
import { ifShared, shared } from "../../support/needs.ts";
import { blockProblems } from "../../support/slack/blocks.ts";
import { tokensIn } from "../../support/slack/view.ts";
import type { Block, Message } from "../../support/slack/world.ts";

/** A message as Slack would keep it. */
function message(content: Content): Message {
  const { text, blocks } = renderSlack(content, "turn");
  return { ts: "1.1", channel: "C0", user: "U0", text, blocks: blocks as unknown as Block[] };
}

const HOSTILE = [
  ...MENTIONS,
  "<!everyone>",
  "<!subteam^S0TEAM|@team>",
  "&lt;!channel&gt;",
  "&#60;!here>",
  "&#x3C;@U0ANN>",
  "\\<!channel>",
  "[x](<!channel>)",
];

describe("nothing is a mention", () => {
  test.for(HOSTILE)("%s in text, code, titles and addresses", (token) => {
    const text = `${token}\n\n\`${token}\`\n\n\`\`\`\n${token}\n\`\`\`\n\n| a |\n|---|\n| ${token} |`;
    const sources = [{ n: 1, title: token, url: `https://docs.example.com/${token}` }];
    expect(tokensIn(message({ text, done: true, sources }))).toEqual([]);
    expect(toMarkdown(text).replaceAll("\u2060", "")).toBe(text);
  });

  test.each(["<!DOCTYPE html>", "<!-- a comment -->", '<!ENTITY a "b">', "x <@State var", "List<#items>", "a <!b"])(
    "code keeps its letters: %s",
    (code) => expect(toMarkdown(`\`\`\`\n${code}\n\`\`\``)).toBe(`\`\`\`\n${code}\n\`\`\``),
  );

  test("a growing text only grows, wherever it is cut", () => {
    const text = `${HOSTILE.join(" ")} and ${oddAnswer(7).slice(0, 500)}`;
    const whole = toMarkdown(text);
    for (let at = 0; at <= text.length; at++)
      expect(whole.slice(0, toMarkdown(text.slice(0, at), { done: false }).length)).toBe(
        toMarkdown(text.slice(0, at), { done: false }),
      );
  });
});

describe("marks", () => {
  const cited = [{ n: 1, title: "T", url: "https://e.org/(a)|b" }];

  test("are links, in code they are not", () => {
    expect(toMarkdown("So [1], `a[1]` [2].\n```\n[1]\n```", { cited })).toBe(
      "So [[1]](https://e.org/%28a%29|b), `a[1]` [2].\n```\n[1]\n```",
    );
  });

  test("are links as far as there is room, whatever comes behind", () => {
    const far = [{ n: 1, title: "T", url: `https://e.org/${"x".repeat(3000)}` }];
    expect(toMarkdown("[1] ".repeat(5), { cited: far }).match(/\]\(/g)).toHaveLength(2);
    expect(fitsSlack({ text: "[1] ".repeat(5), done: true, cited: far })).toBe(true);
  });
});

describe("sources", () => {
  test("are called the nearest pages where they bear nothing out", () => {
    const sources = [{ n: 1, title: "Images", url: "https://docs.example.com/images" }];
    const shown = (isNearest?: boolean) => JSON.stringify(below({ text: "", done: true, sources, isNearest }, "t"));
    expect(shown(true)).toContain("*Nearest pages*");
    expect(shown()).not.toContain("Nearest");
  });

  const show = (title: string, url: string) =>
    JSON.stringify(below({ text: "", done: true, sources: [{ n: 1, title, url }] }, "t"));

  test("of this machine say where they lie in their source, and no more", () => {
    const source = { n: 1, title: "Images", url: "file:///srv/docs/guide/<a>.md", path: "guide/<a>.md" };
    const shown = JSON.stringify(renderSlack({ text: "So [1].", done: true, cited: [source], sources: [source] }, "t"));
    expect(shown).toContain('"[1] Images (guide/&lt;a&gt;.md)"');
    expect(shown).not.toContain("/srv");
  });

  test("are links under their numbers, whatever is in a title or an address", () => {
    expect(show("A & B | <C>", "https://example.com/a|b?x=1&y=<z>")).toContain(
      "[1] <https://example.com/a%7Cb?x=1&amp;y=%3Cz%3E|A &amp; B ¦ &lt;C&gt;>",
    );
  });

  test.for(["javascript:alert(1)", "slack://open", "no address", `https://example.com/${"x".repeat(2900)}`])(
    "are no links to %s",
    (url) => {
      expect(show("Title", url)).toContain('"[1] Title"');
    },
  );

  test("count for what fits", () => {
    const sources = Array.from({ length: 60 }, (_, n) => ({
      n,
      title: "t".repeat(200),
      url: `https://example.com/${"x".repeat(1000)}`,
    }));
    expect(fitsSlack({ text: "Short.", done: true, sources })).toBe(false);
    expect(fitsSlack({ text: "Short.", done: true, sources: sources.slice(0, 12) })).toBe(true);
    expect(blockProblems(message({ text: "Short.", done: true, sources }).blocks, "message")).toEqual([]);
  });
});

test("a text fits by what it is once no token is left in it", () => {
  expect(fitsSlack({ text: "x".repeat(MOST_CHARACTERS), done: true })).toBe(true);
  expect(fitsSlack({ text: `${"x".repeat(MOST_CHARACTERS - 5)}<@U1>`, done: true })).toBe(false);
});

test("cutting leaves no half of an entity or a character", () => {
  for (let most = 1; most < 40; most++) {
    const text = cut(escapeMrkdwn("a & b < 😀 > c & d &&& 😀😀"), most);
    expect(text.length).toBeLessThanOrEqual(most);
    expect(text).not.toMatch(/&[a-z]*…$|[\ud800-\udbff]…$/);
  }
});

test.for([
  ["<@U0DOCENT1> how?", "how?"],
  ["<@U0DOCENT1|docent>: how?", "how?"],
  ["hey <@U0DOCENT1>, how?", "hey  how?"],
  ["ask <@U0BOB> or <@U0BOB|bob>", "ask @U0BOB or @bob"],
  ["in <#C1|general> or <#C2>", "in #general or #C2"],
  ["<!here> <!channel|@channel> <!subteam^S1|@team>", "@here @channel @team"],
  ["<!date^1392734382^{date}|Feb 18>", "@Feb 18"],
  ["see <https://a.example/b?c=1&amp;d=2>", "see https://a.example/b?c=1&d=2"],
  ["see <https://a.example|the page>", "see the page (https://a.example)"],
  ["1 &lt; 2 &amp;&amp; 3 &gt; 2, &amp;lt;", "1 < 2 && 3 > 2, &lt;"],
  ["`a &lt;b&gt;`", "`a <b>`"],
])("a person reads %s as %s", ([text = "", read]) => {
  expect(plainText(text, "U0DOCENT1")).toBe(read);
});

interface BlockLimits {
  readonly markdown: { readonly text: { readonly max_length: number } };
  readonly context: { readonly elements: { readonly max_items: number } };
  readonly button: Readonly<Record<"text" | "value", { readonly max_length: number }>>;
  readonly section: { readonly text: { readonly max_length: number } };
}

const limitsPath = shared("specs/slack/block-kit-limits.json");

test("the local Slack's limits are those that others have written down", ifShared(limitsPath), () => {
  const limits = JSON.parse(readFileSync(limitsPath ?? "", "utf8")) as BlockLimits;
  const text = (type: string, length: number) => ({ type, text: "x".repeat(length) });
  const button = (label: number, value: number) => ({
    type: "actions",
    elements: [{ type: "button", action_id: "a", text: text("plain_text", label), value: "x".repeat(value) }],
  });
  const context = (count: number) => ({ type: "context", elements: Array(count).fill(text("mrkdwn", 5)) });
  const blocks: readonly ((beyond: number) => Block)[] = [
    (beyond) => text("markdown", limits.markdown.text.max_length + beyond),
    (beyond) => context(limits.context.elements.max_items + beyond),
    (beyond) => button(limits.button.text.max_length + beyond, 1),
    (beyond) => button(1, limits.button.value.max_length + beyond),
    (beyond) => ({ type: "section", text: text("mrkdwn", limits.section.text.max_length + beyond) }),
  ];
  for (const block of blocks) {
    expect(blockProblems([block(0)], "message")).toEqual([]);
    expect(blockProblems([block(1)], "message")).not.toEqual([]);
  }
});
