import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { UserError } from "../../src/errors.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { tempDir } from "../support/temp-dir.ts";

const MODULE = resolve(import.meta.dirname, "../../src/storage/database.ts");

/** Waits for a moment that is the same in every process, then opens the database and writes. */
const OPEN = `
  const [dir, at] = process.argv.slice(1);
  const { openDatabase } = await import(${JSON.stringify(MODULE)});
  while (Date.now() < Number(at));
  const database = openDatabase(dir);
  database.exec("create table if not exists t (pid integer)");
  database.prepare("insert into t values (?)").run(process.pid);
  console.log(database.prepare("pragma journal_mode").get().journal_mode);`;

describe("the database", () => {
  test("is opened by several processes at once, also when it is not there yet", async () => {
    for (let round = 0; round < 3; round++) {
      const dir = tempDir();
      const at = String(Date.now() + 900);
      const args = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", OPEN, dir, at];
      const opened = await Promise.all(Array.from({ length: 5 }, () => promisify(execFile)(process.execPath, args)));
      expect(opened.map(({ stdout }) => stdout.trim())).toEqual(Array(5).fill("wal"));
      const database = openDatabase(dir);
      expect(database.prepare("select count(*) as n from t").get()?.n).toBe(5);
      database.close();
    }
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
