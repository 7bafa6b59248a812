import { describe, expect, it } from "vitest";
import type { Exchange } from "../../../src/core/answer.ts";
import { condense } from "../../../src/rag/condense.ts";
import { pointsBack } from "../../../src/rag/language/follow-up.ts";
import { question, silent, turn } from "../../support/rag.ts";

/** What is searched for without a model. */
function searchFor(text: string, history: readonly Exchange[]) {
  return condense(question(text, { history }), new AbortController().signal, { historyTokens: 1000, log: silent });
}

describe("a question that points back", () => {
  it.each([
    "and for images?",
    "what about in SSR mode?",
    "How about remote ones?",
    "can I do that in middleware?",
    "why is it so slow?",
    "which of them is faster?",
    "why?",
    "clusters",
    "und in der Produktion?",
    "on Windows?",
    "from a local folder as well?",
    "auf Windows?",
    "what is the difference to using bytes?",
    "那么在生产环境中呢？",
  ])("is known: %s", (text) => {
    expect(pointsBack(text)).toBe(true);
  });

  it.each([
    "How do I add a sitemap to my site?",
    "Which options does the image service take?",
    "ok, other question: how do I deploy it?",
    "by the way, how is the cache cleared?",
    "In which folder do builds end up?",
    "With Docker, how do I mount a volume?",
  ])("is told from one that stands alone: %s", (text) => {
    expect(pointsBack(text)).toBe(false);
  });
});

describe("what is searched for", () => {
  const history = [turn("How do I deploy to Netlify?", "Like this."), turn("what about SSR mode?", "So.")];

  it("is the question with the subject that it points back to, as far back as that was named", async () => {
    const { text, context } = await searchFor("and for previews?", history);
    expect(text).toBe("and for previews?");
    expect(context).toEqual(["How do I deploy to Netlify? SSR mode"]);
  });

  it("is the question alone where it stands alone, or begins something new", async () => {
    expect(await searchFor("Which image formats can the build read?", history)).toMatchObject({ context: [] });
    expect(await searchFor("ok, another question: how do I add fonts?", history)).toMatchObject({
      text: "how do I add fonts?",
      context: [],
    });
  });

  it("is the subject before it where the question has none of its own", async () => {
    const { text } = await searchFor("can you show me an example?", history);
    expect(text).toBe("How do I deploy to Netlify? SSR mode can you show me an example?");
  });

  it("is the subject before it where a word stands for that, but not where another is added", async () => {
    expect((await searchFor("can I change that?", history)).text).toMatch(/^How do I deploy.*can I change that\?$/);
    for (const added of ["and to Kubernetes?", "what about doing that on Kubernetes?"])
      expect((await searchFor(added, history)).text).toBe(added);
  });

  it("asks the same of another subject that is only named", async () => {
    const vue = [turn("How do I install Vue in my project?", "Like this.")];
    for (const other of ["and Svelte?", "what about Svelte?"])
      expect(await searchFor(other, vue)).toMatchObject({ text: other, context: ["How do I install in my project?"] });
    const wie = [turn("Wie installiere ich Vue?", "So.")];
    expect((await searchFor("und Svelte?", wie)).context).toEqual(["Wie installiere ich ?"]);
  });

  it("takes what is longer than a name for no name, at once", async () => {
    const vue = [turn("How do I install Vue?", "Like this.")];
    const { talk } = await searchFor(`and x${".".repeat(7000)},y?`, vue);
    expect(talk?.other).toBeUndefined();
  });

  it("keeps of a talk the subject that took the place of another", async () => {
    const hosts = [turn("How do I deploy my site to Hostia?", "So."), turn("what about Cloudel?", "So.")];
    const { talk } = await searchFor("can I set variables there?", hosts);
    expect(talk?.subject).toBe("How do I deploy my site to ? Cloudel");
  });

  it("knows what was cited before, and what subject is asked about instead", async () => {
    const sources = [{ n: 1, title: "Routing", url: "https://docs.example.org/routing#redirects" }];
    const redirects = [{ ...turn("How do I set up redirects?", "So."), sources }, turn("thanks!", "Welcome.")];
    const talkOf = async (text: string) => (await searchFor(text, redirects)).talk;
    const subject = "How do I set up redirects?";
    expect(await talkOf("and to an external url?")).toEqual({
      cited: sources,
      subject,
      asked: "and to an external url?",
    });
    expect(await talkOf("and Svelte?")).toMatchObject({ cited: sources, subject, other: "Svelte" });
    expect(await talkOf("Which image formats can the build read?")).toMatchObject({ cited: sources, subject: "" });
    expect(await talkOf("other question: how do I add fonts?")).toBeUndefined();
  });

  it("leaves small talk out", async () => {
    const { context } = await searchFor("and for previews?", [...history.slice(0, 1), turn("thanks!", "Welcome.")]);
    expect(context).toEqual(["How do I deploy to Netlify?"]);
  });
});
