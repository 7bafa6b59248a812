import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Command } from "commander";
import { readConfig } from "../config.ts";
import { commandLine } from "../core/command-line.ts";
import { UserError } from "../core/errors.ts";
import { openDatabase } from "../storage/database.ts";
import { examineFile } from "../storage/database-file.ts";
import { sqliteCode } from "../storage/errors.ts";
import { failWith, fileStamp } from "./terminal.ts";

/** SQLite's own code for a file that another process uses. */
const SQLITE_BUSY = 5;

const program = new Command(commandLine("restore"))
  .description("Puts a copy made by the backup in the place of the database. Docent has to be stopped for it.")
  .argument("<file>", "the copy")
  .action((file: string) => {
    const { dataDir } = readConfig();
    examineCopy(file);
    const kept = restore(dataDir, file);
    process.stdout.write(`The database is as it was in ${file}. ${kept ? `What it was before is ${kept}.` : ""}\n`);
  });

/** Only what is whole and Docent's own, of this version or an older one, may come into its place. */
function examineCopy(file: string): void {
  if (!existsSync(file)) throw new UserError(`${file} is not there. Name the file that the backup wrote.`);
  examineFile(file);
  const copy = new DatabaseSync(file, { readOnly: true });
  try {
    if (copy.prepare("pragma integrity_check(1)").get()?.integrity_check === "ok") return;
  } finally {
    copy.close();
  }
  throw new UserError(`${file} is damaged. Use another copy; the database is as it was.`);
}

/** Puts the copy into its place at one moment. Returns the file that keeps what was there before, if anything was. */
function restore(dataDir: string, copy: string): string | undefined {
  const file = join(dataDir, "docent.db");
  const isNew = !existsSync(file);
  mkdirSync(dataDir, { recursive: true });
  const arriving = `${file}.part`;
  if (!isNew) closeLog(dataDir);
  // Two renames, and before them all that can fail for want of room.
  copyFileSync(copy, arriving);
  const kept = join(dataDir, `replaced-${fileStamp()}.db`);
  if (!isNew) renameSync(file, kept);
  renameSync(arriving, file);
  for (const rest of [`${file}-wal`, `${file}-shm`]) rmSync(rest, { force: true });
  return isNew ? undefined : kept;
}

/** Brings all of the database into its one file, which only one who uses it alone can do. */
function closeLog(dataDir: string): void {
  const database = openDatabase(dataDir);
  try {
    database.exec("pragma journal_mode = delete");
  } catch (cause) {
    if (sqliteCode(cause) !== SQLITE_BUSY) throw cause;
    throw new UserError(`Docent is running in ${dataDir}. Stop it, restore the copy, and start it again.`, { cause });
  } finally {
    database.close();
  }
}

program.parseAsync().catch(failWith);
