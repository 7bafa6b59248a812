import { describe, expect, it } from "vitest";
import { fitsDiscord, renderDiscord } from "../../src/adapters/discord/render.ts";
import { fitsSlack, renderSlack, toMarkdown } from "../../src/adapters/slack/render.ts";
import { deliver } from "../../src/bot/deliver.ts";
import type { Content, Thread } from "../../src/core/adapter.ts";
import type { AnswerEvent } from "../../src/core/answer.ts";
import { createCiter } from "../../src/rag/output/citations.ts";
import { LONGEST_ANSWER, safeText } from "../../src/rag/safe-text.ts";
import { section, silent } from "../support/rag.ts";
import { LONGEST_STRETCH, leastOf, longestStretch } from "../support/stretch.ts";

/** What models write that costs most to cut and to draw, each repeated to the longest answer. */
const SHAPES: Readonly<Record<string, string>> = {
  rows: "| cell [1] | **b** |\n",
  "the rows of a table": "| a | b |\n|---|---|\n| `c` | [d](https://docs.example.org/1) |\n",
  "cells of open links": "| ![",
  "lists in lists": "- a\n  - **b** [1]\n    1. c\n",
  "emphasis that opens": "**a _b ",
  "emphasis that ends": "**a** _b_ ~~c~~ ",
  links: "[a](https://docs.example.org/1) ",
  "open brackets": "[![[",
  backslashes: "\\",
  backticks: "`a` ",
  fences: "~~~\na\n~~~\n",
  "fences that never end": "```\n",
  quotes: "> > a\n",
  blanks: "a\n\n",
  "one word": "a",
  characters: "👩‍👩‍👧‍👦",
};
const docs = [section(1, "The port is 4321."), section(2, "a b c d")];

async function* answerOf(text: string): AsyncGenerator<AnswerEvent> {
  const citer = createCiter(docs);
  yield { type: "verdict", outcome: "answered" };
  const draft = (async function* () {
    yield text;
  })();
  for await (const piece of safeText(draft, citer))
    yield { type: "text", text: piece, sources: citer.citations().sources };
  yield { type: "end", outcome: "answered", ...citer.citations() };
}

/** Draws everything as the platform gets it and sends nothing. */
function threadOf(limits: Pick<Thread["limits"], "fits" | "messages">, draw: (content: Content) => unknown): Thread {
  const write = async (content: Content) => void draw(content);
  return {
    place: { platform: "memory", workspace: "w", channel: "c", thread: "t" },
    limits: { ...limits, updateMs: 100 },
    progress: async () => {},
    async post(content) {
      await write(content);
      return { update: write };
    },
  };
}

const THREADS: Readonly<Record<string, Thread>> = {
  Slack: threadOf({ fits: fitsSlack, messages: 4 }, (content) => [
    toMarkdown(content.text, content),
    renderSlack(content, "p"),
  ]),
  Discord: threadOf({ fits: fitsDiscord, messages: 4 }, (content) => renderDiscord(content, "p")),
};

describe.each(Object.entries(THREADS))("no stretch of what is shown on %s is long", (_, thread) => {
  it.each(Object.entries(SHAPES))("for %s", async (_, shape) => {
    const text = shape.repeat(Math.ceil(LONGEST_ANSWER / shape.length)).slice(0, LONGEST_ANSWER - 1);
    const options = {
      signal: new AbortController().signal,
      actions: { during: [], after: () => [] },
      quiet: false,
      log: silent,
    };
    const delivered = () => deliver(answerOf(text), thread, options);
    expect(await leastOf(() => longestStretch(delivered))).toBeLessThan(LONGEST_STRETCH);
    expect((await delivered()).shown.length).toBeGreaterThan(0);
  });
});
