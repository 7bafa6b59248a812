import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { UserError } from "../core/errors.ts";
import { examineFile } from "./database-file.ts";
import { DAMAGED, explainStorage } from "./errors.ts";
import { migrate } from "./migrations.ts";

/** How long a statement waits for another process's write lock before it fails, in milliseconds. */
const BUSY_MS = 5000;

/** How long to wait before trying again what SQLite does not wait for, in milliseconds. */
const RETRY_MS = 20;

/** SQLite's own code for a file that another process has locked. */
const SQLITE_BUSY = 5;

/** Up to this size a file is looked through when it is opened, in bytes: it takes a moment only. */
const LOOKED_THROUGH = 64 * 1024 * 1024;

/** `busyMs`: how long a statement waits for another process's lock before it fails; nothing else is done meanwhile. */
export interface DatabaseOptions {
  readonly busyMs?: number;
}

/**
 * Opens the one file that holds everything: `docent.db` in the data folder, which is made where it is missing.
 * Write-ahead logging lets others read while one process writes and keeps what was committed through a kill.
 * Throws a `UserError` with the remedy where that cannot be: no folder, no room, a file that is damaged, locked,
 * another program's or of a newer Docent. Such a file is left as it is.
 *
 * @example
 * const database = openDatabase("./data");
 */
export function openDatabase(dataDir: string, { busyMs = BUSY_MS }: DatabaseOptions = {}): DatabaseSync {
  const file = join(dataDir, "docent.db");
  let database: DatabaseSync | undefined;
  try {
    makeFolder(resolve(dataDir));
    examineFile(file);
    database = new DatabaseSync(file, { timeout: BUSY_MS });
    lookThrough(database, file);
    useWriteAheadLog(database);
    // What people said must not stand in temporary files either.
    database.exec("pragma synchronous = normal; pragma secure_delete = on; pragma temp_store = memory");
    migrate(database);
    database.exec(`pragma busy_timeout = ${busyMs}`);
    return database;
  } catch (error) {
    database?.close();
    const cause = explainStorage(error, dataDir);
    if (cause instanceof UserError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(
      `Cannot use the data folder ${dataDir} (${reason}). Make it writable for this user, or set DATA_DIR to another folder.`,
      { cause },
    );
  }
}

/** Damage in the middle of a file shows itself only where somebody reads that very place. */
function lookThrough(database: DatabaseSync, file: string): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOOKED_THROUGH) return;
  if (database.prepare("pragma quick_check(1)").get()?.quick_check !== "ok") throw new UserError(DAMAGED);
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
