import { FIELDS } from "./fields.ts";
import { withRoom } from "./growable.ts";
import { type MeanLengths, MOST_OF_ONE, type SoughtTerm, saturate, worthOfOne } from "./rank.ts";
import { createTermLists } from "./term-lists.ts";
import { createTermTable } from "./term-table.ts";

/** How much a term tells of a chunk is rounded to eight bits. */
const STEPS = 255 / MOST_OF_ONE;

/** The chunks of an index by the terms in them, in memory: a first look that reads nothing from disk. */
export interface Postings {
  /** Chunks that were added, those removed since included, and how many of them were removed. */
  readonly added: number;
  readonly removed: number;
  /** Adds a chunk under a higher id than all before it, with what `packTerms` made of it. */
  add(chunk: number, packed: Uint32Array, means: MeanLengths): void;
  /** Takes a chunk out; what was never added is ignored. */
  remove(chunk: number): void;
  /** How many chunks have a term, removed ones included. */
  frequency(fingerprint: number): number;
  /** About the `count` best chunks for the terms, best first: BM25F with what each term tells rounded. */
  best(terms: readonly SoughtTerm[], count: number): number[];
}

/** Empty postings. */
export function createPostings(): Postings {
  const table = createTermTable();
  const lists = createTermLists();
  let worths = new Float32Array(1 << 11);
  let ids = new Float64Array(1 << 10);
  let gone = new Uint8Array(1 << 10);
  let scores = new Float32Array(1 << 10);
  let [rows, removed] = [0, 0];

  /** Sums up in `worths` what the terms of a chunk are worth there; returns the terms, each once. */
  const sumUp = (packed: Uint32Array, means: MeanLengths): number[] => {
    const terms: number[] = [];
    let start = FIELDS.length;
    for (let field = 0; field < FIELDS.length; field++) {
      const end = start + (packed[field] ?? 0);
      const worth = worthOfOne(field, end - start, means);
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
      return rows;
    },
    get removed() {
      return removed;
    },
    add(chunk, packed, means) {
      ids = withRoom(ids, rows);
      gone = withRoom(gone, rows);
      ids[rows] = chunk;
      for (const term of sumUp(packed, means)) {
        lists.append(term, rows, Math.round(saturate(worths[term] as number) * STEPS));
        worths[term] = 0;
      }
      rows++;
    },
    remove(chunk) {
      const row = placeIn(ids, rows, chunk);
      if (row < 0 || gone[row] === 1) return;
      gone[row] = 1;
      removed++;
    },
    frequency: (fingerprint) => lists.count(table.find(fingerprint)),
    best(terms, count) {
      scores = withRoom(scores, rows);
      scores.fill(0);
      for (const { fingerprint, weight, rarity } of terms)
        lists.addUp(scores, table.find(fingerprint), (weight * rarity) / STEPS);
      if (removed > 0) for (let row = 0; row < rows; row++) if (gone[row] === 1) scores[row] = 0;
      return highest(scores.subarray(0, rows), count).map((row) => ids[row] as number);
    },
  };
}

/** Where a number stands in the first `size` places of a rising list; -1 where it does not. */
function placeIn(rising: Float64Array, size: number, wanted: number): number {
  let [low, high] = [0, size];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low < size && rising[low] === wanted ? low : -1;
}

/** The places of the `count` highest scores above 0, highest first. Only what is above the least of those kept is looked at. */
function highest(scores: Float32Array, count: number): number[] {
  const cut = (rows: number[]) =>
    rows.sort((one, other) => (scores[other] as number) - (scores[one] as number)).slice(0, count);
  let kept: number[] = [];
  let least = 0;
  for (let row = 0; row < scores.length; row++) {
    if ((scores[row] as number) <= least) continue;
    kept.push(row);
    if (kept.length < count * 4) continue;
    kept = cut(kept);
    least = scores[kept[count - 1] as number] as number;
  }
  return cut(kept);
}
