import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { commands } from "../commands/index.ts";
import { DocentBot } from "../src/bot/bot.ts";
import { Conversations } from "../src/bot/conversations.ts";
import type { Exchange } from "../src/core/answer.ts";
import type { Store } from "../src/storage/store.ts";
import { createRedisStore } from "../src/storage/store-redis.ts";
import { type CutLine, type Fault, startCutLine } from "./support/cut-line.ts";
import { MemoryAdapter } from "./support/memory-adapter.ts";
import { promptFor, threadIn } from "./support/prompts.ts";
import { clearRedis, hasRedis, newPrefix, REDIS_URL } from "./support/redis.ts";
import { ScriptedRag } from "./support/scripted-rag.ts";

const PATIENCE = { timeout: 8000, interval: 5 };
const LEASE_MS = 600;
const place = threadIn("general", "t");
const log = pino({ level: "silent" });

/** One process of several, reaching Redis by a line of its own. */
interface Replica {
  readonly bot: DocentBot;
  readonly adapter: MemoryAdapter;
  readonly rag: ScriptedRag;
  readonly store: Store;
  readonly conversations: Conversations;
  readonly line: CutLine;
}

let prefix: string;
let replicas: Replica[];

async function startReplica(questionsPerMinute = 100): Promise<Replica> {
  const line = await startCutLine(Number(new URL(REDIS_URL).port));
  const url = REDIS_URL.replace(/:\d+\//, `:${line.port}/`);
  const times = { leaseMs: LEASE_MS, pollMs: 10 };
  const redis = { connectMs: 200, answerMs: 400, pingMs: 50, retryMs: 50 };
  const store = createRedisStore(url, { days: 30, log, prefix, leases: times, redis });
  await vi.waitFor(() => store.check(), PATIENCE);
  const { journal, leases } = store;
  const conversations = new Conversations(
    { exchanges: store.keyv("conversations"), threads: store.keyv("threads") },
    { turns: 10, days: 30, rootMinutes: 30 },
  );
  const [adapter, rag] = [new MemoryAdapter(), new ScriptedRag()];
  const about = { historyDays: 30, historyTurns: 10, sources: async () => [], starters: async () => [] };
  const parts = { commands, conversations, journal, leases, rag, about, questionsPerMinute, log };
  const bot = new DocentBot({ ...parts, adapters: [adapter], followups: "owner", heartbeatMs: LEASE_MS / 3 });
  await bot.resume();
  const replica = { bot, adapter, rag, store, conversations, line };
  replicas.push(replica);
  return replica;
}

/** The process is no more: it reaches Redis no longer, whatever it still does. */
async function kill({ line }: Replica): Promise<void> {
  await line.cut("refused");
}

function shows({ adapter }: Replica, text: string, expected: string | RegExp): Promise<void> {
  return vi.waitFor(() => expect(adapter.shown(text)).toMatch(expected), PATIENCE);
}

async function remembered({ conversations }: Replica): Promise<readonly Exchange[]> {
  return conversations.exchanges({ place, owner: "ada" });
}

describe.skipIf(!hasRedis)("several processes on one Redis", () => {
  beforeEach(() => {
    prefix = newPrefix();
    replicas = [];
  });
  afterEach(async () => {
    await Promise.all(replicas.map(({ bot }) => bot.drain(0)));
    await Promise.all(replicas.map(({ store, line }) => Promise.all([store.close(), line.close().catch(() => {})])));
    await clearRedis(prefix);
  });

  it("answer once what is delivered to all of them", async () => {
    const all = [await startReplica(), await startReplica(), await startReplica()];
    const prompts = Array.from({ length: 20 }, (_, n) => promptFor(`q${n}`, { place: threadIn("general", `t${n}`) }));
    await Promise.all(prompts.flatMap((prompt) => all.map(({ bot }) => bot.run(prompt))));
    await vi.waitFor(async () => expect(await all[0]?.store.journal.open()).toEqual([]), PATIENCE);
    expect(all.flatMap(({ rag }) => rag.questions.map(({ text }) => text)).toSorted()).toEqual(
      prompts.map(({ text }) => text).toSorted(),
    );
  });

  it("answer one conversation in order, each turn knowing those before", async () => {
    const [one, two] = [await startReplica(), await startReplica()];
    const release = one.rag.hold("first");
    await one.bot.run(promptFor("first", { place }));
    await shows(one, "first", "On first");
    await two.bot.run(promptFor("second", { place }));
    await delay(LEASE_MS);
    expect(two.rag.questions).toEqual([]);
    release();
    await shows(two, "second", "done.");
    expect(two.rag.questions[0]?.history.map(({ question }) => question)).toEqual(["first"]);
    await one.bot.run(promptFor("third", { place }));
    await shows(one, "third", "done.");
    expect(one.rag.questions[1]?.history.map(({ question }) => question)).toEqual(["first", "second"]);
  });

  it("hold the limit of a person together", async () => {
    const [one, two] = [await startReplica(1), await startReplica(1)];
    await one.bot.run(promptFor("first", { place }));
    await shows(one, "first", "done.");
    await two.bot.run(promptFor("second", { place }));
    await shows(two, "second", /more than 1 questions in a minute/);
  });

  it("take over what a dead one left, and the dead one writes no more", async () => {
    const [dead, other] = [await startReplica(), await startReplica()];
    const release = dead.rag.hold("q");
    await dead.bot.run(promptFor("q", { place }));
    await shows(dead, "q", "On q");
    await kill(dead);
    await shows(other, "q", "On q: done.");
    await vi.waitFor(async () => expect(await other.store.journal.open()).toEqual([]), PATIENCE);
    release();
    await dead.bot.drain(2000);
    expect(dead.adapter.shown("q")).not.toMatch(/done/);
    expect(await remembered(other)).toHaveLength(1);
  });

  it("finish at once what one that goes down leaves waiting", async () => {
    const [old, next] = [await startReplica(), await startReplica()];
    const release = old.rag.hold("writing");
    await old.bot.run(promptFor("writing", { place }));
    await shows(old, "writing", "On writing");
    await old.bot.run(promptFor("waiting", { place }));
    const drained = old.bot.drain(5000);
    release();
    await drained;
    expect(old.adapter.shown("writing")).toMatch(/done\.$/);
    await shows(next, "waiting", "done.");
    expect(next.rag.questions[0]?.history.map(({ question }) => question)).toEqual(["writing"]);
  });

  it("leave what stood still to the others", async () => {
    const [still, other] = [await startReplica(), await startReplica()];
    const prompt = promptFor("q", { place });
    const release = still.rag.hold("q");
    await still.bot.run(prompt);
    await shows(still, "q", "On q");
    await still.line.cut("hung");
    await shows(other, "q", "done.");
    await still.line.restore();
    release();
    await still.bot.drain(2000);
    expect(still.adapter.shown("q")).not.toMatch(/done/);
    await vi.waitFor(async () => expect(await remembered(other)).toHaveLength(1), PATIENCE);
  });

  describe.each<Fault>(["refused", "hung", "reset", "slow"])("while Redis is %s", (fault) => {
    it("say so calmly, write over nothing, and are back by themselves", async () => {
      const replica = await startReplica();
      const { bot, store, line } = replica;
      await bot.run(promptFor("before", { place }));
      await shows(replica, "before", "done.");
      await vi.waitFor(async () => expect(await remembered(replica)).toHaveLength(1), PATIENCE);

      await line.cut(fault);
      await expect(bot.run(promptFor("during", { place }))).rejects.toThrow(/I cannot take questions right now/);
      await expect(store.check()).rejects.toThrow(/Redis is out of reach/);

      await line.restore();
      await vi.waitFor(() => store.check(), PATIENCE);
      // What was slow on its way may still break a connection that was just made; the next try is the person's.
      const after = promptFor("after", { place });
      await vi.waitFor(() => bot.run(after), PATIENCE);
      await shows(replica, "after", "done.");
      expect(replica.rag.questions.at(-1)?.history.map(({ question }) => question)).toEqual(["before"]);
    });

    it("an answer that was under way arrives whole and is remembered when Redis is back", async () => {
      const replica = await startReplica();
      const release = replica.rag.hold("q");
      await replica.bot.run(promptFor("q", { place }));
      await shows(replica, "q", "On q");
      await replica.line.cut(fault);
      release();
      await shows(replica, "q", "On q: done.");
      await replica.line.restore();
      await vi.waitFor(async () => expect(await remembered(replica)).toHaveLength(1), PATIENCE);
      await vi.waitFor(async () => expect(await replica.store.journal.open()).toEqual([]), PATIENCE);
      expect(replica.adapter.shown("q")).toBe("On q: done.");
    });
  });
});
