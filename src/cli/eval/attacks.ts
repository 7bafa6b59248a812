import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { type ScoreRow, shareRow } from "./scoreboard.ts";

const TABLE = resolve(import.meta.dirname, "../../../test/support/injection-table.ts");

const countsSchema = z.object({ attacks: z.number(), guarded: z.number(), unguarded: z.number() });

/** How many attacks on what a model reads and writes are held, beside none of the guards; nothing without the tests. */
export async function attackRows(): Promise<ScoreRow[]> {
  if (!existsSync(TABLE)) return [];
  const { stdout } = await promisify(execFile)(process.execPath, ["--no-warnings", TABLE, "--json"]);
  const { attacks, guarded, unguarded } = countsSchema.parse(JSON.parse(stdout));
  const held = (succeeded: number) => 1 - succeeded / attacks;
  const row = shareRow("Attacked", "attacks held", attacks, held(guarded));
  return [{ ...row, baseline: held(unguarded), against: "without the guards", isLoss: guarded > unguarded }];
}
