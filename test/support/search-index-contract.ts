import { beforeEach, describe, expect, it } from "vitest";
import type { IndexedDocument, SearchIndex } from "../../src/search/search-index.ts";

/** A page for tests: every part of `sections` is `[heading, text]` and becomes a chunk. */
export function page(path: string, title: string, sections: readonly (readonly [string, string])[]): IndexedDocument {
  return {
    source: "docs",
    path,
    title,
    url: `https://docs.example/${path}`,
    hash: `${path}:${JSON.stringify(sections)}`,
    chunks: sections.map(([heading, text], ordinal) => ({
      id: `${path}#${ordinal}`,
      ordinal,
      headings: [heading],
      text,
      url: `https://docs.example/${path}#${ordinal}`,
    })),
  };
}

const PAGES: readonly IndexedDocument[] = [
  page("login", "Signing in", [
    ["Passwords", "Call `client.login(user)` to begin a session. A password must have twelve characters."],
    ["Tokens", "A token expires after ninety minutes and is renewed by the refresh endpoint."],
    ["Signing out", "The session ends when the browser closes its window."],
  ]),
  page("caching", "Caching", [
    ["Turning it off", "Pass `--no-cache` on the command line, or throw ERR_MODULE_NOT_FOUND away."],
    ["Hooks", "The hook `useState` keeps a value between renders since version 18.2.0."],
  ]),
  page("export", "Exporting a report", [["Formats", "A report is exported as a spreadsheet or as plain text."]]),
];

/** Questions that must neither fail nor be read as a search language. */
const ODD_QUERIES: readonly (readonly [string, string])[] = [
  ["nothing", ""],
  ["spaces", "   "],
  ["an open quote", '"unclosed quote'],
  ["quotes and OR", 'a" OR "b'],
  ["operators", "NOT session AND (token"],
  ["a column, NEAR and a star", "title:session NEAR(a b, 2) *"],
  ["a caret", "^token"],
  ["SQL", "-- ; drop table index_chunks"],
  ["control characters", "\u0000\u0001\u001f\u007f"],
  ["emoji", "🙂🎉👩‍👩‍👧"],
  ["apostrophes", "'''''"],
  ["half a character", "\ud800 lone surrogate"],
  ["10,000 characters of one word", "session ".repeat(1250)],
  ["2,000 unknown words", Array.from({ length: 2000 }, (_, i) => `unknown${"abcdefgh"[i % 8]}${i}x`).join(" ")],
];

