import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSqliteIndex } from "../../../src/search/sqlite/index.ts";
import { openDatabase } from "../../../src/storage/database.ts";
import { page, searchIndexContract } from "../../support/search-index-contract.ts";

searchIndexContract("SQLite", async () => createSqliteIndex(new DatabaseSync(":memory:")));

const inMemory = () => createSqliteIndex(new DatabaseSync(":memory:"));

/** Chunks that share no words, to fill an index with. */
const filler = Array.from({ length: 40 }, (_, i) =>
  page(`filler${i}`, `Filler ${i}`, [["Other", `Entirely different matter number${i} about topic${i}.`]]),
);

describe("a file that two connections share", () => {
  let folder: string;
  const opened: DatabaseSync[] = [];
  const open = () => {
    const database = openDatabase(folder);
    opened.push(database);
    return database;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "docent-index-"));
  });
  afterEach(() => {
    for (const database of opened.splice(0)) database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("shows one what the other wrote, at once", async () => {
    const [writer, reader] = [createSqliteIndex(open()), createSqliteIndex(open())];
    await writer.put(page("a", "Apples", [["Kinds", "Boskoop is an old apple."]]), [Float32Array.of(1, 0)]);
    expect((await reader.search({ text: "boskoop", limit: 1 })).passages[0]?.path).toBe("a");
    expect((await reader.search({ text: "", vector: Float32Array.of(1, 0.1), limit: 1 })).passages[0]?.path).toBe("a");
    await writer.put(page("b", "Pears", [["Kinds", "Conference is a pear."]]), [Float32Array.of(0, 1)]);
    expect((await reader.search({ text: "", vector: Float32Array.of(0, 1), limit: 1 })).passages[0]?.path).toBe("b");
    await writer.remove("docs", ["a", "b"]);
    expect((await reader.search({ text: "boskoop", vector: Float32Array.of(1, 0), limit: 5 })).passages).toEqual([]);
  });

  it("keeps the former state when a put fails half-way", async () => {
    const database = open();
    const index = createSqliteIndex(database);
    await index.put(page("a", "Apples", [["Kinds", "Boskoop is an old apple."]]));
    database.exec(
      "create trigger broken before insert on index_chunks when new.ordinal = 1 begin select raise(abort, 'disk'); end",
    );
    const torn = page("a", "Apples", [
      ["One", "Idared"],
      ["Two", "Jonagold"],
    ]);
    await expect(index.put(torn)).rejects.toThrow("disk");
    expect((await index.search({ text: "boskoop", limit: 5 })).passages).toHaveLength(1);
    expect((await index.search({ text: "idared", limit: 5 })).passages).toEqual([]);
    expect(database.prepare("select chunks from index_state").get()?.chunks).toBe(1);
  });

  it("empties an index whose tables are of another version", async () => {
    const database = open();
    await createSqliteIndex(database).put(page("a", "Apples", [["Kinds", "Boskoop"]]));
    database.exec("update index_state set version = 0");
    const index = createSqliteIndex(database);
    expect(await index.hashes("docs")).toEqual(new Map());
  });
});

describe("ranking", () => {
  it("counts a word of the title above one of the text", async () => {
    const index = inMemory();
    for (const document of filler) await index.put(document);
    await index.put(page("body", "Something", [["Part", "Deployment of things takes time every day."]]));
    await index.put(
      page("title", "Some general notes on deployment matters", [["Part", "Things take time every day and night."]]),
    );
    const paths = (await index.search({ text: "deployment", limit: 5 })).passages.map(({ path }) => path);
    expect(paths).toEqual(["title", "body"]);
  });

  it("lets several chunks of a page add up", async () => {
    const index = inMemory();
    for (const document of filler) await index.put(document);
    await index.put(page("once", "First", [["Part", "Retention of logs is short."]]));
    const parts = ["traces", "events"].map((what) => ["Part", `Retention of ${what} is short.`] as const);
    await index.put(page("twice", "Second", parts));
    expect((await index.search({ text: "retention", limit: 1 })).passages[0]?.path).toBe("twice");
  });

  it("forgives a slip in a word that the index does not have", async () => {
    const index = inMemory();
    for (const document of filler) await index.put(document);
    await index.put(page("a", "Setup", [["Part", "The configuration lies in one file."]]));
    for (const text of ["configuartion", "configuraton", "configurattion", "konfiguration"]) {
      expect((await index.search({ text, limit: 1 })).passages[0]?.path, text).toBe("a");
    }
    expect((await index.search({ text: "cathedral", limit: 1 })).passages).toEqual([]);
  });

  it("prefers words that stand side by side", async () => {
    const index = inMemory();
    for (const document of filler) await index.put(document);
    await index.put(page("apart", "One", [["Part", "The rate we see at the top has some limit."]]));
    await index.put(page("beside", "Two", [["Part", "We see at the top that some rate limit has."]]));
    expect((await index.search({ text: "rate limit", limit: 1 })).passages[0]?.path).toBe("beside");
  });

  it("reads an elliptical question in the light of the turn before, which weighs less than the question", async () => {
    const index = inMemory();
    for (const document of filler) await index.put(document);
    await index.put(
      page("cloud", "Cloudant", [
        ["Limits", "The maximum size is one megabyte for every document that people keep there."],
      ]),
    );
    await index.put(page("disk", "Disks", [["Limits", "The maximum size is four terabytes."]]));
    const path = async (text: string, context: string[]) =>
      (await index.search({ text, context, limit: 1 })).passages[0]?.path;
    expect(await path("What is the maximum size?", ["How do I begin with Cloudant?"])).toBe("cloud");
    expect(await path("What is the maximum size?", ["How do I format disks?"])).toBe("disk");
    expect(await path("What is the maximum size of disks?", ["How do I begin with Cloudant?"])).toBe("disk");
  });

  it("puts a text that repeats a better one last", async () => {
    const index = inMemory();
    const text =
      "Run the installer, accept the licence, choose a folder and restart the machine when it asks for that.";
    for (const version of ["v1", "v2", "v3"])
      await index.put(page(version, `Installing ${version}`, [["Steps", text]]));
    await index.put(page("other", "Uninstalling", [["Steps", "The uninstaller removes the folder and the licence."]]));
    const paths = (await index.search({ text: "installer licence folder", limit: 2 })).passages.map(({ path }) => path);
    expect(paths).toHaveLength(2);
    expect(paths).toContain("other");
  });
});

