import { quantile } from "../eval/metrics.ts";

/**
 * What was measured of one engine. Times in milliseconds, as the clock and as the processor counts them: the latter are
 * comparable on a busy machine. `rss`: megabytes of a process that only searches. `recall10`: share of the ten
 * nearest vectors
 * that are found.
 */
export interface Measurement {
  readonly chunksPerSecond?: number;
  readonly chunksPerCpuSecond?: number;
  readonly megabytes?: number;
  readonly firstAnswer?: number;
  readonly p50?: number;
  readonly p95?: number;
  readonly cpu50?: number;
  readonly cpu95?: number;
  readonly recall10?: number;
  readonly rss?: number;
}

/** Questions that are asked before the clock counts. */
const WARM_UP = 30;

/** Adds up the time of parts of a work. */
export function startClock() {
  let [wall, processor, begun, used] = [0, 0, 0, 0];
  return {
    go() {
      begun = performance.now();
      used = processorMs();
    },
    pause() {
      wall += performance.now() - begun;
      processor += processorMs() - used;
    },
    seconds: () => wall / 1000,
    cpuSeconds: () => processor / 1000,
  };
}

/** Asks every question after a warm-up; `prepare` is not counted, what it gives back is. */
export async function timed(
  questions: readonly string[],
  prepare: (question: string, index: number) => () => Promise<unknown>,
): Promise<Measurement> {
  const times: number[] = [];
  const cpu: number[] = [];
  for (const [i, question] of questions.entries()) {
    const search = prepare(question, i);
    const clock = startClock();
    clock.go();
    await search();
    clock.pause();
    if (i < WARM_UP) continue;
    times.push(clock.seconds() * 1000);
    cpu.push(clock.cpuSeconds() * 1000);
  }
  const rss = process.memoryUsage().rss / 1e6;
  return {
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    cpu50: quantile(cpu, 0.5),
    cpu95: quantile(cpu, 0.95),
    rss,
  };
}

/** Milliseconds that this process has had a processor. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
