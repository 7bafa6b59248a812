import { describe, expect, it } from "vitest";
import { retrieve } from "../../src/rag/retrieve.ts";
import { engineWith, silent, type TestPage } from "../support/rag.ts";

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
  { path: "zebra", title: "Animals", sections: { Details: ["Zebra stripes are counted.", "Twelve in all."] } },
  ...[1, 2, 3, 4, 5].map((n) => ({
    path: `gadget-${n}`,
    title: `Gadget ${n}`,
    sections: { "": `Gadget number ${n} is charged by cable ${n}. `.repeat(10) },
  })),
];

async function read(text: string, changes: object = {}) {
  return retrieve(
    { text, context: [] },
    { engine: await engineWith(pages), log: silent, passageTokens: 1800, ...changes },
  );
}

describe("what is read for an answer", () => {
  it("is first the page whose title asks the same, where it is asked what something is", async () => {
    const engine = await engineWith([
      { path: "tour", title: "Gates", sections: { Gates: "Gates, gates, gates. ".repeat(5) } },
      { path: "gates", title: "What are gates?", sections: { "": "Doors in a fence." } },
    ]);
    const { sections } = await read("what are gates", { engine });
    expect(sections[0]?.url).toContain("/gates");
  });

  it("stands first where it is on a page that was just cited, rather where the question goes on from that", async () => {
    const engine = await engineWith(pages);
    const options = { engine, log: silent, passageTokens: 1800 };
    const first = async (page: string) => {
      const cited = [{ n: 1, title: page, url: `https://docs.example.org/${page}` }];
      const text = "the widget frobnicates first";
      const talk = { cited, subject: "gadgets", asked: text };
      return (await retrieve({ text, context: [], talk }, options)).sections[0]?.url;
    };
    expect(await first("copy")).toContain("/copy");
    expect(await first("widget")).toContain("/widget");
  });

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

  it("reads on where a section was cut, though the words are not there", async () => {
    const { sections } = await read("are zebra stripes counted");
    expect(sections[0]).toMatchObject({
      text: "Zebra stripes are counted.\n\nTwelve in all.",
      ids: ["zebra#0", "zebra#1"],
    });
  });

  it("reads on behind a best section that is only a headline", async () => {
    const whole = await engineWith(pages);
    const search: typeof whole.search = async (query) => {
      const { passages, confidence } = await whole.search(query);
      return { passages: passages.filter(({ id }) => id === "widget#0"), confidence };
    };
    const { sections } = await read("about widgets in general", { engine: { ...whole, search } });
    expect(sections.map(({ ids }) => ids)).toEqual([["widget#0"], ["widget#1", "widget#2"]]);
  });

  it.each([
    ["I get the error BadGadget404 when a gadget is charged by a cable", "BadGadget404", "errors/bad-gadget404"],
    ["How do I get started?", "Quickstart", "intro/quickstart"],
    ["What is a gadget?", "Gadgets", "gadgets"],
  ])("brings what the form of a question leads to first: %s", async (asked, title, path) => {
    const named = { path, title, sections: { "": `${title}: what is to be known of it stands on this page alone.` } };
    const deep = { path: "guides/parts/getting-started", title: "Getting started", sections: { "": "Parts." } };
    const engine = await engineWith([...pages, named, deep]);
    const { sections, confidence } = await read(asked, { engine });
    expect(sections[0]?.title).toBe(title);
    expect(confidence).toBeGreaterThan(0.2);
  });

  it("finds something about each of two things that are set against each other", async () => {
    const { sections } = await read("What is the difference between zebra stripes and gadget number 4?");
    expect(sections.map(({ title }) => title)).toEqual(expect.arrayContaining(["Animals", "Gadget 4"]));
  });

  it("reads the less relevant only while little was read", async () => {
    const scored = await engineWith(pages);
    const { passages } = await scored.search({ text: "gadget charged cable", limit: 5 });
    const falling = passages.map((passage, rank) => ({ ...passage, score: 1 - rank * 0.14 }));
    const engine = { ...scored, search: async () => ({ passages: falling, confidence: 1 }) };
    const counts = [800, 3000, 100_000].map(
      async (passageTokens) => (await read("gadget", { engine, passageTokens })).sections.length,
    );
    expect(await Promise.all(counts)).toEqual([3, 4, 5]);
  });

  it("stays within its budget, but for the best section", async () => {
    const counts = [1, 250, 1800].map(async (passageTokens) => {
      const { sections } = await read("how is a gadget charged by cable", { passageTokens });
      return sections.length;
    });
    expect(await Promise.all(counts)).toEqual([1, 2, 5]);
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