/** What every search index must do. `open` opens an empty one and sees to its end. */
export function searchIndexContract(name: string, open: () => Promise<SearchIndex>): void {
  describe(`${name} keeps the contract of a search index`, () => {
    let index: SearchIndex;
    const find = async (text: string, limit = 5) => (await index.search({ text, limit })).passages;
    const first = async (text: string) => (await find(text))[0]?.id;
    beforeEach(async () => {
      index = await open();
    });

    it("finds nothing in an empty index", async () => {
      expect(await index.search({ text: "session", limit: 5 })).toEqual({ passages: [], confidence: 0 });
      expect(await index.sources()).toEqual([]);
      expect(await index.hashes("docs")).toEqual(new Map());
    });

    it("knows which chunks it does not hold any more", async () => {
      const [first] = PAGES;
      if (!first) throw new Error("no page");
      await index.put(first);
      const ids = first.chunks.map(({ id }) => id);
      expect(await index.gone([...ids, "never"])).toEqual(["never"]);
      await index.put({ ...first, hash: "other", chunks: first.chunks.slice(1) });
      expect(await index.gone(ids)).toEqual(ids.slice(0, 1));
      await index.remove(first.source, [first.path]);
      expect(await index.gone(ids)).toEqual(ids);
    });

    describe("with pages", () => {
      beforeEach(async () => {
        for (const document of PAGES) await index.put(document);
      });

      it.each([
        ["client.login", "login#0"],
        ["login()", "login#0"],
        ["--no-cache", "caching#0"],
        ["ERR_MODULE_NOT_FOUND", "caching#0"],
        ["module not found", "caching#0"],
        ["useState", "caching#1"],
        ["18.2.0", "caching#1"],
        ["how do I export reports?", "export#0"],
        ["When does a token expire?", "login#1"],
      ])("finds %s", async (text, id) => {
        expect(await first(text)).toBe(id);
      });

      it("gives back a chunk as it was put", async () => {
        const { score, ...passage } = (await find("token expires"))[0] ?? { score: 0 };
        const { source, path, title, chunks } = PAGES[0] as IndexedDocument;
        expect(passage).toEqual({ ...chunks[1], source, path, title });
        expect(score).toBeGreaterThan(0);
      });

      it("ranks best first and no more than asked for", async () => {
        const passages = await find("session token password report", 2);
        expect(passages).toHaveLength(2);
        expect(passages[0]?.score).toBeGreaterThanOrEqual(passages[1]?.score ?? 0);
      });

      it("is surer of what the pages speak of than of what they do not", async () => {
        const covered = await index.search({ text: "When does a token expire?", limit: 5 });
        const foreign = await index.search({ text: "Which river crosses the session of Vienna?", limit: 5 });
        expect(covered.confidence).toBeGreaterThan(0.35);
        expect(foreign.confidence).toBeLessThan(covered.confidence / 2);
        expect((await index.search({ text: "quantum chromodynamics", limit: 5 })).confidence).toBe(0);
      });

      it.each(ODD_QUERIES)("answers %s without failing", async (_, text) => {
        const { passages, confidence } = await index.search({ text, context: [text], limit: 5 });
        expect(passages.length).toBeLessThanOrEqual(5);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
      });

      it("shows the neighbours of a passage in order, within its page", async () => {
        const [passage] = await find("token expires");
        if (!passage) throw new Error("nothing found");
        const ids = async (before: number, after: number) =>
          (await index.neighbours(passage, before, after)).map(({ id }) => id);
        expect(await ids(1, 1)).toEqual(["login#0", "login#1", "login#2"]);
        expect(await ids(0, 9)).toEqual(["login#1", "login#2"]);
        expect(await ids(0, 0)).toEqual(["login#1"]);
      });

      it("lists the sections of a source, those of pages near its root first, as many as are wanted", async () => {
        await index.put(page("a/deep", "Deep", [["Below", "What lies below a folder."]]));
        const sections = await index.outline("docs", 100);
        expect(sections.at(-1)).toMatchObject({ source: "docs", path: "a/deep", title: "Deep", headings: ["Below"] });
        expect(sections.map(({ url }) => url).slice(0, 2)).toEqual(
          ["caching#0", "caching#1"].map((path) => `https://docs.example/${path}`),
        );
        expect(await index.outline("docs", 2)).toHaveLength(2);
        expect(await index.outline("nothing", 2)).toEqual([]);
      });

      it("a page whole by its address or its path, in order, with everything else of that path behind it", async () => {
        const elsewhere = {
          ...page("caching", "Elsewhere", [["Other", "Other text."]]),
          source: "more",
          url: "https://m.example/c",
        };
        await index.put(elsewhere);
        const headingsAt = async (address: string) => (await index.pages(address)).map(({ headings }) => headings[0]);
        expect(await headingsAt("https://docs.example/login")).toEqual(["Passwords", "Tokens", "Signing out"]);
        expect(await headingsAt("caching")).toEqual(["Turning it off", "Hooks", "Other"]);
        expect(await index.pages("https://docs.example/nowhere")).toEqual([]);
        expect(await index.pages("")).toEqual([]);
      });

      it("replaces a page whole", async () => {
        const changed = page("login", "Signing in", [["Keys", "A hardware key replaces every passphrase."]]);
        await index.put(changed);
        expect(await first("hardware key")).toBe("login#0");
        expect((await find("token expires")).map(({ path }) => path)).not.toContain("login");
        expect((await index.hashes("docs")).get("login")).toBe(changed.hash);
      });

      it("removes pages, and ignores unknown ones", async () => {
        await index.remove("docs", ["login", "never-there"]);
        expect(await find("token expires")).toEqual([]);
        expect([...(await index.hashes("docs")).keys()].sort()).toEqual(["caching", "export"]);
      });

      it("keeps sources apart", async () => {
        await index.put({ ...page("login", "Another", [["Token", "A token of another source."]]), source: "other" });
        await index.synced("docs");
        await index.synced("other");
        await index.drop("docs");
        expect((await find("token")).map(({ source }) => source)).toEqual(["other"]);
        expect((await index.sources()).map(({ name }) => name)).toEqual(["other"]);
      });

      it("finds nothing of a source that is not asked for, and all of one that is", async () => {
        const secret = page("plan", "Signing in", [
          ["Tokens", "A token expires after ninety minutes. The secret plan is ready."],
        ]);
        await index.put({ ...secret, source: "secret" });
        // So many pages of another source stand before it that the first look sees none of its own.
        const crowd = page(
          "crowd",
          "Tokens",
          Array.from({ length: 150 }, (_, n) => [`Token ${n}`, `A token expires after ninety minutes ${n}.`]),
        );
        await index.put({ ...crowd, source: "crowd" });
        const within = async (text: string, sources: string[]) =>
          (await index.search({ text, sources, limit: 50 })).passages;
        expect(await within("token expires", [])).toEqual([]);
        expect((await within("secret plan", ["docs"])).filter(({ source }) => source !== "docs")).toEqual([]);
        expect((await index.search({ text: "secret plan", sources: ["crowd"], limit: 5 })).confidence).toBe(0);
        expect((await within("token expires after ninety minutes", ["secret"])).map(({ id }) => id)).toEqual([
          "plan#0",
        ]);
        expect(new Set((await within("token", ["docs", "secret"])).map(({ source }) => source))).toEqual(
          new Set(["docs", "secret"]),
        );
      });

      it("counts what a source holds once it is synced", async () => {
        const before = Date.now();
        await index.synced("docs");
        const [state] = await index.sources();
        expect(state).toMatchObject({ name: "docs", documents: 3, chunks: 6 });
        expect(state?.syncedAt).toBeGreaterThanOrEqual(before);
      });
    });
  });
}
