import { dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { SearchIndex } from "../search/search-index.ts";
import { dropHttpCache } from "./crawler/http-cache.ts";
import type { Library } from "./library.ts";
import { DEFAULT_DOCS, isDefault } from "./naming.ts";
import type { Budget } from "./readers/budget.ts";
import type { SyncEvent, SyncReport, SyncState } from "./report.ts";
import { openSource } from "./sources/kinds.ts";
import { createRegistry, type RegisteredSource, type Registry } from "./sources/registry.ts";
import type { DocumentSource, SourceContext } from "./sources/source.ts";
import { syncSource } from "./sync.ts";
import { versionsIn } from "./versions.ts";

/** What is to be done to a library: sources taken out, then others synced in their order. Plain data. */
export interface Job {
  readonly drop?: readonly string[];
  readonly sync?: readonly RegisteredSource[];
  readonly dryRun?: boolean;
  readonly allowRemovals?: boolean;
}

/**
 * How a job is done. `states`: how far an earlier thread came, by source; `alone`: documents that are put each by
 * itself. `onEvent`: hears of everything that is done to a source.
 */
export interface JobOptions {
  readonly signal?: AbortSignal;
  readonly budgetOf?: (source: string) => Budget;
  readonly states?: ReadonlyMap<string, SyncState>;
  readonly alone?: ReadonlySet<string>;
  readonly onEvent?: (source: string, event: SyncEvent) => void;
}

/** So many documents leave the index in one transaction, for which others who write wait. */
const DROPPED_AT_ONCE = 50;

/** A source as it is remembered, opened. */
interface OpenedSource {
  readonly entry: RegisteredSource;
  readonly source: DocumentSource;
  readonly budget?: Budget;
}

/** Does a job in this thread. Rejects with a `UserError` before anything is touched when a source is missing. */
export async function runJob(library: Library, job: Job, options: JobOptions = {}): Promise<SyncReport[]> {
  const registry = createRegistry(library.database);
  const opened: OpenedSource[] = [];
  for (const entry of job.sync ?? []) {
    const budget = options.budgetOf?.(entry.name);
    opened.push({ entry, budget, source: await openSource(entry, { ...contextOf(library, job), budget }) });
  }
  for (const name of job.drop ?? []) await dropSource(library, registry, name);
  if (opened.length > 0 && !job.dryRun) await changeModel(library, registry);
  const reports: SyncReport[] = [];
  for (const one of opened) reports.push(await syncOpened(library, registry, one, { ...job, ...options }));
  return reports;
}

function contextOf({ database, allowPrivateHosts, github }: Library, { dryRun }: Job): SourceContext {
  const file = database.location();
  return { database, dataDir: file === null ? undefined : dirname(file), allowPrivateHosts, github, dryRun };
}

async function syncOpened(
  library: Library,
  registry: Registry,
  { entry, source, budget }: OpenedSource,
  { states, onEvent, ...options }: Job & JobOptions,
): Promise<SyncReport> {
  const { engine, isRemote } = library;
  const embeddings = isRemote && isDefault(entry) ? undefined : library.embeddings;
  // Remembered first: a sync that dies half-way is taken up again under the same name.
  if (!options.dryRun) registry.save(entry);
  const report = await syncSource(source, {
    ...options,
    engine,
    embeddings,
    budget,
    state: states?.get(entry.name),
    onEvent: onEvent && ((event) => onEvent(entry.name, event)),
  });
  if (!options.dryRun) {
    report.versions = versionsIn([...(await engine.hashes(entry.name)).keys()]);
    registry.saveVersions(entry.name, report.versions);
  }
  if (!options.dryRun && !isDefault(entry) && report.pages > 0) await leaveDefault(library, registry);
  return report;
}

/** Vectors of two models cannot be compared, not even from different sources: with another model all old ones go. */
async function changeModel({ engine, embeddings }: Library, registry: Registry): Promise<void> {
  if (!embeddings || registry.embeddingModel() === embeddings.model) return;
  await engine.dropVectors();
  registry.saveEmbeddingModel(embeddings.model);
}

async function leaveDefault(library: Library, registry: Registry): Promise<void> {
  if (registry.list().some(isDefault)) await dropSource(library, registry, DEFAULT_DOCS.name);
}

async function dropSource({ engine, database }: Library, registry: Registry, name: string): Promise<void> {
  await dropInSlices(engine, name);
  dropHttpCache(database, name);
  registry.remove(name);
}

async function dropInSlices(engine: SearchIndex, name: string): Promise<void> {
  const paths = [...(await engine.hashes(name)).keys()];
  for (let start = 0; start < paths.length; start += DROPPED_AT_ONCE) {
    await engine.remove(name, paths.slice(start, start + DROPPED_AT_ONCE));
    await setImmediate();
  }
  await engine.drop(name);
}
