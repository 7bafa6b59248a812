import { readComplaint, type Vote } from "../core/feedback.ts";
import { type Closing, claimOf, type Journal, type QuestionRecord, type Whose } from "../core/journal.ts";
import { LEASE_TIMES } from "../core/lease.ts";
import type { JournalledData } from "../core/privacy.ts";
import { type Prompt, promptSchema } from "../core/prompt.ts";
import type { JournalOptions } from "./journal-sqlite.ts";
import { recordOf } from "./question-record.ts";
import type { Redis } from "./redis.ts";

const DAY = 86_400_000;

/** How many questions one step of a search through all of them looks at. */
const PAGE = 500;

/** The votes on a question stand among its fields, each under its voter. */
const VOTE_FIELD = "vote:";

/** KEYS: question, open, asked, process, claim. ARGV: id, at, retention, process id, lease, then fields and values. */
const ACCEPT = `
if redis.call("EXISTS", KEYS[1], KEYS[5]) > 0 then return 0 end
redis.call("HSET", KEYS[1], unpack(ARGV, 6))
redis.call("PEXPIRE", KEYS[1], ARGV[3])
redis.call("ZADD", KEYS[2], ARGV[2], ARGV[1])
redis.call("ZREMRANGEBYSCORE", KEYS[3], "-inf", ARGV[2] - ARGV[3])
redis.call("ZADD", KEYS[3], ARGV[2], ARGV[1])
redis.call("PEXPIRE", KEYS[3], ARGV[3])
redis.call("SET", KEYS[4], 1, "PX", ARGV[5])
return 1
`;

/** KEYS: question, open. ARGV: id, process id, then fields and values. */
const CLOSE = `
if redis.call("HGET", KEYS[1], "holder") ~= ARGV[2] then return 0 end
redis.call("HSET", KEYS[1], unpack(ARGV, 3))
local prompt = redis.call("HGET", KEYS[1], "prompt")
if prompt and cjson.decode(prompt).private then redis.call("HDEL", KEYS[1], "prompt") end
redis.call("ZREM", KEYS[2], ARGV[1])
return 1
`;

/** How what was quoted, and from whom, begins in a stored prompt. */
const QUOTED = '"quoted';

/** KEYS: question. ARGV: the prompt. Brings back none that was deleted meanwhile. */
const REPLACE_PROMPT = `
if redis.call("HEXISTS", KEYS[1], "prompt") == 0 then return 0 end
redis.call("HSET", KEYS[1], "prompt", ARGV[1])
return 1
`;

/** KEYS: question. ARGV: field and value. Never makes anew what has expired. */
const SET_FIELD = `
if redis.call("EXISTS", KEYS[1]) == 0 then return 0 end
redis.call("HSET", KEYS[1], ARGV[1], ARGV[2])
return 1
`;

/** KEYS: question, process. ARGV: process id, lease, what comes before a process id in its key. */
const TAKE = `
local holder = redis.call("HGET", KEYS[1], "holder")
if not holder or redis.call("HEXISTS", KEYS[1], "closed") == 1 then return 0 end
if holder ~= ARGV[1] and redis.call("EXISTS", ARGV[3] .. holder) == 1 then return 0 end
redis.call("HSET", KEYS[1], "holder", ARGV[1])
redis.call("SET", KEYS[2], 1, "PX", ARGV[2])
return 1
`;

/** `leaseMs`: after so long without a sign of life a process counts as dead. */
export interface RedisJournalOptions extends JournalOptions {
  readonly leaseMs?: number;
}

/**
 * Journal in Redis: a hash for each question, an ordered set of the open ones, one of what each person asked, and a key
 * for each process that lives. Questions expire by themselves.
 */
export class RedisJournal implements Journal {
  readonly #redis: Redis;
  readonly #retentionMs: number;
  readonly #processId: string;
  readonly #leaseMs: number;
  readonly #now: () => number;

  constructor(redis: Redis, { days, processId, leaseMs = LEASE_TIMES.leaseMs, now = Date.now }: RedisJournalOptions) {
    this.#redis = redis;
    this.#retentionMs = days * DAY;
    this.#processId = processId;
    this.#leaseMs = leaseMs;
    this.#now = now;
  }

