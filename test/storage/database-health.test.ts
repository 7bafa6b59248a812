import type { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { UserError } from "../../src/core/errors.ts";
import { createLog } from "../../src/core/log.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { DatabaseHealth } from "../../src/storage/database-health.ts";
import { createSqliteStore } from "../../src/storage/store.ts";
import { promptFor } from "../support/prompts.ts";
import { tempDir } from "../support/temp-dir.ts";

function open(dataDir: string, busyMs = 5): DatabaseSync {
  const database = openDatabase(dataDir, { busyMs });
  onTestFinished(() => void (database.isOpen && database.close()));
  return database;
}

/** A log that remembers what it warned of. */
function recordingLog() {
  const log = createLog("silent");
  return Object.assign(log, { warn: vi.fn(), info: vi.fn() });
}

describe("a disk without room", () => {
  it("is told to whoever writes, once in the log, and by the check until there is room again", async () => {
    const database = open(tempDir());
    const log = recordingLog();
    const store = createSqliteStore(database, { days: 30, log });
    await store.journal.accept(promptFor("the first"));
    const pages = Number(database.prepare("pragma page_count").get()?.page_count);
    database.exec(`pragma max_page_count = ${pages}`);
    const large = () => store.journal.accept(promptFor("x".repeat(20_000)));
    for (let time = 0; time < 3; time++)
      await expect(large()).rejects.toThrow(/^The disk that holds .* is full\. Free some/);
    expect(log.warn).toHaveBeenCalledTimes(1);
    expect(log.warn.mock.calls[0]?.[0]).toMatchObject({ remedy: expect.stringContaining("is full") });
    database.exec("pragma max_page_count = 1000000");
    await expect(store.check()).resolves.toBeUndefined();
    expect(await large()).toBe(true);
    expect(log.info).toHaveBeenCalledWith("the database can be used again");
  });

  it("stays trouble for as long as nothing can be written", async () => {
    const database = open(tempDir());
    const health = new DatabaseHealth(database, recordingLog(), { busyMs: 20, retryMs: 5 });
    const full = Object.assign(new Error("database or disk is full"), { code: "ERR_SQLITE_ERROR", errcode: 13 });
    await expect(health.run(() => Promise.reject(full))).rejects.toBeInstanceOf(UserError);
    database.exec("pragma query_only = on");
    await expect(health.check()).rejects.toThrow(/cannot be written/);
    database.exec("pragma query_only = off");
    await expect(health.check()).resolves.toBeUndefined();
  });
});

it("damage does not pass because something else can still be written", async () => {
  const health = new DatabaseHealth(open(tempDir()), recordingLog());
  const damaged = Object.assign(new Error("malformed"), { code: "ERR_SQLITE_ERROR", errcode: 11 });
  await expect(health.run(() => Promise.reject(damaged))).rejects.toThrow(/is damaged/);
  for (let time = 0; time < 2; time++) await expect(health.check()).rejects.toThrow(/is damaged.*restore a backup/);
});

describe("a lock of another process", () => {
  it("is waited for without standing still", async () => {
    const dataDir = tempDir();
    const [database, other] = [open(dataDir), open(dataDir)];
    const store = createSqliteStore(database, { days: 30 });
    other.exec("begin immediate");
    let longest = 0;
    let last = performance.now();
    const watching = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    const accepted = store.journal.accept(promptFor("q"));
    await new Promise((resolve) => setTimeout(resolve, 300));
    other.exec("commit");
    expect(await accepted).toBe(true);
    clearInterval(watching);
    expect(longest).toBeLessThan(250);
  });

  it("that lasts is a sentence", async () => {
    const dataDir = tempDir();
    const [database, other] = [open(dataDir), open(dataDir)];
    const health = new DatabaseHealth(database, recordingLog(), { busyMs: 30, retryMs: 5 });
    other.exec("begin immediate");
    const write = async () => database.exec("pragma user_version = 2");
    await expect(health.run(write)).rejects.toThrow(/^Another program keeps the database locked/);
    other.exec("commit");
    await expect(health.run(write)).resolves.toBeUndefined();
  });
});
