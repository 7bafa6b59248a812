import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { UserError } from "../../src/core/errors.ts";
import { ingest } from "../../src/ingest/ingest.ts";
import { runInThread, type SyncThreadOptions } from "../../src/ingest/sync-thread.ts";
import { docsFolder, threadedLibrary } from "../support/library.ts";

const GREEDY = pathToFileURL(join(import.meta.dirname, "../fixtures/greedy-readers.ts")).href;
const LIMITS = { timeoutMs: 1500, lookMs: 10, preload: [GREEDY] };

/** A library whose syncs run in a thread, and a sync of files in it. */
function threaded() {
  const library = threadedLibrary();
  onTestFinished(() => library.database.close());
  const sync = async (files: Readonly<Record<string, string>>, options: SyncThreadOptions = {}) => {
    const job = { sync: [{ name: "docs", location: docsFolder(files) }] };
    const limits = { ...LIMITS, ...options.limits };
    const [report] = await runInThread(library.settings, job, { ...options, limits });
    return report;
  };
  return { library, sync };
}

/** How long the event loop stood still at most while the work was done, in milliseconds. */
async function longestStall(work: Promise<unknown>): Promise<number> {
  let last = performance.now();
  let longest = 0;
  const ticking = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  await work;
  clearInterval(ticking);
  return longest;
}

test("a sync runs beside this thread: what it writes is found here, and nobody waits for it", async () => {
  const { library } = threaded();
  const location = docsFolder({ "a.md": "# Coffee\n\nThe coffee machine is in the kitchen.", "b.md": "# B\n\nBeta." });
  const syncing = ingest(library, [{ location, name: "docs" }]);
  expect(await longestStall(syncing)).toBeLessThan(1000);
  expect((await syncing)[0]).toMatchObject({ source: "docs", pages: 2, added: 2, unchanged: 0, skipped: [] });
  const { passages } = await library.engine.search({ text: "Where is the coffee machine?", limit: 1 });
  expect(passages[0]?.path).toBe("a.md");
  expect((await ingest(library, [{ location, name: "docs" }]))[0]).toMatchObject({ added: 0, unchanged: 2 });
});

test("a process that was started with flags for V8 reads files as any other", async () => {
  process.execArgv.push("--max-old-space-size=512");
  onTestFinished(() => void process.execArgv.pop());
  const { library } = threaded();
  const [report] = await runInThread(library.settings, {
    sync: [{ name: "docs", location: docsFolder({ "a.md": "A." }) }],
  });
  expect(report).toMatchObject({ pages: 1, added: 1 });
});

test.each([
  ["for ever", "takes longer to read than 1.5 s"],
  ["without end", "takes longer to read than 1.5 s"],
  ["all memory", "needs too much memory to read"],
  ["all bytes", "needs too much memory to read"],
])("a file that is read %s is skipped with the reason, and another thread goes on behind it", async (greed, reason) => {
  const { library, sync } = threaded();
  const files = { "a.txt": "Alpha.", "b.txt": greed, "c.txt": "Gamma.", "d.txt": "" };
  const syncing = sync(files, {
    limits: { timeoutMs: greed.startsWith("all") ? 20_000 : 1500, memoryMb: 64, bytesMb: 32 },
  });
  expect(await longestStall(syncing)).toBeLessThan(1000);
  const report = await syncing;
  expect(report).toMatchObject({ pages: 2, added: 2, unchanged: 0 });
  expect(report?.touched.map(({ path }) => path).toSorted()).toEqual(["a.txt", "c.txt"]);
  expect(report?.skipped.toSorted((one, other) => (one.path < other.path ? -1 : 1))).toEqual([
    { path: "b.txt", reason },
    { path: "d.txt", reason: "is empty" },
  ]);
  expect(await library.engine.sources()).toMatchObject([{ name: "docs", documents: 2 }]);
});

test("a document whose words take for ever is found out among those that were put with it", async () => {
  const { sync } = threaded();
  const report = await sync({ "a.txt": "Alpha.", "b.txt": "endless words", "c.txt": "Gamma." });
  expect(report).toMatchObject({ pages: 2, added: 2 });
  expect(report?.skipped).toEqual([{ path: "b.txt", reason: "takes longer to read than 1.5 s" }]);
});

test("a source with more such files than anybody has by accident is given up", async () => {
  const { sync } = threaded();
  const files = Object.fromEntries(Array.from({ length: 4 }, (_, n) => [`${n}.txt`, "for ever"]));
  await expect(sync(files, { limits: { timeoutMs: 50, mostFiles: 2 } })).rejects.toThrow(
    /^docs: more than 2 files take too much time or memory to read \(such as 2\.txt, which takes longer/,
  );
});

test("ends soon when it is told to, even where it stands still, and says why", async () => {
  const { sync } = threaded();
  const stop = new AbortController();
  const reason = new UserError("Enough.");
  const syncing = sync({ "a.txt": "for ever" }, { signal: stop.signal, limits: { timeoutMs: 60_000, stopMs: 50 } });
  setTimeout(() => stop.abort(reason), 300);
  await expect(syncing).rejects.toBe(reason);
});

test("what is wrong with a source is the same error as without a thread", async () => {
  const { library } = threaded();
  const missing = ingest(library, [{ location: "/no/such/folder", name: "docs" }]);
  await expect(missing).rejects.toThrow(UserError);
  await expect(missing).rejects.toThrow("Cannot read /no/such/folder: there is no such file or folder.");
});
