/** A vector as it is stored: unit length, eight bits a number (times `scale`), and one bit a number for a first look. */
export interface PackedVector {
  readonly scale: number;
  readonly components: Int8Array;
  readonly signs: Uint32Array;
}

/** Packs a vector, its length made 1. */
export function packVector(vector: Float32Array): PackedVector {
  const length = Math.sqrt(vector.reduce((total, value) => total + value * value, 0)) || 1;
  const scale = (vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1) / length / 127;
  const components = Int8Array.from(vector, (value) => Math.round(value / length / scale));
  const signs = new Uint32Array(Math.ceil(vector.length / 32));
  for (const [i, value] of vector.entries()) if (value > 0) signs[i >> 5] = (signs[i >> 5] ?? 0) | (1 << (i & 31));
  return { scale, components, signs };
}

/** The cosine of the angle between a question's vector and a stored one. */
export function cosine(question: Float32Array, scale: number, components: Int8Array): number {
  let [dot, square] = [0, 0];
  for (let i = 0; i < question.length; i++) {
    const value = question[i] ?? 0;
    dot += value * (components[i] ?? 0);
    square += value * value;
  }
  return square === 0 ? 0 : (dot * scale) / Math.sqrt(square);
}

/** The signs of many vectors, compared at a rate of some ten million numbers a millisecond. */
export interface SignScan {
  readonly size: number;
  add(id: number, signs: Uint32Array): void;
  /** The ids whose signs differ from these in the fewest places; about `count` of them, in no order. */
  nearest(signs: Uint32Array, count: number): number[];
}

/** An empty scan for vectors of so many dimensions. */
export function createSignScan(dimensions: number): SignScan {
  const words = Math.ceil(dimensions / 32);
  let ids = new Float64Array(1024);
  let rows = new Uint32Array(1024 * words);
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(id, signs) {
      if (size === ids.length) {
        ids = grown(ids, new Float64Array(size * 2));
        rows = grown(rows, new Uint32Array(size * 2 * words));
      }
      ids[size] = id;
      rows.set(signs, size * words);
      size++;
    },
    nearest(signs, count) {
      const distances = new Uint16Array(size);
      const having = new Uint32Array(words * 32 + 1);
      for (let row = 0; row < size; row++) {
        const distance = differing(rows, row * words, signs);
        distances[row] = distance;
        having[distance] = (having[distance] ?? 0) + 1;
      }
      const farthest = reach(having, count);
      const near: number[] = [];
      for (let row = 0; row < size; row++) if ((distances[row] ?? 0) <= farthest) near.push(ids[row] ?? 0);
      return near;
    },
  };
}

function grown<List extends Float64Array | Uint32Array>(old: List, next: List): List {
  next.set(old);
  return next;
}

/** How many bits differ between `signs` and the row that starts at `start`: XOR, then the bits of each word counted in parallel. */
function differing(rows: Uint32Array, start: number, signs: Uint32Array): number {
  let total = 0;
  for (let i = 0; i < signs.length; i++) {
    let bits = (rows[start + i] as number) ^ (signs[i] as number);
    bits -= (bits >>> 1) & 0x55555555;
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    total += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return total;
}

/** The smallest distance within which `count` rows lie. */
function reach(having: Uint32Array, count: number): number {
  let within = 0;
  for (const [distance, rows] of having.entries()) {
    within += rows;
    if (within >= count) return distance;
  }
  return having.length;
}