describe("vectors", () => {
  const near = Float32Array.of(0.9, 0.1, 0, 0);
  const far = Float32Array.of(0, 0, -0.2, 1);

  it("finds by meaning what shares no word, and fuses both", async () => {
    const index = inMemory();
    await index.put(page("meant", "One", [["Part", "Automobiles on the motorway."]]), [near]);
    await index.put(page("worded", "Two", [["Part", "A car park beside the shop."]]), [far]);
    const ask = async (text: string, vector?: Float32Array) =>
      (await index.search({ text, vector, limit: 2 })).passages.map(({ path }) => path);
    expect(await ask("car", undefined)).toEqual(["worded"]);
    expect(await ask("vehicles", near)).toEqual(["meant", "worded"]);
    expect(await ask("car", far)).toEqual(["worded", "meant"]);
  });

  it("decide between chunks that words leave nearly alike, however sure words are", async () => {
    const index = inMemory();
    await index.put(page("worded", "Car", [["Part", "A car park beside the shop."]]), [far]);
    await index.put(page("meant", "Two", [["Part", "A car park beside the church."]]), [near]);
    const first = async (text: string, vector?: Float32Array) =>
      (await index.search({ text, vector, limit: 2 })).passages[0]?.path;
    expect(await first("car park")).toBe("worded");
    expect(await first("car park", near)).toBe("meant");
    expect(await first("car park zebras quarks lyrics", near)).toBe("meant");
    expect(await first("car park zebras quarks lyrics")).toBe("worded");
  });

  it("are compared exactly where eight bits tell no difference", async () => {
    const index = inMemory();
    await index.put(page("a", "One", [["Part", "Text"]]), [Float32Array.of(1, 0.001, 0, 0)]);
    await index.put(page("b", "Two", [["Part", "Text too"]]), [Float32Array.of(1, 0.003, 0, 0)]);
    const { passages } = await index.search({ text: "", vector: Float32Array.of(1, 1, 0, 0), limit: 1 });
    expect(passages[0]?.path).toBe("b");
  });

  it("of elsewhere are taken for what is here, and shown to nobody who may not see it", async () => {
    const index = inMemory();
    const document = page("a", "One", [["Part", "Text"]]);
    await index.put(document);
    const near = [{ source: document.source, path: "a", id: document.chunks[0]?.id ?? "", cosine: 0.9 }];
    const gone = { ...near[0], source: document.source, path: "gone", id: "x", cosine: 1 };
    const found = async (sources?: readonly string[]) =>
      (await index.search({ text: "", near: [gone, ...near], sources, limit: 5 })).passages.map(({ path }) => path);
    expect(await found()).toEqual(["a"]);
    expect(await found(["other"])).toEqual([]);
  });

  it("refuses to mix lengths, says what to do, and forgets the length with the last vector", async () => {
    const index = inMemory();
    await index.put(page("a", "One", [["Part", "Text"]]), [near]);
    const other = page("b", "Two", [["Part", "Text"]]);
    await expect(index.put(other, [Float32Array.of(1, 0)])).rejects.toThrow(/OPENAI_EMBEDDING_MODEL/);
    await expect(index.search({ text: "x", vector: Float32Array.of(1), limit: 1 })).rejects.toThrow(/4 numbers/);
    expect([...(await index.hashes("docs")).keys()]).toEqual(["a"]);
    await index.drop("docs");
    await index.put(other, [Float32Array.of(1, 0)]);
    expect((await index.search({ text: "", vector: Float32Array.of(1, 0), limit: 1 })).passages).toHaveLength(1);
  });
});

it("lets others have their turn between searches that are asked at once", async () => {
  const index = inMemory();
  for (const document of filler) await index.put(document);
  await index.search({ text: "matter", limit: 1 });
  const order: string[] = [];
  const searches = ["one", "two", "three"].map(async (name) => {
    await index.search({ text: "matter", limit: 1 });
    order.push(name);
    setImmediate(() => order.push("other"));
  });
  await Promise.all(searches);
  expect(order).toEqual(["one", "other", "two", "other", "three"]);
});

it("goes on after a search that failed", async () => {
  const index = inMemory();
  await index.put(page("a", "One", [["Part", "Text"]]), [Float32Array.of(1, 0)]);
  const failed = index.search({ text: "x", vector: Float32Array.of(1), limit: 1 });
  const next = index.search({ text: "text", limit: 1 });
  await expect(failed).rejects.toThrow(/2 numbers/);
  expect((await next).passages).toHaveLength(1);
});
