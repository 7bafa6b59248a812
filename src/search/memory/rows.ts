import { withRoom } from "./growable.ts";

/** Chunks held in memory, by rows in the order in which they came. */
export interface Rows {
  /** How many came, those removed since included, and how many of them were removed. */
  readonly added: number;
  readonly removed: number;
  /** Adds a chunk under a higher id than all before it; returns its row. */
  add(chunk: number): number;
  /** The row of a chunk; -1 where it was never added, or removed. */
  rowOf(chunk: number): number;
  /** Takes a chunk out; what was never added is ignored. */
  remove(chunk: number): void;
  /** The chunks with the `count` highest scores above 0, highest first. Scores are by row. */
  best(scores: Float32Array, count: number): Best[];
}

/** A chunk and its score. */
export interface Best {
  readonly id: number;
  readonly score: number;
}

/** No rows. */
export function createRows(): Rows {
  let ids = new Float64Array(1 << 10);
  let gone = new Uint8Array(1 << 10);
  let [rows, removed] = [0, 0];

  const rowOf = (chunk: number): number => {
    const row = placeIn(ids, rows, chunk);
    return row < 0 || gone[row] === 1 ? -1 : row;
  };

  return {
    get added() {
      return rows;
    },
    get removed() {
      return removed;
    },
    add(chunk) {
      ids = withRoom(ids, rows);
      gone = withRoom(gone, rows);
      ids[rows] = chunk;
      return rows++;
    },
    rowOf,
    remove(chunk) {
      const row = rowOf(chunk);
      if (row < 0) return;
      gone[row] = 1;
      removed++;
    },
    best(scores, count) {
      if (removed > 0) for (let row = 0; row < rows; row++) if (gone[row] === 1) scores[row] = 0;
      return highest(scores.subarray(0, rows), count).map((row) => ({
        id: ids[row] as number,
        score: scores[row] as number,
      }));
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

/**
 * The places of the `count` highest scores above 0, highest first. Only what is above the least of those kept is
 * looked at.
 */
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
