import { type Bm25Weights, type QueryTermPostings, saturate, weightedFrequency } from "../ranking/bm25.ts";
import { FIELDS } from "../ranking/fields.ts";
import { withRoom } from "./growable.ts";
import { createPostingLists, MAX_IMPACT, type SavedLists } from "./posting-lists.ts";
import { createRows, type SavedRows } from "./rows.ts";
import { createTermDictionary, type SavedTerms } from "./term-dictionary.ts";

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
  /** The chunk that was added last; 0 where none was. */
  readonly lastChunk: number;
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
  /** The index as it can be kept, until it changes. */
  save(): SavedIndex;
}

/** An inverted index as it is kept. */
export interface SavedIndex {
  readonly rows: SavedRows;
  readonly terms: SavedTerms;
  readonly postings: SavedLists;
}

/** An empty index, or one that was saved. `k1`: BM25's, which bounds what a term can add. */
export function createInvertedIndex({ k1 }: Pick<Bm25Weights, "k1">, saved?: SavedIndex): InvertedIndex {
  const step = (k1 + 1) / MAX_IMPACT;
  const rows = createRows(saved?.rows);
  const dictionary = createTermDictionary(saved?.terms);
  const postings = createPostingLists(saved?.postings);
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
    get lastChunk() {
      return rows.added > 0 ? rows.chunkOf(rows.added - 1) : 0;
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
    save: () => ({ rows: rows.save(), terms: dictionary.save(), postings: postings.save() }),
  };
}
