import { existsSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { UserError } from "../core/errors.ts";

/** How long a statement waits for another process's write lock before it fails, in milliseconds. */
const BUSY_MS = 5000;

/** How long to wait before trying again what SQLite does not wait for, in milliseconds. */
const RETRY_MS = 20;

/** SQLite's own code for a file that another process has locked. */
const SQLITE_BUSY = 5;

/**
 * Opens the one file that holds everything: `docent.db` in the data folder, which is made where it is missing.
 * Write-ahead logging lets others read while one process writes and keeps what was committed through a kill.
 * Throws a `UserError` where the folder cannot be written or the file is no database.
 */
export function openDatabase(dataDir: string): DatabaseSync {
  const file = join(dataDir, "docent.db");
  try {
    makeFolder(resolve(dataDir));
    const database = new DatabaseSync(file, { timeout: BUSY_MS });
    useWriteAheadLog(database);
    database.exec("pragma synchronous = normal; pragma secure_delete = on");
    return database;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(
      `Cannot use the data folder ${dataDir} (${reason}). Make it writable for this user, or set DATA_DIR to another folder.`,
      { cause },
    );
  }
}

/**
 * One folder after the other: told to make them all, Node never returns from places such as `/proc` where none can be
 * made.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/**
 * While two processes open a new file SQLite refuses the change of mode at once, whatever the time-out: so we wait
 * ourselves.
 */
function useWriteAheadLog(database: DatabaseSync): void {
  const until = Date.now() + BUSY_MS;
  for (;;) {
    try {
      database.exec("pragma journal_mode = wal");
      return;
    } catch (error) {
      if ((error as { errcode?: number }).errcode !== SQLITE_BUSY || Date.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}

/**
 * Runs `work` in one write transaction: all of it is kept, or nothing. The lock is taken first, so it never fails
 * half-way on a busy file.
 */
export function transaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec("begin immediate");
  try {
    const result = work();
    database.exec("commit");
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("rollback");
    throw error;
  }
}
