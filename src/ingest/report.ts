import type { VersionedPages } from "../search/versions.ts";

/** A file and what there is to say about it, as a clause: `is empty`. */
export interface FileNote {
  readonly path: string;
  readonly reason: string;
}

/** What happened to a document, or would happen. */
export interface Touched {
  readonly path: string;
  readonly change: "added" | "changed" | "removed";
}

/**
 * What a sync did, or would do. `pages` and `chunks`: what the index holds of the source now (what it would hold of
 * pages, and how many chunks would be written). `noted`: read, though something is wrong with the file. `requests`:
 * sent to a site. `generator`: what was recognised to make the site; `links`: a few addresses of pages, to be tried.
 * `versions`: folders of the source that hold the same pages as of different versions.
 * `touched`: every document that is not as it was.
 */
export interface SyncReport {
  readonly source: string;
  pages: number;
  chunks: number;
  added: number;
  changed: number;
  removed: number;
  unchanged: number;
  readonly skipped: FileNote[];
  readonly noted: FileNote[];
  readonly touched: Touched[];
  requests?: number;
  generator?: string;
  versions?: readonly VersionedPages[];
  readonly links: string[];
  seconds: number;
}

/** How far a sync is. `total`: where the source knows it. */
export interface SyncProgress {
  readonly source: string;
  readonly done: number;
  readonly total?: number;
}

/** Something that a sync did, plain data that goes from thread to thread. With `keep` the trouble may pass. */
export type SyncEvent =
  | { readonly kind: "unchanged"; readonly path: string }
  | {
      readonly kind: "put";
      readonly change: "added" | "changed";
      readonly path: string;
      readonly chunks: number;
      readonly url: string;
      readonly notes: readonly string[];
    }
  | { readonly kind: "removed"; readonly path: string }
  | { readonly kind: "skipped"; readonly path: string; readonly reason: string; readonly keep: boolean }
  | { readonly kind: "progress"; readonly done: number; readonly total?: number }
  | {
      readonly kind: "finished";
      readonly pages: number;
      readonly chunks: number;
      readonly requests?: number;
      readonly generator?: string;
    };

/**
 * How far the sync of one source came. `seen`: documents that are in the index as the source has them; `skipped`: what
 * was said not to be read; `kept`: of that, what stays in the index as it is.
 */
export interface SyncState {
  readonly report: SyncReport;
  readonly seen: Set<string>;
  readonly skipped: Set<string>;
  readonly kept: string[];
}

/** So many addresses are shown for trying. */
const SAMPLE_LINKS = 3;

/** The state of a sync that has done nothing yet. */
export function emptyState(source: string): SyncState {
  const counts = { pages: 0, chunks: 0, added: 0, changed: 0, removed: 0, unchanged: 0, seconds: 0 };
  const report = { source, ...counts, skipped: [], noted: [], touched: [], links: [] };
  return { report, seen: new Set(), skipped: new Set(), kept: [] };
}

/** Notes in the state what a sync did. */
export function noteEvent({ report, seen, skipped, kept }: SyncState, event: SyncEvent): void {
  switch (event.kind) {
    case "unchanged":
      seen.add(event.path);
      report.unchanged++;
      break;
    case "put":
      seen.add(event.path);
      report[event.change]++;
      report.chunks += event.chunks;
      report.touched.push({ path: event.path, change: event.change });
      if (report.links.length < SAMPLE_LINKS) report.links.push(event.url);
      report.noted.push(...event.notes.map((reason) => ({ path: event.path, reason })));
      break;
    case "removed":
      report.removed++;
      report.touched.push({ path: event.path, change: "removed" });
      break;
    case "skipped":
      skipped.add(event.path);
      report.skipped.push({ path: event.path, reason: event.reason });
      if (event.keep) kept.push(event.path);
      break;
    case "finished":
      Object.assign(report, {
        pages: event.pages,
        chunks: event.chunks,
        requests: event.requests,
        generator: event.generator,
      });
      break;
  }
}
