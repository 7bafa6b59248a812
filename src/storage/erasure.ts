import type { DatabaseSync } from "node:sqlite";
import type { Logger } from "../core/log.ts";
import { hasTable } from "./migrations.ts";
import { rewriteTables } from "./rewrite-tables.ts";

const SCHEMA = "create table if not exists erasure (id integer primary key check (id = 1), since integer not null)";

/** When what was deleted is taken off the disk. Milliseconds. */
export interface ErasureTimes {
  /** Between two attempts while another process reads from the log. */
  readonly retryMs: number;
  /** After so long the tables are written anew, also without what was written in passing while it was deleted. */
  readonly settleMs: number;
  /** After so long in vain the log says so. */
  readonly warnMs: number;
}

export const ERASURE_TIMES: ErasureTimes = { retryMs: 250, settleMs: 1500, warnMs: 5000 };

/** Tables that hold what people said, and who they are. */
const TABLES = ["questions", "votes", "keyv"] as const;

/**
 * Takes what was deleted off the disk. SQLite overwrites it in the file (`secure_delete`), but leaves copies behind
 * where it moves rows from page to page, so their tables are written anew. Its write-ahead log keeps every page that was
 * ever written until it is emptied, which fails while another process reads from it. That it is still to be done is
 * noted in the database itself, for the next start and for the doctor.
 */
export class Erasure {
  readonly #database: DatabaseSync;
  readonly #log: Logger;
  readonly #times: ErasureTimes;
  #next: NodeJS.Timeout | undefined;
  #requested = 0;
  #rewriting: Generator<undefined, void> | undefined;
  #warned = false;

  constructor(database: DatabaseSync, log: Logger, times: Partial<ErasureTimes> = {}) {
    database.exec(SCHEMA);
    this.#database = database;
    this.#log = log;
    this.#times = { ...ERASURE_TIMES, ...times };
    if (erasurePendingSince(database) !== undefined) this.#begin();
  }

  /** Something was deleted whose text must not stay. */
  request(): void {
    this.#database.prepare("insert or ignore into erasure values (1, ?)").run(Date.now());
    this.#requested = performance.now();
    this.#begin();
  }

  close(): void {
    clearTimeout(this.#next);
  }

  #begin(): void {
    this.#rewriting = rewriteTables(this.#database, TABLES);
    this.#plan(0);
  }

  #plan(milliseconds: number): void {
    clearTimeout(this.#next);
    this.#next = setTimeout(() => this.#erase(), milliseconds).unref();
  }

  #erase(): void {
    if (!this.#database.isOpen) return;
    const { retryMs, settleMs, warnMs } = this.#times;
    const passed = performance.now() - this.#requested;
    const isSettled = passed >= settleMs;
    if (isSettled && this.#rewriting) this.#rewrite(this.#rewriting);
    else if (!emptyLog(this.#database)) {
      if (passed > warnMs && !this.#warned) this.#log.warn(STILL_READ);
      this.#warned ||= passed > warnMs;
      this.#plan(retryMs);
    } else if (!isSettled) this.#plan(settleMs - passed);
    else this.#finish();
  }

  /** One step; the next one when everything else had its turn. From the start where another process is in the way. */
  #rewrite(rewriting: Generator<undefined, void>): void {
    try {
      if (rewriting.next().done) this.#rewriting = undefined;
      this.#plan(0);
    } catch (err) {
      this.#log.debug({ err }, "what was deleted could not be taken off the disk yet; trying again");
      this.#rewriting = rewriteTables(this.#database, TABLES);
      this.#plan(this.#times.retryMs);
    }
  }

  #finish(): void {
    this.#warned = false;
    try {
      this.#database.exec("delete from erasure");
    } catch {
      this.#plan(this.#times.retryMs);
    }
  }
}

const STILL_READ =
  "what was deleted still stands in docent.db-wal, because another program reads from the database; trying again until it lets go";

/** Since when something waits to be taken off the disk, in milliseconds since 1970; undefined where nothing does. */
export function erasurePendingSince(database: DatabaseSync): number | undefined {
  if (!hasTable(database, "erasure")) return undefined;
  const since = database.prepare("select since from erasure").get()?.since;
  return since === undefined ? undefined : Number(since);
}

/** Moves everything from the log into the file and cuts the log off; false where somebody still reads from it. */
export function emptyLog(database: DatabaseSync): boolean {
  const { timeout } = database.prepare("pragma busy_timeout").get() as { timeout: number };
  try {
    // It would wait for readers with everything else standing still.
    database.exec("pragma busy_timeout = 0");
    return database.prepare("pragma wal_checkpoint(truncate)").get()?.busy === 0;
  } catch {
    return false;
  } finally {
    database.exec(`pragma busy_timeout = ${timeout}`);
  }
}
