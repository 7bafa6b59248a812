import { setTimeout as delay } from "node:timers/promises";

/**
 * The pause before another attempt, in milliseconds, after attempt number `attempt` (counted from 1) failed with
 * `error`; undefined where trying again is in vain.
 */
export type PauseAfter = (error: unknown, attempt: number) => number | undefined;

/**
 * Retries `work` until it succeeds or `pauseAfter` gives up; rejects with the last error then. An aborted `signal` ends
 * it: no attempt is begun after it, and a pause rejects at once with an `AbortError`.
 *
 * @example await retry(() => post(message), pausesOf([500, 2000], isPassing));
 */
export async function retry<Result>(
  work: () => Promise<Result>,
  pauseAfter: PauseAfter,
  signal?: AbortSignal,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const pause = signal?.aborted ? undefined : pauseAfter(error, attempt);
      if (pause === undefined) throw error;
      await delay(pause, undefined, { signal });
    }
  }
}

/** Pauses of these lengths, one before each further attempt, after errors that may pass. */
export function pausesOf(delays: readonly number[], isPassing: (error: unknown) => boolean): PauseAfter {
  return (error, attempt) => (isPassing(error) ? delays[attempt - 1] : undefined);
}

/** Milliseconds that a `Retry-After` header asks for, in seconds or as a date; undefined where it says neither. */
export function retryAfterMs(header: string | null | undefined, now = Date.now()): number | undefined {
  const value = header?.trim() ?? "";
  if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value) * 1000;
  // Dates have a weekday and a month in front; `Date.parse` alone would take "-5" for a month.
  const date = /^[A-Za-z]{3}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
