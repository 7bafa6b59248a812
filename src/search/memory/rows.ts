import { withRoom } from "./growable.ts";

/** Chunks held in memory, by rows in the order in which they came, each with the source that it is of. */
export interface Rows {
  /** How many came, those removed since included, and how many of them were removed. */
  readonly added: number;
  readonly removed: number;
  /** Adds a chunk under a higher id than all before it; returns its row. */
  add(chunk: number, source: string): number;
  /** The row of a chunk; -1 where it was never added, or removed. */
  rowOf(chunk: number): number;
  /** The chunk of a row. */
  chunkOf(row: number): number;
  /** Takes a chunk out; what was never added is ignored. */
  remove(chunk: number): void;
  /** Whether each row is there and of one of the sources; without sources, whether it is there. */
  visible(sources: readonly string[] | undefined): (row: number) => boolean;
  /** The chunks with the `count` highest scores above 0, highest first. Scores are by row. */
  best(scores: Float32Array, count: number, sources?: readonly string[]): Best[];
}

/** A chunk and its score. */
export interface Best {
  readonly id: number;
  readonly score: number;
}

/** What a removed row has in place of its source's number. */
const REMOVED = 0xffff;

/** No rows. */
export function createRows(): Rows {
  let ids = new Float64Array(1 << 10);
  let sourceOf = new Uint16Array(1 << 10);
  const numbers = new Map<string, number>();
  let [rows, removed] = [0, 0];

  const numberOf = (source: string): number => {
    const number = numbers.get(source) ?? numbers.size;
    numbers.set(source, number);
    return number;
  };

  const rowOf = (chunk: number): number => {
    const row = placeIn(ids, rows, chunk);
    return row < 0 || sourceOf[row] === REMOVED ? -1 : row;
  };

  const visible = (sources: readonly string[] | undefined) => {
    const wanted = new Uint8Array(numbers.size).fill(sources ? 0 : 1);
    for (const source of sources ?? []) wanted[numbers.get(source) ?? REMOVED] = 1;
    return (row: number) => wanted[sourceOf[row] as number] === 1;
  };

  return {
    get added() {
      return rows;
    },
    get removed() {
      return removed;
    },
    add(chunk, source) {
      ids = withRoom(ids, rows);
      sourceOf = withRoom(sourceOf, rows);
      ids[rows] = chunk;
      sourceOf[rows] = numberOf(source);
      return rows++;
    },
    rowOf,
    chunkOf: (row) => ids[row] as number,
    remove(chunk) {
      const row = rowOf(chunk);
      if (row < 0) return;
      sourceOf[row] = REMOVED;
      removed++;
    },
    visible,
    best(scores, count, sources) {
      const isVisible = visible(sources);
      const isAll = sources === undefined && removed === 0;
      return highest(scores.subarray(0, rows), count, isAll ? undefined : isVisible).map((row) => ({
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

/** The places of the `count` highest scores above 0, highest first. Only what is above the least kept is looked at. */
function highest(scores: Float32Array, count: number, isVisible?: (place: number) => boolean): number[] {
  const cut = (places: number[]) =>
    places.sort((one, other) => (scores[other] as number) - (scores[one] as number)).slice(0, count);
  let kept: number[] = [];
  let least = 0;
  for (let place = 0; place < scores.length; place++) {
    if ((scores[place] as number) <= least || isVisible?.(place) === false) continue;
    kept.push(place);
    if (kept.length < count * 4) continue;
    kept = cut(kept);
    least = scores[kept[count - 1] as number] as number;
  }
  return cut(kept);
}
