import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { FIELDS, unpackTerms } from "./fields.ts";
import { createPostings, type Postings } from "./postings.ts";
import type { MeanLengths } from "./rank.ts";

/** Chunks that are read at once: a few milliseconds of work, then others have their turn. */
const SLICE = 500;
/** Share of removed chunks, and a number of them in any case, from which on all is read anew. */
const MOST_REMOVED = 0.1;
const SOME_REMOVED = 20;

/** Postings, and up to which chunk and which removal they are true. */
interface Held {
  readonly postings: Postings;
  chunk: number;
  removal: number;
}

/**
 * Keeps postings true to the table of terms, which any process may change. Chunks come under ever higher ids and removals
 * are logged, so following takes as long as there is news; the first call reads everything, in slices.
 */
export function createFollower(database: DatabaseSync): () => Promise<Postings> {
  const sql = statements(database);
  let held: Held = { postings: createPostings(), chunk: 0, removal: 0 };
  let reading: Promise<void> | undefined;

  const isCurrent = () => {
    const newest = newestOf(sql.newest.get());
    return newest.chunk === held.chunk && newest.removal === held.removal;
  };

  const add = async (to: Held) => {
    const means = meanLengths(sql.state.get());
    for (let rows = sql.added.all(to.chunk, SLICE); rows.length > 0; rows = sql.added.all(to.chunk, SLICE)) {
      for (const row of rows) {
        to.chunk = Number(row.chunk);
        to.postings.add(to.chunk, unpackTerms(row.terms as Uint8Array), means);
      }
      await setImmediate();
    }
  };

  const remove = (from: Held) => {
    for (const row of sql.removed.iterate(from.removal)) {
      from.removal = Number(row.id);
      from.postings.remove(Number(row.chunk));
    }
  };

  const follow = async () => {
    const newest = newestOf(sql.newest.get());
    const isMissing = Number(sql.oldestRemoval.get()?.id) > held.removal + 1;
    const next =
      held.chunk === 0 || isMissing || isWorn(held.postings)
        ? { postings: createPostings(), chunk: 0, removal: newest.removal }
        : held;
    await add(next);
    remove(next);
    next.chunk = Math.max(next.chunk, newest.chunk);
    held = next;
  };

  return async () => {
    while (!isCurrent()) {
      reading ??= follow().finally(() => {
        reading = undefined;
      });
      await reading;
    }
    return held.postings;
  };
}

/** Mean number of terms per chunk, from the row of `index_state`. */
export function meanLengths(state: Record<string, unknown> = {}): MeanLengths {
  return FIELDS.map((field) => Number(state[field]) / Math.max(1, Number(state.chunks)));
}

/** Removed chunks still take time and count as having their terms. */
function isWorn({ added, removed }: Postings): boolean {
  return removed > SOME_REMOVED && removed > added * MOST_REMOVED;
}

function newestOf(row: Record<string, unknown> = {}) {
  return { chunk: Number(row.chunk), removal: Number(row.removal) };
}

function statements(database: DatabaseSync) {
  const prepare = (text: string) => database.prepare(text);
  const last = (table: string) => `coalesce((select seq from sqlite_sequence where name = '${table}'), 0)`;
  return {
    state: prepare("select * from index_state"),
    newest: prepare(`select ${last("index_chunks")} as chunk, ${last("index_removed")} as removal`),
    oldestRemoval: prepare("select min(id) as id from index_removed"),
    added: prepare("select chunk, terms from index_terms where chunk > ? order by chunk limit ?"),
    removed: prepare("select id, chunk from index_removed where id > ? order by id"),
  };
}
