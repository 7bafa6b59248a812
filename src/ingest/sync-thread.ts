import { Worker } from "node:worker_threads";
import { UserError } from "../core/errors.ts";
import type { Job } from "./job.ts";
import type { LibrarySettings } from "./library.ts";
import { emptyState, noteEvent, type SyncProgress, type SyncReport } from "./report.ts";
import type { BudgetedWork, FromWorker, Resume, SyncWorkerData } from "./sync-messages.ts";

/**
 * The longest that work on one file may take in milliseconds, and the memory that the thread may fill in megabytes:
 * with objects, and with bytes outside of the heap, which is where packed streams unpack to.
 */
export interface SyncThreadLimits {
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly bytesMb: number;
  /** How often it is looked, in milliseconds; bytes double in less than a second. */
  readonly lookMs: number;
  /** How long a thread that was told to stop may go on. */
  readonly stopMs: number;
  /** With more files over their budget than this a source is given up: each may cost the time of the budget. */
  readonly mostFiles: number;
  /** For tests: modules that the thread loads before all others. */
  readonly preload: readonly string[];
}

/** What the thread runs: TypeScript as this file is, or JavaScript where both were emitted for a package. */
const WORKER = new URL("./sync-worker.ts", import.meta.url);
if (import.meta.url.endsWith(".js")) WORKER.pathname = WORKER.pathname.replace(/\.ts$/, ".js");

const LIMITS: SyncThreadLimits = {
  timeoutMs: 30_000,
  memoryMb: 512,
  bytesMb: 200,
  lookMs: 50,
  stopMs: 5000,
  mostFiles: 20,
  preload: [],
};

/**
 * A look that comes so much too late, in milliseconds, found this process standing still, which is not the thread's
 * fault.
 */
const STOOD_STILL_MS = 1000;

/** How a job is watched. */
export interface SyncThreadOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
  readonly limits?: Partial<SyncThreadLimits>;
}

/** Work that was too much for a thread, and why, as a clause. */
interface TooMuch {
  readonly work: BudgetedWork;
  readonly reason: string;
}

/** What a thread came to. */
type Outcome = { readonly reports: SyncReport[] } | TooMuch;

/**
 * Does a job in a thread with a connection of its own, so that nobody waits for it. A file that takes more than its
 * budget of time or memory ends the thread, is skipped with the reason, and another thread goes on behind it.
 */
export async function runInThread(
  settings: LibrarySettings,
  job: Job,
  { signal, onProgress, limits }: SyncThreadOptions = {},
): Promise<SyncReport[]> {
  const within = { ...LIMITS, ...limits };
  const resume: Resume = { states: new Map(), refused: new Map(), alone: new Set() };
  for (;;) {
    signal?.throwIfAborted();
    const thread = new SyncThread({ settings, job, resume, beats: newBeats() }, within, onProgress);
    const outcome = await thread.run(signal);
    if ("reports" in outcome) return outcome.reports;
    refuse(resume, outcome, within.mostFiles);
  }
}

