import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { transaction } from "./database.ts";
import { hasTable } from "./migrations.ts";

/** How many rows one step copies or deletes: few enough that nobody waits for it. */
const ROWS = 20;

/** A table that is written anew. `key`: its primary key, as SQL writes it; `keys`: its columns. */
interface Table {
  readonly name: string;
  readonly keys: readonly string[];
  readonly key: string;
}

/**
 * Writes tables anew, a little with each step, while they are read and written. SQLite overwrites what is deleted, but
 * not the copies that it leaves behind where it moves rows from page to page; in the end every page that a table had is
 * overwritten. Each row is copied once, and what is written meanwhile is written twice. Throws where a step cannot be
 * done; begun once more, it does away with what was left.
 */
export function* rewriteTables(database: DatabaseSync, names: readonly string[]): Generator<undefined, void> {
  for (const name of names) {
    clear(database, name);
    if (!hasTable(database, name)) continue;
    const table = describe(database, name);
    transaction(database, () => makeNext(database, table));
    yield* copyRows(database, table);
    swap(database, table);
    yield* deleteRows(database, table);
    clear(database, name);
  }
}

function describe(database: DatabaseSync, name: string): Table {
  const columns = database.prepare("select name from pragma_table_info(?) where pk > 0 order by pk").all(name);
  const keys = columns.map((column) => `"${column.name}"`);
  return { name, keys, key: keys.join(", ") };
}

/** Makes the table that takes the place of this one, and has it follow what is written. */
function makeNext(database: DatabaseSync, { name, keys, key }: Table): void {
  const keyIn = (row: string) => keys.map((column) => `${row}.${column}`).join(", ");
  const copy = `insert or replace into ${name}_next select * from ${name} where (${key}) = (${keyIn("new")})`;
  database.exec(`${sqlOf(database, name).replace(/^create table "?\w+"?/i, `create table ${name}_next`)};
    create trigger ${name}_inserted after insert on ${name} begin ${copy}; end;
    create trigger ${name}_updated after update on ${name} begin ${copy}; end;
    create trigger ${name}_deleted after delete on ${name}
      begin delete from ${name}_next where (${key}) = (${keyIn("old")}); end`);
}

function* copyRows(database: DatabaseSync, { name, keys, key }: Table): Generator<undefined, void> {
  const marks = keys.map(() => "?").join(", ");
  const find = `select ${key} from ${name} where (${key}) > (${marks}) order by ${key} limit 1 offset ${ROWS - 1}`;
  const copy = `insert or ignore into ${name}_next select * from ${name} where (${key}) > (${marks})`;
  for (let after: SQLInputValue[] = keys.map(() => ""); ; yield) {
    const last = database.prepare(find).get(...after);
    if (!last) return void database.prepare(copy).run(...after);
    const until = Object.values(last);
    database.prepare(`${copy} and (${key}) <= (${marks})`).run(...after, ...until);
    after = until;
  }
}

/** Puts the new table in the place of the old one, with the same indexes. */
function swap(database: DatabaseSync, { name }: Table): void {
  const indexes = database.prepare("select name, sql from sqlite_schema where tbl_name = ? and type = 'index'");
  // Else what refers to the table by its name would go on referring to the old one.
  database.exec("pragma foreign_keys = off; pragma legacy_alter_table = on");
  try {
    transaction(database, () => {
      dropTriggers(database, name);
      const made = indexes.all(name).filter(({ sql }) => sql !== null);
      for (const index of made) database.exec(`drop index "${index.name}"`);
      database.exec(`alter table ${name} rename to ${name}_old; alter table ${name}_next rename to ${name}`);
      for (const { sql } of made) database.exec(String(sql));
    });
  } finally {
    database.exec("pragma foreign_keys = on; pragma legacy_alter_table = off");
  }
}

function* deleteRows(database: DatabaseSync, { name, key }: Table): Generator<undefined, void> {
  const some = `select ${key} from ${name}_old order by ${key} limit ${ROWS}`;
  const remove = database.prepare(`delete from ${name}_old where (${key}) in (${some})`);
  do yield;
  while (remove.run().changes > 0);
}

/** Does away with what this, or one that was interrupted, made beside a table. */
function clear(database: DatabaseSync, name: string): void {
  transaction(database, () => {
    dropTriggers(database, name);
    database.exec(`drop table if exists ${name}_next; drop table if exists ${name}_old`);
  });
}

function dropTriggers(database: DatabaseSync, name: string): void {
  for (const what of ["inserted", "updated", "deleted"]) database.exec(`drop trigger if exists ${name}_${what}`);
}

function sqlOf(database: DatabaseSync, name: string): string {
  return String(database.prepare("select sql from sqlite_schema where name = ?").get(name)?.sql);
}
