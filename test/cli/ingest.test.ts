import { type ExecFileException, execFile, spawn } from "node:child_process";
import { existsSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { CHILD_ENVIRONMENT } from "../support/child-environment.ts";
import { allChunks, docsFolder, writeDoc } from "../support/library.ts";
import { tempDir } from "../support/temp-dir.ts";

const PROGRAM = resolve(import.meta.dirname, "../../src/cli/ingest.ts");
const PAGES = { "a.md": "# A\n\nAlpha.", "b.md": "# B\n\nBeta." };

/** What a slow machine is told meanwhile. */
const PROGRESS_LINES = /^.+: \d+(?: of \d+)? files\n/gm;

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the real program in a folder of its own, so that no `.env` of this machine counts. */
function run(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((done) => {
    const options = { env: { ...CHILD_ENVIRONMENT, ...environment }, cwd: tempDir() };
    execFile(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", PROGRAM, ...args],
      options,
      (error, out, err) => {
        const code = Number((error as ExecFileException | null)?.code ?? 0);
        done({ code, out, err: err.replace(PROGRESS_LINES, "") });
      },
    );
  });
}

function withoutTimes(text: string): string {
  return text.replace(/in \d+\.\d s/g, "in T s");
}

describe("npm run ingest", () => {
  test("brings a folder in, says what it did, and touches nothing the second time", async () => {
    const DATA_DIR = tempDir();
    const root = docsFolder(PAGES);
    const args = [root, "--base-url", "https://d.example/en", "--name", "docs"];
    const first = await run(args, { DATA_DIR });
    expect({ ...first, out: withoutTimes(first.out) }).toEqual({
      code: 0,
      out: "docs: 2 pages, 2 chunks in T s\n  added 2, changed 0, removed 0, unchanged 0, skipped 0\n",
      err: "",
    });
    expect((await run(args, { DATA_DIR })).out).toContain("added 0, changed 0, removed 0, unchanged 2, skipped 0");
    const dry = await run(["--dry-run", "--remove", "docs"], { DATA_DIR });
    expect(dry.out).toBe("docs would be removed.\n");
    expect((await run(["--remove", "docs"], { DATA_DIR })).out).toBe("docs is removed.\n");
  });

  test("without arguments reads DOCS, else what it knows, else shows how to use it", async () => {
    const DATA_DIR = tempDir();
    const nothing = await run([], { DATA_DIR });
    expect([nothing.code, nothing.err]).toEqual([1, expect.stringContaining("Usage: npm run ingest --")]);
    const root = docsFolder(PAGES);
    expect((await run([], { DATA_DIR, DOCS: root })).out).toContain("added 2");
    expect((await run([], { DATA_DIR })).out).toContain("unchanged 2");
  });

  test("shows in a dry run what would change", async () => {
    const DATA_DIR = tempDir();
    const { out } = await run([docsFolder(PAGES), "--name", "docs", "--dry-run"], { DATA_DIR });
    expect(out).toBe(
      "docs: would hold 2 pages, 2 chunks to write\n  added 2, changed 0, removed 0, unchanged 0, skipped 0\n  added: a.md\n  added: b.md\n",
    );
    expect((await run([], { DATA_DIR })).code).toBe(1);
  });

  test("names the pages that it touched, and in a dry run those that it would touch", async () => {
    const DATA_DIR = tempDir();
    const root = docsFolder({ ...PAGES, "c.md": "# C\n\nGoes.", "d.md": "# D\n\nStays." });
    await run([root, "--name", "docs"], { DATA_DIR });
    writeDoc(root, "a.md", "# A\n\nEdited.");
    writeDoc(root, "new.md", "# New\n\nText.");
    rmSync(join(root, "c.md"));
    const touched = "  added: new.md\n  changed: a.md\n  removed: c.md\n";
    expect((await run(["--dry-run"], { DATA_DIR })).out).toContain(`unchanged 2, skipped 0\n${touched}`);
    expect((await run([], { DATA_DIR })).out).toContain(`unchanged 2, skipped 0\n${touched}`);
  });

  test("of several declared sources reads all that can be read, and fails for the others", async () => {
    const DATA_DIR = tempDir();
    const root = docsFolder(PAGES);
    const DOCENT_FILE = join(DATA_DIR, "docent.yaml");
    const declared = [
      { name: "away", location: join(root, "nowhere") },
      { name: "here", location: root },
    ];
    writeFileSync(DOCENT_FILE, JSON.stringify({ sources: declared }));
    const { code, out, err } = await run([], { DATA_DIR, DOCENT_FILE });
    expect([code, out]).toEqual([1, expect.stringContaining("here: 2 pages")]);
    expect(err).toMatch(/^away was not synced\. Cannot read .*nowhere: there is no such file or folder/m);
  });

  test("reads bad files as far as they can be read, and says which not", async () => {
    const root = docsFolder({
      "ok.md": "# Fine\n\nText.",
      "empty.md": "",
      "huge.md": "x",
      "image.md": Uint8Array.from([0x89, 0x50, 0, 0]),
      "latin.md": Uint8Array.from([...Buffer.from("Caf"), 0xe9, ...Buffer.from(" opens at nine.")]),
      "matter.md": "---\ntitle: [x\n---\nText.",
    });
    truncateSync(join(root, "huge.md"), 50 * 1024 * 1024);
    symlinkSync(root, join(root, "loop"));
    const { code, out } = await run([root, "--name", "docs"], { DATA_DIR: tempDir() });
    expect(code).toBe(0);
    expect(withoutTimes(out).split("\n")).toEqual([
      "docs: 3 pages, 3 chunks in T s",
      "  added 3, changed 0, removed 0, unchanged 0, skipped 4",
      "  skipped: empty.md is empty",
      "  skipped: huge.md is larger than 5 MB (50 MB)",
      "  skipped: image.md is binary, not text",
      "  skipped: loop is a link to the source itself",
      "  read, but: latin.md has 1 broken character; save it as UTF-8",
      expect.stringMatching(/^ {2}read, but: matter.md has broken front matter \(/),
      "",
    ]);
  });

  test("fails where a source gives no page, and says why", async () => {
    const root = docsFolder({ "a.md": "", "b.md": "---\ndraft: true\n---\nText." });
    const { code, err } = await run([root, "--name", "docs"], { DATA_DIR: tempDir() });
    expect(code).toBe(1);
    expect(err).toContain("docs: no page could be read. All 2 files were skipped; the first, a.md, is empty.");
  });

  test.each<[string, string[], NodeJS.ProcessEnv, string]>([
    [
      "a missing source",
      ["/no/such/docs"],
      {},
      "Cannot read /no/such/docs: there is no such file or folder. Check the path",
    ],
    [
      "a base URL that is none",
      ["docs", "--base-url", "docs.example.com"],
      {},
      "must be an address that starts with http",
    ],
    ["one name for two sources", ["a", "b", "--name", "x"], {}, "--name names one source"],
    ["an unknown source to remove", ["--remove", "x"], {}, "There is no source named x. Sources: none."],
    [
      "an unwritable data folder",
      ["docs"],
      { DATA_DIR: "/dev/null/docent" },
      "Cannot use the data folder /dev/null/docent",
    ],
    ["an unknown option", ["--nonsense"], {}, "unknown option"],
  ])("ends with a clear message on %s", async (_, args, environment, message) => {
    const { code, out, err } = await run(args, { DATA_DIR: tempDir(), ...environment });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(message);
    expect(err).not.toContain("    at ");
  });
});

/** How often an ingest is killed. The full bar is twenty; one run in the suite shows the mechanism. */
const KILLS = Number(process.env.DOCENT_TEST_KILLS ?? 3);

test(`killed ${KILLS} times while it writes, it leaves whole documents and ends as if nothing had happened`, {
  timeout: 20_000 * KILLS,
}, async () => {
  const files = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`p${at}.md`, page(at, "first")]));
  const root = docsFolder(files);
  const [DATA_DIR, clean] = [tempDir(), tempDir()];
  const args = [root, "--name", "docs"];
  for (let kill = 0; kill < KILLS; kill++) {
    for (let at = 0; at < 150; at++) writeDoc(root, `p${at}.md`, page(at, `round ${kill}`));
    const point = await killWhileWriting(args, DATA_DIR, 5 + ((kill * 29) % 120));
    console.info(`killed after ${point} of 150 documents`);
    expect(point).toBeGreaterThan(0);
    expect(point).toBeLessThan(150);
    const database = new DatabaseSync(join(DATA_DIR, "docent.db"));
    expect(database.prepare("pragma integrity_check").get()).toEqual({ integrity_check: "ok" });
    expect(tornDocuments(database)).toEqual([]);
    database.close();
  }
  rmSync(join(root, "p7.md"));
  expect((await run(args, { DATA_DIR })).code).toBe(0);
  expect((await run(args, { DATA_DIR: clean })).code).toBe(0);
  const [after, fresh] = [DATA_DIR, clean].map((dir) => allChunks(new DatabaseSync(join(dir, "docent.db"))));
  expect(after).toEqual(fresh);
  expect(fresh?.length).toBe(149 * 4);
});

