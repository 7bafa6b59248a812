import { createDots } from "./dots.ts";
import { withRoom } from "./growable.ts";
import { createRows } from "./rows.ts";

/** A vector as it is stored: unit length, eight bits a number (times `scale`). */
export interface PackedVector {
  readonly scale: number;
  readonly components: Int8Array;
}

/** Packs a vector, its length made 1. */
export function packVector(vector: Float32Array): PackedVector {
  const [length, most] = [lengthOf(vector), mostOf(vector)];
  const scale = most / length / 127;
  return { scale, components: Int8Array.from(vector, (value) => Math.round(value / length / scale)) };
}

/** A chunk and how near its vector is to another one: the cosine of the angle between them. */
export interface Near {
  readonly id: number;
  readonly cosine: number;
}

/** The vectors of an index by chunk, in memory. Every search compares all of them. */
export interface VectorScan {
  /** Chunks that were added, those removed since included, and how many of them were removed. */
  readonly added: number;
  readonly removed: number;
  /** Adds a chunk under a higher id than all before it, its vector of as many numbers as those before. */
  add(chunk: number, vector: PackedVector): void;
  /** Takes a chunk out; what was never added is ignored. */
  remove(chunk: number): void;
  /** Compares a vector with all; the result gives so many of the nearest as it is asked for, nearest first. */
  compare(question: Float32Array): (count: number) => Near[];
}

/** Rows that are compared at once. */
const BLOCK = 1024;
const PAGE_BYTES = 65_536;
/** By how much memory grows, so that it need not grow for every row. */
const GROWTH = 1 / 8;

/**
 * An empty scan. Its memory holds the question in sixteen bits a number, the sums of a block of rows, then all rows: the
 * question is all but exact, so that only the rounding of the stored vectors costs anything.
 */
export function createVectorScan(): VectorScan {
  const { memory, dots } = createDots();
  const rows = createRows();
  let scales = new Float32Array(BLOCK);
  let scores = new Float32Array(BLOCK);
  let layout = layoutOf(0);

  const reserve = (bytes: number) => {
    const missing = bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil((missing + bytes * GROWTH) / PAGE_BYTES));
  };

  /** Scores are cosines moved above 0, where those of removed rows stay. */
  const scoreAll = (question: Float32Array) => {
    const length = lengthOf(question);
    const steps = stepsOf(layout.width) / mostOf(question);
    const asked = Int16Array.from(question, (value) => Math.round(value * steps));
    new Int16Array(memory.buffer, 0, layout.width).fill(0).set(asked);
    scores = withRoom(scores, rows.added);
    for (let first = 0; first < rows.added; first += BLOCK) {
      const count = Math.min(BLOCK, rows.added - first);
      dots(0, layout.rows + first * layout.width, layout.sums, count, layout.width);
      const sums = new Int32Array(memory.buffer, layout.sums, count);
      for (let i = 0; i < count; i++)
        scores[first + i] = 2 + ((sums[i] as number) * (scales[first + i] as number)) / steps / length;
    }
  };

  return {
    get added() {
      return rows.added;
    },
    get removed() {
      return rows.removed;
    },
    add(chunk, { scale, components }) {
      if (rows.added === 0) layout = layoutOf(components.length);
      const row = rows.add(chunk);
      const start = layout.rows + row * layout.width;
      reserve(start + layout.width);
      new Int8Array(memory.buffer, start, components.length).set(components);
      scales = withRoom(scales, row);
      scales[row] = scale;
    },
    remove: (chunk) => rows.remove(chunk),
    compare(question) {
      reserve(layout.rows);
      scoreAll(question);
      return (count) => rows.best(scores, count).map(({ id, score }) => ({ id, cosine: score - 2 }));
    },
  };
}

/** Where things lie in memory for vectors of so many numbers, in bytes; a row takes `width`, a multiple of sixteen. */
function layoutOf(dimensions: number) {
  const width = Math.max(1, Math.ceil(dimensions / 16)) * 16;
  const sums = width * Int16Array.BYTES_PER_ELEMENT;
  return { width, sums, rows: sums + BLOCK * Int32Array.BYTES_PER_ELEMENT };
}

/** The largest number that a question may have there without a sum leaving 32 bits. */
function stepsOf(width: number): number {
  return Math.min(32_767, Math.floor((2 ** 31 - 1) / 128 / width));
}

function lengthOf(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((total, value) => total + value * value, 0)) || 1;
}

function mostOf(vector: Float32Array): number {
  return vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
}
