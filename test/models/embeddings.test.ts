import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UserError } from "../../src/core/errors.ts";
import { ingest } from "../../src/ingest/ingest.ts";
import type { Library } from "../../src/ingest/library.ts";
import { openSource } from "../../src/ingest/sources/kinds.ts";
import { syncSource } from "../../src/ingest/sync.ts";
import { createEmbeddings, type NamedEmbeddings } from "../../src/models/embeddings.ts";
import { docsFolder, emptyLibrary, writeDoc } from "../support/library.ts";
import { type Fault, type ModelServer, startModelServer } from "../support/model-server.ts";

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(() => server.close());

const KEY = "sk-secret-0123456789";

function setUp(model = "embed-1", library = emptyLibrary(), timeoutMs = 10_000) {
  const endpoint = { model, apiKey: KEY, baseUrl: server.url };
  const embeddings = createEmbeddings(endpoint, library.database, { timeoutMs, retries: 0 });
  return { ...library, embeddings };
}

/** Every text that the server was asked to embed so far. */
function embedded(): string[] {
  return server.requests.flatMap(({ body }) => body.input ?? []);
}

describe("embeddings", () => {
  test("ask for each text once, whatever process asks, and keep line breaks", async () => {
    const library = emptyLibrary();
    const first = await setUp("embed-1", library).embeddings.embedDocuments(["a\nb", "c", "a\nb"]);
    expect(first[0]).toEqual(first[2]);
    expect(first[0]).not.toEqual(first[1]);
    expect(await setUp("embed-1", library).embeddings.embedDocuments(["c", "a\nb"])).toEqual([first[1], first[0]]);
    expect(embedded()).toEqual(["a\nb", "c"]);
    expect(server.requests[0]?.body.encoding_format).toBe("float");
  });

  test("of another model are asked for again", async () => {
    const library = emptyLibrary();
    for (const model of ["embed-1", "embed-2"]) await setUp(model, library).embeddings.embedDocuments(["a"]);
    expect(server.requests.map(({ body }) => body.model)).toEqual(["embed-1", "embed-2"]);
  });

  test("of a question are like those of a document", async () => {
    const { embeddings } = setUp();
    const [document] = await embeddings.embedDocuments(["same words"]);
    const question = await embeddings.embedQuery("same words");
    expect(Float32Array.from(question)).toEqual(Float32Array.from(document ?? []));
  });

  test.each<[Fault, string]>([
    ["unauthorized", "Check OPENAI_API_KEY"],
    ["unknown-model", "Check OPENAI_EMBEDDING_MODEL"],
    ["rate-limit", "could not embed right now (429)"],
    ["server-error", "could not embed right now (500)"],
    ["hang", "took too long"],
  ])("in trouble (%s) say what to do, without the key", async (fault, remedy) => {
    server.fault(fault, { path: "/embeddings" });
    const error = await setUp("embed-1", emptyLibrary(), fault === "hang" ? 100 : undefined)
      .embeddings.embedDocuments(["a"])
      .catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toContain(remedy);
    expect((error as Error).message).not.toContain(KEY);
  });

  test("at a wrong address say so", async () => {
    const { embeddings } = setUp();
    await server.close();
    await expect(embeddings.embedQuery("a")).rejects.toThrow(/Cannot reach 127\.0\.0\.1:\d+ .*OPENAI_BASE_URL/);
  });
});

describe("a sync with embeddings", () => {
  const PAGES = { "a.md": "# A\n\nAlpha.\n\n## Two\n\nSecond.", "b.md": "# B\n\nBeta." };

  async function sync(root: string, { engine, embeddings }: Library) {
    return syncSource(await openSource({ name: "docs", location: root }), { engine, embeddings });
  }

  test("embeds nothing that did not change, and of a changed page only the changed section", async () => {
    const root = docsFolder(PAGES);
    const library = setUp();
    await sync(root, library);
    expect(embedded()).toEqual(["A\n\nAlpha.", "A > Two\n\nSecond.", "B\n\nBeta."]);
    await sync(root, library);
    expect(embedded()).toHaveLength(3);
    writeDoc(root, "a.md", PAGES["a.md"].replace("Second", "Changed"));
    expect(await sync(root, library)).toMatchObject({ changed: 1, unchanged: 1 });
    expect(embedded().slice(3)).toEqual(["A > Two\n\nChanged."]);
  });

  test("of 400 pages embeds 1,200 chunks once, none the second time, and one after an edit in one section", async () => {
    const page = (n: number) =>
      `# Page ${n}\n\nIntroduces ${n}.\n\n## First\n\nOne of ${n}.\n\n## Second\n\nTwo of ${n}.`;
    const root = docsFolder(Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`${n}.md`, page(n)])));
    const library = setUp();
    let asked = 0;
    const counting: NamedEmbeddings = {
      ...library.embeddings,
      embedDocuments: (texts) => {
        asked += texts.length;
        return library.embeddings.embedDocuments(texts);
      },
    };
    const counted = { ...library, embeddings: counting };
    expect(await sync(root, counted)).toMatchObject({ added: 400, chunks: 1200 });
    expect([asked, embedded().length]).toEqual([1200, 1200]);
    // Not even looked up: the hashes of the pages say that nothing changed.
    expect(await sync(root, counted)).toMatchObject({ unchanged: 400, changed: 0 });
    expect([asked, embedded().length]).toEqual([1200, 1200]);
    writeDoc(root, "7.md", page(7).replace("One of 7", "Another of 7"));
    expect(await sync(root, counted)).toMatchObject({ unchanged: 399, changed: 1 });
    expect(embedded().slice(1200)).toEqual(["Page 7 > First\n\nAnother of 7."]);
  });

  test("drops all vectors of another model, then puts every document anew; without a model it keeps none", async () => {
    const library = emptyLibrary();
    const vectors = () => library.database.prepare("select count(*) as count from index_vectors").get()?.count;
    const [root, other] = [docsFolder(PAGES), docsFolder(PAGES)];
    const request = { location: root, name: "docs" };
    await ingest(setUp("embed-1", library), [request, { location: other, name: "other" }]);
    expect(vectors()).toBe(6);
    // The second model gives vectors of another length.
    const second = setUp("embed-2", library);
    const longer = {
      ...second.embeddings,
      embedDocuments: async (texts: string[]) => texts.map(() => Array(7).fill(0.5)),
    };
    const [report] = await ingest({ ...second, embeddings: longer }, [request]);
    expect(report).toMatchObject({ changed: 2, unchanged: 0 });
    expect(vectors()).toBe(3);
    await ingest(library, [request]);
    expect(vectors()).toBe(0);
  });

  test("stops when the key is wrong, keeping the former state", async () => {
    const root = docsFolder(PAGES);
    const library = setUp();
    await sync(root, library);
    writeDoc(root, "a.md", "# A\n\nOther.");
    server.fault("unauthorized", { path: "/embeddings" });
    await expect(sync(root, library)).rejects.toThrow(UserError);
    const { passages } = await library.engine.search({ text: "Alpha", limit: 1 });
    expect(passages[0]?.text).toBe("Alpha.");
  });
});
