import { DatabaseSync } from "node:sqlite";
import { beforeEach, expect, it } from "vitest";
import { prepareSchema } from "../../../src/search/sqlite/schema.ts";
import { createTableWatcher } from "../../../src/search/sqlite/table-watcher.ts";

/** Holds the ids that it was told of. */
class Cache {
  readonly ids = new Set<number>();
  added = 0;
  removed = 0;
  remove(chunk: number): void {
    if (this.ids.delete(chunk)) this.removed++;
  }
}

let database: DatabaseSync;
let made: number;
let watch: () => Promise<Cache>;
const held = async () => [...(await watch()).ids];

beforeEach(() => {
  database = new DatabaseSync(":memory:");
  prepareSchema(database);
  made = 0;
  watch = createTableWatcher<Cache>(database, {
    rows: "select chunk, terms from index_terms where chunk > ? order by chunk limit ?",
    epoch: "vector_epoch",
    create: () => {
      made++;
      return new Cache();
    },
    adder: (cache) => (row) => {
      cache.ids.add(Number(row.chunk));
      cache.added++;
    },
  });
});

function add(count: number): number[] {
  return Array.from({ length: count }, () => {
    const { lastInsertRowid: id } = database
      .prepare("insert into index_chunks (document, ordinal, key, headings, text, url) values (1, 0, '', '[]', '', '')")
      .run();
    database.prepare("insert into index_terms values (?, 1, x'')").run(id);
    return Number(id);
  });
}

function remove(ids: readonly number[]): void {
  for (const id of ids) {
    database.prepare("insert into index_removed (chunk) values (?)").run(id);
    database.prepare("delete from index_terms where chunk = ?").run(id);
    database.prepare("delete from index_chunks where id = ?").run(id);
  }
}

it("reads all at first, in slices, and then only what is new", async () => {
  const first = add(1200);
  expect(await held()).toEqual(first);
  const next = add(3);
  expect(await held()).toEqual([...first, ...next]);
  expect((await watch()).added).toBe(1203);
  expect(made).toBe(2);
});

it("takes out what was removed, without reading anew while that is little", async () => {
  const ids = add(100);
  await watch();
  remove(ids.slice(0, 5));
  expect(await held()).toEqual(ids.slice(5));
  expect(made).toBe(2);
});

it("reads anew once much of what it holds is gone", async () => {
  const ids = add(100);
  await watch();
  remove(ids.slice(0, 30));
  await watch();
  add(1);
  expect(await held()).toHaveLength(71);
  expect(made).toBe(3);
  expect((await watch()).removed).toBe(0);
});

it("reads anew where the epoch changed, or the log of removals begins too late", async () => {
  const ids = add(10);
  await watch();
  database.exec("update index_state set vector_epoch = vector_epoch + 1");
  await watch();
  expect(made).toBe(3);
  remove(ids.slice(0, 3));
  database.exec("delete from index_removed where id < 3");
  expect(await held()).toEqual(ids.slice(3));
  expect(made).toBe(4);
});

it("reads once for all who ask at the same time", async () => {
  add(1000);
  const [one, other] = await Promise.all([watch(), watch()]);
  expect(one).toBe(other);
  expect(one.added).toBe(1000);
});
