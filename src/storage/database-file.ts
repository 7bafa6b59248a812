import { closeSync, openSync, readSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { UserError } from "../core/errors.ts";
import { DAMAGED } from "./errors.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "./migrations.ts";

/**
 * The header of a database file and where its fields stand:
 * https://www.sqlite.org/fileformat2.html#the_database_header
 */
const HEADER_BYTES = 100;
const MAGIC = "SQLite format 3\0";
const PAGE_SIZE_AT = 16;
const PAGE_COUNT_AT = 28;
const USER_VERSION_AT = 60;
const APPLICATION_ID_AT = 68;

/** Tables that the first Docents made, which did not say in the file whose it is. */
const OWN_TABLES = ["keyv", "questions", "index_state", "index_documents", "registered_sources"];

/**
 * Looks at a database file before anything is done to it. Throws a `UserError` where it is damaged, cut short, another
 * program's, or of a newer Docent: such a file is left as it is. One that is not there, or empty, is fine.
 */
export function examineFile(file: string): void {
  const size = sizeOf(file);
  if (size === 0) return;
  const header = readHeader(file);
  if (header.length < HEADER_BYTES || header.toString("latin1", 0, MAGIC.length) !== MAGIC)
    throw new UserError(DAMAGED);
  if (header.readUInt32BE(APPLICATION_ID_AT) === APPLICATION_ID) refuseNewer(header.readUInt32BE(USER_VERSION_AT));
  const isLogged = sizeOf(`${file}-wal`) > 0;
  if (!isLogged && size < lengthOf(header)) throw new UserError(DAMAGED);
  const { version, application, tables } = look(file);
  const isOwn = application === APPLICATION_ID || OWN_TABLES.some((name) => tables.includes(name));
  if (!isOwn && tables.length > 0) throw new UserError(foreign(file));
  refuseNewer(version);
}

function refuseNewer(version: number): void {
  if (version <= SCHEMA_VERSION) return;
  throw new UserError(
    `The database was written by a newer Docent (its schema is ${version}, this one knows ${SCHEMA_VERSION}); nothing in it was changed. Start that version again, or restore a backup made before the upgrade.`,
  );
}

function foreign(file: string): string {
  return `${file} is the database of another program; nothing in it was changed. Set DATA_DIR to a folder of Docent's own.`;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function readHeader(file: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const opened = openSync(file, "r");
  try {
    return header.subarray(0, readSync(opened, header, 0, HEADER_BYTES, 0));
  } finally {
    closeSync(opened);
  }
}

/** How long the file says that it is. The size of the largest page does not fit its field and is written as 1. */
function lengthOf(header: Buffer): number {
  const pageSize = header.readUInt16BE(PAGE_SIZE_AT);
  return header.readUInt32BE(PAGE_COUNT_AT) * (pageSize === 1 ? 65_536 : pageSize);
}

interface Contents {
  readonly version: number;
  readonly application: number;
  readonly tables: readonly string[];
}

/** What the file and its log together hold. */
function look(file: string): Contents {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 1000 });
  try {
    // All of one moment: another process may be making it just now.
    database.exec("begin");
    const version = Number(database.prepare("pragma user_version").get()?.user_version);
    const application = Number(database.prepare("pragma application_id").get()?.application_id);
    const tables = database.prepare("select name from sqlite_schema where type = 'table'").all();
    return { version, application, tables: tables.map(({ name }) => String(name)) };
  } finally {
    database.close();
  }
}
