import type { DatabaseSync } from "node:sqlite";
import type { Keyv } from "keyv";
import type { Journal } from "../core/journal.ts";
import type { LeaseTimes } from "../core/lease.ts";
import type { Logger } from "../core/log.ts";
import { RedisJournal } from "./journal-redis.ts";
import { SqliteJournal } from "./journal-sqlite.ts";
import { KeyvSqlite, openKeyv } from "./keyv-sqlite.ts";
import { LeaseQueue } from "./lease.ts";
import { RedisLeases } from "./lease-redis.ts";
import { SqliteLeases } from "./lease-sqlite.ts";
import { newProcessId } from "./process-id.ts";
import { explainRedis, openRedis, openRedisKeyv, type RedisTimes } from "./redis.ts";

const DAY = 86_400_000;

/** Where conversations and questions are kept: the embedded database, or Redis for several processes. */
export interface Store {
  /** One kind of value by key; each is deleted when it is older than the retention. */
  keyv<Value>(namespace: string): Keyv<Value>;
  readonly journal: Journal;
  readonly leases: LeaseQueue;
  /** Deletes what is older than the retention. */
  sweep(): Promise<void>;
  /** Rejects where the store cannot be used, with a `UserError` where there is a remedy. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** `days`: how long things are kept. `leases.leaseMs`: after so long without a sign of life a process counts as dead. */
export interface StoreOptions {
  readonly days: number;
  readonly leases?: Partial<LeaseTimes>;
  readonly now?: () => number;
}

/** The store in the embedded database, for the one process that uses it. */
export function createSqliteStore(database: DatabaseSync, { days, leases: times, now }: StoreOptions): Store {
  const processId = newProcessId();
  const journal = new SqliteJournal(database, { days, processId, now });
  const leases = new SqliteLeases(database, { processId, now });
  return {
    keyv: (namespace) => openKeyv(database, namespace, days * DAY),
    journal,
    leases: new LeaseQueue(leases, processId, times),
    async sweep() {
      new KeyvSqlite(database, "any").sweep();
      await journal.sweep();
    },
    async check() {
      database.prepare("select 1").get();
    },
    async close() {
      if (!database.isOpen) return;
      leases.retire();
      await journal.release();
    },
  };
}

/** What a store in Redis takes beside `StoreOptions`. */
export interface RedisStoreOptions extends StoreOptions {
  readonly log: Logger;
  readonly prefix?: string;
  readonly redis?: Partial<RedisTimes>;
}

/** The store in Redis, for every process that is given the same address. It is there at once; Redis may come later. */
export function createRedisStore(url: string, options: RedisStoreOptions): Store {
  const redis = openRedis(url, { ...options, times: options.redis });
  const processId = newProcessId();
  return {
    keyv: (namespace) => openRedisKeyv(redis, namespace, options.days * DAY),
    journal: new RedisJournal(redis, { ...options, processId, leaseMs: options.leases?.leaseMs }),
    leases: new LeaseQueue(new RedisLeases(redis), processId, options.leases),
    async sweep() {},
    async check() {
      await redis.client.ping().catch((error: unknown) => {
        throw explainRedis(error);
      });
    },
    async close() {
      redis.close();
    },
  };
}
