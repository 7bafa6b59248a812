import { type Bm25Weights, type QueryTermPostings, saturate, weightedFrequency } from "../ranking/bm25.ts";
import { FIELDS } from "../ranking/fields.ts";
import { withRoom } from "./growable.ts";
import { createPostingLists, MAX_IMPACT } from "./posting-lists.ts";
import { createRows } from "./rows.ts";
import { createTermDictionary } from "./term-dictionary.ts";

/** A chunk, the shelf that it stands on, and what `packTerms` made of it. */
export interface IndexedChunk {
  readonly id: number;
  readonly shelf: string;
  readonly packed: Uint32Array;
}

/** The chunks of an index by the terms in them, in memory: a first look that reads nothing from disk. */
export interface InvertedIndex {
  /** Chunks that were added, those removed since included, and how many of them were removed. */
  readonly added: number;
  readonly removed: number;
  /** Adds a chunk under a higher id than all before it, with its terms. */
  add(chunk: IndexedChunk, weights: Bm25Weights): void;
  /** Takes a chunk out; what was never added is ignored. */
  remove(chunk: number): void;
  /** How many chunks have a term, removed ones included. */
  frequency(fingerprint: number): number;
  /**
   * About the `count` best chunks for the terms, on some shelves or on all, best first: BM25F with each term's share
   * rounded to its impact.
   */
  best(terms: readonly QueryTermPostings[], count: number, isWanted?: (shelf: string) => boolean): number[];
}

/** An empty index. `k1`: BM25's, which bounds what a term can add. */
export function createInvertedIndex({ k1 }: Pick<Bm25Weights, "k1">): InvertedIndex {
  const step = (k1 + 1) / MAX_IMPACT;
  const rows = createRows();
  const dictionary = createTermDictionary();
  const postings = createPostingLists();
  let frequencies = new Float32Array(1 << 11);
  let scores = new Float32Array(1 << 10);

  /** Adds up in `frequencies` those of a chunk's terms; returns the terms, each once. */
  const countFrequencies = (packed: Uint32Array, weights: Bm25Weights): number[] => {
    const terms: number[] = [];
    let start = FIELDS.length;
    for (let field = 0; field < FIELDS.length; field++) {
      const end = start + (packed[field] ?? 0);
      const frequency = weightedFrequency(field, end - start, weights);
      for (; start < end; start++) {
        const term = dictionary.idOf(packed[start] as number);
        if (term >= frequencies.length) frequencies = withRoom(frequencies, term);
        if (frequencies[term] === 0) terms.push(term);
        frequencies[term] = (frequencies[term] as number) + frequency;
      }
    }
    return terms;
  };

  return {
    get added() {
      return rows.added;
    },
    get removed() {
      return rows.removed;
    },
    add({ id, shelf, packed }, weights) {
      const row = rows.add(id, shelf);
      for (const term of countFrequencies(packed, weights)) {
        postings.append(term, row, Math.round(saturate(frequencies[term] as number, k1) / step));
        frequencies[term] = 0;
      }
    },
    remove: (chunk) => rows.remove(chunk),
    frequency: (fingerprint) => postings.count(dictionary.find(fingerprint)),
    best(terms, count, isWanted) {
      scores = withRoom(scores, rows.added);
      scores.fill(0);
      for (const { fingerprint, weight, idf } of terms)
        postings.addImpacts(dictionary.find(fingerprint), scores, weight * idf * step);
      return rows.best(scores, count, isWanted).map(({ id }) => id);
    },
  };
}
