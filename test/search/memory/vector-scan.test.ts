import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import wabt from "wabt";
import { random, syntheticVector } from "../../../src/cli/bench/corpus.ts";
import {
  type BitScanSettings,
  createVectorScan,
  packVector,
  type VectorScan,
} from "../../../src/search/memory/vector-scan.ts";
import type { NearRow } from "../../../src/search/search-index.ts";
import { createSqliteIndex } from "../../../src/search/sqlite/index.ts";
import { page } from "../../support/search-index-contract.ts";

/** Vectors of so many numbers in -1..1. */
function randomVectors(count: number, dimensions: number): Float32Array[] {
  const next = random(dimensions);
  return Array.from({ length: count }, () => Float32Array.from({ length: dimensions }, () => 2 * next() - 1));
}

function cosine(one: Float32Array, other: Float32Array): number {
  const dot = one.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
  return dot / Math.hypot(...one) / Math.hypot(...other);
}

function scanOf(vectors: readonly Float32Array[], settings?: BitScanSettings): VectorScan {
  const scan = createVectorScan(settings);
  for (const [i, vector] of vectors.entries())
    scan.add({ id: i * 3 + 1, shelf: i % 10 === 0 ? "tenth" : "docs", ...packVector(vector) });
  return scan;
}

function nearest(scan: VectorScan, question: Float32Array): readonly NearRow[] {
  return scan.compare(question).nearest(9);
}

describe("a scan of vectors", () => {
  it.each([1, 2, 15, 16, 17, 100, 1536])(
    "finds what exact comparison finds, with %i numbers each",
    async (dimensions) => {
      const vectors = randomVectors(dimensions < 100 ? 12_000 : 500, dimensions);
      const [question] = randomVectors(1, dimensions + 1).map((vector) => vector.subarray(0, dimensions));
      if (!question) throw new Error("no question");
      const exact = vectors.map((vector, i) => ({ id: i * 3 + 1, cosine: cosine(question, vector) }));
      exact.sort((one, other) => other.cosine - one.cosine);
      const found = scanOf(vectors).compare(question).nearest(50);
      for (const { id, cosine: near } of found)
        expect(near).toBeCloseTo(exact.find((one) => one.id === id)?.cosine ?? 9, 2);
      const least = exact[49]?.cosine ?? 9;
      expect(found).toHaveLength(50);
      expect(found.every(({ cosine: near }) => near > least - 0.01)).toBe(true);
    },
  );

  it("gives what points the other way last, and nothing that was removed", async () => {
    const scan = scanOf([Float32Array.of(1, 0), Float32Array.of(-1, 0), Float32Array.of(0, 1)]);
    const ids = async () => nearest(scan, Float32Array.of(1, 0.1)).map(({ id }) => id);
    expect(await ids()).toEqual([1, 7, 4]);
    scan.remove(1);
    scan.remove(2);
    expect([scan.added, scan.removed]).toEqual([3, 1]);
    expect(await ids()).toEqual([7, 4]);
  });

  it("does not run over, whatever the numbers are", async () => {
    const full = new Float32Array(4096).fill(1);
    expect(nearest(scanOf([full]), full)[0]?.cosine).toBeCloseTo(1, 3);
    const opposite = full.map(() => -1);
    expect(nearest(scanOf([full]), opposite)[0]?.cosine).toBeCloseTo(-1, 3);
  });

  it("compares nothing with nothing", async () => {
    expect(nearest(createVectorScan(), Float32Array.of(1))).toEqual([]);
    expect(nearest(scanOf([new Float32Array(3)]), new Float32Array(3))).toEqual([{ id: 1, cosine: 0 }]);
  });

  it("finds nothing of other sources", () => {
    const scan = scanOf(randomVectors(100, 16));
    const found = scan
      .compare(new Float32Array(16).fill(1))
      .nearest(50, (shelf) => ["tenth", "unknown"].includes(shelf));
    expect(found.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual([1, 31, 61, 91, 121, 151, 181, 211, 241, 271]);
    expect(scan.compare(new Float32Array(16).fill(1)).nearest(50, () => false)).toEqual([]);
  });
});

describe("a first look by one bit a number", () => {
  const settings = { fewestNumbers: 1000 * 256, fewestDimensions: 1, share: 0.05, fewest: 50 };
  /** Vectors of which all numbers lean to one side, as those of many models do. */
  const lean = (vector: Float32Array) => vector.map((value, i) => value + 0.3 * (i % 3));
  const vectors = Array.from({ length: 2000 }, (_, seed) => lean(syntheticVector(seed, 256)));

  it("loses next to nothing of the cluster that a question falls into, where all vectors lean to one side", () => {
    const [fast, exact] = [scanOf(vectors, settings), scanOf(vectors)];
    const questions = Array.from({ length: 20 }, (_, i) => lean(syntheticVector(1_000_000 + i, 256)));
    const ids = (scan: VectorScan, question: Float32Array) =>
      new Set(
        scan
          .compare(question)
          .nearest(4)
          .map(({ id }) => id),
      );
    const lost = questions.map(
      (question) => [...ids(exact, question)].filter((id) => !ids(fast, question).has(id)).length,
    );
    expect(lost.filter((count) => count > 0)).toEqual([]);
  });

  it("looks among the wanted sources alone, and leaves out what was removed", () => {
    const scan = scanOf(vectors, settings);
    const [question = new Float32Array()] = vectors;
    expect(scan.compare(question).nearest(1)[0]?.id).toBe(1);
    const found = scan.compare(question).nearest(200, (shelf) => shelf === "tenth");
    expect(found).toHaveLength(200);
    expect(found.every(({ id }) => ((id - 1) / 3) % 10 === 0)).toBe(true);
    scan.remove(1);
    expect(scan.compare(question).nearest(1)[0]?.id).not.toBe(1);
  });
});

it("forgets all vectors when another model makes new ones of the same size", async () => {
  const index = createSqliteIndex(new DatabaseSync(":memory:"));
  const nearest = async () =>
    (await index.search({ text: "", vector: Float32Array.of(1, 0), limit: 1 })).passages.map(({ path }) => path);
  const [a, b] = [page("a", "A", [["Kinds", "one"]]), page("b", "B", [["Kinds", "two"]])];
  await index.putAll([
    { document: a, vectors: [Float32Array.of(1, 0)] },
    { document: b, vectors: [Float32Array.of(0, 1)] },
  ]);
  expect(await nearest()).toEqual(["a"]);
  await index.dropVectors();
  await index.put(b, [Float32Array.of(-1, 0.1)]);
  expect(await nearest()).toEqual(["b"]);
});

it("runs what its source says: npx wat2wasm dots.wat -o dots.wasm", async () => {
  const file = (name: string) => readFileSync(new URL(`../../../src/search/memory/${name}`, import.meta.url));
  const source = (await wabt()).parseWat("dots.wat", file("dots.wat").toString("utf8"), { simd: true });
  expect(Buffer.from(source.toBinary({}).buffer)).toEqual(file("dots.wasm"));
  source.destroy();
});
