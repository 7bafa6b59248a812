import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { SyncEvent } from "../../src/ingest/report.ts";
import { openSource } from "../../src/ingest/sources/kinds.ts";
import type { DocumentSource } from "../../src/ingest/sources/source.ts";
import { syncSource } from "../../src/ingest/sync.ts";
import type { SearchIndex } from "../../src/search/search-index.ts";
import { allChunks, docsFolder, emptyLibrary, writeDoc } from "../support/library.ts";

const PAGES = { "a.md": "# A\n\nAlpha.", "b.md": "# B\n\nBeta.\n\n## More\n\nText.", "c/d.md": "# D\n\nDelta." };

/** The engine, with a record of the writes it was asked for. */
function recorded(engine: SearchIndex) {
  const writes: string[] = [];
  const recording: SearchIndex = {
    ...engine,
    putAll: (documents) => {
      for (const { document } of documents) writes.push(`put ${document.path}`);
      return engine.putAll(documents);
    },
    remove: (source, paths) => {
      writes.push(`remove ${paths}`);
      return engine.remove(source, paths);
    },
  };
  return { engine: recording, writes };
}

function open(location: string, baseUrl?: string): Promise<DocumentSource> {
  return openSource({ name: "docs", location, baseUrl });
}

describe("a sync", () => {
  test("touches nothing the second time, and then exactly what was edited, added and deleted", async () => {
    const { engine, writes } = recorded(emptyLibrary().engine);
    const root = docsFolder(PAGES);
    const first = await syncSource(await open(root), { engine });
    expect(first).toMatchObject({ pages: 3, chunks: 4, added: 3, changed: 0, removed: 0, unchanged: 0, skipped: [] });
    writes.length = 0;
    expect(await syncSource(await open(root), { engine })).toMatchObject({
      pages: 3,
      chunks: 4,
      added: 0,
      unchanged: 3,
    });
    expect(writes).toEqual([]);

    writeDoc(root, "b.md", "# B\n\nBetter.");
    writeDoc(root, "new.md", "New.");
    rmSync(join(root, "c/d.md"));
    const third = await syncSource(await open(root), { engine });
    expect(third).toMatchObject({ pages: 3, chunks: 3, added: 1, changed: 1, removed: 1, unchanged: 1 });
    expect(writes).toEqual(["put b.md", "put new.md", "remove c/d.md"]);
  });

  test("ends in the same chunks as a sync from nothing", async () => {
    const [first, second] = [emptyLibrary(), emptyLibrary()];
    const root = docsFolder(PAGES);
    await syncSource(await open(root), { engine: first.engine });
    writeDoc(root, "b.md", "# B\n\nBetter.");
    await syncSource(await open(root), { engine: first.engine });
    await syncSource(await open(root), { engine: second.engine });
    expect(allChunks(first.database)).toEqual(allChunks(second.database));
    expect(allChunks(first.database)).toHaveLength(3);
  });

  test("reads everything again when the base URL changes", async () => {
    const { engine } = emptyLibrary();
    const root = docsFolder(PAGES);
    await syncSource(await open(root), { engine });
    expect(await syncSource(await open(root, "https://d.example"), { engine })).toMatchObject({
      changed: 3,
      unchanged: 0,
    });
    const { passages } = await engine.search({ text: "Alpha", limit: 1 });
    expect(passages[0]?.url).toBe("https://d.example/a/");
  });

  test("tried dry says what would change and writes nothing", async () => {
    const { engine, writes } = recorded(emptyLibrary().engine);
    const root = docsFolder(PAGES);
    expect(await syncSource(await open(root), { engine, dryRun: true })).toMatchObject({
      pages: 3,
      chunks: 4,
      added: 3,
    });
    expect(writes).toEqual([]);
    expect(await engine.sources()).toEqual([]);
  });

  test("reports what it skips and what it noted, and removes a page that became no text", async () => {
    const { engine } = emptyLibrary();
    const root = docsFolder(PAGES);
    await syncSource(await open(root), { engine });
    writeDoc(root, "a.md", Uint8Array.from([1, 0, 2]));
    writeDoc(root, "b.md", "---\nx: [\n---\nStill read.");
    writeDoc(root, "blank.md", "\n \n");
    const report = await syncSource(await open(root), { engine });
    expect(report).toMatchObject({ pages: 2, removed: 1, changed: 1, unchanged: 1 });
    expect(report.skipped).toEqual([
      { path: "a.md", reason: "is binary, not text" },
      { path: "blank.md", reason: "has nothing to read" },
    ]);
    expect(report.noted).toEqual([{ path: "b.md", reason: expect.stringContaining("broken front matter") }]);
  });

  test("keeps what it has of a file or folder that cannot be read for now", async () => {
    const { engine } = emptyLibrary();
    const source = await open(docsFolder(PAGES));
    await syncSource(source, { engine });
    const troubled: DocumentSource = {
      ...source,
      async *files() {
        yield { path: "a.md", skipped: "cannot be read: permission denied", keep: true };
        yield { path: "c", skipped: "cannot be read: permission denied", keep: true };
      },
    };
    expect(await syncSource(troubled, { engine })).toMatchObject({ pages: 2, removed: 1 });
    expect([...(await engine.hashes("docs")).keys()].sort()).toEqual(["a.md", "c/d.md"]);
  });

  test("stops when told to, keeps whole documents, and takes up from there", async () => {
    const { engine } = emptyLibrary();
    const root = docsFolder(PAGES);
    const stop = new AbortController();
    const stopped = syncSource(await open(root), { engine, signal: stop.signal, onEvent: () => stop.abort() });
    await expect(stopped).rejects.toThrow("aborted");
    expect([...(await engine.hashes("docs")).keys()]).toEqual(["a.md"]);
    expect(await syncSource(await open(root), { engine })).toMatchObject({ added: 2, unchanged: 1 });
  });

  test("lets others have the event loop between documents, and tells how far it is", async () => {
    const { engine } = emptyLibrary();
    const turns: number[] = [];
    let turn = 0;
    const ticking = setInterval(() => turn++, 0);
    const onEvent = vi.fn((event: SyncEvent) => {
      if (event.kind !== "progress") return;
      const until = performance.now() + 3;
      while (performance.now() < until);
      turns.push(turn);
    });
    const bytes = Buffer.from("Text.");
    // A source that never waits for a disk or a network.
    const quick: DocumentSource = {
      ...(await open(docsFolder(PAGES))),
      async *files({ onListed } = {}) {
        onListed?.(3);
        for (const path of ["a.md", "b.md", "c.md"]) yield { path, format: "markdown", bytes };
      },
    };
    await syncSource(quick, { engine, onEvent });
    clearInterval(ticking);
    expect(new Set(turns).size).toBeGreaterThan(1);
    expect(onEvent).toHaveBeenCalledWith({ kind: "progress", done: 3, total: 3 });
  });
});
