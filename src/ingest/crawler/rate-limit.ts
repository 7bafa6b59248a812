import { RateLimiter } from "../../core/rate-limit.ts";

/** How gently a host is asked: requests under way at once, and milliseconds between the starts of two. */
export interface Politeness {
  readonly concurrency: number;
  readonly delayMs: number;
}

/** What is asked of a site that says nothing: some 20 pages a second at the most. */
export const POLITE: Politeness = { concurrency: 4, delayMs: 50 };

/** Lets requests to one host start one after the other. */
export interface CrawlPace {
  /** Runs `work` when it is its turn. */
  run<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result>;
  /** Obeys a site that asks for more time between requests; never makes it less. */
  slowDown(delayMs: number): void;
}

/** A pace for one host. */
export function createCrawlPace({ concurrency, delayMs }: Politeness): CrawlPace {
  const waiting: (() => void)[] = [];
  const starts = new RateLimiter({ most: 1, windowMs: delayMs });
  let running = 0;
  const enter = async () => {
    if (running >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
  };
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else running--;
  };
  return {
    async run(work, signal) {
      await enter();
      try {
        await starts.wait(undefined, signal);
        return await work();
      } finally {
        leave();
      }
    },
    slowDown: (asked) => starts.widen(asked),
  };
}
