import { DatabaseSync } from "node:sqlite";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PineconeTimeouts } from "../../../src/search/pinecone/fetch.ts";
import { createPineconeIndex, type RemoteIndex } from "../../../src/search/pinecone/index.ts";
import { createSqliteIndex } from "../../../src/search/sqlite/index.ts";
import { type LocalPinecone, startLocalPinecone } from "../../support/pinecone/local-pinecone.ts";
import { page, searchIndexContract } from "../../support/search-index-contract.ts";

const QUICK = { timeoutMs: 300, retryMs: [5, 10], longestPauseMs: 50, creationMs: 2000, creationPollMs: 5 };
const PATIENCE = { timeout: 10_000, interval: 20 };
const log = pino({ level: "silent" });

const meant = page("meant", "One", [["Part", "Automobiles on the motorway."]]);
const worded = page("worded", "Two", [["Part", "A car park beside the shop."]]);
const near = Float32Array.of(0.9, 0.1, 0, 0);
const far = Float32Array.of(0, 0, -0.2, 1);

let pinecone: LocalPinecone;
let database: DatabaseSync;
let index: RemoteIndex;

function open(
  changes: object = {},
  on = new DatabaseSync(":memory:"),
  patience: Partial<PineconeTimeouts> = {},
): RemoteIndex {
  database = on;
  const target = { apiKey: pinecone.apiKey, index: "docs", namespace: "", controllerHost: pinecone.url, ...changes };
  return createPineconeIndex({
    text: createSqliteIndex(database),
    database,
    target,
    log,
    patience: { ...QUICK, ...patience },
  });
}

async function paths(text: string, vector?: Float32Array): Promise<string[]> {
  return (await index.search({ text, vector, limit: 5 })).passages.map(({ path }) => path);
}

const records = (namespace?: string) => [...pinecone.records("docs", namespace).values()];
const calls = (route: string) => pinecone.calls.filter((call) => call.route === route);

beforeEach(async () => {
  pinecone = await startLocalPinecone();
  index = open();
});
afterEach(async () => {
  expect(pinecone.violations).toEqual([]);
  await pinecone.close();
});

searchIndexContract("Pinecone", async () => open());

describe("vectors in Pinecone", () => {
  it("find what shares no word, fused with what words find", async () => {
    await index.put(meant, [near]);
    await index.put(worded, [far]);
    expect(await paths("car")).toEqual(["worded"]);
    expect(await paths("vehicles", near)).toEqual(["meant", "worded"]);
    expect(await paths("car", far)).toEqual(["worded", "meant"]);
  });

  it("stand in an index made on first use, of the model's length, once it is ready", async () => {
    expect(await paths("car", near)).toEqual([]);
    await index.put(meant, [near]);
    expect(pinecone.dimensionOf("docs")).toBe(4);
    expect(records()).toMatchObject([{ metadata: { source: "docs", path: "meant", headings: ["Part"], ordinal: 0 } }]);
  });

  it("are refused where the index is of another length, before anything is written or asked", async () => {
    pinecone.addIndex("docs", 3);
    await expect(index.put(meant, [near])).rejects.toThrow(/holds vectors of 3 numbers, .* makes 4. Set OPENAI_EMB/);
    expect(calls("/vectors/upsert")).toEqual([]);
    expect(await index.hashes("docs")).toEqual(new Map());
  });

  it("keep a match whose score is exactly 0", async () => {
    await index.put(meant, [Float32Array.of(1, 0, 0, 0)]);
    expect(await paths("nothing of it", Float32Array.of(0, 1, 0, 0))).toEqual(["meant"]);
  });

  it("are kept apart by namespace", async () => {
    index = open({ namespace: "blue" });
    await index.put(meant, [near]);
    expect(records("blue")).toHaveLength(1);
    expect(records()).toEqual([]);
    index = open({ namespace: "green" });
    expect(await paths("vehicles", near)).toEqual([]);
  });

  it("of other sources are not found where only some are asked for", async () => {
    await index.put(meant, [near]);
    await index.put({ ...worded, source: "other" }, [near]);
    const { passages } = await index.search({ text: "", vector: near, sources: ["other"], limit: 5 });
    expect(passages.map(({ path }) => path)).toEqual(["worded"]);
  });

  it("go in few requests where many pages come at once", async () => {
    const many = Array.from({ length: 250 }, (_, n) => ({
      document: page(`p${n}`, `Page ${n}`, [["Part", `Text ${n}`]]),
      vectors: [Float32Array.of(1, n, 0, 0)],
    }));
    await index.putAll(many);
    expect(records()).toHaveLength(250);
    expect(calls("/vectors/upsert")).toHaveLength(3);
  });

  it("of what comes without any stay where they are: nothing is sent", async () => {
    await index.put(meant);
    expect(await paths("automobiles")).toEqual(["meant"]);
    expect(pinecone.calls).toEqual([]);
  });
});

