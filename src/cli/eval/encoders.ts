import { idf } from "../../search/ranking/bm25.ts";
import { fingerprint } from "../../search/ranking/fields.ts";
import { indexTerms } from "../../text/tokenizer.ts";
import { random } from "../bench/corpus.ts";

/** Makes a vector of a text. */
export type Encoder = (text: string) => Float32Array;

/** Encoders that need no model, made of the texts of a corpus: from useless to weak, what fusion has to bear. */
export function weakEncoders(texts: readonly string[]): Readonly<Record<string, Encoder>> {
  return { noise: encodeNoise, hashed: encodeTrigrams, latent: latentEncoder(texts) };
}

const NOISE_DIMENSIONS = 384;
const HASHED_DIMENSIONS = 1024;
const LATENT_DIMENSIONS = 128;
/** Rounds of the subspace iteration: more change nothing that can be seen. */
const ROUNDS = 3;

/** Numbers that have nothing to do with the text. */
function encodeNoise(text: string): Float32Array {
  const next = random(fingerprint(text));
  return Float32Array.from({ length: NOISE_DIMENSIONS }, () => next() + next() + next() - 1.5);
}

/** The trigrams of the words of a text, hashed, each sign drawn by its hash. */
function encodeTrigrams(text: string): Float32Array {
  const vector = new Float32Array(HASHED_DIMENSIONS);
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu))
    for (let i = 0; i < word.length; i++) {
      const hash = fingerprint(` ${word} `.slice(i, i + 3));
      const place = hash % HASHED_DIMENSIONS;
      vector[place] = (vector[place] as number) + (hash & 0x80_00_00_00 ? 1 : -1);
    }
  return vector.map((value) => Math.sign(value) * Math.sqrt(Math.abs(value)));
}

/** A text as the terms it has and what they weigh, of unit length. */
interface SparseVector {
  readonly terms: readonly number[];
  readonly weights: readonly number[];
}

/**
 * Latent semantic analysis: texts as weighted terms (tf-idf), projected onto the directions in which the corpus varies
 * most, which subspace iteration finds.
 */
function latentEncoder(texts: readonly string[]): Encoder {
  const ids = new Map<string, number>();
  const counts: number[] = [];
  const counted = texts.map((text) => countTerms(text));
  for (const frequencies of counted)
    for (const term of frequencies.keys()) {
      const id = ids.get(term) ?? ids.size;
      ids.set(term, id);
      counts[id] = (counts[id] ?? 0) + 1;
    }
  const toSparse = (frequencies: ReadonlyMap<string, number>): SparseVector => {
    const known = [...frequencies].flatMap(([term, frequency]) => {
      const id = ids.get(term);
      return id === undefined ? [] : [[id, (1 + Math.log(frequency)) * idf(counts[id] ?? 0, texts.length)] as const];
    });
    const length = Math.hypot(...known.map(([, weight]) => weight)) || 1;
    return { terms: known.map(([id]) => id), weights: known.map(([, weight]) => weight / length) };
  };
  const rows = counted.map(toSparse);
  const basis = dominantSubspace(rows, ids.size);
  return (text) => project(toSparse(countTerms(text)), basis);
}

function countTerms(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const term of indexTerms(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** For each term its place in the space, `LATENT_DIMENSIONS` numbers a term. */
function dominantSubspace(rows: readonly SparseVector[], terms: number): Float32Array {
  const next = random(11);
  let basis: Float32Array = Float32Array.from({ length: terms * LATENT_DIMENSIONS }, () => next() - 0.5);
  for (let round = 0; round < ROUNDS; round++) {
    const image = new Float32Array(basis.length);
    for (const row of rows) {
      const projected = project(row, basis);
      for (const [i, term] of row.terms.entries())
        for (let d = 0; d < LATENT_DIMENSIONS; d++) {
          const place = term * LATENT_DIMENSIONS + d;
          image[place] = (image[place] as number) + (row.weights[i] as number) * (projected[d] as number);
        }
    }
    basis = orthonormal(image, terms);
  }
  return basis;
}

function project({ terms, weights }: SparseVector, basis: Float32Array): Float32Array {
  const projected = new Float32Array(LATENT_DIMENSIONS);
  for (const [i, term] of terms.entries())
    for (let d = 0; d < LATENT_DIMENSIONS; d++)
      projected[d] =
        (projected[d] as number) + (weights[i] as number) * (basis[term * LATENT_DIMENSIONS + d] as number);
  return projected;
}

/** Gram-Schmidt over the columns of a matrix of so many rows. */
function orthonormal(matrix: Float32Array, rows: number): Float32Array {
  const columns = Array.from({ length: LATENT_DIMENSIONS }, (_, d) =>
    Float32Array.from({ length: rows }, (_, row) => matrix[row * LATENT_DIMENSIONS + d] as number),
  );
  for (const [d, column] of columns.entries()) {
    for (const former of columns.slice(0, d)) {
      const share = dot(column, former);
      for (let row = 0; row < rows; row++) column[row] = (column[row] as number) - share * (former[row] as number);
    }
    const length = Math.sqrt(dot(column, column)) || 1;
    for (let row = 0; row < rows; row++) column[row] = (column[row] as number) / length;
  }
  return Float32Array.from(
    { length: rows * LATENT_DIMENSIONS },
    (_, place) => columns[place % LATENT_DIMENSIONS]?.[Math.floor(place / LATENT_DIMENSIONS)] as number,
  );
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (one[i] as number) * (other[i] as number);
  return sum;
}
