import { promises, renameSync, rmSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { basename, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { UserError } from "../../src/core/errors.ts";
import { ingest, removeSource } from "../../src/ingest/ingest.ts";
import type { Library } from "../../src/ingest/library.ts";
import { DEFAULT_DOCS } from "../../src/ingest/naming.ts";
import { syncAtStart } from "../../src/ingest/scheduler.ts";
import { docsFolder, emptyLibrary, writeDoc } from "../support/library.ts";

const PAGES = { "a.md": "# A\n\nAlpha.", "b.md": "# B\n\nBeta." };

/** What the index holds: documents by source. */
async function held({ engine }: Library): Promise<Record<string, number>> {
  return Object.fromEntries((await engine.sources()).map(({ name, documents }) => [name, documents]));
}

/** Stands in for the default documentation without depending on what it says. */
async function withDefaultDocs(library: Library): Promise<void> {
  await ingest(library, [{ ...DEFAULT_DOCS, location: DEFAULT_DOCS.location }]);
}

describe("sources by name", () => {
  test("one is refreshed, the others stay", async () => {
    const library = emptyLibrary();
    const [one, two] = [docsFolder(PAGES), docsFolder(PAGES)];
    await ingest(library, [
      { location: one, name: "one" },
      { location: two, name: "two" },
    ]);
    rmSync(join(one, "a.md"));
    rmSync(join(two, "a.md"));
    const [report] = await ingest(library, [{ location: one, name: "one" }]);
    expect(report).toMatchObject({ source: "one", removed: 1 });
    expect(await held(library)).toEqual({ one: 1, two: 2 });
  });

  test("the name is the folder's unless it is given, and is remembered with the base URL", async () => {
    const library = emptyLibrary();
    const root = docsFolder(PAGES);
    await ingest(library, [{ location: root }]);
    expect(Object.keys(await held(library))).toEqual([basename(root)]);
    const named = docsFolder(PAGES);
    await ingest(library, [{ location: named, name: "guide", baseUrl: "https://d.example" }]);
    expect((await ingest(library, [{ location: named }]))[0]).toMatchObject({ source: "guide", unchanged: 2 });
  });

  test("a name that another folder has is refused before anything is touched; a moved folder keeps its name", async () => {
    const library = emptyLibrary();
    const root = docsFolder({ "x/docs/a.md": "Alpha.", "y/docs/b.md": "Beta." });
    await ingest(library, [{ location: join(root, "x/docs") }]);
    await expect(ingest(library, [{ location: join(root, "y/docs") }])).rejects.toThrow("--name");
    expect(await held(library)).toEqual({ docs: 1 });
    renameSync(join(root, "x"), join(root, "z"));
    await ingest(library, [{ location: join(root, "z/docs") }]);
    expect(await held(library)).toEqual({ docs: 1 });
  });

  test("a missing source stops everything before anything is touched", async () => {
    const library = emptyLibrary();
    const requests = [{ location: docsFolder(PAGES) }, { location: "/no/such/folder" }];
    await expect(ingest(library, requests)).rejects.toThrow("/no/such/folder");
    expect(await held(library)).toEqual({});
  });

  test("one is removed by name; an unknown name is told the known ones", async () => {
    const library = emptyLibrary();
    await ingest(library, [{ location: docsFolder(PAGES), name: "one" }]);
    await expect(removeSource(library, "two")).rejects.toThrow("There is no source named two. Sources: one.");
    await removeSource(library, "one", { dryRun: true });
    expect(await held(library)).toEqual({ one: 2 });
    await removeSource(library, "one");
    expect(await held(library)).toEqual({});
    expect((await library.engine.search({ text: "Alpha", limit: 3 })).passages).toEqual([]);
  });
});

test("the connection still counts rows after a large source was dropped", async () => {
  const library = emptyLibrary();
  const root = docsFolder(
    Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`${at}.md`, `Word${at} `.repeat(300)])),
  );
  await ingest(library, [{ location: root, name: "one" }]);
  for (let at = 0; at < 60; at++) writeDoc(root, `${at}.md`, `Other${at} `.repeat(300));
  expect((await ingest(library, [{ location: root, name: "one" }]))[0]).toMatchObject({ changed: 60 });
  await removeSource(library, "one");
  expect(library.database.prepare("delete from registered_sources").run().changes).toBe(0);
});

describe("the default documentation", () => {
  test("leaves when something of one's own is in, not before", async () => {
    const library = emptyLibrary();
    await withDefaultDocs(library);
    await ingest(library, [{ location: docsFolder({ "empty.md": "" }), name: "nothing" }]);
    expect(Object.keys(await held(library))).toContain(DEFAULT_DOCS.name);
    await ingest(library, [{ location: docsFolder(PAGES), name: "own" }]);
    expect(Object.keys(await held(library)).sort()).toEqual(["nothing", "own"]);
  });

  test("is what a start syncs only while there is nothing else", async () => {
    const library = emptyLibrary();
    expect((await syncAtStart(library, {})).reports.map(({ source }) => source)).toEqual([DEFAULT_DOCS.name]);
    const root = docsFolder(PAGES);
    await syncAtStart(library, { docs: [root], baseUrl: "https://d.example" });
    expect(await held(library)).toEqual({ [basename(root)]: 2 });
    writeDoc(root, "c.md", "New.");
    expect((await syncAtStart(library, {})).reports[0]).toMatchObject({
      source: basename(root),
      added: 1,
      unchanged: 2,
    });
  });

  test("stays away while one's own folder is not there for now, whose pages stay", async () => {
    const library = emptyLibrary();
    const root = docsFolder(PAGES);
    await ingest(library, [{ location: root, name: "own" }]);
    rmSync(root, { recursive: true });
    const { reports, problems } = await syncAtStart(library, {});
    expect(reports).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(/^own was not synced\. Cannot read/)]);
    expect(await held(library)).toEqual({ own: 2 });
    await expect(syncAtStart(library, { docs: [root] })).rejects.toThrow(UserError);
  });
});

test("a source is opened once, and a folder listed once an ingest", async () => {
  const root = docsFolder(PAGES);
  const listed = vi.spyOn(promises, "readdir");
  const looked = vi.spyOn(promises, "stat");
  syncBuiltinESMExports();
  try {
    await ingest(emptyLibrary(), [{ location: root, name: "one" }]);
    expect(listed.mock.calls.filter(([folder]) => folder === root)).toHaveLength(1);
    expect(looked.mock.calls.filter(([folder]) => folder === root)).toHaveLength(1);
  } finally {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
  }
});
