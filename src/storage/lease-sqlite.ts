import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { LeaseStore, Waiter } from "../core/lease.ts";
import { transaction } from "./database.ts";
import { isProcessGone } from "./process-id.ts";

const SCHEMA = `create table if not exists lines (
  key text not null, token text not null, since real not null, expires integer not null, begun integer not null,
  primary key (key, token)
) without rowid, strict`;

/**
 * What leases in SQLite take. `processId`: whose waiters are made here. `isGone`: whether the process of another token
 * is known to be gone; its waiters fall out at once.
 */
export interface SqliteLeaseOptions {
  readonly processId: string;
  readonly isGone?: (token: string) => boolean;
  readonly now?: () => number;
}

/** Lease queues in the embedded database. */
export class SqliteLeases implements LeaseStore {
  readonly #database: DatabaseSync;
  readonly #processId: string;
  readonly #isGone: (token: string) => boolean;
  readonly #now: () => number;
  readonly #sql: Readonly<Record<"queue" | "add" | "extend" | "begin" | "remove" | "retire", StatementSync>>;

  constructor(database: DatabaseSync, { processId, isGone = isProcessGone, now = Date.now }: SqliteLeaseOptions) {
    database.exec(SCHEMA);
    this.#database = database;
    this.#processId = processId;
    this.#isGone = isGone;
    this.#now = now;
    this.#sql = {
      queue: database.prepare("select token, expires from lines where key = ? order by begun desc, since, token"),
      add: database.prepare("insert or ignore into lines values (?, ?, ?, ?, 0)"),
      extend: database.prepare("update lines set expires = ? where key = ? and token = ?"),
      begin: database.prepare("update lines set begun = 1 where key = ? and token = ?"),
      remove: database.prepare("delete from lines where key = ? and token = ?"),
      retire: database.prepare("delete from lines where token >= ? and token < ?"),
    };
  }

  async enqueue(key: string, { token, since }: Waiter, milliseconds: number): Promise<number> {
    return transaction(this.#database, () => {
      this.#sql.add.run(key, token, since, this.#now() + milliseconds);
      return this.#position(key, token) ?? 0;
    });
  }

  async renew(key: string, { token }: Waiter, milliseconds: number): Promise<number | undefined> {
    return transaction(this.#database, () => {
      const position = this.#position(key, token);
      if (position !== undefined) this.#sql.extend.run(this.#now() + milliseconds, key, token);
      return position;
    });
  }

  async release(key: string, { token }: Waiter): Promise<void> {
    this.#sql.remove.run(key, token);
  }

  /** Lets go of everything that this process holds or waits for. */
  retire(): void {
    // The character behind `/` ends what begins with it.
    this.#sql.retire.run(`${this.#processId}/`, `${this.#processId}0`);
  }

  /** How many go before; the first of a queue in which nobody has the lease has it from now on. */
  #position(key: string, token: string): number | undefined {
    const queue = this.#sql.queue.all(key).filter((other) => {
      const isOut = this.#isOut(String(other.token), Number(other.expires));
      if (isOut) this.#sql.remove.run(key, String(other.token));
      return !isOut;
    });
    const position = queue.findIndex((other) => other.token === token);
    if (position === 0) this.#sql.begin.run(key, token);
    return position < 0 ? undefined : position;
  }

  #isOut(token: string, expires: number): boolean {
    return expires <= this.#now() || (!token.startsWith(this.#processId) && this.#isGone(token));
  }
}