  async accept(prompt: Prompt): Promise<boolean> {
    const { id, author, place } = prompt;
    const at = this.#now();
    const fields = ["platform", place.platform, "workspace", place.workspace, "author", author.id, "at", at];
    const record = [...fields, "holder", this.#processId, "prompt", JSON.stringify(prompt)];
    const keys = [this.#question(id), this.#open, this.#askedBy(prompt), this.#process, this.#claim(id)];
    return (
      (await this.#run(ACCEPT, keys, [id, at, this.#retentionMs, this.#processId, this.#leaseMs, ...record])) === 1
    );
  }

  async asked(prompt: Prompt, milliseconds: number): Promise<number> {
    const since = `(${this.#now() - milliseconds}`;
    const ids = await this.#redis.client.zRangeByScore(this.#askedBy(prompt), since, "+inf");
    return ids.filter((id) => id !== prompt.id).length;
  }

  async close(id: string, { outcome, cited, support, found, isUnkept }: Closing): Promise<void> {
    const measured = [
      ...(support === undefined ? [] : ["support", support]),
      ...(found ? ["found", JSON.stringify(found)] : []),
    ];
    const [prompt] = await this.#prompts([id]);
    const shown = prompt && (isUnkept ? { ...prompt, private: true } : prompt);
    const kept = shown ? ["prompt", unquoted(JSON.stringify(shown))] : [];
    const end = ["closed", this.#now(), "outcome", outcome, "cited", JSON.stringify(cited)];
    const record = [...end, ...measured, ...kept];
    await this.#run(CLOSE, [this.#question(id), this.#open], [id, this.#processId, ...record]);
  }

  async has(id: string): Promise<boolean> {
    return (await this.#redis.client.exists(this.#question(id))) === 1;
  }

  async isForgotten(id: string): Promise<boolean> {
    return (await this.#redis.client.exists(this.#claim(id))) === 1;
  }

  async prompt(id: string): Promise<Prompt | undefined> {
    return (await this.#prompts([id]))[0];
  }

  async open(): Promise<readonly Prompt[]> {
    return this.#prompts(await this.#redis.client.zRange(this.#open, 0, -1));
  }

  async take(id: string): Promise<boolean> {
    const args = [this.#processId, this.#leaseMs, this.#key("holder", "")];
    return (await this.#run(TAKE, [this.#question(id), this.#process], args)) === 1;
  }

  async renew(working: readonly string[]): Promise<readonly string[]> {
    const { client } = this.#redis;
    await client.set(this.#process, "1", { PX: this.#leaseMs });
    const names = await Promise.all(working.map((id) => client.hGet(this.#question(id), "holder")));
    return working.filter((_, index) => (names[index] ?? this.#processId) !== this.#processId);
  }

  async release(): Promise<void> {
    await this.#redis.client.del(this.#process);
  }

  async vote(id: string, by: string, vote: Vote | undefined): Promise<boolean> {
    if (vote) return (await this.#run(SET_FIELD, [this.#question(id)], [VOTE_FIELD + by, JSON.stringify(vote)])) === 1;
    await this.#redis.client.hDel(this.#question(id), VOTE_FIELD + by);
    return this.has(id);
  }

  async voteOf(id: string, by: string): Promise<Vote | undefined> {
    const text = await this.#redis.client.hGet(this.#question(id), VOTE_FIELD + by);
    return text ? readVote(text) : undefined;
  }

  async *records(since: number): AsyncGenerator<QuestionRecord> {
    const records: QuestionRecord[] = [];
    for await (const row of this.#rows())
      if (row.closed && Number(row.at) >= since) records.push(recordOf({ ...row, votes: votesIn(row) }));
    yield* records.toSorted((a, b) => a.at - b.at);
  }

  async kept({ platform, author }: Parameters<Journal["kept"]>[0]): Promise<JournalledData> {
    const questions: JournalledData["questions"][number][] = [];
    const votes: Vote[] = [];
    for await (const row of this.#rows()) {
      if (row.platform !== platform) continue;
      const vote = row[VOTE_FIELD + author];
      if (vote) votes.push(readVote(vote));
      if (row.author !== author) continue;
      const { at, text, outcome, place } = recordOf({ ...row, votes: [] });
      questions.push({ at, text, outcome, place });
    }
    return { questions: questions.toSorted((a, b) => a.at - b.at), votes };
  }

  async forget(whose: Whose): Promise<void> {
    const pages = this.#redis.client.scanIterator({ MATCH: this.#question("*"), TYPE: "hash", COUNT: PAGE });
    for await (const keys of pages) await Promise.all(keys.map((key) => this.#forgetQuestion(key, whose)));
    await this.#forgetAsked(whose);
  }

  /** Redis deletes by itself what has expired; here go the ids that point to nothing. */
  async sweep(): Promise<number> {
    return this.#redis.client.zRemRangeByScore(this.#open, "-inf", this.#now() - this.#retentionMs);
  }

  /** Every question with all of its fields. */
  async *#rows(): AsyncGenerator<Readonly<Record<string, string>>> {
    const { client } = this.#redis;
    for await (const keys of client.scanIterator({ MATCH: this.#question("*"), TYPE: "hash", COUNT: PAGE }))
      for (const key of keys) yield { ...(await client.hGetAll(key)), id: key.slice(this.#question("").length) };
  }

  /** Deletes a question where it is theirs, or what they voted on it. */
  async #forgetQuestion(key: string, whose: Whose): Promise<void> {
    const { client } = this.#redis;
    const [platform, workspace, author, prompt] = await client.hmGet(key, [
      "platform",
      "workspace",
      "author",
      "prompt",
    ]);
    if (platform !== whose.platform) return;
    const theirs = (whose.workspace ?? workspace) === workspace && (whose.author ?? author) === author;
    if (!theirs) {
      if (whose.author !== undefined) await client.hDel(key, VOTE_FIELD + whose.author);
      // Those that wait may quote this person, and those that an older Docent closed still do.
      if (prompt?.includes(QUOTED)) await this.#run(REPLACE_PROMPT, [key], [unquoted(prompt)]);
      return;
    }
    const id = key.slice(this.#question("").length);
    const remainingMs = await client.pTTL(key);
    if (remainingMs > 0) await client.set(this.#claim(id), "1", { PX: remainingMs });
    await client.del(key);
    await client.zRem(this.#open, id);
  }

  /** Deletes the lists of when somebody asked. */
  async #forgetAsked({ platform, workspace, author }: Whose): Promise<void> {
    const { client } = this.#redis;
    const only = (part: string) => encodeURIComponent(part).replace(/[*?[\]\\^]/g, "\\$&");
    const parts = [platform, workspace, author].map((part) => (part === undefined ? "*" : only(part)));
    for await (const keys of client.scanIterator({ MATCH: this.#key("asked", ...parts), TYPE: "zset", COUNT: PAGE }))
      if (keys.length > 0) await client.del(keys);
  }

  async #prompts(ids: readonly string[]): Promise<Prompt[]> {
    const texts = await Promise.all(ids.map((id) => this.#redis.client.hGet(this.#question(id), "prompt")));
    return texts.flatMap((text) => (text ? [promptSchema.parse(JSON.parse(text))] : []));
  }

  #run(script: string, keys: string[], args: readonly (string | number)[]): Promise<unknown> {
    return this.#redis.client.eval(script, { keys, arguments: args.map(String) });
  }

  #key(...parts: string[]): string {
    return [this.#redis.prefix, ...parts].join(":");
  }

  #question(id: string): string {
    return this.#key("question", id);
  }

  #askedBy({ place, author }: Prompt): string {
    return this.#key("asked", ...[place.platform, place.workspace, author.id].map(encodeURIComponent));
  }

  /** What stays of a question that was forgotten. */
  #claim(id: string): string {
    return this.#key("claim", claimOf(id));
  }

  /** The open questions. */
  get #open(): string {
    return this.#key("open");
  }

  /** This process, for as long as it lives. */
  get #process(): string {
    return this.#key("holder", this.#processId);
  }
}

/** A vote as it is stored; an older Docent stored 1 and 0. */
function readVote(text: string): Vote {
  const stored: unknown = JSON.parse(text);
  if (typeof stored !== "object" || stored === null) return { helpful: stored === 1 };
  const { helpful, reason, note } = stored as Record<string, unknown>;
  return { helpful: helpful === true, ...readComplaint(reason, note) };
}

/** The votes among the fields of a question. */
function votesIn(row: Readonly<Record<string, string>>): Vote[] {
  return Object.entries(row).flatMap(([field, value]) => (field.startsWith(VOTE_FIELD) ? [readVote(value)] : []));
}

/** A stored prompt without what it quoted, which may be somebody else's. */
function unquoted(prompt: string): string {
  return JSON.stringify({ ...(JSON.parse(prompt) as Prompt), quoted: undefined, quotedFrom: undefined });
}
