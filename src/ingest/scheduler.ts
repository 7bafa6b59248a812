import { UserError } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import type { Configured } from "./documentation.ts";
import type { IngestOptions } from "./ingest.ts";
import { ingest, removeSource, undeclared } from "./ingest.ts";
import type { Library } from "./library.ts";
import { DEFAULT_DOCS, isDefault, nameAll, ownSources } from "./naming.ts";
import type { SyncReport } from "./report.ts";
import { kindOf } from "./sources/kinds.ts";
import type { RegisteredSource } from "./sources/registry.ts";
import { createRegistry } from "./sources/registry.ts";

/** What was synced, and what could not be: one sentence for each source. */
export interface SyncOutcome {
  readonly reports: readonly SyncReport[];
  readonly problems: readonly string[];
}

/** Syncs sources one after the other. What is wrong with one costs that one alone, and is told in a sentence. */
export async function ingestEach(
  library: Library,
  sources: readonly RegisteredSource[],
  options: IngestOptions = {},
): Promise<SyncOutcome> {
  const reports: SyncReport[] = [];
  const problems: string[] = [];
  for (const source of sources) {
    try {
      reports.push(...(await ingest(library, [source], options)));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(`${source.name} was not synced. ${error.message}`);
    }
  }
  return { reports, problems };
}

/**
 * Syncs what is to be in the index at a start: the configured documentation, else everything that was ingested before,
 * else the default documentation. A website or repository is left alone until its time has come. Rejects with a
 * `UserError` when a configured folder is missing; a source ingested before that is away for now keeps what the index
 * holds of it, and is a problem to report.
 */
export async function syncAtStart(
  library: Library,
  configured: Configured,
  options: IngestOptions = {},
): Promise<SyncOutcome> {
  await dropUnwanted(library, configured, options);
  const sources = await dueAtStart(library, sourcesAtStart(library, configured));
  const isDemanded = (source: RegisteredSource) => isLocal(source) && !configured.declared && !!configured.docs?.length;
  const demanded = await ingest(library, sources.filter(isDemanded), options);
  const others = await ingestEach(
    library,
    sources.filter((source) => !isDemanded(source)),
    options,
  );
  return { reports: [...demanded, ...others.reports], problems: others.problems };
}

function sourcesAtStart(library: Library, configured: Configured): readonly RegisteredSource[] {
  const { docs, baseUrl, declared } = configured;
  const registry = createRegistry(library.database);
  if (declared) return declared;
  if (!docs?.length) return registeredSources(library, configured);
  return nameAll(
    docs.map((location) => ({ location, baseUrl })),
    registry,
  );
}

/** What is in the index by somebody's wish, else the default documentation where it may stand in. */
function registeredSources({ database }: Library, { mayUseOwnDocs = true }: Configured): readonly RegisteredSource[] {
  const own = ownSources(createRegistry(database));
  return own.length > 0 || !mayUseOwnDocs ? own : [DEFAULT_DOCS];
}

/** What a start reads: folders always, others when their time has come. */
async function dueAtStart(library: Library, sources: readonly RegisteredSource[]): Promise<RegisteredSource[]> {
  const due = await dueOf(library, sources);
  return sources.filter((source) => isLocal(source) || due.includes(source));
}

function isLocal(source: RegisteredSource): boolean {
  return kindOf(source).isLocal === true;
}

/** A website or repository that does not say how often it is synced, in minutes. */
const DAILY = 1440;

/** A folder is due only where it says how often; what was never synced to its end is due at once. */
async function dueOf({ engine }: Library, sources: readonly RegisteredSource[]): Promise<RegisteredSource[]> {
  const synced = new Map((await engine.sources()).map(({ name, syncedAt }) => [name, syncedAt]));
  return sources.filter((source) => {
    const minutes = source.refreshMinutes ?? (isLocal(source) ? 0 : DAILY);
    const last = synced.get(source.name);
    return minutes > 0 && (last === undefined || Date.now() - last >= minutes * 60_000);
  });
}

/** Sources that are no longer declared leave, and Docent's own documentation where it may not stand in. */
async function dropUnwanted(
  library: Library,
  { declared, mayUseOwnDocs = true }: Configured,
  options: IngestOptions,
): Promise<void> {
  const registry = createRegistry(library.database);
  const dropped = declared ? undeclared(registry, declared) : [];
  const own = mayUseOwnDocs ? [] : registry.list().filter(isDefault);
  for (const { name } of [...dropped, ...own]) await removeSource(library, name, options);
}

/** How often it is looked whether a source's time has come, in milliseconds. */
const REFRESH_MS = 60_000;

/** `onTrouble`: what kept a sync from being done. `onChanged`: pages were changed or removed. `refreshMs`: for tests. */
export interface SchedulerOptions {
  readonly library: Library;
  readonly configured: Configured;
  readonly log: Logger;
  readonly onTrouble: (error: unknown) => void;
  readonly onChanged?: () => void;
  readonly refreshMs?: number;
}

/**
 * The syncs of a running Docent: at its start, when a source's time has come, and when somebody asks. One at a time.
 */
export interface Scheduler {
  /** Brings the index up to date as the settings say. Never rejects. */
  begin(): Promise<void>;
  /** Begins to sync everything; false where a sync is under way. */
  all(): boolean;
  /** Ends a sync that is under way; resolves when it has ended. */
  stop(): Promise<void>;
}

/** Looks after the freshness of the index from now on. */
export function createScheduler({
  library,
  configured,
  log,
  onTrouble,
  onChanged,
  refreshMs = REFRESH_MS,
}: SchedulerOptions): Scheduler {
  const stopping = new AbortController();
  const options: IngestOptions = { signal: stopping.signal };
  let current: Promise<void> | undefined;

  const run = async (work: () => Promise<SyncOutcome>) => {
    try {
      const { reports, problems } = await work();
      for (const report of reports) log.info(summaryOf(report), "documentation synced");
      for (const problem of problems) log.warn(problem);
      if (reports.some(({ changed, removed }) => changed + removed > 0)) onChanged?.();
    } catch (error) {
      if (!stopping.signal.aborted) onTrouble(error);
    }
  };
  const alone = (work: () => Promise<SyncOutcome>): Promise<void> => {
    current ??= run(work).finally(() => {
      current = undefined;
    });
    return current;
  };
  const syncDue = async () =>
    ingestEach(library, await dueOf(library, ownSources(createRegistry(library.database))), options);
  const refreshing = setInterval(() => void alone(syncDue), refreshMs).unref();

  return {
    begin: () => alone(() => syncAtStart(library, configured, options)),
    all() {
      const isFree = current === undefined;
      void alone(() => ingestEach(library, registeredSources(library, configured), options));
      return isFree;
    },
    async stop() {
      clearInterval(refreshing);
      stopping.abort();
      await current;
    },
  };
}

/** What a sync did, for the log. */
function summaryOf({ skipped, noted, touched: _, ...counts }: SyncReport) {
  return { ...counts, skipped: skipped.length, noted: noted.length };
}
