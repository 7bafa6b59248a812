import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { isUseless, probeOutcome, probeVectors } from "../../src/search/probes.ts";
import type { IndexedDocument, SearchIndex } from "../../src/search/search-index.ts";
import { createSqliteIndex } from "../../src/search/sqlite/index.ts";
import { page } from "../support/search-index-contract.ts";

const PAGES = 40;

/** A vector that says which page a text is of. */
const telling = (text: string) => {
  const number = Number(/number (\d+)/.exec(text)?.[1] ?? 0);
  return Float32Array.from({ length: 64 }, (_, i) => (i === number ? 1 : 0.01));
};
/** Vectors that have nothing to do with their texts. */
let drawn = 0;
const noise = () => Float32Array.from({ length: 64 }, () => Math.sin(++drawn * drawn));

function documents(): IndexedDocument[] {
  return Array.from({ length: PAGES }, (_, i) => {
    const next = (i + 1) % PAGES;
    const link = `See [the guide number ${next}](https://docs.example/page${next}#part) and [here](https://docs.example/page0).`;
    return page(`page${i}`, `Title ${i}`, [[`The guide number ${i}`, link]]);
  });
}

async function indexed(encode: (text: string) => Float32Array) {
  const database = new DatabaseSync(":memory:");
  const index = createSqliteIndex(database);
  await index.putAll(
    documents().map((document) => ({
      document,
      vectors: document.chunks.map(({ headings }) => encode(headings[0] ?? "")),
    })),
  );
  const asked: string[] = [];
  const probe = () =>
    probeVectors(index, database, ["docs"], async (texts) => {
      asked.push(...texts);
      return texts.map((text) => [...encode(text)]);
    });
  return { database, index, probe, asked };
}

describe("probes of the vectors", () => {
  it("ask link texts and headings of their own pages, and find that an encoder tells them apart", async () => {
    const { database, probe, asked } = await indexed(telling);
    await probe();
    expect(asked.length).toBeGreaterThanOrEqual(40);
    expect(asked).not.toContain("here");
    expect(probeOutcome(database)).toEqual({ asked: asked.length, found: asked.length });
  });

  it("find out noise", async () => {
    const { database, probe } = await indexed(noise);
    await probe();
    const outcome = probeOutcome(database);
    expect(outcome && isUseless(outcome)).toBe(true);
  });

  it("are asked anew only once much has changed, and forgotten with the vectors", async () => {
    const { database, index, probe, asked } = await indexed(telling);
    await probe();
    const { length } = asked;
    await index.remove("docs", ["page1"]);
    await probe();
    expect(asked).toHaveLength(length);
    await index.remove(
      "docs",
      documents()
        .slice(0, 12)
        .map(({ path }) => path),
    );
    await probe();
    expect(asked.length).toBeGreaterThan(length);
    await index.dropVectors();
    expect(probeOutcome(database)).toBeUndefined();
  });

  it("are none where there are few pages", async () => {
    const { database, index, probe, asked } = await indexed(telling);
    await index.remove(
      "docs",
      documents()
        .slice(9)
        .map(({ path }) => path),
    );
    await probe();
    expect(asked).toEqual([]);
    expect(probeOutcome(database)).toBeUndefined();
  });
});

describe("the weight of vectors", () => {
  const first = async (index: SearchIndex, text: string, vector: Float32Array) =>
    (await index.search({ text, vector, limit: 3 })).passages.map(({ path }) => path);

  it("is the same however sure words are, and little once probes found nothing", async () => {
    const database = new DatabaseSync(":memory:");
    const index = createSqliteIndex(database);
    await index.put(page("worded", "Car", [["Part", "A car park beside the shop."]]), [Float32Array.of(0, 1)]);
    await index.put(page("meant", "Two", [["Part", "A car park beside the church."]]), [Float32Array.of(1, 0)]);
    const near = Float32Array.of(1, 0);
    expect((await index.search({ text: "car park", limit: 1 })).confidence).toBeGreaterThan(0.5);
    const margin = async () => {
      const { passages } = await index.search({ text: "car park", vector: near, limit: 2 });
      return (passages.find(({ path }) => path === "meant")?.score ?? 0) / (passages[0]?.score ?? 1);
    };
    const full = await margin();
    database.exec("insert into index_probes values (1, 40, 5, 2)");
    expect(await margin()).toBeLessThan(full);
    expect((await first(index, "car park", near))[0]).toBe("worded");
  });
});
