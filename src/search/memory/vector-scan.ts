import type { NearRow } from "../search-index.ts";
import { type BitScan, createBitScan } from "./bit-scan.ts";
import { createDots, type Dots } from "./dots.ts";
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

/** A chunk, the shelf that it stands on, and its vector without the remainders. */
export interface ScannedVector extends Omit<PackedVector, "remainders"> {
  readonly id: number;
  readonly shelf: string;
}

/** The vectors of an index by chunk, in memory, without their remainders. */
export interface VectorScan {
  /** Chunks that were added, those removed since included, and how many of them were removed. */
  readonly added: number;
  readonly removed: number;
  /** Adds a chunk under a higher id than all before it, its vector of as many numbers as those before. */
  add(chunk: ScannedVector): void;
  /** Takes a chunk out; what was never added is ignored. */
  remove(chunk: number): void;
  /** What a vector is compared with all others by. */
  compare(question: Float32Array): Comparison;
}

/** How near a vector is to all others. */
export interface Comparison {
  /** About so many of the nearest, on some shelves or on all, nearest first. */
  nearest(count: number, isWanted?: (shelf: string) => boolean): NearRow[];
  /** The cosine for a chunk; nothing where it has no vector. */
  cosineOf(chunk: number): number | undefined;
}

/** Settings of the first look. They can be set for tests. */
export interface BitScanSettings {
  /** With fewer numbers in all vectors, or in one, all are compared, which takes some two milliseconds. Not swept. */
  readonly fewestNumbers: number;
  readonly fewestDimensions: number;
  /** The share of the rows that one bit a number leaves to be compared, and how many at the least. Not swept. */
  readonly share: number;
  readonly fewest: number;
}

const BIT_SCAN: BitScanSettings = {
  fewestNumbers: 15_000_000,
  fewestDimensions: 256,
  share: 0.03,
  fewest: 1000,
};

const PAGE_BYTES = 65_536;
/** By how much memory grows, so that it need not grow for every row. */
const GROWTH = 1 / 8;
/** Rows whose mean every vector is seen from. */
const MEANT = 1000;

/** An empty scan. Of many rows one bit a number chooses those that are compared. */
export function createVectorScan(settings: BitScanSettings = BIT_SCAN): VectorScan {
  return new PackedVectors(settings);
}

/**
 * Vectors in the memory of the dot products. It holds the question in sixteen bits a number, a sum, then all rows: the
 * question is all but exact, so that only the rounding of the stored vectors costs anything.
 */
class PackedVectors implements VectorScan {
  readonly #settings: BitScanSettings;
  readonly #memory: Dots["memory"];
  readonly #dots: Dots["dots"];
  readonly #rows = createRows();
  #scales = new Float32Array(1 << 10);
  #layout = layoutOf(0);
  #bits: BitScan | undefined;

  constructor(settings: BitScanSettings) {
    this.#settings = settings;
    const { memory, dots } = createDots();
    this.#memory = memory;
    this.#dots = dots;
  }

  get added() {
    return this.#rows.added;
  }

  get removed() {
    return this.#rows.removed;
  }

  add({ id, shelf, scale, components }: Parameters<VectorScan["add"]>[0]): void {
    if (this.#rows.added === 0) this.#layout = layoutOf(components.length);
    const row = this.#rows.add(id, shelf);
    const start = this.#layout.rows + row * this.#layout.width;
    this.#reserve(start + this.#layout.width);
    new Int8Array(this.#memory.buffer, start, components.length).set(components);
    this.#scales = withRoom(this.#scales, row);
    this.#scales[row] = scale;
    this.#addBits(row);
  }

  remove(chunk: number): void {
    this.#rows.remove(chunk);
  }

  compare(question: Float32Array): Comparison {
    this.#reserve(this.#layout.rows);
    const { width, sums, rows } = this.#layout;
    const steps = stepsOf(width) / mostOf(question);
    const asked = new Int16Array(width);
    asked.set(Int16Array.from(question, (value) => Math.round(value * steps)));
    const step = 1 / steps / lengthOf(question);
    const write = () => new Int16Array(this.#memory.buffer).set(asked);
    const cosine = (row: number) => {
      this.#dots(0, rows + row * width, sums, 1, width);
      return (new Int32Array(this.#memory.buffer, sums, 1)[0] as number) * (this.#scales[row] as number) * step;
    };
    return {
      nearest: (count, isWanted) => {
        write();
        const compared = this.#candidates(question, count, isWanted).map((row) => ({ row, cosine: cosine(row) }));
        const nearest = compared.sort((one, other) => other.cosine - one.cosine).slice(0, count);
        return nearest.map(({ row, cosine }) => ({ id: this.#rows.chunkOf(row), cosine }));
      },
      cosineOf: (chunk) => {
        const row = this.#rows.rowOf(chunk);
        if (row < 0) return undefined;
        write();
        return cosine(row);
      },
    };
  }

  #candidates(question: Float32Array, count: number, isWanted?: (shelf: string) => boolean): number[] {
    const { added } = this.#rows;
    const isVisible = this.#rows.visible(isWanted);
    const wanted = Math.max(count, this.#settings.fewest, Math.ceil(added * this.#settings.share));
    if (this.#bits) return this.#bits.nearest(unitVector(question), wanted, isVisible);
    return Array.from({ length: added }, (_, row) => row).filter(isVisible);
  }

  /** Adds the bits of a row; those of all rows once there are enough of them. */
  #addBits(row: number): void {
    if (this.#bits) this.#bits.add(this.#unpack(row));
    else if (this.#isLarge()) {
      const { added } = this.#rows;
      this.#bits = createBitScan(meansOf(Array.from({ length: Math.min(MEANT, added) }, (_, i) => this.#unpack(i))));
      for (let i = 0; i < added; i++) this.#bits.add(this.#unpack(i));
    }
  }

  #isLarge(): boolean {
    const { dimensions } = this.#layout;
    const { fewestDimensions, fewestNumbers } = this.#settings;
    return dimensions >= fewestDimensions && this.#rows.added * dimensions >= fewestNumbers;
  }

  /** The numbers of a row, as they were before they were packed. */
  #unpack(row: number): Float32Array {
    const { rows, width, dimensions } = this.#layout;
    const components = new Int8Array(this.#memory.buffer, rows + row * width, dimensions);
    return Float32Array.from(components, (component) => component * (this.#scales[row] as number));
  }

  #reserve(bytes: number): void {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil((missing + bytes * GROWTH) / PAGE_BYTES));
  }
}

/** The mean of each number of some vectors. */
function meansOf(vectors: readonly Float32Array[]): Float32Array {
  const sums = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors)
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (vector[i] as number);
  return sums.map((sum) => sum / vectors.length);
}

function unitVector(vector: Float32Array): Float32Array {
  const length = lengthOf(vector);
  return vector.map((value) => value / length);
}

/** Rows begin at a multiple of sixteen bytes. */
const STEP = 16;

/** Where things lie in memory for vectors of so many numbers, in bytes; a row takes `width`, a multiple of sixteen. */
function layoutOf(dimensions: number) {
  const width = Math.max(1, Math.ceil(dimensions / 16)) * 16;
  const sums = width * Int16Array.BYTES_PER_ELEMENT;
  return { dimensions, width, sums, rows: sums + STEP };
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
