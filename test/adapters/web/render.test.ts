import { describe, expect, test } from "vitest";
import { appended, type ShownExchange, showContent, showExchange } from "../../../src/adapters/web/render.ts";
import type { Outcome } from "../../../src/core/answer.ts";

function linkTo(url: string) {
  return showContent({ text: "See [1].", done: true, sources: [{ n: 1, title: "Images", url }] }).sources[0];
}

describe("sources on the page", () => {
  test("are told to bear nothing out where they are merely near", () => {
    expect(showContent({ text: "", done: true, isNearest: true })).toMatchObject({ isNearest: true });
    expect(showContent({ text: "", done: true })).not.toHaveProperty("isNearest");
  });

  test("of the web are links with a readable address", () => {
    expect(linkTo("https://docs.example.com/guides/r%C3%A9sum%C3%A9/#caf%C3%A9")).toEqual({
      n: 1,
      title: "Images",
      href: "https://docs.example.com/guides/r%C3%A9sum%C3%A9/#caf%C3%A9",
      where: "docs.example.com/guides/résumé/#café",
    });
  });

  test("of this machine are paths, as a browser opens no file from a page", () => {
    expect(linkTo("file:///srv/my%20docs/a%20b.md#top")).toEqual({
      n: 1,
      title: "Images",
      where: "a b.md#top",
      file: true,
    });
    const sources = [{ n: 1, title: "Images", url: "file:///srv/docs/guide/a.md", path: "guide/a.md" }];
    expect(showContent({ text: "", done: true, sources }).sources[0]?.where).toBe("guide/a.md");
  });

  test.each(["javascript:alert(1)", "data:text/html,x", "not an address", "file://host/%2F"])(
    "never link %s",
    (url) => {
      expect(linkTo(url)).not.toHaveProperty("href");
    },
  );
});

describe("an exchange of the past", () => {
  const turn = {
    id: "0123.abcd~2",
    author: { id: "0123", name: "Visitor" },
    question: "How?",
    answer: "So.",
    sources: [],
    at: 5,
  };

  test("has the page's own id and what one may still do with it", () => {
    const shown = showExchange(turn);
    expect(shown).toMatchObject({ id: "abcd~2", question: "How?", at: 5 });
    expect(shown.messages[0]).toMatchObject({ text: "So.", done: true, actions: ["helpful", "unhelpful", "again"] });
  });

  test("names the nearest pages as such, and asks for no votes on them", () => {
    const pastOf = (outcome: Outcome) => showExchange({ ...turn, outcome }).messages[0];
    expect(pastOf("uncertain")).toMatchObject({ isNearest: true, actions: ["again"] });
    expect(pastOf("refused")).toMatchObject({ isNearest: true, actions: ["again"] });
    expect(pastOf("talk")).toMatchObject({ actions: [] });
    expect(pastOf("answered")).not.toHaveProperty("isNearest");
  });

  test("says that it was stopped or cut", () => {
    expect(showExchange({ ...turn, mark: "stopped" }).messages[0]?.text).toBe("So.\n\n_Stopped._");
    expect(showExchange({ ...turn, mark: "cut" }).messages[0]?.text).toContain("went wrong");
  });
});

describe("what is added between two states", () => {
  const state = (text: string, rest: Partial<ShownExchange> = {}): ShownExchange => ({
    id: "a",
    question: "How?",
    at: 1,
    messages: [{ text, done: false, sources: [], actions: ["stop"] }],
    ...rest,
  });

  test("is the new end of a text", () => {
    expect(appended(state("Use"), state("Use it"))).toBe(" it");
    expect(appended(state("Use"), state("Use"))).toBe("");
  });

  test("is nothing where anything else has changed", () => {
    const done = { messages: [{ text: "Use it", done: true, sources: [], actions: [] }] };
    expect(appended(state("Use"), state("", done))).toBeUndefined();
    expect(appended(state("Use"), state("Take it"))).toBeUndefined();
    expect(appended(state("", { messages: [] }), state("Use"))).toBeUndefined();
  });
});
