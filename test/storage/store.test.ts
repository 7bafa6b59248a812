import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { openDatabase } from "../../src/storage/database.ts";
import { RedisLeases } from "../../src/storage/lease-redis.ts";
import { openRedis } from "../../src/storage/redis.ts";
import { createSqliteStore, type Store } from "../../src/storage/store.ts";
import { createRedisStore } from "../../src/storage/store-redis.ts";
import { promptFor } from "../support/prompts.ts";
import { clearRedis, hasRedis, newPrefix, REDIS_URL } from "../support/redis.ts";
import { LEASE_MS, storeContract } from "../support/store-contract.ts";
import { tempDir } from "../support/temp-dir.ts";

const leases = { leaseMs: LEASE_MS, pollMs: 5 };
const log = pino({ level: "silent" });

storeContract("SQLite", async () => {
  const dir = tempDir();
  const stores: Store[] = [];
  return {
    open: async (now) => {
      const store = createSqliteStore(openDatabase(dir), { days: 30, leases, now });
      stores.push(store);
      return store;
    },
    close: async () => void (await Promise.all(stores.map((store) => store.close()))),
  };
});

describe.skipIf(!hasRedis)("with Redis", () => {
  const prefixes: string[] = [];
  const stores: Store[] = [];
  const open = async (prefix: string, now?: () => number) => {
    const store = createRedisStore(REDIS_URL, { days: 30, leases, log, prefix, now });
    stores.push(store);
    await vi.waitFor(() => store.check(), { timeout: 3000, interval: 2 });
    return store;
  };
  const fresh = () => {
    const prefix = newPrefix();
    prefixes.push(prefix);
    return prefix;
  };
  const closeAll = async () => void (await Promise.all(stores.splice(0).map((store) => store.close())));
  afterEach(closeAll);
  afterAll(async () => void (await Promise.all(prefixes.map((prefix) => clearRedis(prefix)))));

  storeContract("Redis", async () => {
    const prefix = fresh();
    return { open: (now) => open(prefix, now), close: closeAll };
  });

  it("a process that gives no sign of life loses its questions when its lease ends, and not before", async () => {
    const prefix = fresh();
    const [dead, other] = [await open(prefix), await open(prefix)];
    const prompt = promptFor("q");
    await dead.journal.accept(prompt);
    expect(await other.journal.take(prompt.id)).toBe(false);
    for (let i = 0; i < 4; i++) {
      await delay(LEASE_MS / 2);
      expect(await dead.journal.renew([prompt.id])).toEqual([]);
      expect(await other.journal.take(prompt.id)).toBe(false);
    }
    await vi.waitFor(async () => expect(await other.journal.take(prompt.id)).toBe(true), { timeout: LEASE_MS * 5 });
    expect(await dead.journal.renew([prompt.id])).toEqual([prompt.id]);
  });

  it("who gives no sign of life falls out of the line, its turn goes on to the next, and it is told", async () => {
    const redis = openRedis(REDIS_URL, { log, prefix: fresh() });
    const theirs = new RedisLeases(redis);
    const [dead, next] = [
      { token: "dead", since: 1 },
      { token: "next", since: 2 },
    ];
    await vi.waitFor(async () => expect(await theirs.enqueue("line", dead, 100)).toBe(0));
    expect(await theirs.enqueue("line", next, 5000)).toBe(1);
    await vi.waitFor(async () => expect(await theirs.renew("line", next, 5000)).toBe(0));
    expect(await theirs.renew("line", dead, 100)).toBeUndefined();
    redis.close();
  });

  it("what is kept has an end", async () => {
    const prefix = fresh();
    const store = await open(prefix);
    await store.keyv("conversations").set("key", 1);
    await store.journal.accept(promptFor("q"));
    const redis = openRedis(REDIS_URL, { log, prefix });
    await vi.waitFor(() => redis.client.ping());
    for (const key of await redis.client.keys(`${prefix}:*`))
      if (!key.endsWith(":open")) expect(await redis.client.pTTL(key), key).toBeGreaterThan(0);
    redis.close();
  });

  it("ids of questions go from its lists when the questions do, also while their asker goes on asking", async () => {
    const prefix = fresh();
    let now = 1_000_000_000_000;
    const store = await open(prefix, () => now);
    const [first, next] = [promptFor("first"), promptFor("next")];
    await store.journal.accept(first);
    now += 31 * 86_400_000;
    await store.journal.accept(next);
    await store.sweep();
    const redis = openRedis(REDIS_URL, { log, prefix });
    await vi.waitFor(() => redis.client.ping());
    const lists = (await redis.client.keys(`${prefix}:*`)).filter((key) => /:open$|:asked:/.test(key));
    expect(await Promise.all(lists.map((key) => redis.client.zRange(key, 0, -1)))).toEqual([[next.id], [next.id]]);
    redis.close();
  });

  it("a Redis that is not there rejects at once, in words", async () => {
    const store = createRedisStore("redis://127.0.0.1:1/0", { days: 30, log });
    await expect(store.check()).rejects.toThrow(/Redis is out of reach. Check STORE_URL/);
    await expect(store.keyv("conversations").get("key")).rejects.toThrow();
    await expect(store.journal.accept(promptFor("q"))).rejects.toThrow();
    await store.close();
  });
});