/** Four sections that all carry the page's number and version, so that a half-written page shows. */
function page(at: number, version: string): string {
  return ["A", "B", "C", "D"]
    .map((name) => `## ${name}\n\nPage ${at} ${version} ${name}. ${"Words. ".repeat(40)}`)
    .join("\n\n");
}

function tornDocuments(database: DatabaseSync): string[] {
  const rows = database
    .prepare(
      "select d.path, group_concat(c.text, '|') as texts from index_documents d left join index_chunks c on c.document = d.id group by d.id",
    )
    .all();
  return rows
    .filter(({ texts }) => {
      const versions = [...String(texts).matchAll(/Page \d+ (first|round \d+) [ABCD]\./g)].map(
        ([, version]) => version,
      );
      return versions.length !== 4 || new Set(versions).size !== 1;
    })
    .map(({ path }) => String(path));
}

/** Starts an ingest and kills it -9 once `after` documents of this round are in. Resolves to how many are. */
async function killWhileWriting(args: readonly string[], DATA_DIR: string, after: number): Promise<number> {
  const before = hashesIn(DATA_DIR);
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", PROGRAM, ...args], {
    env: { ...CHILD_ENVIRONMENT, DATA_DIR },
    stdio: "ignore",
  });
  const ended = new Promise((done) => child.once("exit", done));
  const written = () => [...hashesIn(DATA_DIR)].filter((hash) => !before.has(hash)).length;
  // A new file must not be looked into before its owner has set it up.
  const isSetUp = () => existsSync(join(DATA_DIR, "docent.db-wal"));
  while (child.exitCode === null && !(isSetUp() && written() >= after))
    await new Promise((next) => setTimeout(next, 1));
  child.kill("SIGKILL");
  await ended;
  return written();
}

function hashesIn(dataDir: string): Set<string> {
  if (!existsSync(join(dataDir, "docent.db"))) return new Set();
  const database = new DatabaseSync(join(dataDir, "docent.db"), { timeout: 5000 });
  try {
    const rows = database.prepare("select hash from index_documents").all();
    return new Set(rows.map(({ hash }) => String(hash)));
  } catch (error) {
    if (/no such table/.test(String(error))) return new Set();
    throw error;
  } finally {
    database.close();
  }
}
