import type { Docent } from "../docent.ts";
import { UserError } from "../errors.ts";
import type { LogLevel } from "../log.ts";

/** Ends a program with 1: with the remedy alone where a person can mend it, else with all that is known. */
export function failWith(error: unknown): void {
  const known = error instanceof UserError;
  process.stderr.write(`${known ? error.message : String((error as Error)?.stack ?? error)}\n`);
  process.exitCode = 1;
}

/** What a program that a person reads logs: what a server tells of its ordinary work would stand between the lines. */
export function quieter(level: LogLevel): LogLevel {
  return level === "info" ? "warn" : level;
}

/** Brings the configured documentation up to date before the first question, and says what is wrong with it. */
export async function readDocs(docent: Docent): Promise<void> {
  if ((await docent.reasons()).length > 0) process.stderr.write("Reading the documentation…\n");
  await docent.sync();
  for (const reason of await docent.reasons()) process.stderr.write(`${reason}\n`);
}
