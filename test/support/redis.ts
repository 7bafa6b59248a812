import { randomUUID } from "node:crypto";
import { createClient } from "@keyv/redis";
import { needs } from "./needs.ts";

/** The Redis of this machine; tests keep to a database of their own in it. */
export const REDIS_URL = "redis://127.0.0.1:6379/13";

async function isThere(): Promise<boolean> {
  const client = createClient({ url: REDIS_URL, socket: { connectTimeout: 500, reconnectStrategy: false } });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.ping();
    return true;
  } catch {
    return false;
  } finally {
    if (client.isOpen) client.destroy();
  }
}

/** Whether there is a real Redis on this machine. */
export const hasRedis = needs("Redis at 127.0.0.1:6379", await isThere());

/** What stands before the keys of one test. */
export function newPrefix(): string {
  return `docent-test-${randomUUID()}`;
}

/** Deletes everything under a test's prefix. */
export async function clearRedis(prefix: string, url: string = REDIS_URL): Promise<void> {
  const client = await createClient({ url }).connect();
  for await (const keys of client.scanIterator({ MATCH: `${prefix}:*`, COUNT: 1000 }))
    if (keys.length > 0) await client.del(keys);
  client.destroy();
}
