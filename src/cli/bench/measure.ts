import { mean, quantile } from "../eval/metrics.ts";

/** What was measured of one engine; times in milliseconds, memory of a process that only searches. */
export interface Measurement {
  readonly chunksPerSecond?: number;
  readonly megabytes?: number;
  readonly firstAnswer?: number;
  readonly p50?: number;
  readonly p95?: number;
  readonly mean?: number;
  readonly rss?: number;
}

/** Questions that are asked before the clock counts. */
const WARM_UP = 30;

/** Asks every question after a warm-up; `prepare` is not counted, what it gives back is. */
export async function timed(
  questions: readonly string[],
  prepare: (question: string, index: number) => () => Promise<unknown>,
): Promise<Measurement> {
  const times: number[] = [];
  for (const [i, question] of questions.entries()) {
    const search = prepare(question, i);
    const start = performance.now();
    await search();
    if (i >= WARM_UP) times.push(performance.now() - start);
  }
  const rss = process.memoryUsage().rss / 1e6;
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95), mean: mean(times), rss };
}
