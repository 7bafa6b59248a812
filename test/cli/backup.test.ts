import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test, vi } from "vitest";
import { openDatabase } from "../../src/storage/database.ts";
import { CHILD_ENVIRONMENT } from "../support/child-environment.ts";
import { askOnPage, type DocentProcess, startDocent } from "../support/docent-process.ts";
import { docsFolder } from "../support/library.ts";
import { tempDir } from "../support/temp-dir.ts";

const PROGRAM = resolve(import.meta.dirname, "../../src/cli/backup.ts");
const PATIENCE = { timeout: 15_000, interval: 20 };
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
function backUp(dataDir: string, file: string) {
  const env = { ...CHILD_ENVIRONMENT, DATA_DIR: dataDir };
  return promisify(execFile)(process.execPath, [PROGRAM, file], { env, cwd: tempDir() });
}

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
  expect(existsSync(`${copy}.part`)).toBe(false);

  mkdirSync(restored);
  copyFileSync(copy, join(restored, "docent.db"));
  const before = held(restored);
  expect(before.state).toBe("ok");
  expect(before.conversations).toBeGreaterThan(0);
  const again = await start(restored);
  await again.ready();
  const all = before.conversations + before.open;
  await vi.waitFor(() => expect(held(restored)).toMatchObject({ conversations: all, open: 0 }), PATIENCE);
  await ask(again);
  await vi.waitFor(() => expect(held(restored)).toMatchObject({ conversations: all + 1, open: 0 }), PATIENCE);
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
