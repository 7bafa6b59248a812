import { withRoom } from "./growable.ts";

/** Postings in the largest block of a term's list. */
const LARGEST_BLOCK = 1024;

/** The highest impact: how much a term adds to the score of a row is rounded to eight bits. */
export const MAX_IMPACT = 255;

/** Posting lists by the id of their term: the rows that have it, each with the term's impact in 0..`MAX_IMPACT`. */
export interface PostingLists {
  /** How many rows have a term. */
  count(term: number): number;
  append(term: number, row: number, impact: number): void;
  /** Adds `weight` times the term's impact to the score of each row that has it. */
  addImpacts(term: number, scores: Float32Array, weight: number): void;
  save(): SavedLists;
}

/** Lists as they are kept: the pool, and by term its last block, the places left in that and how many postings it has. */
export interface SavedLists {
  readonly pool: Uint32Array;
  readonly blocks: Uint32Array;
  readonly free: Uint16Array;
  readonly counts: Uint32Array;
}

/**
 * Empty lists, or those that were saved. Each is a chain of blocks in one pool, `[former block, size, postings ...]`, every block as large as all
 * before it and filled from its end: a list grows without being copied, and no typed array of its own is spent on a
 * rare term. A posting is the row times 256 and the impact.
 */
export function createPostingLists(saved?: SavedLists): PostingLists {
  let pool = saved?.pool ?? new Uint32Array(1 << 16);
  let used = saved?.pool.length ?? 1;
  let blocks = saved?.blocks ?? new Uint32Array(1 << 11);
  let free = saved?.free ?? new Uint16Array(1 << 11);
  let counts = saved?.counts ?? new Uint32Array(1 << 11);

  const makeRoom = (term: number) => {
    blocks = withRoom(blocks, term);
    free = withRoom(free, term);
    counts = withRoom(counts, term);
  };

  const addBlock = (term: number) => {
    const size = Math.min(LARGEST_BLOCK, Math.max(1, counts[term] as number));
    pool = withRoom(pool, used + size + 2);
    pool[used] = blocks[term] as number;
    pool[used + 1] = size;
    blocks[term] = used;
    free[term] = size;
    used += size + 2;
  };

  return {
    count: (term) => counts[term] ?? 0,
    save: () => ({ pool: pool.subarray(0, used), blocks, free, counts }),
    append(term, row, impact) {
      if (term >= counts.length) makeRoom(term);
      if (free[term] === 0) addBlock(term);
      const left = (free[term] as number) - 1;
      free[term] = left;
      pool[(blocks[term] as number) + 2 + left] = row * 256 + impact;
      counts[term] = (counts[term] as number) + 1;
    },
    addImpacts(term, scores, weight) {
      let first = free[term] ?? 0;
      for (let block = blocks[term] ?? 0; block !== 0; block = pool[block] as number) {
        const end = block + 2 + (pool[block + 1] as number);
        for (let place = block + 2 + first; place < end; place++) {
          const posting = pool[place] as number;
          scores[posting >>> 8] = (scores[posting >>> 8] as number) + weight * (posting & 255);
        }
        first = 0;
      }
    },
  };
}
