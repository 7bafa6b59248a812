import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createClient } from "@keyv/redis";
import { onTestFinished, vi } from "vitest";
import { freePort } from "./free-port.ts";
import { needs } from "./needs.ts";
import { tempDir } from "./temp-dir.ts";

/** Whether a Redis of one's own can be started here. */
export const hasRedisServer = needs("redis-server", spawnSync("redis-server", ["--version"]).status === 0);

/** A Redis of its own, until the test ends. */
export interface RedisServer {
  readonly url: string;
  /** Everything in it as text: each key with its value. */
  contents(): Promise<string>;
  /** Stands still, as when the network is away, until `resume`. */
  pause(): void;
  resume(): void;
}

/** Starts a Redis that keeps nothing on disk. */
export async function startRedisServer(): Promise<RedisServer> {
  const port = await freePort();
  const args = ["--port", String(port), "--save", "", "--appendonly", "no", "--dir", tempDir(), "--bind", "127.0.0.1"];
  const child = spawn("redis-server", args, { stdio: "ignore" });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  const url = `redis://127.0.0.1:${port}`;
  await vi.waitFor(() => contentsOf(url), { timeout: 5000, interval: 30 });
  return {
    url,
    contents: () => contentsOf(url),
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
  };
}

async function contentsOf(url: string): Promise<string> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const found: string[] = [];
    for await (const keys of client.scanIterator({ COUNT: 1000 }))
      for (const key of keys) {
        const read = {
          string: () => client.get(key),
          hash: () => client.hGetAll(key),
          zset: () => client.zRange(key, 0, -1),
          set: () => client.sMembers(key),
          list: () => client.lRange(key, 0, -1),
        }[(await client.type(key)) as "string"];
        found.push(`${key} ${JSON.stringify(await read?.())}`);
      }
    return found.join("\n");
  } finally {
    client.destroy();
  }
}
