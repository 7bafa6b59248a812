import type { Docent } from "../app.ts";
import type { Config } from "../config.ts";
import { UserError } from "../core/errors.ts";
import type { LogLevel } from "../core/log.ts";
import { explainStorage } from "../storage/errors.ts";

/** Ends a program with 1: with the remedy alone where a person can mend it, else with all that is known. */
export function failWith(error: unknown): void {
  const known = explainStorage(error);
  process.stderr.write(`${known instanceof UserError ? known.message : String((error as Error)?.stack ?? error)}\n`);
  process.exitCode = 1;
}

/** What a program that a person reads logs: what a server tells of its ordinary work would stand between the lines. */
export function quieter(level: LogLevel): LogLevel {
  return level === "info" ? "warn" : level;
}

/** Now, as a part of a file's name: to the second, in order when sorted. */
export function fileStamp(now = new Date()): string {
  return now.toISOString().slice(0, 19).replaceAll(":", "");
}

/** Ends calmly when whoever read the output has read enough, as `| head` does. */
export function endWithReader(output: NodeJS.WriteStream): void {
  output.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
}

/**
 * Has something to answer from before the first question, and says what is wrong with it. What was ingested before is
 * taken as it is; a folder named in `DOCS` is brought up to date.
 */
export async function readDocs(docent: Docent, { docs }: Config): Promise<void> {
  const isEmpty = (await docent.reasons()).length > 0;
  if (isEmpty) process.stderr.write("Reading the documentation…\n");
  if (isEmpty || docs) await docent.sync();
  for (const reason of await docent.reasons()) process.stderr.write(`${reason}\n`);
}
