import type { Job } from "./job.ts";
import type { LibrarySettings } from "./library.ts";
import type { SyncEvent, SyncReport, SyncState } from "./report.ts";

/** Work on files of a source that a thread began. `waits`: as in `Budget`. */
export interface BudgetedWork {
  readonly source: string;
  readonly paths: readonly string[];
  readonly waits: boolean;
}

/**
 * What threads before came to with a job. `refused`: why work is not tried again, by source and path; `alone`: paths of
 * which one was too much together with others.
 */
export interface Resume {
  readonly states: Map<string, SyncState>;
  readonly refused: Map<string, ReadonlyMap<string, string>>;
  readonly alone: Set<string>;
}

/** What a thread is started with. `beats`: one number that it raises as long as its event loop turns. */
export interface SyncWorkerData {
  readonly settings: LibrarySettings;
  readonly job: Job;
  readonly resume: Resume;
  readonly beats: Int32Array;
}

/** What a thread tells the one that started it. */
export type FromWorker =
  | { readonly kind: "event"; readonly source: string; readonly event: SyncEvent }
  | { readonly kind: "began"; readonly id: number; readonly work: BudgetedWork }
  | { readonly kind: "ended"; readonly id: number }
  | { readonly kind: "done"; readonly reports: SyncReport[] }
  | { readonly kind: "failed"; readonly message: string; readonly stack?: string; readonly hasRemedy: boolean };

/** What a thread is told: to end what it does, soon. */
export type ToWorker = "stop";
