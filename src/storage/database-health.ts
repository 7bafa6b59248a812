import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import { DAMAGED, diskFull, explainStorage, isDiskFull, sqliteCode } from "./errors.ts";

/** SQLite's code for a lock that another process holds. */
const SQLITE_BUSY = 5;

/** How long what needs a lock is tried again before it fails, and how often. Milliseconds. */
export interface BusyTimes {
  readonly busyMs: number;
  readonly retryMs: number;
}

const TIMES: BusyTimes = { busyMs: 5000, retryMs: 50 };

/**
 * Health of the embedded database: what went wrong with it last, until it works again. Whatever is done through it
 * waits
 * for locks without standing still, and has its trouble told once in the log, with the remedy.
 */
export class DatabaseHealth {
  readonly #database: DatabaseSync;
  readonly #log: Logger;
  readonly #times: BusyTimes;
  readonly #folder: string | undefined;
  #trouble: UserError | undefined;

  constructor(database: DatabaseSync, log: Logger, times: Partial<BusyTimes> = {}) {
    this.#database = database;
    this.#log = log;
    this.#times = { ...TIMES, ...times };
    const file = database.location();
    this.#folder = file === null ? undefined : dirname(file);
  }

  /** Does `work`, again while another process has the lock. Rejects with a `UserError` where there is a remedy. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    for (const until = performance.now() + this.#times.busyMs; ; ) {
      try {
        return await work();
      } catch (error) {
        if (sqliteCode(error) !== SQLITE_BUSY || performance.now() > until) throw this.#note(error);
        await delay(this.#times.retryMs);
      }
    }
  }

  /** Rejects with what is wrong right now. After trouble it is well again once something can be written. */
  async check(): Promise<void> {
    if (this.#folder !== undefined && isDiskFull(this.#folder)) throw this.#note(diskFull());
    await this.run(async () => this.#database.prepare("select 1 from sqlite_schema limit 1").get());
    if (!this.#trouble) return;
    // What is damaged elsewhere in the file can go on being read and written here.
    if (this.#trouble.message === DAMAGED) throw this.#trouble;
    await this.run(async () => this.#tryWriting());
    this.#log.info("the database can be used again");
    this.#trouble = undefined;
  }

  /** The same object, with these of its methods done through `run`. */
  guard<Target extends object>(target: Target, methods: readonly (keyof Target & string)[]): Target {
    const guarded: readonly string[] = methods;
    return new Proxy(target, {
      get: (_, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        const call = (...given: unknown[]): unknown => Reflect.apply(value, target, given);
        return guarded.includes(String(name)) ? (...given: unknown[]) => this.run(async () => call(...given)) : call;
      },
    });
  }

  /** Writes what is there already: enough to be told that nothing can be written. */
  #tryWriting(): void {
    const version = this.#database.prepare("pragma user_version").get()?.user_version;
    this.#database.exec(`pragma user_version = ${Number(version)}`);
  }

  #note(error: unknown): unknown {
    const explained = explainStorage(error, this.#folder);
    if (!(explained instanceof UserError)) return explained;
    if (this.#trouble?.message !== explained.message)
      this.#log.warn({ remedy: explained.message }, "trouble with the database");
    this.#trouble = explained;
    return explained;
  }
}
