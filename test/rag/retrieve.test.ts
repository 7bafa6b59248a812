import { describe, expect, it } from "vitest";
import { retrieve } from "../../src/rag/retrieve.ts";
import { engineWith, silent, type TestPage } from "../support/rag.ts";

const long = "The widget frobnicates quickly and quietly. ".repeat(30);

const pages: readonly TestPage[] = [
  {
    path: "widget",
    title: "Widget",
    sections: {
      "": "About widgets in general.",
      Frobnication: ["First part: the widget frobnicates.", "Second part: twelve times.", "Third part: then it rests."],
      Colours: "A widget is blue.",
    },
  },
  { path: "copy", title: "Copy", sections: { Frobnication: "First part: the widget frobnicates." } },
  { path: "long", title: "Long", sections: { Frobnicates: long } },
];

async function read(text: string, changes: object = {}) {
  return retrieve(
    { text, context: [] },
    { engine: await engineWith(pages), log: silent, passageTokens: 1800, ...changes },
  );
}

describe("what is read for an answer", () => {
  it("joins the chunks of a section in the order of the page, read on where it was cut", async () => {
    const { sections } = await read("first part of frobnication");
    const section = sections.find(({ url }) => url.endsWith("widget#frobnication"));
    expect(section?.text).toMatch(/^First part: the widget frobnicates\.\n\nSecond part: twelve times\./);
    expect(section?.ids.slice(0, 2)).toEqual(["widget#1", "widget#2"]);
  });

  it("reads no text twice, and numbers sections from 1", async () => {
    const { sections } = await read("the widget frobnicates first part");
    expect(sections.filter(({ text }) => text.startsWith("First part"))).toHaveLength(1);
    expect(sections.map(({ n }) => n)).toEqual(sections.map((_, index) => index + 1));
    expect(sections[0]?.relevance).toBe(1);
  });

  it("stays within its budget, but for the best section", async () => {
    const { sections } = await read("widget frobnicates", { passageTokens: 40 });
    const [, ...rest] = sections;
    expect(rest.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(160);
    expect(sections.length).toBeGreaterThan(0);
  });

  it("asks with the embedding where there is one", async () => {
    const engine = await engineWith(pages);
    let seen: Float32Array | undefined;
    const spying = {
      ...engine,
      search: (query: Parameters<typeof engine.search>[0]) => {
        seen = query.vector;
        return engine.search({ ...query, vector: undefined });
      },
    };
    await read("widget", { engine: spying, embedder: { embedQuery: async () => [1, 2] } });
    expect(seen).toEqual(Float32Array.of(1, 2));
  });

  it("searches by words alone where the embedding fails", async () => {
    const embedder = { embedQuery: () => Promise.reject(new Error("down")) };
    expect((await read("what colour is a widget", { embedder })).sections.length).toBeGreaterThan(0);
  });
});
