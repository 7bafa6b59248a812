import { EventEmitter } from "node:events";
import type { DatabaseSync } from "node:sqlite";
import { Keyv, type KeyvStoreAdapter } from "keyv";
import { transaction } from "./database.ts";

const SCHEMA = `create table if not exists keyv (
  namespace text not null, key text not null, value text not null, expires integer,
  primary key (namespace, key)
) without rowid, strict;
create index if not exists keyv_expires on keyv (expires) where expires is not null`;

/** How many rows an iteration reads at a time, so that it never holds a statement open while its reader writes. */
const PAGE = 100;

/** What a namespace takes; see its constructor. */
export interface KeyvSqliteOptions {
  readonly now?: () => number;
  readonly onDelete?: () => void;
}

/** One namespace of the embedded database as a store for Keyv 5: `keyv` keeps serialised values, this keeps rows. */
export class KeyvSqlite extends EventEmitter implements KeyvStoreAdapter {
  /** Keyv looks here to learn that the store can be iterated. */
  readonly opts = { dialect: "sqlite" };
  readonly namespace: string;
  readonly #database: DatabaseSync;
  readonly #now: () => number;
  readonly #onDelete: () => void;

  /** `onDelete`: called when something was deleted whose text must not stay on the disk. */
  constructor(
    database: DatabaseSync,
    namespace: string,
    { now = Date.now, onDelete = () => {} }: KeyvSqliteOptions = {},
  ) {
    super();
    this.namespace = namespace;
    this.#database = database;
    this.#now = now;
    this.#onDelete = onDelete;
    database.exec(SCHEMA);
  }

  async get<Value>(key: string): Promise<Value | undefined> {
    const row = this.#database
      .prepare("select value from keyv where namespace = ? and key = ? and (expires is null or expires > ?)")
      .get(this.namespace, key, this.#now());
    return row?.value as Value | undefined;
  }

  async getMany<Value>(keys: string[]): Promise<(Value | undefined)[]> {
    return Promise.all(keys.map((key) => this.get<Value>(key)));
  }

  async set(key: string, value: string, ttl?: number): Promise<void> {
    this.#database
      .prepare("insert or replace into keyv (namespace, key, value, expires) values (?, ?, ?, ?)")
      .run(this.namespace, key, value, ttl ? this.#now() + ttl : null);
  }

  async delete(key: string): Promise<boolean> {
    const result = this.#database.prepare("delete from keyv where namespace = ? and key = ?").run(this.namespace, key);
    return this.#told(result.changes > 0);
  }

  async deleteMany(keys: string[]): Promise<boolean> {
    const statement = this.#database.prepare("delete from keyv where namespace = ? and key = ?");
    const deleted = transaction(this.#database, () =>
      keys.map((key) => statement.run(this.namespace, key).changes > 0).some(Boolean),
    );
    return this.#told(deleted);
  }

  async clear(): Promise<void> {
    this.#told(this.#database.prepare("delete from keyv where namespace = ?").run(this.namespace).changes > 0);
  }

  async has(key: string): Promise<boolean> {
    return (await this.get(key)) !== undefined;
  }

  async *iterator<Value>(): AsyncGenerator<[string, Value], void> {
    const page = this.#database.prepare(
      `select key, value from keyv where namespace = ? and key > ? and (expires is null or expires > ?)
       order by key limit ${PAGE}`,
    );
    for (let after = ""; ; ) {
      const rows = page.all(this.namespace, after, this.#now());
      for (const row of rows) yield [String(row.key), row.value as Value];
      const last = rows.at(-1);
      if (!last) return;
      after = String(last.key);
    }
  }

  /** Deletes what has expired in every namespace: a read skips it, but its text would stay on the disk. */
  sweep(): number {
    const { changes } = this.#database.prepare("delete from keyv where expires <= ?").run(this.#now());
    this.#told(changes > 0);
    return Number(changes);
  }

  #told(deleted: boolean): boolean {
    if (deleted) this.#onDelete();
    return deleted;
  }
}

/** A Keyv over one namespace; a failing read or write rejects, so an outage never looks like an empty history. */
export function openKeyv<Value>(database: DatabaseSync, namespace: string, ttl?: number): Keyv<Value> {
  return keyvOver(new KeyvSqlite(database, namespace), ttl);
}

/** A Keyv over a store of ours. */
export function keyvOver<Value>(store: KeyvSqlite, ttl?: number): Keyv<Value> {
  return new Keyv<Value>({ store, namespace: store.namespace, ttl, useKeyPrefix: false, throwOnErrors: true });
}
