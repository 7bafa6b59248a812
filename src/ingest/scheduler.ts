import type { Logger } from "../core/log.ts";
import type { Configured, ConfiguredSync, IngestOptions, Library } from "./ingest.ts";
import { syncAll, syncConfigured, syncDue } from "./ingest.ts";
import type { SyncReport } from "./sync.ts";

/** How often it is looked whether a source's time has come, in milliseconds. */
const REFRESH_MS = 60_000;

/** `onTrouble`: what kept a sync from being done. `refreshMs`: for tests. */
export interface SyncingOptions {
  readonly library: Library;
  readonly configured: Configured;
  readonly log: Logger;
  readonly onTrouble: (error: unknown) => void;
  readonly refreshMs?: number;
}

/** The syncs of a running Docent: at its start, when a source's time has come, and when somebody asks. One at a time. */
export interface Syncing {
  /** Brings the index up to date as the settings say. Never rejects. */
  begin(): Promise<void>;
  /** Begins to sync everything; false where a sync is under way. */
  all(): boolean;
  stop(): void;
}

/** Looks after the freshness of the index from now on. */
export function createSyncing({
  library,
  configured,
  log,
  onTrouble,
  refreshMs = REFRESH_MS,
}: SyncingOptions): Syncing {
  const stopping = new AbortController();
  const options: IngestOptions = { signal: stopping.signal };
  let current: Promise<void> | undefined;

  const run = async (work: () => Promise<ConfiguredSync>) => {
    try {
      const { reports, problems } = await work();
      for (const report of reports) log.info(summaryOf(report), "documentation synced");
      for (const problem of problems) log.warn(problem);
    } catch (error) {
      if (!stopping.signal.aborted) onTrouble(error);
    }
  };
  const alone = (work: () => Promise<ConfiguredSync>): Promise<void> => {
    current ??= run(work).finally(() => {
      current = undefined;
    });
    return current;
  };
  const refreshing = setInterval(() => void alone(() => syncDue(library, options)), refreshMs).unref();

  return {
    begin: () => alone(() => syncConfigured(library, configured, options)),
    all() {
      const isFree = current === undefined;
      void alone(() => syncAll(library, options));
      return isFree;
    },
    stop() {
      clearInterval(refreshing);
      stopping.abort();
    },
  };
}

/** What a sync did, for the log. */
function summaryOf({ skipped, noted, touched: _, ...counts }: SyncReport) {
  return { ...counts, skipped: skipped.length, noted: noted.length };
}
