import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { type Library, type OpenedLibrary, openLibrary } from "../../src/ingest/library.ts";
import { createSqliteIndex } from "../../src/search/sqlite/index.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { tempDir } from "./temp-dir.ts";

/** An empty library in a folder of its own, with the real engine. */
export function emptyLibrary(dataDir = tempDir()): Library {
  const database = openDatabase(dataDir);
  return { database, engine: createSqliteIndex(database) };
}

/** A library whose syncs run in a thread with a library of its own, as those of the programs do. */
export function threadedLibrary(dataDir = tempDir()): OpenedLibrary {
  const github = { url: "https://github.com" };
  return openLibrary({ dataDir, allowPrivateHosts: [], github, logLevel: "silent", secrets: [] });
}

/** A folder with these files. */
export function docsFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = tempDir();
  for (const [path, content] of Object.entries(files)) writeDoc(root, path, content);
  return root;
}

/** Writes a file and the folders above it. */
export function writeDoc(root: string, path: string, content: string | Uint8Array): void {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
}

/** Every chunk in the index, as one string each, in an order that does not depend on when it was put. */
export function allChunks(database: DatabaseSync): string[] {
  return database
    .prepare(`select d.source, d.path, d.title, d.hash, c.ordinal, c.key, c.headings, c.text, c.url
      from index_chunks c join index_documents d on d.id = c.document order by d.source, d.path, c.ordinal`)
    .all()
    .map((row) => JSON.stringify(row));
}
