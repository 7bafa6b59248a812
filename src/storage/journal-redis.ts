import type { Journal } from "../core/journal.ts";
import { LEASE_TIMES } from "../core/lease.ts";
import { type Prompt, promptSchema } from "../core/prompt.ts";
import type { Redis } from "./redis.ts";

const DAY = 86_400_000;

/** How many questions one step of a search through all of them looks at. */
const PAGE = 500;

/** The votes on a question stand among its fields, each under its voter. */
const VOTE_FIELD = "vote:";

/** KEYS: question, open, asked, holder. ARGV: id, at, retention, holder's name, lease, then fields and values. */
const ACCEPT = `
if redis.call("EXISTS", KEYS[1]) == 1 then return 0 end
redis.call("HSET", KEYS[1], unpack(ARGV, 6))
redis.call("PEXPIRE", KEYS[1], ARGV[3])
redis.call("ZADD", KEYS[2], ARGV[2], ARGV[1])
redis.call("ZADD", KEYS[3], ARGV[2], ARGV[1])
redis.call("PEXPIRE", KEYS[3], ARGV[3])
redis.call("SET", KEYS[4], 1, "PX", ARGV[5])
return 1
`;

/** KEYS: question, open. ARGV: id, holder's name, then fields and values. */
const CLOSE = `
if redis.call("HGET", KEYS[1], "holder") ~= ARGV[2] then return 0 end
redis.call("HSET", KEYS[1], unpack(ARGV, 3))
local prompt = redis.call("HGET", KEYS[1], "prompt")
if prompt and cjson.decode(prompt).private then redis.call("HDEL", KEYS[1], "prompt") end
redis.call("ZREM", KEYS[2], ARGV[1])
return 1
`;

/** KEYS: question. ARGV: field and value. */
const VOTE = `
if redis.call("EXISTS", KEYS[1]) == 0 then return 0 end
redis.call("HSET", KEYS[1], ARGV[1], ARGV[2])
return 1
`;

/** KEYS: question, own holder. ARGV: own holder's name, lease, what comes before a holder's name in its key. */
const TAKE = `
local holder = redis.call("HGET", KEYS[1], "holder")
if not holder or redis.call("HEXISTS", KEYS[1], "closed") == 1 then return 0 end
if holder ~= ARGV[1] and redis.call("EXISTS", ARGV[3] .. holder) == 1 then return 0 end
redis.call("HSET", KEYS[1], "holder", ARGV[1])
redis.call("SET", KEYS[2], 1, "PX", ARGV[2])
return 1
`;

/** `holder`: the name of this process; `leaseMs`: after so long without a sign of life it counts as dead. */
export interface RedisJournalOptions {
  readonly days: number;
  readonly holder: string;
  readonly leaseMs?: number;
  readonly now?: () => number;
}

/**
 * The journal in Redis: a hash for each question, an ordered set of the open ones, one of what each person asked,
 * and a key for each process that lives. Questions expire by themselves.
 */
export function createRedisJournal(redis: Redis, options: RedisJournalOptions): Journal {
  const { days, holder, leaseMs = LEASE_TIMES.leaseMs, now = Date.now } = options;
  const { client } = redis;
  const key = (...parts: string[]) => [redis.prefix, ...parts].join(":");
  const question = (id: string) => key("question", id);
  const [open, holders] = [key("open"), key("holder", "")];
  const asked = ({ place, author }: Prompt) =>
    key("asked", ...[place.platform, place.workspace, author.id].map(encodeURIComponent));
  const run = (script: string, keys: string[], args: (string | number)[]) =>
    client.eval(script, { keys, arguments: args.map(String) });
  const readPrompts = async (ids: readonly string[]) => {
    const texts = await Promise.all(ids.map((id) => client.hGet(question(id), "prompt")));
    return texts.flatMap((text) => (text ? [promptSchema.parse(JSON.parse(text))] : []));
  };

  return {
    async accept(prompt) {
      const { id, author, place } = prompt;
      const at = now();
      const fields = ["platform", place.platform, "workspace", place.workspace, "author", author.id, "at", at];
      const record = [...fields, "holder", holder, "prompt", JSON.stringify(prompt)];
      const keys = [question(id), open, asked(prompt), holders + holder];
      return (await run(ACCEPT, keys, [id, at, days * DAY, holder, leaseMs, ...record])) === 1;
    },
    async asked(prompt, milliseconds) {
      const ids = await client.zRangeByScore(asked(prompt), `(${now() - milliseconds}`, "+inf");
      return ids.filter((id) => id !== prompt.id).length;
    },
    async close(id, { outcome, cited, support }) {
      const measured = support === undefined ? [] : ["support", support];
      const record = ["closed", now(), "outcome", outcome, "cited", JSON.stringify(cited), ...measured];
      await run(CLOSE, [question(id), open], [id, holder, ...record]);
    },
    has: async (id) => (await client.exists(question(id))) === 1,
    prompt: async (id) => (await readPrompts([id]))[0],
    open: async () => readPrompts(await client.zRange(open, 0, -1)),
    async take(id) {
      return (await run(TAKE, [question(id), holders + holder], [holder, leaseMs, holders])) === 1;
    },
    async renew(working) {
      await client.set(holders + holder, "1", { PX: leaseMs });
      const names = await Promise.all(working.map((id) => client.hGet(question(id), "holder")));
      return working.filter((_, index) => (names[index] ?? holder) !== holder);
    },
    async release() {
      await client.del(holders + holder);
    },
    async vote(id, by, helpful) {
      return (await run(VOTE, [question(id)], [VOTE_FIELD + by, helpful ? 1 : 0])) === 1;
    },
    async forget(whose) {
      for await (const keys of client.scanIterator({ MATCH: question("*"), TYPE: "hash", COUNT: PAGE }))
        await Promise.all(keys.map((found) => forgetIn(redis, found, whose, open)));
      await dropAsked(redis, whose);
    },
    // Redis deletes by itself what has expired; here go the ids that point to nothing.
    async sweep() {
      return client.zRemRangeByScore(open, "-inf", now() - days * DAY);
    },
  };
}

type Whose = Parameters<Journal["forget"]>[0];

/** Deletes a question where it is theirs, or what they voted on it. */
async function forgetIn({ client, prefix }: Redis, found: string, whose: Whose, open: string): Promise<void> {
  const [platform, workspace, author] = await client.hmGet(found, ["platform", "workspace", "author"]);
  if (platform !== whose.platform) return;
  const theirs = (whose.workspace ?? workspace) === workspace && (whose.author ?? author) === author;
  if (!theirs) {
    if (whose.author !== undefined) await client.hDel(found, VOTE_FIELD + whose.author);
    return;
  }
  await client.del(found);
  await client.zRem(open, found.slice(`${prefix}:question:`.length));
}

/** Deletes the lists of when somebody asked. */
async function dropAsked({ client, prefix }: Redis, { platform, workspace, author }: Whose): Promise<void> {
  const only = (part: string) => encodeURIComponent(part).replace(/[*?[\]\\^]/g, "\\$&");
  const parts = [platform, workspace, author].map((part) => (part === undefined ? "*" : only(part)));
  const pattern = [prefix, "asked", ...parts].join(":");
  for await (const keys of client.scanIterator({ MATCH: pattern, TYPE: "zset", COUNT: PAGE }))
    if (keys.length > 0) await client.del(keys);
}
