import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it } from "vitest";
import type { Journal } from "../../src/core/journal.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { SqliteJournal } from "../../src/storage/journal-sqlite.ts";
import { promptFor } from "../support/prompts.ts";
import { tempDir } from "../support/temp-dir.ts";

const DAY = 86_400_000;

let now: number;
let dir: string;
let journal: Journal;

beforeEach(() => {
  now = 1_000_000_000;
  dir = tempDir();
  journal = new SqliteJournal(openDatabase(dir), { days: 30, processId: "one", now: () => now });
});

describe("the journal in the embedded database", () => {
  it("keeps one vote for each person, and none of who had everything deleted", async () => {
    const votes = () =>
      openDatabase(dir)
        .prepare("select by, helpful from votes")
        .all()
        .map((vote) => ({ ...vote }));
    const prompt = promptFor("q");
    await journal.accept(prompt);
    await journal.vote(prompt.id, "bob", { helpful: true });
    await journal.vote(prompt.id, "bob", { helpful: false });
    expect(votes()).toEqual([{ by: "bob", helpful: 0 }]);
    await journal.forget({ platform: "test", author: "bob" });
    expect(votes()).toEqual([]);
    expect(await journal.has(prompt.id)).toBe(true);
  });

  it("deletes what is older than the retention", async () => {
    await journal.accept(promptFor("q"));
    now += 29 * DAY;
    expect(await journal.sweep()).toBe(0);
    now += 2 * DAY;
    expect(await journal.sweep()).toBe(1);
  });

  it("is taken over from a file of an older Docent, whose open questions anybody may take", async () => {
    const folder = tempDir();
    const older = new DatabaseSync(join(folder, "docent.db"));
    const prompt = promptFor("q");
    older.exec(`create table questions (
      id text primary key, platform text not null, workspace text not null, author text not null, at integer not null,
      prompt text, closed integer, outcome text, cited text, support real) without rowid, strict`);
    older
      .prepare("insert into questions (id, platform, workspace, author, at, prompt) values (?, 'test', 's', 'a', 1, ?)")
      .run(prompt.id, JSON.stringify(prompt));
    older.close();
    const upgraded = new SqliteJournal(openDatabase(folder), { days: 30, processId: "one" });
    expect(await upgraded.take(prompt.id)).toBe(true);
    await upgraded.close(prompt.id, { outcome: "answered", cited: [] });
    expect(await upgraded.open()).toEqual([]);
  });
});
