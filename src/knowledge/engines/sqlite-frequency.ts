import type { DatabaseSync } from "node:sqlite";
import { fingerprint } from "./fields.ts";

/** Counting a term takes time in proportion; from this many chunks on the count is kept. */
const COMMON = 500;
/** How far the index may have grown or shrunk until a kept count is made anew. */
const DRIFT = 0.02;

/**
 * Tells how many of the index's `chunks` have a term. The count of a common term may be old by a fiftieth of the index;
 * whether a term is there at all is always known.
 */
export function createFrequency(database: DatabaseSync): (term: string, chunks: number) => number {
  const word = database.prepare("select 1 from index_words where fingerprint = ?");
  const count = database.prepare("select doc from index_vocabulary where term = ?");
  const kept = new Map<string, { readonly count: number; readonly chunks: number }>();
  return (term, chunks) => {
    const before = kept.get(term);
    if (before && Math.abs(before.chunks - chunks) <= chunks * DRIFT) return before.count;
    if (!word.get(fingerprint(term))) return 0;
    const now = { count: Number(count.get(term)?.doc ?? 0), chunks };
    if (now.count >= COMMON) kept.set(term, now);
    else kept.delete(term);
    return now.count;
  };
}
