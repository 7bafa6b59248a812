import { statfsSync } from "node:fs";
import { UserError } from "../core/errors.ts";

/** Less free space than this is none: SQLite cannot even make room for its log. In bytes. */
const NO_SPACE = 256 * 1024;

/** What to do about a file that cannot be read any more. */
export const DAMAGED =
  "The database docent.db is damaged. Stop Docent and restore a backup of it; or move docent.db, docent.db-wal and docent.db-shm out of the data folder: documentation is then read in anew, conversations are gone.";

const FULL =
  "The disk that holds the data folder is full. Free some space and try again; what was stored before is kept.";
const READ_ONLY =
  "The database cannot be written. Make the data folder and docent.db writable for this user, or set DATA_DIR to another folder.";
const LOCKED =
  "Another program keeps the database locked, such as a database viewer or a copy under way. Close it, or try again when it is done.";
const BROKEN_DISK =
  "The disk that holds the data folder does not read or write as it should. Check the disk, or set DATA_DIR to a folder on another one.";

/** SQLite's primary result codes (https://www.sqlite.org/rescode.html) that a person can do something about. */
const REMEDIES: Readonly<Record<number, string>> = {
  5: LOCKED,
  6: LOCKED,
  8: READ_ONLY,
  10: BROKEN_DISK,
  11: DAMAGED,
  13: FULL,
  14: READ_ONLY,
  26: DAMAGED,
};

/** What SQLite says of a full disk, depending on what it was about to write: an error of the disk, or of opening. */
const PERHAPS_FULL = [10, 14];

/** SQLite's primary result code of an error; undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  const { code, errcode } = Object(error) as { code?: string; errcode?: number };
  return code === "ERR_SQLITE_ERROR" && errcode !== undefined ? errcode & 0xff : undefined;
}

/** Whether the disk of a folder has no room left. */
export function isDiskFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < NO_SPACE;
  } catch {
    return false;
  }
}

/**
 * An error of the embedded database as a `UserError` where there is a remedy; anything else as it is. `dataDir`: the
 * folder in which it happened, where that is known.
 */
export function explainStorage(error: unknown, dataDir?: string): unknown {
  const code = sqliteCode(error);
  if (Object(error).code === "ENOSPC") return new UserError(FULL, { cause: error });
  if (code === undefined) return error;
  const isFull = dataDir !== undefined && PERHAPS_FULL.includes(code) && isDiskFull(dataDir);
  const remedy = isFull ? FULL : REMEDIES[code];
  return remedy ? new UserError(remedy, { cause: error }) : error;
}

/** The error of a disk without room, before anything was written. */
export function diskFull(): UserError {
  return new UserError(FULL);
}
