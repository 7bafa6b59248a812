import type { DatabaseSync } from "node:sqlite";

/** Brings a database of one schema to the next. What it changes may not be there: a table is made when it is needed. */
type Migration = (database: DatabaseSync) => void;

/** By the schema that they start from. Never changed once released: a data folder may be as old as the first one. */
const MIGRATIONS: readonly Migration[] = [
  (database) => {
    addColumn(database, "questions", "holder text");
    addColumn(database, "registered_sources", "options text not null default '{}'");
  },
  // What people quoted is kept until the answer is there, and who waits is named by a hash.
  (database) => {
    if (hasTable(database, "questions"))
      database.exec("update questions set prompt = json_remove(prompt, '$.quoted') where closed is not null");
    if (hasTable(database, "lines")) database.exec("delete from lines");
    database.exec("create table if not exists erasure (id integer primary key check (id = 1), since integer not null)");
    if (hasTable(database, "questions")) database.exec("insert or ignore into erasure values (1, 0)");
  },
  // Why an answer did not help, and what was found for a question.
  (database) => {
    addColumn(database, "votes", "reason text");
    addColumn(database, "votes", "note text");
    addColumn(database, "questions", "found text");
  },
  // Nor whom they quoted; and what was deleted before may stand where rows were moved away from.
  (database) => {
    if (!hasTable(database, "questions")) return;
    database.exec("update questions set prompt = json_remove(prompt, '$.quotedFrom') where closed is not null");
    database.exec("insert or ignore into erasure values (1, 0)");
  },
];

/** The schema that this Docent writes; `user_version` in the file. Of the first folders it is 0. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Says in the file whose it is: "Doct" in ASCII. The first folders do not say it. */
export const APPLICATION_ID = 0x446f6374;

/** Brings a database to the schema of this Docent, one step after the other, all of them or none. */
export function migrate(database: DatabaseSync): void {
  if (versionOf(database) >= SCHEMA_VERSION) return;
  database.exec("begin immediate");
  try {
    // Another process may have done it while this one waited for the lock.
    for (const step of MIGRATIONS.slice(versionOf(database))) step(database);
    database.exec(`pragma application_id = ${APPLICATION_ID}; pragma user_version = ${SCHEMA_VERSION}`);
    database.exec("commit");
  } catch (error) {
    if (database.isTransaction) database.exec("rollback");
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare("pragma user_version").get()?.user_version);
}

/** Whether there is a table of this name. */
export function hasTable(database: DatabaseSync, table: string): boolean {
  return database.prepare("select 1 from sqlite_schema where name = ?").get(table) !== undefined;
}

/** Adds a column to a table that is there and has it not. `column`: its name and what it holds. */
function addColumn(database: DatabaseSync, table: string, column: string): void {
  const columns = database.prepare("select name from pragma_table_info(?)").all(table);
  const [added] = column.split(" ");
  if (columns.length === 0 || columns.some(({ name }) => name === added)) return;
  database.exec(`alter table ${table} add column ${column}`);
}
