import { setImmediate } from "node:timers/promises";
import type { NearRow } from "../search-index.ts";
import { createDots } from "./dots.ts";
import { withRoom } from "./growable.ts";
import { createRows } from "./rows.ts";

/**
 * A vector as it is stored, of unit length. Each number is `scale` times the sum of its component and its remainder,
 * which
 * counts 1 / 254: eight bits for a first look at all vectors, eight more to compare the best ones exactly.
 */
export interface PackedVector {
  readonly scale: number;
  readonly components: Int8Array;
  readonly remainders: Int8Array;
}

/** How much one step of a remainder is of one of a component. */
const REMAINDER = 1 / 254;

/** Packs a vector, its length made 1. */
export function packVector(vector: Float32Array): PackedVector {
  const [length, most] = [lengthOf(vector), mostOf(vector)];
  const scale = most / length / 127;
  const steps = vector.map((value) => value / length / scale);
  const components = Int8Array.from(steps, Math.round);
  const remainders = Int8Array.from(steps, (value, i) => Math.round((value - (components[i] ?? 0)) / REMAINDER));
  return { scale, components, remainders };
}

/** The cosine of the angle between a question's vector and a stored one. */
export function cosineOf(question: Float32Array, { scale, components, remainders }: PackedVector): number {
  let dot = 0;
  for (let i = 0; i < question.length; i++)
    dot += (question[i] as number) * ((components[i] as number) + (remainders[i] as number) * REMAINDER);
  return (dot * scale) / lengthOf(question);
}

/** The vectors of an index by chunk, in memory, without their remainders. Every search compares all of them. */
export interface VectorScan {
  /** Chunks that were added, those removed since included, and how many of them were removed. */
  readonly added: number;
  readonly removed: number;
  /** Adds a chunk under a higher id than all before it, its vector of as many numbers as those before. */
  add(chunk: number, vector: Omit<PackedVector, "remainders">): void;
  /** Takes a chunk out; what was never added is ignored. */
  remove(chunk: number): void;
  /** Compares a vector with all, and lets others have their turn every few milliseconds. */
  compare(question: Float32Array): Promise<Comparison>;
}

/** How near a vector is to all others. */
export interface Comparison {
  /** So many of the nearest, nearest first. */
  nearest(count: number): NearRow[];
  /** The cosine for a chunk; nothing where it has no vector. */
  cosineOf(chunk: number): number | undefined;
}

/** Scores are cosines moved above 0, where those of removed rows stay. */
const SHIFT = 2;
/** Rows that are compared at once: with 1,536 numbers each, a few milliseconds of work. */
const BLOCK = 10_000;
const PAGE_BYTES = 65_536;
/** By how much memory grows, so that it need not grow for every row. */
const GROWTH = 1 / 8;

/**
 * An empty scan. Its memory holds the question in sixteen bits a number, the sums of a block of rows, then all rows:
 * the
 * question is all but exact, so that only the rounding of the stored vectors costs anything.
 */
export function createVectorScan(): VectorScan {
  const { memory, dots } = createDots();
  const rows = createRows();
  let scales = new Float32Array(BLOCK);
  let layout = layoutOf(0);

  const reserve = (bytes: number) => {
    const missing = bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil((missing + bytes * GROWTH) / PAGE_BYTES));
  };

  /** Writes the scores of so many rows from `first` on. */
  const scoreBlock = (scores: Float32Array, first: number, asked: Int16Array, step: number) => {
    const count = Math.min(BLOCK, scores.length - first);
    new Int16Array(memory.buffer).set(asked);
    dots(0, layout.rows + first * layout.width, layout.sums, count, layout.width);
    const sums = new Int32Array(memory.buffer, layout.sums, count);
    for (let i = 0; i < count; i++)
      scores[first + i] = SHIFT + (sums[i] as number) * (scales[first + i] as number) * step;
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
    async compare(question) {
      reserve(layout.rows);
      const steps = stepsOf(layout.width) / mostOf(question);
      const asked = new Int16Array(layout.width);
      asked.set(Int16Array.from(question, (value) => Math.round(value * steps)));
      const scores = new Float32Array(rows.added);
      for (let first = 0; first < scores.length; first += BLOCK) {
        if (first > 0) await setImmediate();
        scoreBlock(scores, first, asked, 1 / steps / lengthOf(question));
      }
      return {
        nearest: (count) => rows.best(scores, count).map(({ id, score }) => ({ id, cosine: score - SHIFT })),
        cosineOf(chunk) {
          const score = scores[rows.rowOf(chunk)];
          return score === undefined ? undefined : score - SHIFT;
        },
      };
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
