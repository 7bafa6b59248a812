import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import wabt from "wabt";
import { random } from "../../../src/cli/bench/corpus.ts";
import { createSqliteEngine } from "../../../src/knowledge/engines/sqlite.ts";
import { createVectorScan, packVector, type VectorScan } from "../../../src/knowledge/engines/vectors.ts";
import { page } from "../../support/engine-contract.ts";

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

describe("a scan of vectors", () => {
  it.each([1, 2, 15, 16, 17, 100, 1536])("finds what exact comparison finds, with %i numbers each", (dimensions) => {
    const vectors = randomVectors(1500, dimensions);
    const [question] = randomVectors(1, dimensions + 1).map((vector) => vector.subarray(0, dimensions));
    if (!question) throw new Error("no question");
    const exact = vectors.map((vector, i) => ({ id: i * 3 + 1, cosine: cosine(question, vector) }));
    exact.sort((one, other) => other.cosine - one.cosine);
    const found = scanOf(vectors).compare(question)(50);
    for (const { id, cosine: near } of found)
      expect(near).toBeCloseTo(exact.find((one) => one.id === id)?.cosine ?? 9, 2);
    const least = exact[49]?.cosine ?? 9;
    expect(found).toHaveLength(50);
    expect(found.every(({ cosine: near }) => near > least - 0.01)).toBe(true);
  });

  it("gives what points the other way last, and nothing that was removed", () => {
    const scan = scanOf([Float32Array.of(1, 0), Float32Array.of(-1, 0), Float32Array.of(0, 1)]);
    const near = () =>
      scan
        .compare(Float32Array.of(1, 0.1))(9)
        .map(({ id }) => id);
    expect(near()).toEqual([1, 7, 4]);
    scan.remove(1);
    scan.remove(2);
    expect([scan.added, scan.removed]).toEqual([3, 1]);
    expect(near()).toEqual([7, 4]);
  });

  it("does not run over, whatever the numbers are", () => {
    const full = new Float32Array(4096).fill(1);
    const [near] = scanOf([full]).compare(full)(1);
    expect(near?.cosine).toBeCloseTo(1, 3);
    const [opposite] = scanOf([full]).compare(full.map(() => -1))(1);
    expect(opposite?.cosine).toBeCloseTo(-1, 3);
  });

  it("compares nothing with nothing", () => {
    expect(createVectorScan().compare(Float32Array.of(1))(5)).toEqual([]);
    expect(scanOf([new Float32Array(3)]).compare(new Float32Array(3))(5)).toEqual([{ id: 1, cosine: 0 }]);
  });
});

it("forgets all vectors when another model makes new ones of the same size", async () => {
  const engine = createSqliteEngine(new DatabaseSync(":memory:"));
  const nearest = async () =>
    (await engine.search({ text: "", vector: Float32Array.of(1, 0), limit: 1 })).passages.map(({ path }) => path);
  const [a, b] = [page("a", "A", [["Kinds", "one"]]), page("b", "B", [["Kinds", "two"]])];
  await engine.putAll([
    { document: a, vectors: [Float32Array.of(1, 0)] },
    { document: b, vectors: [Float32Array.of(0, 1)] },
  ]);
  expect(await nearest()).toEqual(["a"]);
  await engine.dropVectors();
  await engine.put(b, [Float32Array.of(-1, 0.1)]);
  expect(await nearest()).toEqual(["b"]);
  await engine.close();
});

it("runs what its source says: npx wat2wasm dots.wat -o dots.wasm", async () => {
  const file = (name: string) => readFileSync(new URL(`../../../src/knowledge/engines/${name}`, import.meta.url));
  const source = (await wabt()).parseWat("dots.wat", file("dots.wat").toString("utf8"), { simd: true });
  expect(Buffer.from(source.toBinary({}).buffer)).toEqual(file("dots.wasm"));
  source.destroy();
});
