import { createHash } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import type { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import { deserialize, serialize } from "node:v8";
import type { InvertedIndex, SavedIndex } from "../memory/inverted-index.ts";
import type { RankingSettings } from "../tuning.ts";

/** Raised whenever what is kept is made differently. */
const VERSION = 1;
/** Fewer chunks than this are read from their table in a moment. */
const WORTH_KEEPING = 5000;
/** So large a share of news since it was kept makes it worth to be kept anew: up to then they are read from the table. */
const MOST_NEWS = 0.1;
/** So many bytes are hashed at once: others have their turn in between. */
const HASHED_AT_ONCE = 1 << 20;

/** What postings are weighed by when they are made. */
type Weights = Pick<RankingSettings, "k1" | "b" | "fieldWeights">;

/** An inverted index as it is kept, and up to which chunk and removal it is true. */
export interface KeptIndex {
  readonly chunk: number;
  readonly removal: number;
  readonly index: SavedIndex;
}

/** The file of postings beside a database. */
export interface PostingsFile {
  /** What was kept; undefined where there is none, or where it is not what this database says that was kept. */
  read(): Promise<KeptIndex | undefined>;
  /** Keeps an index that `load` brings up to date, where that spares the next start more than a moment. */
  keep(load: () => Promise<InvertedIndex>): Promise<void>;
}

/**
 * Postings in the form in which they are searched, so that the first search after a start need not make them again from
 * the table of terms. The database has their hash: a file that is damaged, cut short or of another state of the
 * database is none. A database in memory has no file.
 */
export function createPostingsFile(database: DatabaseSync, { k1, b, fieldWeights }: Weights): PostingsFile {
  const location = database.location();
  const path = location === null ? undefined : `${location}-postings`;
  const madeBy = JSON.stringify([VERSION, k1, b, fieldWeights]);
  const kept = database.prepare("select hash, chunk, removal from index_kept_postings");
  const note = database.prepare("insert or replace into index_kept_postings values (1, ?, ?, ?)");
  const last = (table: string) => `coalesce((select seq from sqlite_sequence where name = '${table}'), 0)`;
  const newest = database.prepare(
    `select chunks, ${last("index_chunks")} as chunk, ${last("index_removed")} as removal from index_state`,
  );

  const isWorthwhile = (now: Record<string, unknown>) => {
    const { chunk = 0, removal = 0 } = kept.get() ?? {};
    const news = Number(now.chunk) - Number(chunk) + Number(now.removal) - Number(removal);
    return Number(now.chunks) >= WORTH_KEEPING && news > Number(now.chunks) * MOST_NEWS;
  };

  return {
    async read() {
      const known = kept.get();
      if (!path || !known) return undefined;
      const bytes = await readFile(path).catch(() => undefined);
      if (!bytes || (await hashOf(bytes)) !== known.hash) return undefined;
      const saved = deserialized(bytes);
      return saved?.by === madeBy
        ? { chunk: Number(known.chunk), removal: Number(known.removal), index: saved.index }
        : undefined;
    },
    async keep(load) {
      // Read before the index is brought up to date: to apply a removal twice does no harm, to miss one does.
      const now = newest.get();
      if (!path || !now || !isWorthwhile(now)) return;
      const index = await load();
      const bytes = serialize({ by: madeBy, index: index.save() });
      const { lastChunk } = index;
      const hash = await hashOf(bytes);
      if (await written(path, bytes)) note.run(hash, lastChunk, Number(now.removal));
    },
  };
}

/** What was saved, and by which weights; undefined where a newer Node.js wrote it in a form that this one cannot read. */
function deserialized(bytes: Buffer): { readonly by: string; readonly index: SavedIndex } | undefined {
  try {
    return deserialize(bytes);
  } catch {
    return undefined;
  }
}

/** Whether a file is there whole; without room for it the next start takes longer, and that is all. */
async function written(path: string, bytes: Uint8Array): Promise<boolean> {
  const unfinished = `${path}.new`;
  try {
    await writeFile(unfinished, bytes, { mode: 0o600 });
    await rename(unfinished, path);
    return true;
  } catch {
    await rm(unfinished, { force: true }).catch(() => undefined);
    return false;
  }
}

async function hashOf(bytes: Uint8Array): Promise<string> {
  const hash = createHash("sha256");
  for (let at = 0; at < bytes.length; at += HASHED_AT_ONCE) {
    hash.update(bytes.subarray(at, at + HASHED_AT_ONCE));
    await nextTurn();
  }
  return hash.digest("hex");
}
