import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { UserError } from "../errors.ts";

/** How long a statement waits for another process's write lock before it fails, in milliseconds. */
const BUSY_MS = 5000;

/**
 * Opens the one file that holds everything: `docent.db` in the data folder, which is made where it is missing.
 * Write-ahead logging lets others read while one process writes and keeps what was committed through a kill.
 * Throws a `UserError` where the folder cannot be written or the file is no database.
 */
export function openDatabase(dataDir: string): DatabaseSync {
  const file = join(dataDir, "docent.db");
  try {
    mkdirSync(dataDir, { recursive: true });
    const database = new DatabaseSync(file, { timeout: BUSY_MS });
    database.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma secure_delete = on");
    return database;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(
      `Cannot use the data folder ${dataDir} (${reason}). Make it writable for this user, or set DATA_DIR to another folder.`,
      { cause },
    );
  }
}

/** Runs `work` in one write transaction: all of it is kept, or nothing. The lock is taken first, so it never fails half-way on a busy file. */
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
