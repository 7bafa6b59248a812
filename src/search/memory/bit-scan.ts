import { createDots } from "./dots.ts";

/** Vectors by one bit a number, in memory: a first look that leaves few to be compared. */
export interface BitScan {
  /** Adds the vector of the next row. */
  add(vector: ArrayLike<number>): void;
  /** About the `count` rows, of those that may be seen, that differ from a vector in the fewest bits; in no order. */
  nearest(question: Float32Array, count: number, isVisible: (row: number) => boolean): number[];
}

/** Bytes of a row are read sixteen at once. */
const STEP = 16;
const PAGE_BYTES = 65_536;
/** Rows that memory grows by at the least. */
const ROOM = 4096;

/**
 * An empty scan of vectors of so many numbers. A bit says whether a number is above its mean, so that what all vectors
 * have in common takes none.
 */
export function createBitScan(means: Float32Array): BitScan {
  const { memory, differences } = createDots();
  const width = Math.ceil(means.length / 8 / STEP) * STEP;
  let [rows, room] = [0, 0];
  let sums = 0;

  /** The question, the rows, then the sums, which move when there are more rows. */
  const reserve = () => {
    if (rows < room) return;
    room = Math.max(rows + ROOM, Math.ceil(rows * 1.5));
    sums = width + room * width;
    const missing = sums + room * Int32Array.BYTES_PER_ELEMENT - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  };

  const write = (vector: ArrayLike<number>, place: number) => {
    const bytes = new Uint8Array(memory.buffer, place, width);
    for (let byte = 0; byte < width; byte++) {
      let bits = 0;
      for (let i = 0; i < 8; i++)
        if ((vector[byte * 8 + i] as number) > (means[byte * 8 + i] as number)) bits |= 1 << i;
      bytes[byte] = bits;
    }
  };

  return {
    add(vector) {
      reserve();
      write(vector, width + rows * width);
      rows++;
    },
    nearest(question, count, isVisible) {
      reserve();
      write(question, 0);
      differences(0, width, sums, rows, width);
      const found = new Int32Array(memory.buffer, sums, rows);
      return fewest(found, count, { most: width * 8, isVisible });
    },
  };
}

/** About `count` of the places with the smallest of some whole numbers, none of which is above `most`. */
function fewest(
  numbers: Int32Array,
  count: number,
  { most, isVisible }: { readonly most: number; isVisible(place: number): boolean },
): number[] {
  const having = new Uint32Array(most + 1);
  for (let place = 0; place < numbers.length; place++)
    if (isVisible(place)) having[numbers[place] as number] = (having[numbers[place] as number] as number) + 1;
  let [bound, kept] = [0, having[0] as number];
  while (kept < count && bound < most) kept += having[++bound] as number;
  const places: number[] = [];
  for (let place = 0; place < numbers.length; place++)
    if ((numbers[place] as number) <= bound && isVisible(place)) places.push(place);
  return places;
}