describe("after a change", () => {
  const long = page("page", "Page", [
    ["One", "The first part."],
    ["Two", "The second part."],
  ]);
  const short = page("page", "Page", [["One", "The first part, changed."]]);

  it("no chunk of a former state is left, of a page that shrank, went, or whose source went", async () => {
    await index.put(long, [near, far]);
    await index.put(short, [near]);
    expect(records()).toHaveLength(1);
    await index.put(worded, [far]);
    await index.remove("docs", ["page"]);
    expect(records()).toMatchObject([{ metadata: { path: "worded" } }]);
    await index.drop("docs");
    expect(records()).toEqual([]);
  });

  it("what could not be deleted is deleted by the next sync, and not found meanwhile", async () => {
    await index.put(long, [near, far]);
    pinecone.fault("/vectors/delete", { status: 503 }, 3);
    await expect(index.put(short, [near])).rejects.toThrow(/cannot do this right now \(503\)/);
    expect(records()).toHaveLength(2);
    expect(await paths("", far)).toEqual(["page"]);
    await index.synced("docs");
    expect(records()).toHaveLength(1);
  });

  it("what a lost disk knew of is compared with what the sync wrote", async () => {
    await index.putAll(
      Array.from({ length: 12 }, (_, n) => ({
        document: page(`old${n}`, "Old", [["Part", `Text ${n}`]]),
        vectors: [near],
      })),
    );
    await index.put({ ...worded, source: "other" }, [far]);
    index = open();
    await index.put(meant, [near]);
    await index.synced("docs");
    expect(records().map(({ metadata }) => metadata?.path)).toEqual(["worded", "meant"]);
  });

  it("with another model all vectors go", async () => {
    await index.put(meant, [near]);
    await index.dropVectors();
    expect(records()).toEqual([]);
    expect(await index.hashes("docs")).toEqual(new Map());
  });
});

describe("an index that was local", () => {
  it("counts as not written yet, so that the next sync moves it", async () => {
    const local = createSqliteIndex(database);
    await local.put(meant, [near]);
    expect((await local.hashes("docs")).size).toBe(1);
    index = open({}, database);
    expect((await index.hashes("docs")).size).toBe(0);
    await index.put(meant, [near]);
    expect(await index.hashes("docs")).toEqual(await local.hashes("docs"));
  });
});

describe("a process without text", () => {
  it("finds by vectors alone, and shows what Pinecone holds", async () => {
    await index.put(meant, [near]);
    await index.synced("docs");
    index = open();
    const { passages, confidence } = await index.search({ text: "vehicles", vector: near, limit: 3 });
    const { source, path, title, chunks } = meant;
    expect(passages).toEqual([{ ...chunks[0], source, path, title, score: expect.any(Number) }]);
    expect(confidence).toBeCloseTo(1);
    expect(passages[0] && (await index.neighbours(passages[0], 1, 1))).toHaveLength(1);
  });

  it("of one source finds what it has of others too, in turn with what Pinecone holds of that", async () => {
    await index.put(meant, [near]);
    const other = open();
    await other.put({ ...worded, source: "here" }, [far]);
    await other.synced("here");
    index = other;
    const { passages } = await index.search({ text: "car", vector: near, limit: 3 });
    expect(passages.map(({ source, path }) => [source, path])).toEqual([
      ["here", "worded"],
      ["docs", "meant"],
    ]);
  });

  it("does not find what this process knows to be gone", async () => {
    await index.put(meant, [near]);
    const other = open();
    await other.put(worded, [far]);
    await other.synced("docs");
    index = other;
    expect(await paths("vehicles", near)).toEqual(["worded"]);
  });
});

describe("trouble with Pinecone", () => {
  beforeEach(async () => {
    await index.put(meant, [near]);
    await index.put(worded, [far]);
  });

  it.each([
    ["refuses for a moment", { status: 503 }],
    ["asks for a pause", { status: 429, retryAfter: 0.01 }],
    ["breaks the line", "break"],
    ["is silent", "silence"],
  ] as const)("that %s is passed by trying again, with questions and with writes", async (_, trouble) => {
    pinecone.fault("/query", trouble);
    expect(await paths("vehicles", near)).toEqual(["meant", "worded"]);
    pinecone.fault("/vectors/upsert", trouble);
    await index.put(page("new", "New", [["Part", "Something new."]]), [near]);
    expect(records()).toHaveLength(3);
  });

  it.each([
    ["refuses", { status: 503 }],
    ["breaks the line", "break"],
    ["is silent", "silence"],
  ] as const)("that %s for long leaves words to search by, and an end", async (_, trouble) => {
    pinecone.fault("/query", trouble, 100);
    expect(await paths("car", near)).toEqual(["worded"]);
  });

  it("makes nobody wait while it lasts, and is noticed to have ended", async () => {
    index = open({}, database, { timeoutMs: 60_000 });
    pinecone.fault("/query", "break", 3);
    expect(await paths("car", near)).toEqual(["worded"]);
    pinecone.fault("/query", "silence");
    expect(await paths("car", near)).toEqual(["worded"]);
    expect(await paths("car", near)).toEqual(["worded"]);
    await vi.waitFor(async () => {
      pinecone.hangUp();
      expect(await paths("vehicles", near)).toEqual(["meant", "worded"]);
    }, PATIENCE);
  });

  it("waits as long as it is asked to", async () => {
    pinecone.fault("/query", { status: 429, retryAfter: 0.04 });
    const since = performance.now();
    await paths("vehicles", near);
    expect(performance.now() - since).toBeGreaterThan(39);
  });

  it("that is a wrong key is told in words and not tried again", async () => {
    index = open({ apiKey: "wrong" });
    await expect(index.check()).rejects.toThrow(/refused the key \(401\). Check PINECONE_API_KEY/);
    expect(pinecone.calls.filter(({ status }) => status === 401)).toHaveLength(1);
  });

  it("is told by the check, and its end too", async () => {
    pinecone.fault("/indexes/{index_name}", { status: 500 });
    await expect(index.check()).rejects.toThrow(/cannot do this right now \(500\)/);
    await expect(index.check()).resolves.toBeUndefined();
  });
});
