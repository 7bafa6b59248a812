import type { DatabaseSync } from "node:sqlite";
import type { Keyv } from "keyv";
import type { Journal } from "../core/journal.ts";
import type { LeaseTimes } from "../core/lease.ts";
import { createLog, type Logger } from "../core/log.ts";
import { StoredNotes } from "./adapter-notes.ts";
import { DatabaseHealth } from "./database-health.ts";
import { Erasure, type ErasureTimes } from "./erasure.ts";
import { SqliteJournal } from "./journal-sqlite.ts";
import { KeyvSqlite, keyvOver } from "./keyv-sqlite.ts";
import { LeaseQueue } from "./lease.ts";
import { SqliteLeases } from "./lease-sqlite.ts";
import { newProcessId } from "./process-id.ts";

/** A day in milliseconds. */
export const DAY = 86_400_000;

/** The namespace of what adapters keep of their own. */
export const NOTES = "notes";

/** Where conversations and questions are kept: the embedded database, or Redis for several processes. */
export interface Store {
  /** One kind of value by key; each is deleted when it is older than the retention. */
  keyv<Value>(namespace: string): Keyv<Value>;
  readonly journal: Journal;
  readonly notes: StoredNotes;
  readonly leases: LeaseQueue;
  /** Deletes what is older than the retention. */
  sweep(): Promise<void>;
  /** Rejects where the store cannot be used, with a `UserError` where there is a remedy. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/**
 * `days`: how long things are kept. `leases.leaseMs`: after so long without a sign of life a process counts as dead.
 */
export interface StoreOptions {
  readonly days: number;
  readonly leases?: Partial<LeaseTimes>;
  readonly now?: () => number;
  readonly log?: Logger;
  readonly erasure?: Partial<ErasureTimes>;
  /** What else watches over the same database; without it the store does so alone. */
  readonly health?: DatabaseHealth;
}

/** Everything that asks the journal, so that it can wait for a lock and have its trouble told. */
const JOURNAL = [
  ...(["accept", "asked", "close", "has", "prompt", "open", "take"] as const),
  ...(["renew", "release", "vote", "voteOf", "kept", "forget", "isForgotten", "sweep"] as const),
];
const KEYV = ["get", "getMany", "set", "delete", "deleteMany", "clear", "has"] as const;
const LEASES = ["enqueue", "renew", "release"] as const;

/** The store in the embedded database, for the one process that uses it. */
export function createSqliteStore(database: DatabaseSync, options: StoreOptions): Store {
  const { days, leases: times, now, log = createLog("silent"), erasure: erasureTimes } = options;
  const processId = newProcessId();
  const health = options.health ?? new DatabaseHealth(database, log);
  const erasure = new Erasure(database, log, erasureTimes);
  const onDelete = () => erasure.request();
  const journal = health.guard(new SqliteJournal(database, { days, processId, now, onDelete }), JOURNAL);
  const leases = new SqliteLeases(database, { processId, now });
  const keyvs = new KeyvSqlite(database, "any", { now, onDelete });
  const keyv = <Value>(namespace: string) =>
    keyvOver<Value>(health.guard(new KeyvSqlite(database, namespace, { onDelete }), KEYV), days * DAY);
  return {
    keyv,
    journal,
    notes: new StoredNotes(keyv(NOTES)),
    leases: new LeaseQueue(health.guard(leases, LEASES), processId, times),
    async sweep() {
      await health.run(async () => keyvs.sweep());
      await journal.sweep();
    },
    check: () => health.check(),
    async close() {
      erasure.close();
      if (!database.isOpen) return;
      leases.retire();
      await journal.release();
    },
  };
}
