import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { UserError } from "../../src/core/errors.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { examineFile } from "../../src/storage/database-file.ts";
import { tempDir } from "../support/temp-dir.ts";

const MODULE = resolve(import.meta.dirname, "../../src/storage/database.ts");

/** Holds the lock of a new file that is not in write-ahead mode yet, as a process does that has just made it. */
const HOLD = `
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(process.argv[1]);
  database.exec("begin immediate; create table t (a)");
  console.log("held");
  setTimeout(() => database.exec("commit"), 400);`;

/** Makes the tables of a new file, and says in the same moment whose it is; again and again. */
const MAKE = `
  const { DatabaseSync } = await import("node:sqlite");
  const { APPLICATION_ID } = await import(${JSON.stringify(resolve(import.meta.dirname, "../../src/storage/migrations.ts"))});
  const database = new DatabaseSync(process.argv[1]);
  database.exec("pragma journal_mode = wal; pragma synchronous = off");
  console.log("making");
  for (;;) {
    database.exec(\`begin immediate; create table erasure (id); pragma application_id = \${APPLICATION_ID}; commit\`);
    database.exec("begin immediate; drop table erasure; pragma application_id = 0; commit");
  }`;

const OPEN = `
  const { openDatabase } = await import(${JSON.stringify(MODULE)});
  const database = openDatabase(process.argv[1]);
  console.log(database.prepare("pragma journal_mode").get().journal_mode);`;

function start(code: string, argument: string) {
  return spawn(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    "--input-type=module",
    "-e",
    code,
    argument,
  ]);
}

describe("the database", () => {
  test("is opened while another process has just made its file and holds it", async () => {
    const dir = tempDir();
    const holder = start(HOLD, join(dir, "docent.db"));
    await once(holder.stdout, "data");
    const database = openDatabase(dir);
    expect(database.prepare("pragma journal_mode").get()?.journal_mode).toBe("wal");
    database.close();
    await once(holder, "exit");
  });

  test("is opened by several processes at once before it is there", async () => {
    const dir = tempDir();
    const modes = Array.from({ length: 4 }, () => text(start(OPEN, dir).stdout));
    expect(await Promise.all(modes)).toEqual(Array(4).fill("wal\n"));
  });

  test("is not taken for another program's while another process makes it", async () => {
    const dir = tempDir();
    const maker = start(MAKE, join(dir, "docent.db"));
    onTestFinished(() => void maker.kill("SIGKILL"));
    await once(maker.stdout, "data");
    for (let time = 0; time < 400; time++) expect(() => examineFile(join(dir, "docent.db"))).not.toThrow();
  });

  test("makes the folders it needs", () => {
    const dir = join(tempDir(), "a", "b");
    openDatabase(dir).close();
    openDatabase(dir).close();
  });

  test.skipIf(process.platform !== "linux")("says at once where no folder can be made", () => {
    expect(() => openDatabase("/proc/docent")).toThrow(UserError);
    expect(() => openDatabase("/proc/docent/deeper")).toThrow(/Cannot use the data folder .*DATA_DIR/);
  });
});
