import { UserError } from "./errors.ts";

/** What was found out about one thing, in a sentence; where it is not good, with what to do. */
export interface Finding {
  readonly state: "good" | "warning" | "trouble";
  readonly text: string;
}

/** All is well. */
export function good(text: string): Finding {
  return { state: "good", text };
}

/** Docent works, but somebody should know. */
export function warning(text: string): Finding {
  return { state: "warning", text };
}

/** Something does not work. */
export function trouble(text: string): Finding {
  return { state: "trouble", text };
}

/** Looks into one thing; whatever goes wrong with that is what was found. */
export async function look(what: string, examine: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await examine();
  } catch (error) {
    const why = error instanceof UserError ? error.message : `${(error as Error).message ?? error}`;
    return [trouble(`${what}: ${why}`)];
  }
}

/** How far this machine's clock may be off, in milliseconds: Slack refuses signatures of another time. */
const MOST_DRIFT_MS = 5000;

/** Compares this machine's clock with another one. `theirs`: milliseconds since 1970. */
export function clockFinding(whose: string, theirs: number, ours = Date.now()): Finding {
  const seconds = Math.round(Math.abs(theirs - ours) / 1000);
  if (Math.abs(theirs - ours) <= MOST_DRIFT_MS) return good(`Clock: agrees with ${whose}`);
  return warning(
    `Clock: ${seconds} seconds away from ${whose}. Set this machine's clock, for example by switching on NTP.`,
  );
}
