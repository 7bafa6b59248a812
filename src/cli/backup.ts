import { existsSync, renameSync, rmSync } from "node:fs";
import { Command } from "commander";
import { readConfig } from "../config.ts";
import { commandLine } from "../core/command-line.ts";
import { UserError } from "../core/errors.ts";
import { openDatabase } from "../storage/database.ts";
import { failWith, fileStamp } from "./terminal.ts";

const program = new Command(commandLine("backup"))
  .description("Copies the database to a file, as it is at one moment, also while Docent runs.")
  .argument("[file]", "where the copy goes: a file that is not there yet (default: docent-<day>T<time>.db here)")
  .action((file = `docent-${fileStamp()}.db`) => {
    if (existsSync(file)) throw new UserError(`${file} is there already. Give the copy a name of its own.`);
    copyDatabase(readConfig().dataDir, file);
    process.stdout.write(`The database is copied to ${file}.\n`);
  });

/** Under its name the copy is whole, or not there. */
function copyDatabase(dataDir: string, file: string): void {
  const unfinished = `${file}.part`;
  rmSync(unfinished, { force: true });
  const database = openDatabase(dataDir);
  try {
    database.prepare("vacuum into ?").run(unfinished);
    renameSync(unfinished, file);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw new UserError(
      `The copy could not be written (${(cause as Error).message}). Check that the folder of ${file} is there, can be written and has room.`,
      { cause },
    );
  } finally {
    database.close();
  }
}

program.parseAsync().catch(failWith);
