import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test, vi } from "vitest";
import { openDatabase } from "../../src/storage/database.ts";
import { CHILD_ENVIRONMENT } from "../support/child-environment.ts";
import { askOnPage, type DocentProcess, startDocent } from "../support/docent-process.ts";
import { docsFolder } from "../support/library.ts";
import { tempDir } from "../support/temp-dir.ts";

const START = resolve(import.meta.dirname, "../../src/start.js");
const PATIENCE = { timeout: 30_000, interval: 20 };
const running: DocentProcess[] = [];

afterAll(async () => {
  await Promise.all(running.map((docent) => docent.end("SIGKILL")));
});

async function start(dataDir: string, settings: Record<string, string> = {}): Promise<DocentProcess> {
  const docent = await startDocent(dataDir, settings);
  running.push(docent);
  return docent;
}

/** Runs the real program in a folder of its own, so that no `.env` of this machine counts. */
function run(command: "backup" | "restore", dataDir: string, ...args: readonly string[]) {
  const env = { ...CHILD_ENVIRONMENT, DATA_DIR: dataDir };
  return promisify(execFile)(process.execPath, [START, command, ...args], { env, cwd: tempDir() });
}

const backUp = (dataDir: string, file: string) => run("backup", dataDir, file);

const ask = (docent: DocentProcess) => askOnPage(docent, "Which colour has a button?");

/** What a database holds: the conversations and the questions without an end. */
function held(dataDir: string) {
  const database = openDatabase(dataDir);
  try {
    const count = (sql: string) => Number(database.prepare(sql).get()?.count);
    return {
      state: database.prepare("pragma integrity_check").get()?.integrity_check,
      conversations: count("select count(*) as count from keyv where namespace = 'conversations'"),
      open: count("select count(*) as count from questions where closed is null"),
    };
  } finally {
    database.close();
  }
}

test("a copy made while Docent answers is whole, and Docent goes on from it", async () => {
  const [dataDir, restored] = [tempDir(), join(tempDir(), "restored")];
  const docs = docsFolder({ "buttons.md": "# Buttons\n\nThe colour of a button is green.\n" });
  const docent = await start(dataDir, { DOCS: docs });
  await docent.ready();
  await ask(docent);
  await vi.waitFor(() => expect(held(dataDir)).toMatchObject({ conversations: 1, open: 0 }), PATIENCE);
  const asking = Array.from({ length: 20 }, () => ask(docent));
  const copy = join(tempDir(), "copy.db");
  expect((await backUp(dataDir, copy)).stdout).toBe(`The database is copied to ${copy}.\n`);
  await Promise.all(asking);
  // What it was answering at the moment of the copy is its own as long as it lives.
  await docent.end("SIGKILL");
  expect(existsSync(`${copy}.part`)).toBe(false);

  expect((await run("restore", restored, copy)).stdout).toContain(`as it was in ${copy}`);
  const before = held(restored);
  expect(before.state).toBe("ok");
  expect(before.conversations).toBeGreaterThan(0);
  const again = await start(restored);
  await again.ready();
  const all = before.conversations + before.open;
  await vi.waitFor(() => expect(held(restored)).toMatchObject({ conversations: all, open: 0 }), PATIENCE);
  await ask(again);
  await vi.waitFor(() => expect(held(restored)).toMatchObject({ conversations: all + 1, open: 0 }), PATIENCE);
}, 60_000);

test("a copy is restored only where nobody uses the database, and what was there before is kept", async () => {
  const [dataDir, copy] = [tempDir(), join(tempDir(), "copy.db")];
  const docent = await start(dataDir, {
    DOCS: docsFolder({ "a.md": "# Buttons\n\nThe colour of a button is green.\n" }),
  });
  await docent.ready();
  await backUp(dataDir, copy);
  await ask(docent);
  await vi.waitFor(() => expect(held(dataDir)).toMatchObject({ conversations: 1, open: 0 }), PATIENCE);
  await expect(run("restore", dataDir, copy)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Docent is running in .*\. Stop it, restore the copy, and start it again\.\n$/),
  });
  await ask(docent);
  await vi.waitFor(() => expect(held(dataDir)).toMatchObject({ conversations: 2, open: 0 }), PATIENCE);
  await docent.end();

  await run("restore", dataDir, copy);
  expect(held(dataDir)).toMatchObject({ state: "ok", conversations: 0, open: 0 });
  const [kept = ""] = readdirSync(dataDir).filter((name) => name.startsWith("replaced-"));
  const before = tempDir();
  renameSync(join(dataDir, kept), join(before, "docent.db"));
  expect(held(before)).toMatchObject({ state: "ok", conversations: 2, open: 0 });
});

test("a copy that is damaged, no database or not there is refused, and the database stays as it is", async () => {
  const [dataDir, copy] = [tempDir(), join(tempDir(), "copy.db")];
  await backUp(dataDir, copy);
  const before = readFileSync(join(dataDir, "docent.db"));
  const refused = (reason: RegExp) =>
    expect(run("restore", dataDir, copy)).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(reason) });
  truncateSync(copy, 5000);
  await refused(/damaged/);
  writeFileSync(copy, "not a database ".repeat(20));
  await refused(/damaged/);
  rmSync(copy);
  await refused(/is not there/);
  expect(readFileSync(join(dataDir, "docent.db"))).toEqual(before);
});

test("a copy without a name is called after the moment", async () => {
  const { stdout } = await run("backup", tempDir());
  expect(stdout).toMatch(/copied to docent-\d{4}-\d\d-\d\dT\d{6}\.db\.\n$/);
});

test("no file is written over, and what cannot be written is told", async () => {
  const dataDir = tempDir();
  const copy = join(tempDir(), "copy.db");
  await backUp(dataDir, copy);
  await expect(backUp(dataDir, copy)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/there already/),
  });
  const nowhere = backUp(dataDir, join(tempDir(), "no-such-folder", "copy.db"));
  await expect(nowhere).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^The copy could not be written/),
  });
});
