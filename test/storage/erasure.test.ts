import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createLog } from "../../src/core/log.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { Erasure, emptyLog, erasurePendingSince } from "../../src/storage/erasure.ts";
import { createSqliteStore } from "../../src/storage/store.ts";
import { promptFor } from "../support/prompts.ts";
import { tempDir } from "../support/temp-dir.ts";

const TIMES = { retryMs: 5, settleMs: 30, warnMs: 20 };
const SOON = { timeout: 3000, interval: 5 };

function open(dataDir: string): DatabaseSync {
  const database = openDatabase(dataDir);
  onTestFinished(() => void (database.isOpen && database.close()));
  return database;
}

/** How often a word stands in the files of a folder, byte for byte. */
function count(dataDir: string, word: string): number {
  const texts = readdirSync(dataDir).map((name) => readFileSync(join(dataDir, name), "latin1"));
  return texts.join("\n").split(word).length - 1;
}

/** A log that remembers what it warned of. */
function recordingLog() {
  const log = createLog("silent");
  return Object.assign(log, { warn: vi.fn(), info: vi.fn() });
}

describe("what was deleted", () => {
  it.each(["forget", "sweep", "reset"] as const)("by %s leaves no byte in the file and its log", async (how) => {
    const dataDir = tempDir();
    const database = open(dataDir);
    let now = 1_000_000_000_000;
    const store = createSqliteStore(database, { days: 30, now: () => now, erasure: TIMES });
    onTestFinished(() => store.close());
    await store.journal.accept(promptFor("How does one resize a pomegranate?"));
    await store.keyv<string>("conversations").set("key", "a pomegranate, again");
    expect(count(dataDir, "pomegranate")).toBeGreaterThan(0);
    if (how !== "reset") await store.keyv("conversations").delete("key");
    if (how === "forget") await store.journal.forget({ platform: "test", author: "ada" });
    now += 40 * 86_400_000;
    if (how === "sweep") await store.sweep();
    if (how === "reset") {
      await store.sweep();
      await store.keyv("conversations").delete("key");
    }
    await vi.waitFor(() => expect(count(dataDir, "pomegranate")).toBe(0), SOON);
    await vi.waitFor(() => expect(erasurePendingSince(database)).toBeUndefined(), SOON);
  });

  it("leaves no byte where rows were moved from page to page, nor takes what is others'", async () => {
    const dataDir = tempDir();
    const database = open(dataDir);
    const store = createSqliteStore(database, { days: 30, erasure: TIMES });
    onTestFinished(() => store.close());
    const conversations = store.keyv<string>("conversations");
    const said = (who: string, n: number) => `${who}-said ${"and so on ".repeat((n * 7919) % 150)}`;
    database.exec("begin");
    for (let n = 0; n < 450; n++) {
      const [who, id] = [n % 3 ? "bob" : "ada", `act-${(n * 7919) % 10_007}`];
      const author = { id: `${who}-id`, name: who };
      await store.journal.accept(promptFor(said(who, n), { id, author, private: n % 7 === 0, quoted: said(who, n) }));
      await store.journal.close(id, { outcome: "answered", cited: [] });
      await store.journal.vote(id, n % 2 ? "ada-id" : "bob-id", {
        helpful: false,
        note: said(n % 2 ? "ada" : "bob", n),
      });
      await conversations.set(`${who}-id:${n % 50}`, said(who, n));
    }
    database.exec("commit");
    emptyLog(database);
    const votes = () => database.prepare("select count(*) as n from votes where by = 'bob-id'").get()?.n;
    const [before, voted] = [count(dataDir, "ada-"), database.prepare("select count(*) as n from votes").get()?.n];
    expect(before).toBeGreaterThan(250);
    expect(voted).toBe(450);
    await store.journal.forget({ platform: "test", author: "ada-id" });
    for (let n = 0; n < 50; n++) await conversations.delete(`ada-id:${n}`);
    await vi.waitFor(() => expect(count(dataDir, "ada-")).toBe(0), { timeout: 15_000, interval: 100 });
    expect(database.prepare("select count(*) as n from questions").get()?.n).toBe(300);
    expect(votes()).toBe(150);
    expect(database.prepare("pragma foreign_keys").get()).toEqual({ foreign_keys: 1 });
    expect(await conversations.get("bob-id:1")).toContain("bob-said");
  }, 30_000);

  it("stays pending while somebody reads, is told of once in the log, and is gone when they let go", async () => {
    const dataDir = tempDir();
    const [database, reader] = [open(dataDir), open(dataDir)];
    const log = recordingLog();
    database.exec("create table notes (text); insert into notes values ('pomegranate')");
    const erasure = new Erasure(database, log, TIMES);
    onTestFinished(() => erasure.close());
    reader.exec("begin");
    reader.prepare("select * from notes").all();
    database.exec("delete from notes");
    erasure.request();
    await vi.waitFor(() => expect(log.warn).toHaveBeenCalled(), SOON);
    expect(count(dataDir, "pomegranate")).toBeGreaterThan(0);
    expect(erasurePendingSince(database)).toBeTypeOf("number");
    reader.exec("commit");
    await vi.waitFor(() => expect(erasurePendingSince(database)).toBeUndefined(), SOON);
    expect(count(dataDir, "pomegranate")).toBe(0);
    expect(log.warn).toHaveBeenCalledTimes(1);
  });

  it("before a kill is taken off the disk by the next start", async () => {
    const dataDir = tempDir();
    const [database, another] = [open(dataDir), open(dataDir)];
    database.exec("create table notes (text); insert into notes values ('pomegranate'); delete from notes");
    const killed = new Erasure(database, recordingLog(), { ...TIMES, retryMs: 100_000 });
    killed.request();
    killed.close();
    expect(count(dataDir, "pomegranate")).toBeGreaterThan(0);
    const erasure = new Erasure(another, recordingLog(), TIMES);
    onTestFinished(() => erasure.close());
    await vi.waitFor(() => expect(count(dataDir, "pomegranate")).toBe(0), SOON);
  });

  it("is no reason to stand still: who reads is not waited for", () => {
    const dataDir = tempDir();
    const [database, reader] = [open(dataDir), open(dataDir)];
    database.exec("create table notes (text); insert into notes values ('a')");
    reader.exec("begin");
    reader.prepare("select * from notes").all();
    database.exec("delete from notes");
    const since = performance.now();
    expect(emptyLog(database)).toBe(false);
    expect(performance.now() - since).toBeLessThan(500);
    expect(database.prepare("pragma busy_timeout").get()).toEqual({ timeout: 5000 });
  });
});
