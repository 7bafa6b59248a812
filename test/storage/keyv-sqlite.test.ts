import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../src/storage/database.ts";
import { KeyvSqlite, openKeyv } from "../../src/storage/keyv-sqlite.ts";
import { tempDir } from "../support/temp-dir.ts";

describe("a Keyv on the embedded database", () => {
  it("keeps values across a restart, each namespace apart", async () => {
    const dir = tempDir();
    const database = openDatabase(dir);
    await openKeyv<{ n: number }>(database, "one").set("key", { n: 1 });
    await openKeyv<{ n: number }>(database, "two").set("key", { n: 2 });
    database.close();

    const reopened = openDatabase(dir);
    expect(await openKeyv(reopened, "one").get("key")).toEqual({ n: 1 });
    expect(await openKeyv(reopened, "two").get("key")).toEqual({ n: 2 });
    reopened.close();
  });

  it("lists more than one page of keys, also while they are deleted", async () => {
    const database = openDatabase(tempDir());
    const keyv = openKeyv<number>(database, "many");
    await Promise.all(Array.from({ length: 250 }, (_, n) => keyv.set(`key-${String(n).padStart(3, "0")}`, n)));
    const seen: number[] = [];
    for await (const [key, value] of keyv.iterator?.("many") ?? []) {
      seen.push(value);
      await keyv.delete(key);
    }
    expect(seen).toEqual(Array.from({ length: 250 }, (_, n) => n));
    expect(await keyv.get("key-007")).toBeUndefined();
    database.close();
  });

  it("forgets what has expired, and the sweep takes its text off the disk", async () => {
    const database = openDatabase(tempDir());
    let now = 1000;
    const store = new KeyvSqlite(database, "brief", { now: () => now });
    await store.set("key", "text", 500);
    now = 1499;
    expect(await store.get("key")).toBe("text");
    now = 1500;
    expect(await store.get("key")).toBeUndefined();
    expect(store.sweep()).toBe(1);
    expect(database.prepare("select count(*) as n from keyv").get()?.n).toBe(0);
    database.close();
  });

  it("rejects when the store cannot be read or written: an outage is no empty history", async () => {
    const database = openDatabase(tempDir());
    const keyv = openKeyv(database, "gone");
    keyv.on("error", () => undefined);
    database.close();
    await expect(keyv.get("key")).rejects.toThrow(/not open/);
    await expect(keyv.set("key", 1)).rejects.toThrow(/not open/);
  });

  it("answers many keys at once, deletes many at once and clears its own namespace only", async () => {
    const database = openDatabase(tempDir());
    const keyv = openKeyv<number>(database, "a");
    const other = openKeyv<number>(database, "b");
    await keyv.setMany([
      { key: "x", value: 1 },
      { key: "y", value: 2 },
    ]);
    await other.set("x", 3);
    expect(await keyv.getMany(["y", "none", "x"])).toEqual([2, undefined, 1]);
    expect(await keyv.delete(["x", "none"])).toBe(true);
    expect(await keyv.has("x")).toBe(false);
    await keyv.clear();
    expect(await other.get("x")).toBe(3);
    database.close();
  });
});

describe("the data folder", () => {
  it("that cannot be used is named, with what to do", () => {
    expect(() => openDatabase("/dev/null/data")).toThrow(/Cannot use the data folder \/dev\/null\/data .*DATA_DIR/);
  });

  it("is made where it is missing", () => {
    const database = openDatabase(join(tempDir(), "deep", "down"));
    expect(database.isOpen).toBe(true);
    database.close();
  });
});
