import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import wabt from "wabt";
import { random } from "../../../src/cli/bench/corpus.ts";
import { createVectorScan, packVector, type VectorScan } from "../../../src/search/memory/vector-scan.ts";
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

function scanOf(vectors: readonly Float32Array[]): VectorScan {
  const scan = createVectorScan();
  for (const [i, vector] of vectors.entries()) scan.add(i * 3 + 1, packVector(vector));
  return scan;
}

async function nearest(scan: VectorScan, question: Float32Array): Promise<readonly NearRow[]> {
  return (await scan.compare(question)).nearest(9);
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
      const found = (await scanOf(vectors).compare(question)).nearest(50);
      for (const { id, cosine: near } of found)
        expect(near).toBeCloseTo(exact.find((one) => one.id === id)?.cosine ?? 9, 2);
      const least = exact[49]?.cosine ?? 9;
      expect(found).toHaveLength(50);
      expect(found.every(({ cosine: near }) => near > least - 0.01)).toBe(true);
    },
  );

  it("gives what points the other way last, and nothing that was removed", async () => {
    const scan = scanOf([Float32Array.of(1, 0), Float32Array.of(-1, 0), Float32Array.of(0, 1)]);
    const ids = async () => (await nearest(scan, Float32Array.of(1, 0.1))).map(({ id }) => id);
    expect(await ids()).toEqual([1, 7, 4]);
    scan.remove(1);
    scan.remove(2);
    expect([scan.added, scan.removed]).toEqual([3, 1]);
    expect(await ids()).toEqual([7, 4]);
  });

  it("does not run over, whatever the numbers are", async () => {
    const full = new Float32Array(4096).fill(1);
    expect((await nearest(scanOf([full]), full))[0]?.cosine).toBeCloseTo(1, 3);
    const opposite = full.map(() => -1);
    expect((await nearest(scanOf([full]), opposite))[0]?.cosine).toBeCloseTo(-1, 3);
  });

  it("compares nothing with nothing", async () => {
    expect(await nearest(createVectorScan(), Float32Array.of(1))).toEqual([]);
    expect(await nearest(scanOf([new Float32Array(3)]), new Float32Array(3))).toEqual([{ id: 1, cosine: 0 }]);
  });

  it("lets others have their turn, and takes what comes meanwhile for the next time", async () => {
    const scan = scanOf(randomVectors(25_000, 16));
    const question = Float32Array.from({ length: 16 }, () => 1);
    let turns = 0;
    const compared = scan.compare(question);
    setImmediate(() => turns++);
    scan.add(90_000, packVector(question));
    const { nearest: near, cosineOf } = await compared;
    expect(turns).toBe(1);
    expect(near(1)[0]?.id).not.toBe(90_000);
    expect(cosineOf(90_000)).toBeUndefined();
    expect((await nearest(scan, question))[0]?.id).toBe(90_000);
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
