import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Library } from "../../src/ingest/library.ts";
import { createSqliteIndex } from "../../src/search/sqlite/index.ts";
import { openDatabase } from "../../src/storage/database.ts";

/** Lends an empty library, in a folder that is removed afterwards, to a program that is no test. */
export async function withScratchLibrary<Result>(
  work: (library: Library, folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "docent-scratch-"));
  const database = openDatabase(folder);
  try {
    return await work({ database, engine: createSqliteIndex(database) }, folder);
  } finally {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
