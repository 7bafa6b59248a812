import { withRoom } from "./growable.ts";

/** Places in the largest block of a term's list. */
const LARGEST_BLOCK = 1024;

/** For every term, by its number, the rows that have it and how much it tells of each, in 0..255. */
export interface PostingLists {
  /** How many rows have a term. */
  count(term: number): number;
  append(term: number, row: number, telling: number): void;
  /** Adds `worth` times what the term tells to the score of each row that has it. */
  addUp(scores: Float32Array, term: number, worth: number): void;
}

/**
 * Empty lists. Each is a chain of blocks in one pool, `[former block, places, ...]`, every block as large as all
 * before it
 * and filled from its end: a list grows without being copied, and no typed array of its own is spent on a rare term.
 * A place
 * holds the row times 256 and what the term tells.
 */
export function createPostingLists(): PostingLists {
  let pool = new Uint32Array(1 << 16);
  let used = 1;
  let blocks = new Uint32Array(1 << 11);
  let free = new Uint16Array(1 << 11);
  let counts = new Uint32Array(1 << 11);

  const makeRoom = (term: number) => {
    blocks = withRoom(blocks, term);
    free = withRoom(free, term);
    counts = withRoom(counts, term);
  };

  const addBlock = (term: number) => {
    const places = Math.min(LARGEST_BLOCK, Math.max(1, counts[term] as number));
    pool = withRoom(pool, used + places + 2);
    pool[used] = blocks[term] as number;
    pool[used + 1] = places;
    blocks[term] = used;
    free[term] = places;
    used += places + 2;
  };

  return {
    count: (term) => counts[term] ?? 0,
    append(term, row, telling) {
      if (term >= counts.length) makeRoom(term);
      if (free[term] === 0) addBlock(term);
      const left = (free[term] as number) - 1;
      free[term] = left;
      pool[(blocks[term] as number) + 2 + left] = row * 256 + telling;
      counts[term] = (counts[term] as number) + 1;
    },
    addUp(scores, term, worth) {
      let first = free[term] ?? 0;
      for (let block = blocks[term] ?? 0; block !== 0; block = pool[block] as number) {
        const end = block + 2 + (pool[block + 1] as number);
        for (let place = block + 2 + first; place < end; place++) {
          const entry = pool[place] as number;
          scores[entry >>> 8] = (scores[entry >>> 8] as number) + worth * (entry & 255);
        }
        first = 0;
      }
    },
  };
}
