import type { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../../src/storage/database.ts";
import { SqliteJournal } from "../../src/storage/journal-sqlite.ts";
import { KeyvSqlite } from "../../src/storage/keyv-sqlite.ts";
import { rewriteTables } from "../../src/storage/rewrite-tables.ts";
import { promptFor } from "../support/prompts.ts";
import { tempDir } from "../support/temp-dir.ts";

const TABLES = ["questions", "votes", "keyv", "absent"];

/** A database with questions, votes and values, and what writes and deletes some more of each. */
async function filled() {
  const database = openDatabase(tempDir());
  onTestFinished(() => database.close());
  const journal = new SqliteJournal(database, { days: 30, processId: "one" });
  const keyv = new KeyvSqlite(database, "conversations");
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed % below;
  };
  const write = async () => {
    const id = `act-${random(400)}`;
    await journal.accept(promptFor("q".repeat(random(300)), { id }));
    await journal.close(id, { outcome: "answered", cited: [`${random(1000)}`] });
    await journal.vote(id, `voter-${random(3)}`, { helpful: random(2) === 1 });
    await keyv.set(`key-${random(200)}`, "v".repeat(random(500)));
    await keyv.delete(`key-${random(200)}`);
    database.prepare("delete from questions where id = ?").run(`act-${random(400)}`);
  };
  database.exec("begin");
  for (let n = 0; n < 300; n++) await write();
  database.exec("commit");
  return { database, write };
}

const everythingIn = (database: DatabaseSync) =>
  ["questions", "votes", "keyv"].map((table) => database.prepare(`select * from ${table}`).all());
const schemaOf = (database: DatabaseSync) =>
  database
    .prepare("select name, tbl_name, replace(sql, '\"', '') as sql from sqlite_schema order by name")
    .all()
    .map((row) => ({ ...row, sql: String(row.sql).toLowerCase() }));

describe("tables that are written anew", () => {
  it("hold what they held, with their indexes, and nothing else is left", async () => {
    const { database } = await filled();
    const [held, schema] = [everythingIn(database), schemaOf(database)];
    const steps = [...rewriteTables(database, TABLES)].length;
    expect(steps).toBeGreaterThan(20);
    expect(everythingIn(database)).toEqual(held);
    expect(schemaOf(database)).toEqual(schema);
  });

  it("miss nothing that is written and deleted meanwhile", async () => {
    const [one, other] = [await filled(), await filled()];
    for (const _ of rewriteTables(one.database, TABLES))
      for (let n = 0; n < 3; n++) for (const { write } of [one, other]) await write();
    const written = everythingIn(one.database).map((rows) =>
      rows.map((row) => ({ ...row, at: 0, closed: 0, prompt: "" })),
    );
    const expected = everythingIn(other.database).map((rows) =>
      rows.map((row) => ({ ...row, at: 0, closed: 0, prompt: "" })),
    );
    expect(written).toEqual(expected);
    one.database.exec("delete from questions");
    expect(everythingIn(one.database).slice(0, 2)).toEqual([[], []]);
  });

  it("are whole where that was interrupted, and it is begun again", async () => {
    for (const steps of [1, 10, 25]) {
      const { database } = await filled();
      const [held, schema] = [everythingIn(database), schemaOf(database)];
      const interrupted = rewriteTables(database, TABLES);
      for (let n = 0; n < steps; n++) interrupted.next();
      expect(everythingIn(database)).toEqual(held);
      for (const _ of rewriteTables(database, TABLES));
      expect(everythingIn(database)).toEqual(held);
      expect(schemaOf(database)).toEqual(schema);
    }
  });
});
