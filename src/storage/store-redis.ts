import type { Logger } from "../core/log.ts";
import { StoredNotes } from "./adapter-notes.ts";
import { RedisJournal } from "./journal-redis.ts";
import { LeaseQueue } from "./lease.ts";
import { RedisLeases } from "./lease-redis.ts";
import { newProcessId } from "./process-id.ts";
import { explainRedis, openRedis, openRedisKeyv, type RedisTimes } from "./redis.ts";
import { DAY, NOTES, type Store, type StoreOptions } from "./store.ts";

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
  const journal = new RedisJournal(redis, { ...options, processId, leaseMs: options.leases?.leaseMs });
  return {
    keyv: (namespace) => openRedisKeyv(redis, namespace, options.days * DAY),
    notes: new StoredNotes(openRedisKeyv(redis, NOTES, options.days * DAY)),
    journal,
    leases: new LeaseQueue(new RedisLeases(redis), processId, options.leases),
    async sweep() {
      // Redis may come later, and so does the next sweep.
      if (redis.client.isReady) await journal.sweep();
    },
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
