import type { DatabaseSync } from "node:sqlite";
import { UserError } from "../core/errors.ts";
import { probeVectors } from "../search/probes.ts";
import { explainStorage } from "../storage/errors.ts";
import { type ExclusiveOptions, exclusively } from "./exclusively.ts";
import { type Job, runJob } from "./job.ts";
import type { Library } from "./library.ts";
import type { SourceRequest } from "./naming.ts";
import { isDefault, nameAll, ownSources } from "./naming.ts";
import type { SyncProgress, SyncReport } from "./report.ts";
import { createRegistry, type RegisteredSource, type Registry } from "./sources/registry.ts";
import { runInThread } from "./sync-thread.ts";

/** `lease.onWait`: called when another process is syncing and this one waits. The others are as in `SyncOptions`. */
export interface IngestOptions {
  readonly dryRun?: boolean;
  readonly allowRemovals?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
  readonly lease?: Omit<ExclusiveOptions, "signal">;
}

/**
 * Syncs sources one after the other and remembers them by name; other sources stay as they are. The default
 * documentation leaves as soon as something of one's own is in. Rejects with a `UserError` before anything is touched
 * when a source is missing or its name belongs to another location.
 */
export async function ingest(
  library: Library,
  requests: readonly SourceRequest[],
  options: IngestOptions = {},
): Promise<SyncReport[]> {
  return storing(async () => {
    const sync = nameAll(requests, createRegistry(library.database));
    const { dryRun, allowRemovals } = options;
    if (sync.length === 0) return [];
    const reports = await runAlone(library, { sync, dryRun, allowRemovals }, options);
    if (!dryRun) await probe(library, sync);
    return reports;
  });
}

/** Takes a source out of the index by its name. Rejects with a `UserError` where there is none. */
export async function removeSource(library: Library, name: string, options: IngestOptions = {}): Promise<void> {
  await storing(async () => {
    const registry = createRegistry(library.database);
    const names = [...(await library.engine.sources()), ...registry.list()].map((source) => source.name);
    if (!names.includes(name)) {
      const known = [...new Set(names)].join(", ") || "none";
      throw new UserError(`There is no source named ${name}. Sources: ${known}.`);
    }
    if (!options.dryRun) await runAlone(library, { drop: [name] }, options);
  });
}

/**
 * Notes what `docent.yaml` declares, so that it counts from now on: a source's audience before its next sync, and a
 * source that is no longer declared is nobody's to see until it is dropped.
 */
export function declareSources(database: DatabaseSync, declared: readonly RegisteredSource[]): void {
  const registry = createRegistry(database);
  for (const source of undeclared(registry, declared)) registry.save({ ...source, audience: [] });
  for (const source of declared) registry.save(source);
}

export function undeclared(registry: Registry, declared: readonly RegisteredSource[]): RegisteredSource[] {
  const names = new Set(declared.map(({ name }) => name));
  return registry.list().filter((source) => source.declared && !names.has(source.name));
}

/** The sources that people ingested, by name; empty where the index holds the default documentation at most. */
export function ingestedSources(database: DatabaseSync): RegisteredSource[] {
  return ownSources(createRegistry(database));
}

/**
 * Finds out whether vectors say something of these docs. Where the model is away just now, the next sync asks again:
 * what was read in is in.
 */
async function probe({ engine, database, embeddings, isRemote }: Library, synced: readonly RegisteredSource[]) {
  if (!embeddings) return;
  const names = synced.filter((source) => !isRemote || !isDefault(source)).map(({ name }) => name);
  await probeVectors(engine, database, names, (texts) => embeddings.embedDocuments([...texts])).catch(() => undefined);
}

/** Does a job while no other process syncs: in a thread of its own where the library can be opened there too. */
function runAlone(library: Library, job: Job, options: IngestOptions): Promise<SyncReport[]> {
  const { lease, signal, onProgress } = options;
  const { database, settings } = library;
  const work = (until?: AbortSignal) =>
    settings
      ? runInThread(settings, job, { signal: until, onProgress })
      : runJob(library, job, {
          signal: until,
          onEvent: (source, event) => {
            if (event.kind === "progress") onProgress?.({ source, done: event.done, total: event.total });
          },
        });
  return job.dryRun ? work(signal) : exclusively(database, work, { ...lease, signal });
}

async function storing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw explainStorage(error);
  }
}
