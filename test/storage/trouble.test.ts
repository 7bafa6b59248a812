import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { UserError } from "../../src/core/errors.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { explainStorage } from "../../src/storage/errors.ts";
import { SqliteJournal } from "../../src/storage/journal-sqlite.ts";
import { openKeyv } from "../../src/storage/keyv-sqlite.ts";
import { SCHEMA_VERSION } from "../../src/storage/migrations.ts";
import { promptFor } from "../support/prompts.ts";
import { tempDir } from "../support/temp-dir.ts";

/** A data folder with some hundred questions in it, closed. */
async function filledFolder(): Promise<string> {
  const dataDir = tempDir();
  const database = openDatabase(dataDir);
  const journal = new SqliteJournal(database, { days: 30, processId: "one" });
  for (let n = 0; n < 300; n++) await journal.accept(promptFor(`What is the colour of button number ${n}?`));
  database.close();
  return dataDir;
}

/** What is said where the database cannot be opened: a sentence for a person. */
function refusal(dataDir: string): string {
  try {
    openDatabase(dataDir).close();
    return "opened";
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
}

/** Everything in a folder, byte for byte. */
function bytesOf(dataDir: string): Record<string, string> {
  return Object.fromEntries(readdirSync(dataDir).map((name) => [name, readFileSync(join(dataDir, name), "latin1")]));
}

const fileOf = (dataDir: string) => join(dataDir, "docent.db");
const noise = (bytes: number) => Buffer.from(Array.from({ length: bytes }, (_, index) => (index * 7919 + 13) % 251));

describe("a database that cannot be used is told in a sentence with its remedy", () => {
  it.each<[string, (file: string) => void]>([
    ["cut short", (file) => truncateSync(file, 30_000)],
    ["overwritten in its middle", (file) => overwrite(file, 4096 * 5, noise(4096 * 8))],
    ["noise", (file) => writeFileSync(file, noise(100_000))],
    ["a few bytes", (file) => writeFileSync(file, "hello")],
  ])("%s", async (_, damage) => {
    const dataDir = await filledFolder();
    damage(fileOf(dataDir));
    const before = bytesOf(dataDir);
    expect(refusal(dataDir)).toMatch(/^The database docent\.db is damaged\. .*restore a backup/);
    expect(bytesOf(dataDir)["docent.db"]).toBe(before["docent.db"]);
  });

  it("another program's, which stays as it is", () => {
    const dataDir = tempDir();
    const other = new DatabaseSync(fileOf(dataDir));
    other.exec("create table notes (text); insert into notes values ('milk')");
    other.close();
    const before = bytesOf(dataDir);
    expect(refusal(dataDir)).toMatch(/is the database of another program; nothing in it was changed\. Set DATA_DIR/);
    expect(bytesOf(dataDir)).toEqual(before);
  });

  it("of a newer Docent, which stays as it is, also where its schema stands in the log alone", async () => {
    const dataDir = await filledFolder();
    const database = openDatabase(dataDir);
    database.exec(`pragma user_version = ${SCHEMA_VERSION + 1}`);
    // As after a kill: the log is still there.
    const killed = tempDir();
    for (const name of readdirSync(dataDir)) copyFileSync(join(dataDir, name), join(killed, name));
    database.close();
    for (const folder of [dataDir, killed]) {
      const before = bytesOf(folder);
      expect(refusal(folder)).toMatch(/written by a newer Docent .*nothing in it was changed/);
      expect(bytesOf(folder)["docent.db"]).toBe(before["docent.db"]);
      expect(bytesOf(folder)["docent.db-wal"] ?? "").toBe(before["docent.db-wal"] ?? "");
    }
  });

  it("full: a statement is told what to do, and what was stored before is kept", async () => {
    const dataDir = await filledFolder();
    const database = openDatabase(dataDir);
    onTestFinished(() => database.close());
    const keyv = openKeyv<string>(database, "full");
    const pages = Number(database.prepare("pragma page_count").get()?.page_count);
    database.exec(`pragma max_page_count = ${pages}`);
    const failure = await keyv.set("key", "x".repeat(100_000)).catch((error: unknown) => explainStorage(error));
    expect(String(failure)).toMatch(/The disk that holds the data folder is full\. Free some space/);
    expect(database.prepare("select count(*) as n from questions").get()?.n).toBe(300);
  });

  it("in a folder without room", () => {
    const dataDir = tempDir();
    expect(explainStorage(Object.assign(new Error("no space"), { code: "ENOSPC" }), dataDir)).toMatchObject({
      message: expect.stringContaining("is full"),
    });
  });

  it("locked by another program for longer than one waits", async () => {
    const dataDir = await filledFolder();
    const hold = `
      const { DatabaseSync } = await import("node:sqlite");
      const database = new DatabaseSync(process.argv[1]);
      database.exec("pragma locking_mode = exclusive; begin exclusive");
      console.log("held");
      setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ["--input-type=module", "-e", hold, fileOf(dataDir)]);
    onTestFinished(() => void holder.kill("SIGKILL"));
    await once(holder.stdout, "data");
    expect(refusal(dataDir)).toMatch(/^Another program keeps the database locked.*Close it/);
  }, 20_000);
});

describe("the oldest data folders", () => {
  /** The tables as the first Docent made them. */
  const FIRST = `
    create table questions (
      id text primary key, platform text not null, workspace text not null, author text not null, at integer not null,
      prompt text, closed integer, outcome text, cited text, support real) without rowid, strict;
    create table registered_sources (name text primary key, location text not null, base_url text) without rowid;
    insert into registered_sources values ('handbook', './handbook', null);
    insert into questions (id, platform, workspace, author, at, prompt) values ('q', 'test', 's', 'a', 1, '{}');`;

  it("are brought to the schema of today, with all that they hold, and a second time nothing happens", () => {
    const dataDir = tempDir();
    mkdirSync(dataDir, { recursive: true });
    const first = new DatabaseSync(fileOf(dataDir));
    first.exec(FIRST);
    first.close();
    for (const _ of ["first", "second"]) {
      const database = openDatabase(dataDir);
      expect(database.prepare("pragma user_version").get()?.user_version).toBe(SCHEMA_VERSION);
      expect(database.prepare("select id, holder from questions").all()).toMatchObject([{ id: "q", holder: null }]);
      expect(database.prepare("select name, options from registered_sources").all()).toMatchObject([
        { name: "handbook", options: "{}" },
      ]);
      database.close();
    }
  });

  it("that fail half-way stay as they were", () => {
    const dataDir = tempDir();
    const first = new DatabaseSync(fileOf(dataDir));
    first.exec(`${FIRST} drop table registered_sources; create view registered_sources as select 1 as name`);
    first.close();
    expect(() => openDatabase(dataDir)).toThrow(UserError);
    const after = new DatabaseSync(fileOf(dataDir));
    expect(after.prepare("pragma user_version").get()?.user_version).toBe(0);
    expect(after.prepare("select name from pragma_table_info('questions') where name = 'holder'").all()).toEqual([]);
    after.close();
  });
});

function overwrite(file: string, at: number, bytes: Buffer): void {
  const content = readFileSync(file);
  bytes.copy(content, at);
  writeFileSync(file, content);
}
