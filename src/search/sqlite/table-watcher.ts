import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";

/** Rows that are read at once: a few milliseconds of work, then others have their turn. */
const SLICE = 500;
/** Share of removed chunks, and a number of them in any case, from which on all is read anew. */
const MOST_REMOVED = 0.1;
const SOME_REMOVED = 20;

/** What is held in memory of a table's rows, by chunk. */
export interface IncrementalCache {
  /** Chunks that were added, those removed since included, and how many of them were removed. */
  readonly added: number;
  readonly removed: number;
  remove(chunk: number): void;
}

/**
 * A table that is watched.
 *
 * - `rows`: selects from a chunk (`?`, exclusive) on, in order, so many rows (`?`), `chunk` among their columns.
 * - `epoch`: an SQL expression; where its value changes, rows went that the log of removals does not name.
 * - `restore`: one that was kept, true up to a chunk and a removal, for the first time that it is asked for.
 * - `create`: an empty one. `adder`: what adds rows to one, asked for anew for each round of news.
 */
export interface WatchedTable<Held extends IncrementalCache> {
  readonly rows: string;
  readonly epoch?: string;
  restore?(): Promise<RestoredCache<Held> | undefined>;
  create(): Held;
  adder(held: Held): (row: Record<string, unknown>) => void;
}

/** What was kept of a table, and up to which chunk and removal it is true. */
export interface RestoredCache<Held> {
  readonly held: Held;
  readonly chunk: number;
  readonly removal: number;
}

/** What is held, and up to which chunk, removal and epoch it is true. */
interface State<Held> {
  readonly held: Held;
  readonly epoch: number;
  chunk: number;
  removal: number;
}

/**
 * Keeps something in memory true to a table that any process may change. Chunks come under ever higher ids and removals
 * are logged, so following takes as long as there is news; the first call reads everything, in slices.
 */
export function createTableWatcher<Held extends IncrementalCache>(
  database: DatabaseSync,
  { rows, epoch = "0", restore, create, adder }: WatchedTable<Held>,
): () => Promise<Held> {
  const sql = statements(database, rows, epoch);
  let state: State<Held> = { held: create(), chunk: 0, removal: 0, epoch: 0 };
  let reading: Promise<void> | undefined;

  const isCurrent = () => {
    const newest = newestOf(sql.newest.get());
    return newest.chunk === state.chunk && newest.removal === state.removal && newest.epoch === state.epoch;
  };

  const add = async (to: State<Held>) => {
    const addRow = adder(to.held);
    for (let found = sql.rows.all(to.chunk, SLICE); found.length > 0; found = sql.rows.all(to.chunk, SLICE)) {
      for (const row of found) {
        addRow(row);
        to.chunk = Number(row.chunk);
      }
      await setImmediate();
    }
  };

  const remove = (from: State<Held>) => {
    for (const row of sql.removed.iterate(from.removal)) {
      from.removal = Number(row.id);
      from.held.remove(Number(row.chunk));
    }
  };

  const isUnbroken = (removal: number) => Number(sql.oldestRemoval.get()?.id ?? 0) <= removal + 1;

  const beginning = async (newest: Omit<State<Held>, "held">): Promise<State<Held>> => {
    const kept = state.chunk === 0 ? await restore?.() : undefined;
    return kept && isUnbroken(kept.removal) ? { ...newest, ...kept } : { ...newest, held: create(), chunk: 0 };
  };

  const follow = async () => {
    const newest = newestOf(sql.newest.get());
    const isLost =
      state.chunk === 0 || newest.epoch !== state.epoch || !isUnbroken(state.removal) || isStale(state.held);
    const next = isLost ? await beginning(newest) : state;
    await add(next);
    remove(next);
    next.chunk = Math.max(next.chunk, newest.chunk);
    state = next;
  };

  return async () => {
    while (!isCurrent()) {
      reading ??= follow().finally(() => {
        reading = undefined;
      });
      await reading;
    }
    return state.held;
  };
}

/** Removed chunks still take time and memory. */
function isStale({ added, removed }: IncrementalCache): boolean {
  return removed > SOME_REMOVED && removed > added * MOST_REMOVED;
}

function newestOf(row: Record<string, unknown> = {}) {
  return { chunk: Number(row.chunk), removal: Number(row.removal), epoch: Number(row.epoch) };
}

function statements(database: DatabaseSync, rows: string, epoch: string) {
  const prepare = (text: string) => database.prepare(text);
  const last = (table: string) => `coalesce((select seq from sqlite_sequence where name = '${table}'), 0)`;
  return {
    newest: prepare(
      `select ${last("index_chunks")} as chunk, ${last("index_removed")} as removal, ${epoch} as epoch from index_state`,
    ),
    oldestRemoval: prepare("select min(id) as id from index_removed"),
    rows: prepare(rows),
    removed: prepare("select id, chunk from index_removed where id > ? order by id"),
  };
}
