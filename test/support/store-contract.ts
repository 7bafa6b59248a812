import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LeaseLostError } from "../../src/core/errors.ts";
import type { QueuedLease } from "../../src/core/lease.ts";
import type { Prompt } from "../../src/core/prompt.ts";
import type { Store } from "../../src/storage/store.ts";
import { promptFor, root } from "./prompts.ts";

const DAY = 86_400_000;
const PATIENCE = { timeout: 5000, interval: 5 };
const closing = { outcome: "answered", cited: ["chunk"] };
const never = new AbortController().signal;

/** How long a process is believed to live without a sign of life, in the stores of this suite. */
export const LEASE_MS = 200;

/** Processes that share one store: each call of `open` is another one. */
export interface Shared {
  open(now: () => number): Promise<Store>;
  /** Whatever the processes left. */
  close(): Promise<void>;
}

/** What every store must do. `share` makes an empty one. */
export function storeContract(name: string, share: () => Promise<Shared>): void {
  describe(`${name} keeps the store's contract`, () => {
    let now: number;
    let shared: Shared;
    let store: Store;
    const another = () => shared.open(() => now);
    beforeEach(async () => {
      now = 1_000_000_000_000;
      shared = await share();
      store = await another();
    });
    afterEach(() => shared.close());

    it("says that it can be used", async () => {
      await expect(store.check()).resolves.toBeUndefined();
    });

    describe("values by key", () => {
      it("are seen by every process, each namespace apart", async () => {
        await store.keyv<{ n: number }>("one").set("key", { n: 1 });
        await store.keyv<{ n: number }>("two").set("key", { n: 2 });
        const other = await another();
        expect(await other.keyv("one").get("key")).toEqual({ n: 1 });
        expect(await other.keyv("two").get("key")).toEqual({ n: 2 });
        expect(await other.keyv("one").get("none")).toBeUndefined();
      });

      it("are listed under their own keys, also while they are deleted", async () => {
        const keyv = store.keyv<number>("many");
        await store.keyv<number>("other").set("key", 1);
        await Promise.all(Array.from({ length: 150 }, (_, n) => keyv.set(`a:b%2F${n}`, n)));
        const seen: string[] = [];
        for await (const [key, value] of keyv.iterator?.(keyv.namespace) ?? []) {
          expect(key).toBe(`a:b%2F${value}`);
          seen.push(key);
          await keyv.delete(key);
        }
        expect(new Set(seen).size).toBe(150);
        expect(await keyv.get("a:b%2F7")).toBeUndefined();
      });

      it("go many at once", async () => {
        const keyv = store.keyv<number>("many");
        await keyv.set("x", 1);
        await keyv.set("y", 2);
        await keyv.delete(["x", "y", "none"]);
        expect(await keyv.get("x")).toBeUndefined();
        expect(await keyv.get("y")).toBeUndefined();
      });
    });

    describe("notes of an adapter", () => {
      it("are there for the next process, and go with what is kept of a person or workspace", async () => {
        const mine = promptFor("mine");
        const theirs = promptFor("theirs", { author: { id: "ada:2", name: "Ada" } });
        const away = promptFor("away", { place: root("c", "elsewhere") });
        for (const prompt of [mine, theirs, away]) await store.notes.write(prompt, { message: prompt.text });
        const { notes } = await another();
        expect(await notes.read(mine)).toEqual({ message: "mine" });
        expect(await notes.read(promptFor("never"))).toBeUndefined();
        const kept = () =>
          Promise.all([mine, theirs, away].map(async (each) => (await notes.read(each)) !== undefined));
        await notes.forget({ platform: "test", author: "nobody" });
        expect(await kept()).toEqual([true, true, true]);
        await notes.forget({ platform: "test", workspace: "server", author: "ada" });
        expect(await kept()).toEqual([false, true, true]);
        await notes.forget({ platform: "test", workspace: "elsewhere" });
        expect(await kept()).toEqual([false, true, false]);
      });
    });

    describe("the journal", () => {
      it("accepts one human act once, however often and to whichever process it is delivered", async () => {
        const prompt = promptFor("once");
        const processes = await Promise.all(Array.from({ length: 5 }, another));
        const accepted = await Promise.all(processes.map(({ journal }) => journal.accept(prompt)));
        expect(accepted.filter(Boolean)).toHaveLength(1);
        expect(await store.journal.accept({ ...prompt, text: "twin" })).toBe(false);
        expect(await store.journal.prompt(prompt.id)).toEqual(prompt);
      });

      it("gives back what was accepted and not closed, oldest first, whole", async () => {
        const first = promptFor("first", { quoted: "root", unread: ["a"], address: { ts: "1.2", deep: [1, null] } });
        const second = promptFor("second");
        const closed = promptFor("closed");
        for (const prompt of [first, second, closed]) {
          now += 1;
          await store.journal.accept(prompt);
        }
        await store.journal.close(closed.id, closing);
        expect(await (await another()).journal.open()).toEqual([first, second]);
      });

      it("keeps nothing of what was asked privately once that is answered", async () => {
        const prompt = promptFor("my salary", { private: true });
        await store.journal.accept(prompt);
        expect(await store.journal.prompt(prompt.id)).toEqual(prompt);
        await store.journal.close(prompt.id, { ...closing, support: 0.5 });
        expect(await store.journal.prompt(prompt.id)).toBeUndefined();
        expect(await store.journal.has(prompt.id)).toBe(true);
      });

      it("counts what one author asked lately at any process, without the question at hand", async () => {
        const other = await another();
        const [a, b, c] = [promptFor("a"), promptFor("b"), promptFor("c")];
        await store.journal.accept(a);
        now += 61_000;
        await other.journal.accept(b);
        await store.journal.accept(promptFor("somebody else", { author: { id: "bob", name: "Bob" } }));
        await store.journal.accept(c);
        expect(await store.journal.asked(c, 60_000)).toBe(1);
        expect(await store.journal.asked(c, 62_000)).toBe(2);
      });

      it("takes votes, which may be changed, on questions that it knows", async () => {
        const prompt = promptFor("q");
        await store.journal.accept(prompt);
        expect(await store.journal.vote(prompt.id, "bob", { helpful: true })).toBe(true);
        const complaint = { helpful: false, reason: "outdated", note: "It is `size` now." } as const;
        expect(await store.journal.vote(prompt.id, "bob", complaint)).toBe(true);
        const other = (await another()).journal;
        expect(await other.voteOf(prompt.id, "bob")).toEqual(complaint);
        expect(await other.voteOf(prompt.id, "ada")).toBeUndefined();
        expect(await store.journal.vote(prompt.id, "bob", undefined)).toBe(true);
        expect(await other.voteOf(prompt.id, "bob")).toBeUndefined();
        expect(await store.journal.vote("never asked", "bob", { helpful: true })).toBe(false);
        expect(await store.journal.vote("never asked", "bob", undefined)).toBe(false);
        expect(await store.journal.has("never asked")).toBe(false);
      });

      it("tells what was asked and how it ended, for reports: nothing that is private, open or forgotten", async () => {
        const found = { confidence: 0.4, nearest: [{ title: "T", url: "https://d.example/", ids: ["c"], score: 1 }] };
        const [open, secret, whisper, shown] = [
          promptFor("open"),
          promptFor("my salary", { private: true }),
          promptFor("between us", { confidential: true }),
          promptFor("everybody's", { author: { id: "bob", name: "Bob" } }),
        ];
        for (const prompt of [open, secret, whisper, shown]) {
          now += 1;
          await store.journal.accept(prompt);
        }
        for (const { id } of [secret, whisper, shown])
          await store.journal.close(id, { outcome: "refused", cited: ["c"], found });
        await store.journal.vote(shown.id, "cyd", { helpful: false, reason: "wrong", note: "no" });
        const { journal } = await another();
        const read = async (since: number) => {
          const records = [];
          for await (const record of journal.records(since)) records.push(record);
          return records;
        };
        const records = await read(0);
        expect(records.map(({ text, isQuotable }) => [text, isQuotable])).toEqual([
          [undefined, false],
          ["between us", false],
          ["everybody's", true],
        ]);
        const votes = [{ helpful: false, reason: "wrong", note: "no" }];
        expect(records[2]).toMatchObject({ outcome: "refused", cited: ["c"], found, votes, author: { id: "bob" } });
        expect(await read(now)).toHaveLength(1);
        await store.journal.forget({ platform: "test", author: "bob" });
        expect(await read(0)).toHaveLength(2);
      });

      it("gives a person what is kept of them, and keeps no words where they wish so", async () => {
        const [mine, unkept] = [promptFor("mine"), promptFor("unkept")];
        const theirs = promptFor("theirs", { author: { id: "bob", name: "Bob" } });
        for (const prompt of [mine, unkept, theirs]) {
          now += 1;
          await store.journal.accept(prompt);
        }
        await store.journal.close(unkept.id, { ...closing, isUnkept: true });
        await store.journal.vote(theirs.id, "ada", { helpful: false, reason: "wrong", note: "no" });
        await store.journal.vote(mine.id, "bob", { helpful: true });
        const { questions, votes } = await (await another()).journal.kept({ platform: "test", author: "ada" });
        expect(questions.map(({ text }) => text)).toEqual(["mine", undefined]);
        expect(votes).toEqual([{ helpful: false, reason: "wrong", note: "no" }]);
        expect(await store.journal.prompt(unkept.id)).toBeUndefined();
        expect(await store.journal.kept({ platform: "elsewhere", author: "ada" })).toEqual({
          questions: [],
          votes: [],
        });
      });

      it("forgets a person and a workspace, and nothing of others", async () => {
        const mine = promptFor("mine");
        const theirs = promptFor("theirs", { author: { id: "bob", name: "Bob" } });
        const away = promptFor("away", { place: root("c", "elsewhere") });
        const isKept = async (prompt: Prompt) => store.journal.has(prompt.id);
        for (const prompt of [mine, theirs, away]) await store.journal.accept(prompt);
        await store.journal.forget({ platform: "test", author: "ada" });
        expect(await Promise.all([mine, theirs, away].map(isKept))).toEqual([false, true, false]);
        expect(await store.journal.open()).toEqual([theirs]);
        expect(await store.journal.asked(promptFor("next"), DAY)).toBe(0);
        await store.journal.forget({ platform: "elsewhere", workspace: "server" });
        expect(await isKept(theirs)).toBe(true);
        await store.journal.forget({ platform: "test", workspace: "server" });
        expect(await isKept(theirs)).toBe(false);
      });

      it("takes a question that was forgotten for no new one, until it would have expired", async () => {
        const [mine, next] = [promptFor("mine"), promptFor("next")];
        for (const prompt of [mine, next]) await store.journal.accept(prompt);
        await store.journal.close(next.id, closing);
        await store.journal.forget({ platform: "test", author: "ada" });
        const other = await another();
        expect(await Promise.all([mine, next].map((prompt) => other.journal.accept(prompt)))).toEqual([false, false]);
        expect([await store.journal.has(mine.id), await store.journal.prompt(mine.id)]).toEqual([false, undefined]);
        expect(await store.journal.open()).toEqual([]);
        expect([await other.journal.isForgotten(mine.id), await other.journal.isForgotten("another")]).toEqual([
          true,
          false,
        ]);
        expect(await store.journal.accept(promptFor("another"))).toBe(true);
      });

      it("drops what was quoted when the question is closed, and keeps the question", async () => {
        const rest = promptFor("q", { unread: [] });
        const prompt = { ...rest, quoted: "somebody else's words", quotedFrom: "Bob" };
        await store.journal.accept(prompt);
        expect(await store.journal.prompt(prompt.id)).toEqual(prompt);
        await store.journal.close(prompt.id, closing);
        expect(await store.journal.prompt(prompt.id)).toEqual(rest);
      });

      it("drops what questions that wait quote, once anybody there had something forgotten", async () => {
        const rest = promptFor("q", { unread: [] });
        const elsewhere = promptFor("q", { quoted: "words", place: { ...root(), platform: "another" } });
        await store.journal.accept({ ...rest, quoted: "Bob's words", quotedFrom: "Bob" });
        await store.journal.accept(elsewhere);
        await store.journal.forget({ platform: "test", author: "bob" });
        expect(await store.journal.open()).toEqual([rest, elsewhere]);
      });

      it("lets nobody take a question from its process while that lives, nor one that is closed", async () => {
        const prompt = promptFor("q");
        await store.journal.accept(prompt);
        expect(await store.journal.renew([prompt.id])).toEqual([]);
        expect(await store.journal.take(prompt.id)).toBe(true);
        expect(await store.journal.take("never asked")).toBe(false);
        await store.journal.close(prompt.id, closing);
        expect(await store.journal.take(prompt.id)).toBe(false);
      });

      it("gives a dead process's question to exactly one other, and then no word to the dead", async () => {
        const prompt = promptFor("q");
        await store.journal.accept(prompt);
        const others = await Promise.all(Array.from({ length: 5 }, another));
        await store.journal.release();
        const taken = await Promise.all(others.map(({ journal }) => journal.take(prompt.id)));
        expect(taken.filter(Boolean)).toHaveLength(1);
        expect(await store.journal.renew([prompt.id])).toEqual([prompt.id]);
        await store.journal.close(prompt.id, closing);
        expect(await store.journal.open()).toEqual([prompt]);
        await others[taken.lastIndexOf(true)]?.journal.close(prompt.id, closing);
        expect(await store.journal.open()).toEqual([]);
      });
    });

    describe("leases", () => {
      /** Holds a lease from when it is acquired, which is noted, until it is told to end. */
      function holder(log: string[], label: string) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const hold = async (queued: QueuedLease) => {
          const lease = await queued.acquire(never);
          log.push(label);
          await promise;
          await lease.release();
        };
        return { hold, end: resolve };
      }

      it("go in order of asking, to one at a time, over all processes; other queues go on", async () => {
        const other = await another();
        const log: string[] = [];
        const [first, second, third, elsewhere] = ["1", "2", "3", "x"].map((label) => holder(log, label));
        const queued = [
          await store.leases.enqueue("key", 1),
          await other.leases.enqueue("key", 3),
          await store.leases.enqueue("key", 2),
          await other.leases.enqueue("other key", 4),
        ];
        expect(queued.map(({ position }) => position)).toEqual([0, 1, 1, 0]);
        const all = [first, third, second, elsewhere].map((one, i) => queued[i] && one?.hold(queued[i]));
        await vi.waitFor(() => expect(log.toSorted()).toEqual(["1", "x"]), PATIENCE);
        elsewhere?.end();
        first?.end();
        await vi.waitFor(() => expect(log.filter((label) => label !== "x")).toEqual(["1", "2"]), PATIENCE);
        second?.end();
        await vi.waitFor(() => expect(log.filter((label) => label !== "x")).toEqual(["1", "2", "3"]), PATIENCE);
        third?.end();
        await Promise.all(all);
      });

      it("are not taken from one who comes later with an earlier question", async () => {
        const log: string[] = [];
        const [late, early] = [holder(log, "late"), holder(log, "early")];
        const [one, two] = [await store.leases.enqueue("key", 5), await store.leases.enqueue("key", 1)];
        const all = [late.hold(one), early.hold(two)];
        await vi.waitFor(() => expect(log).toEqual(["late"]), PATIENCE);
        expect((await store.leases.enqueue("key", 9)).position).toBe(2);
        late.end();
        await vi.waitFor(() => expect(log).toEqual(["late", "early"]), PATIENCE);
        early.end();
        await Promise.all(all);
      });

      it("are kept by signs of life for longer than they last", async () => {
        const order: string[] = [];
        const first = await (await (await another()).leases.enqueue("key", 2)).acquire(never);
        const next = await store.leases.enqueue("key", 3);
        const acquired = next.acquire(never).then(() => order.push("next"));
        await delay(LEASE_MS * 3);
        expect(await first.confirm()).toBe(true);
        expect(first.lost.aborted).toBe(false);
        order.push("first");
        await first.release();
        await acquired;
        expect(order).toEqual(["first", "next"]);
        await next.release();
      });

      it("are told to be lost when somebody else has them", async () => {
        const lease = await (await store.leases.enqueue("key", 1)).acquire(never);
        await store.close();
        const next = await (await another()).leases.enqueue("key", 2);
        await next.acquire(never);
        expect(await lease.confirm().catch(() => false)).toBe(false);
        await vi.waitFor(() => expect(lease.lost.reason).toBeInstanceOf(LeaseLostError), PATIENCE);
        await lease.release();
        await next.release();
      });

      it("are not waited for when nobody wants the answer any more", async () => {
        const lease = await (await store.leases.enqueue("key", 1)).acquire(never);
        const queued = await store.leases.enqueue("key", 2);
        const given = new AbortController();
        const acquired = queued.acquire(given.signal);
        given.abort(new Error("given up"));
        await expect(acquired).rejects.toThrow("given up");
        await queued.release();
        const next = await store.leases.enqueue("key", 3);
        expect(next.position).toBe(1);
        await next.release();
        await lease.release();
      });
    });
  });
}
