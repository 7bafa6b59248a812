import type { DatabaseSync } from "node:sqlite";

/** Brings a database of one schema to the next. What it changes may not be there: a table is made when it is needed. */
type Migration = (database: DatabaseSync) => void;

/** By the schema that they start from. Never changed once released: a data folder may be as old as the first one. */
const MIGRATIONS: readonly Migration[] = [
  (database) => {
    addColumn(database, "questions", "holder text");
    addColumn(database, "registered_sources", "options text not null default '{}'");
  },
];

/** The schema that this Docent writes; `user_version` in the file. Of the first folders it is 0. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Brings a database to the schema of this Docent, one step after the other, all of them or none. */
export function migrate(database: DatabaseSync): void {
  if (versionOf(database) >= SCHEMA_VERSION) return;
  database.exec("begin immediate");
  try {
    // Another process may have done it while this one waited for the lock.
    for (const step of MIGRATIONS.slice(versionOf(database))) step(database);
    database.exec(`pragma user_version = ${SCHEMA_VERSION}`);
    database.exec("commit");
  } catch (error) {
    if (database.isTransaction) database.exec("rollback");
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare("pragma user_version").get()?.user_version);
}

/** Adds a column to a table that is there and has it not. `column`: its name and what it holds. */
function addColumn(database: DatabaseSync, table: string, column: string): void {
  const columns = database.prepare("select name from pragma_table_info(?)").all(table);
  const [added] = column.split(" ");
  if (columns.length === 0 || columns.some(({ name }) => name === added)) return;
  database.exec(`alter table ${table} add column ${column}`);
}
