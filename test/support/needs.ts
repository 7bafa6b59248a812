import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { TestOptions } from "vitest";

/** Set by CI: there, what is absent is a failure and not a skip. */
const STRICT = process.env.DOCENT_TEST_STRICT === "1";

/**
 * Whether a test may run. Where what it needs is absent, says so in one line and returns false (use it with
 * `describe.skipIf(!needs(...))`), or throws where absence is a failure.
 */
export function needs(what: string, present: boolean): boolean {
  if (present) return true;
  if (STRICT) throw new Error(`${what} is missing, and DOCENT_TEST_STRICT=1 demands it`);
  console.warn(`skipped: ${what} is not on this machine`);
  return false;
}

/**
 * A file or folder beside the project that some tests read in place; undefined where it is absent. That is never a
 * failure: a clone has nothing beside it, and no script can put it there.
 */
export function shared(path: string): string | undefined {
  const full = resolve(import.meta.dirname, "../../../shared", path);
  return existsSync(full) ? full : undefined;
}

/** Options of a `describe` or `test` that reads what `shared` found: where it found nothing, skipped and counted. */
export function ifShared(found: unknown): TestOptions {
  return onlyWith(found, "../shared is not beside the project");
}

/** Options of a `describe` or `test` that is skipped without `found`, and counted by the reason at the end of a run. */
export function onlyWith(found: unknown, reason: string): TestOptions {
  return found ? {} : { skip: true, meta: { skipReason: reason } };
}

/** Where Chromium usually is. */
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The system's Chromium; undefined, with one line, where there is none. */
export function chromium(): string | undefined {
  const found = [process.env.CHROMIUM_PATH, ...CHROMIUM].find((path) => path && existsSync(path));
  return needs("Chromium", found !== undefined) ? found : undefined;
}
