import { K1_PLUS_ONE, type QueryTermPostings, saturate, type TermWeights, termWeight } from "../ranking/bm25.ts";
import { FIELDS } from "../ranking/fields.ts";
import { withRoom } from "./growable.ts";
import { createPostingLists } from "./posting-lists.ts";
import { createRows } from "./rows.ts";
import { createTermDictionary } from "./term-ids.ts";

/** How much a term tells of a chunk is rounded to eight bits. */
const STEPS = 255 / K1_PLUS_ONE;

/** The chunks of an index by the terms in them, in memory: a first look that reads nothing from disk. */
export interface InvertedIndex {
  /** Chunks that were added, those removed since included, and how many of them were removed. */
  readonly added: number;
  readonly removed: number;
  /** Adds a chunk under a higher id than all before it, with what `packTerms` made of it. */
  add(chunk: number, packed: Uint32Array, worths: TermWeights): void;
  /** Takes a chunk out; what was never added is ignored. */
  remove(chunk: number): void;
  /** How many chunks have a term, removed ones included. */
  frequency(fingerprint: number): number;
  /** About the `count` best chunks for the terms, best first: BM25F with what each term tells rounded. */
  best(terms: readonly QueryTermPostings[], count: number): number[];
}

/** Empty postings. */
export function createInvertedIndex(): InvertedIndex {
  const rows = createRows();
  const table = createTermDictionary();
  const lists = createPostingLists();
  let worths = new Float32Array(1 << 11);
  let scores = new Float32Array(1 << 10);

  /** Sums up in `worths` what the terms of a chunk are worth there; returns the terms, each once. */
  const sumUp = (packed: Uint32Array, by: TermWeights): number[] => {
    const terms: number[] = [];
    let start = FIELDS.length;
    for (let field = 0; field < FIELDS.length; field++) {
      const end = start + (packed[field] ?? 0);
      const worth = termWeight(field, end - start, by);
      for (; start < end; start++) {
        const term = table.numberOf(packed[start] as number);
        if (term >= worths.length) worths = withRoom(worths, term);
        if (worths[term] === 0) terms.push(term);
        worths[term] = (worths[term] as number) + worth;
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
    add(chunk, packed, by) {
      const row = rows.add(chunk);
      for (const term of sumUp(packed, by)) {
        lists.append(term, row, Math.round(saturate(worths[term] as number) * STEPS));
        worths[term] = 0;
      }
    },
    remove: (chunk) => rows.remove(chunk),
    frequency: (fingerprint) => lists.count(table.find(fingerprint)),
    best(terms, count) {
      scores = withRoom(scores, rows.added);
      scores.fill(0);
      for (const { fingerprint, weight, rarity } of terms)
        lists.addUp(scores, table.find(fingerprint), (weight * rarity) / STEPS);
      return rows.best(scores, count).map(({ id }) => id);
    },
  };
}