function newBeats(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** What was too much is not tried again; of several documents that were put at once each is tried by itself first. */
function refuse({ refused, alone }: Resume, { work: { source, paths }, reason }: TooMuch, mostFiles: number): void {
  if (paths.length > 1) {
    for (const path of paths) alone.add(path);
    return;
  }
  const ofSource = new Map([...(refused.get(source) ?? []), ...paths.map((path) => [path, reason] as const)]);
  refused.set(source, ofSource);
  if (ofSource.size > mostFiles)
    throw new UserError(
      `${source}: more than ${mostFiles} files take too much time or memory to read (such as ${paths[0]}, which ${reason}). Leave them out with exclude in docent.yaml.`,
    );
}

/**
 * With which flags a thread runs: with those of the process by itself. Where they are named it takes none of V8's, such
 * as `--max-old-space-size`, which hold for the whole process anyway.
 */
function threadFlags(preload: readonly string[]): { execArgv?: string[] } {
  return preload.length > 0 ? { execArgv: preload.flatMap((module) => ["--import", module]) } : {};
}

/** One thread at work, and the watch over it. */
class SyncThread {
  readonly #worker: Worker;
  readonly #data: SyncWorkerData;
  readonly #limits: SyncThreadLimits;
  readonly #onProgress: SyncThreadOptions["onProgress"];
  readonly #outcome = Promise.withResolvers<Outcome>();
  /** Work that has begun and not ended, in that order. */
  readonly #open = new Map<number, BudgetedWork & { since: number }>();
  #looked = performance.now();
  #beat = 0;
  #beatAt = performance.now();

  constructor(data: SyncWorkerData, limits: SyncThreadLimits, onProgress: SyncThreadOptions["onProgress"]) {
    this.#data = data;
    this.#limits = limits;
    this.#onProgress = onProgress;
    this.#worker = new Worker(WORKER, {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
      ...threadFlags(limits.preload),
      // What a library says about a file is nothing for the log of whoever runs Docent.
      stdout: true,
      stderr: true,
    });
  }

  /** Resolves when the thread is done or ended; rejects with what went wrong, or the reason of the signal. */
  async run(signal?: AbortSignal): Promise<Outcome> {
    const worker = this.#worker;
    const looking = setInterval(() => void this.#look(), this.#limits.lookMs);
    let killing: NodeJS.Timeout | undefined;
    const stop = () => {
      worker.postMessage("stop");
      killing = setTimeout(() => this.#outcome.reject(signal?.reason), this.#limits.stopMs);
    };
    worker.on("message", (message: FromWorker) => this.#hear(message));
    worker.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ERR_WORKER_OUT_OF_MEMORY") this.#tooMuch("needs too much memory to read");
      else this.#outcome.reject(error);
    });
    worker.once("exit", () => this.#outcome.reject(new Error("the thread of a sync ended by itself")));
    signal?.addEventListener("abort", stop, { once: true });
    try {
      return await this.#outcome.promise;
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    } finally {
      signal?.removeEventListener("abort", stop);
      clearInterval(looking);
      clearTimeout(killing);
      await worker.terminate();
    }
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case "event":
        this.#note(message);
        break;
      case "began":
        this.#open.set(message.id, { ...message.work, since: performance.now() });
        break;
      case "ended":
        this.#open.delete(message.id);
        break;
      case "done":
        this.#outcome.resolve({ reports: message.reports });
        break;
      case "failed":
        this.#outcome.reject(asError(message));
        break;
    }
  }

  #note({ source, event }: Extract<FromWorker, { kind: "event" }>): void {
    const { states } = this.#data.resume;
    const state = states.get(source) ?? emptyState(source);
    states.set(source, state);
    noteEvent(state, event);
    if (event.kind === "progress") this.#onProgress?.({ source, done: event.done, total: event.total });
  }

  /** Looks whether the thread stands still, and what it fills. */
  async #look(): Promise<void> {
    const now = performance.now();
    const late = now - this.#looked - this.#limits.lookMs;
    this.#looked = now;
    if (late > STOOD_STILL_MS) this.#forgive(late);
    const beat = Atomics.load(this.#data.beats, 0);
    if (beat !== this.#beat) this.#beatAt = now;
    this.#beat = beat;
    const open = [...this.#open.values()];
    const last = open.at(-1);
    if (!last) return;
    const isOver = (since: number) => now - since > this.#limits.timeoutMs;
    const overdue = open.find(({ waits, since }) => !waits && isOver(since));
    if (overdue || isOver(Math.max(this.#beatAt, last.since)))
      this.#tooMuch(`takes longer to read than ${this.#limits.timeoutMs / 1000} s`, overdue);
    // A thread that ended in the meantime has no memory to tell of.
    const memory = await this.#worker.getHeapStatistics().catch(() => undefined);
    if (memory && memory.external_memory > this.#limits.bytesMb * 1024 * 1024)
      this.#tooMuch("needs too much memory to read");
  }

  #forgive(late: number): void {
    this.#beatAt += late;
    for (const work of this.#open.values()) work.since += late;
  }

  /** Ends the thread, on account of the work that it began last where nobody knows better. */
  #tooMuch(reason: string, work: BudgetedWork | undefined = [...this.#open.values()].at(-1)): void {
    if (work) this.#outcome.resolve({ work, reason });
    else this.#outcome.reject(new UserError("A sync needs more memory than it may have. Split its source in several."));
  }
}

function asError({ message, stack, hasRemedy }: Extract<FromWorker, { kind: "failed" }>): Error {
  const error = hasRemedy ? new UserError(message) : new Error(message);
  if (stack) error.stack = stack;
  return error;
}
