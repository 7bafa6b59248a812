import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Shape } from "./shapes.ts";
import type { FuzzCase } from "./worker.ts";

/** What one target took for one shape, in milliseconds of processor time by size; undefined where it was ended. */
export interface FuzzRow {
  readonly target: string;
  readonly shape: string;
  readonly times: ReadonlyMap<number, number | undefined>;
}

/** Runs cases in a thread that is ended, and made anew, where one takes longer than the budget. */
export class Fuzzer {
  readonly #budgetMs: number;
  #worker: Worker | undefined;

  constructor(budgetMs: number) {
    this.#budgetMs = budgetMs;
  }

  /** How one target fares with one shape at each size; after one that was ended, larger ones are not tried. */
  async try(target: string, shape: Shape, sizes: readonly number[]): Promise<FuzzRow> {
    const times = new Map<number, number | undefined>();
    for (const size of sizes) {
      const ms = await this.#time({ target, text: shape.make(size) });
      times.set(size, ms);
      if (ms === undefined) break;
    }
    return { target, shape: shape.name, times };
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  async #time(one: FuzzCase): Promise<number | undefined> {
    this.#worker ??= await startWorker();
    this.#worker.postMessage(one);
    const ending = new AbortController();
    const timer = setTimeout(() => ending.abort(), this.#budgetMs);
    try {
      const [{ ms }] = await once(this.#worker, "message", { signal: ending.signal });
      return ms;
    } catch {
      // Over its budget of time, or of memory.
      await this.close();
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}

async function startWorker(): Promise<Worker> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 512 },
    stdout: true,
    stderr: true,
  });
  await once(worker, "message");
  return worker;
}

/** How the time grows from one size to a larger one: 1 in proportion, 2 by the square. */
export function growthOf({ times }: FuzzRow, from: number, to: number): number | undefined {
  const [less, more] = [times.get(from), times.get(to)];
  if (less === undefined || more === undefined) return undefined;
  return Math.log(Math.max(more, 0.1) / Math.max(less, 0.1)) / Math.log(to / from);
}
