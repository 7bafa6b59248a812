import { setTimeout as delay } from "node:timers/promises";
import KeyvRedis, { createClient, type RedisClientType } from "@keyv/redis";
import { Keyv } from "keyv";
import { UserError } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";

/** The connection that everything in Redis shares; `prefix` stands before every key. */
export interface Redis {
  readonly client: RedisClientType;
  readonly prefix: string;
  close(): void;
}

/** Times in milliseconds. */
export interface RedisTimes {
  /** How long connecting may take. */
  readonly connectMs: number;
  /** How long Redis may take to answer. */
  readonly answerMs: number;
  /** How often it is asked whether it is there. */
  readonly pingMs: number;
  /** The longest pause before connecting again. */
  readonly retryMs: number;
}

const TIMES: RedisTimes = { connectMs: 1000, answerMs: 3000, pingMs: 1000, retryMs: 1000 };

/** What `openRedis` takes beside the address. */
export interface RedisOptions {
  readonly log: Logger;
  readonly prefix?: string;
  readonly times?: Partial<RedisTimes>;
}

/**
 * Begins to connect, and goes on trying for as long as it lives. What is asked meanwhile rejects at once: nothing is
 * kept for later, so an outage never looks like an empty answer.
 */
export function openRedis(url: string, { log, prefix = "docent", times }: RedisOptions): Redis {
  const { connectMs, answerMs, pingMs, retryMs } = { ...TIMES, ...times };
  const client: RedisClientType = createClient({
    url,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: connectMs,
      socketTimeout: answerMs,
      reconnectStrategy: (attempts) => Math.min(retryMs, 50 * 2 ** Math.min(attempts, 10)),
    },
  });
  let lost = false;
  client.on("error", (error: unknown) => {
    if (!lost) log.error({ err: error }, "Redis is out of reach; connecting again until it is back");
    lost = true;
  });
  client.on("ready", () => {
    if (lost) log.info("Redis is back");
    lost = false;
  });
  const connect = () => void client.connect().catch((err: unknown) => log.error({ err }, "Redis cannot be used"));
  connect();
  const watching = setInterval(() => void watch(), pingMs).unref();
  let isWatching = false;

  /** Breaks a connection on which Redis says nothing: every command sent on it would keep it from timing out. */
  async function watch(): Promise<void> {
    if (!client.isReady || isWatching) return;
    isWatching = true;
    const silence = delay(answerMs, true, { ref: false });
    const isSilent = await Promise.race([
      silence,
      client.ping().then(
        () => false,
        () => false,
      ),
    ]);
    isWatching = false;
    if (!isSilent || !client.isReady) return;
    client.destroy();
    connect();
  }

  const close = () => {
    clearInterval(watching);
    if (client.isOpen) client.destroy();
  };
  return { client, prefix, close };
}

/** A Keyv over one namespace of Redis; a failing read or write rejects. `ttl`: milliseconds. */
export function openRedisKeyv<Value>({ client, prefix }: Redis, namespace: string, ttl: number): Keyv<Value> {
  const name = `${prefix}:${namespace}`;
  const store = new KeyvRedis<Value>(client, {
    namespace: name,
    throwOnErrors: true,
    throwOnConnectError: true,
    connectionTimeout: TIMES.connectMs,
  });
  const keyv = new Keyv<Value>({ store, namespace: name, ttl, useKeyPrefix: false, throwOnErrors: true });
  // Every failing call rejects as well; without a listener the same error would end the process.
  keyv.on("error", () => undefined);
  return keyv;
}

/** What Redis cannot do right now as a sentence with a remedy; anything else as it is. */
export function explainRedis(error: unknown): unknown {
  const { message = "", code = "" } = error as { message?: string; code?: string };
  if (/NOAUTH|WRONGPASS|NOPERM/.test(message))
    return new UserError("Redis refuses this user or password. Check STORE_URL.", { cause: error });
  if (/OOM|READONLY|MISCONF/.test(message))
    return new UserError("Redis takes no writes right now. Check its memory, its disk and whether it is a replica.", {
      cause: error,
    });
  // The client's errors say what they are by their class alone.
  const isAway =
    /Timeout|Offline|Closed|Disconnect|Socket|Reconnect/.test(Object(error).constructor.name) || /^E[A-Z]+$/.test(code);
  return isAway ? new UserError("Redis is out of reach. Check STORE_URL and the server.", { cause: error }) : error;
}
