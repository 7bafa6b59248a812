import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { prepareSchema } from "../../../src/search/sqlite/schema.ts";

const tables = (database: DatabaseSync) =>
  database.prepare("select name from sqlite_schema where type = 'table' and name like 'index_%' order by name").all();

it("makes the tables once, and keeps what they hold", () => {
  const database = new DatabaseSync(":memory:");
  prepareSchema(database);
  database.exec("insert into index_sources values ('docs', 1)");
  const made = tables(database);
  prepareSchema(database);
  expect(tables(database)).toEqual(made);
  expect(database.prepare("select name from index_sources").all()).toHaveLength(1);
});

it("empties tables of another version, and takes those of former versions away", () => {
  const database = new DatabaseSync(":memory:");
  prepareSchema(database);
  const made = tables(database);
  database.exec("create table index_words (word text); update index_state set version = 4, chunks = 9");
  database.exec("insert into index_sources values ('docs', 1)");
  prepareSchema(database);
  expect(tables(database)).toEqual(made);
  expect(database.prepare("select chunks from index_state").get()?.chunks).toBe(0);
  expect(database.prepare("select name from index_sources").all()).toEqual([]);
});
