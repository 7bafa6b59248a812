import { withRoom } from "./growable.ts";

/** Chunks held in memory, by rows in the order in which they came, each with the shelf that it stands on. */
export interface Rows {
  /** How many came, those removed since included, and how many of them were removed. */
  readonly added: number;
  readonly removed: number;
  /** Adds a chunk under a higher id than all before it; returns its row. */
  add(chunk: number, shelf: string): number;
  /** The row of a chunk; -1 where it was never added, or removed. */
  rowOf(chunk: number): number;
  /** The chunk of a row. */
  chunkOf(row: number): number;
  /** Takes a chunk out; what was never added is ignored. */
  remove(chunk: number): void;
  /** Whether each row is there and on a shelf that is wanted. */
  visible(isWanted?: (shelf: string) => boolean): (row: number) => boolean;
  /** The chunks with the `count` highest scores above 0, highest first. Scores are by row. */
  best(scores: Float32Array, count: number, isWanted?: (shelf: string) => boolean): Best[];
  save(): SavedRows;
}

/** A chunk and its score. */
export interface Best {
  readonly id: number;
  readonly score: number;
}

/** Rows as they are kept: the chunks and the number of each one's shelf, the shelves, and how many were removed. */
export interface SavedRows {
  readonly ids: Float64Array;
  readonly shelfOfRow: Uint16Array;
  readonly shelves: readonly string[];
  readonly removed: number;
}

/** What a removed row has in place of its shelf's number. */
const REMOVED = 0xffff;

/** No rows, or those that were saved. */
export function createRows(saved?: SavedRows): Rows {
  let ids = saved?.ids ?? new Float64Array(1 << 10);
  let shelfOfRow = saved?.shelfOfRow ?? new Uint16Array(1 << 10);
  const numbers = new Map<string, number>(saved?.shelves.map((shelf, number) => [shelf, number]));
  let [rows, removed] = [saved?.ids.length ?? 0, saved?.removed ?? 0];

  const numberOf = (shelf: string): number => {
    const number = numbers.get(shelf) ?? numbers.size;
    numbers.set(shelf, number);
    return number;
  };

  const rowOf = (chunk: number): number => {
    const row = placeIn(ids, rows, chunk);
    return row < 0 || shelfOfRow[row] === REMOVED ? -1 : row;
  };

  const visible = (isWanted: (shelf: string) => boolean = () => true) => {
    const wanted = Uint8Array.from(numbers.keys(), (shelf) => (isWanted(shelf) ? 1 : 0));
    return (row: number) => wanted[shelfOfRow[row] as number] === 1;
  };

  return {
    get added() {
      return rows;
    },
    get removed() {
      return removed;
    },
    add(chunk, shelf) {
      ids = withRoom(ids, rows);
      shelfOfRow = withRoom(shelfOfRow, rows);
      ids[rows] = chunk;
      shelfOfRow[rows] = numberOf(shelf);
      return rows++;
    },
    rowOf,
    chunkOf: (row) => ids[row] as number,
    remove(chunk) {
      const row = rowOf(chunk);
      if (row < 0) return;
      shelfOfRow[row] = REMOVED;
      removed++;
    },
    visible,
    best(scores, count, isWanted) {
      const isVisible = visible(isWanted);
      const isAll = isWanted === undefined && removed === 0;
      return highest(scores.subarray(0, rows), count, isAll ? undefined : isVisible).map((row) => ({
        id: ids[row] as number,
        score: scores[row] as number,
      }));
    },
    save: () => ({
      ids: ids.subarray(0, rows),
      shelfOfRow: shelfOfRow.subarray(0, rows),
      shelves: [...numbers.keys()],
      removed,
    }),
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
