import type { LeaseStore } from "../core/lease.ts";
import type { Redis } from "./redis.ts";

/**
 * One line is three keys: `line` (tickets by when they came), `alive` (tickets by when they fall out, by Redis' own
 * clock) and `turn` (whose turn has begun). Answers how many stand before, or -1 for a ticket that fell out.
 */
const STAND = `
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

/** Lines in Redis, for every process that shares it. */
export function createRedisLeases({ client, prefix }: Redis): LeaseStore {
  const keysOf = (key: string) => ["line", "alive", "turn"].map((part) => `${prefix}:${part}:${key}`);
  const stand = async (key: string, token: string, since: number, milliseconds: number, how: "join" | "stay") =>
    Number(
      await client.eval(STAND, { keys: keysOf(key), arguments: [token, String(since), String(milliseconds), how] }),
    );
  return {
    enqueue: (key, { token, since }, milliseconds) => stand(key, token, since, milliseconds, "join"),
    async renew(key, { token, since }, milliseconds) {
      const before = await stand(key, token, since, milliseconds, "stay");
      return before < 0 ? undefined : before;
    },
    async release(key, { token }) {
      const [line = "", alive = ""] = keysOf(key);
      await client.multi().zRem(line, token).zRem(alive, token).exec();
    },
  };
}
