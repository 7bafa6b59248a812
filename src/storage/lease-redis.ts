import type { LeaseStore, Waiter } from "../core/lease.ts";
import type { Redis } from "./redis.ts";

/**
 * A queue is three keys: `line` (tokens by when they came), `alive` (tokens by when they fall out, by Redis' own clock)
 * and `turn` (who has the lease). Answers how many stand before, or -1 for a token that fell out.
 */
const RENEW = `
local line, alive, turn = KEYS[1], KEYS[2], KEYS[3]
local token, since, lease, joins = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4] == "join"
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, out in ipairs(redis.call("ZRANGEBYSCORE", alive, "-inf", now)) do
  redis.call("ZREM", line, out)
  redis.call("ZREM", alive, out)
end
if joins then redis.call("ZADD", line, "NX", since, token) end
local place = redis.call("ZRANK", line, token)
if not place then return -1 end
redis.call("ZADD", alive, now + lease, token)
local holder = redis.call("GET", turn)
if holder and not redis.call("ZSCORE", line, holder) then holder = false end
if not holder and place == 0 then
  holder = token
  redis.call("SET", turn, token)
end
for _, key in ipairs(KEYS) do redis.call("PEXPIRE", key, lease * 2) end
if holder == token then return 0 end
return math.max(place, 1)
`;

/** Lease queues in Redis, for every process that shares it. */
export class RedisLeases implements LeaseStore {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async enqueue(key: string, waiter: Waiter, milliseconds: number): Promise<number> {
    return this.#renew(key, waiter, [milliseconds, "join"]);
  }

  async renew(key: string, waiter: Waiter, milliseconds: number): Promise<number | undefined> {
    const position = await this.#renew(key, waiter, [milliseconds, "stay"]);
    return position < 0 ? undefined : position;
  }

  async release(key: string, { token }: Waiter): Promise<void> {
    const [line = "", alive = ""] = this.#keysOf(key);
    await this.#redis.client.multi().zRem(line, token).zRem(alive, token).exec();
  }

  async #renew(key: string, { token, since }: Waiter, how: readonly [number, "join" | "stay"]): Promise<number> {
    const keys = this.#keysOf(key);
    return Number(await this.#redis.client.eval(RENEW, { keys, arguments: [token, since, ...how].map(String) }));
  }

  #keysOf(key: string): string[] {
    return ["line", "alive", "turn"].map((part) => `${this.#redis.prefix}:${part}:${key}`);
  }
}
