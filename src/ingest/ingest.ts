import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { UserError } from "../core/errors.ts";
import type { NamedEmbeddings } from "../models/embeddings.ts";
import type { SearchIndex } from "../search/search-index.ts";
import { explainStorage } from "../storage/errors.ts";
import { dropHttpCache } from "./crawler/http-cache.ts";
import { type ExclusiveOptions, exclusively } from "./exclusively.ts";
import type { SourceRequest } from "./naming.ts";
import { DEFAULT_DOCS, isDefault, nameAll, ownSources } from "./naming.ts";
import type { Github } from "./sources/github.ts";
import { openSource } from "./sources/kinds.ts";
import { createRegistry, type RegisteredSource, type Registry } from "./sources/registry.ts";
import type { DocumentSource, SourceContext } from "./sources/source.ts";
import { type SyncOptions, type SyncReport, syncSource } from "./sync.ts";

/**
 * What ingest works on; `engine` keeps its index wherever it likes, names and locks are in `database`.
 * `allowPrivateHosts`: as in
 * ALLOW_PRIVATE_HOSTS.
 */
export interface Library {
  readonly database: DatabaseSync;
  readonly engine: SearchIndex;
  readonly embeddings?: NamedEmbeddings;
  /** Whether vectors leave this machine: those of the default documentation never do. */
  readonly isRemote?: boolean;
  readonly allowPrivateHosts?: readonly string[];
  /** The GitHub that `github:` leads to; github.com without a token where nobody says. */
  readonly github?: Github;
}

/** `lease.onWait`: called when another process is syncing and this one waits. */
export interface IngestOptions extends Pick<SyncOptions, "dryRun" | "allowRemovals" | "signal" | "onProgress"> {
  readonly lease?: Omit<ExclusiveOptions, "signal">;
}

/**
 * Syncs sources one after the other and remembers them by name; other sources stay as they are. The default
 * documentation
 * leaves as soon as something of one's own is in. Rejects with a `UserError` before anything is touched when a source
 * is
 * missing or its name belongs to another location.
 */
export async function ingest(
  library: Library,
  requests: readonly SourceRequest[],
  options: IngestOptions = {},
): Promise<SyncReport[]> {
  return storing(async () => {
    const registry = createRegistry(library.database);
    const wanted = nameAll(requests, registry);
    const opened: OpenedSource[] = [];
    for (const entry of wanted) opened.push({ entry, source: await openSource(entry, contextOf(library, options)) });
    return locked(library, options, async (signal) => {
      if (!options.dryRun) await changeModel(library, registry);
      const reports: SyncReport[] = [];
      for (const one of opened) reports.push(await syncOpened(library, registry, one, { ...options, signal }));
      return reports;
    });
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
    if (options.dryRun) return;
    await locked(library, options, async () => {
      await dropSource(library, registry, name);
    });
  });
}

async function dropSource({ engine, database }: Library, registry: Registry, name: string): Promise<void> {
  await engine.drop(name);
  dropHttpCache(database, name);
  registry.remove(name);
}

/**
 * Notes what `docent.yaml` declares, so that it counts from now on: a source's audience before its next sync, and a
 * source that
 * is no longer declared is nobody's to see until it is dropped.
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

/** A source as it is remembered, opened. */
interface OpenedSource {
  readonly entry: RegisteredSource;
  readonly source: DocumentSource;
}

async function syncOpened(
  library: Library,
  registry: Registry,
  { entry, source }: OpenedSource,
  options: IngestOptions,
): Promise<SyncReport> {
  const { engine, isRemote } = library;
  const embeddings = isRemote && isDefault(entry) ? undefined : library.embeddings;
  // Remembered first: a sync that dies half-way is taken up again under the same name.
  if (!options.dryRun) registry.save(entry);
  const report = await syncSource(source, { ...options, engine, embeddings });
  if (!options.dryRun && !isDefault(entry) && report.pages > 0) await leaveDefault(engine, registry);
  return report;
}

function contextOf({ database, allowPrivateHosts, github }: Library, { dryRun }: IngestOptions): SourceContext {
  const file = database.location();
  return { database, dataDir: file === null ? undefined : dirname(file), allowPrivateHosts, github, dryRun };
}

/**
 * Vectors of two models cannot be compared, not even from different sources: with another model all of the old ones
 * go.
 */
async function changeModel({ engine, embeddings }: Library, registry: Registry): Promise<void> {
  if (!embeddings || registry.embeddingModel() === embeddings.model) return;
  await engine.dropVectors();
  registry.saveEmbeddingModel(embeddings.model);
}

async function leaveDefault(engine: SearchIndex, registry: Registry): Promise<void> {
  if (!registry.list().some(isDefault)) return;
  await engine.drop(DEFAULT_DOCS.name);
  registry.remove(DEFAULT_DOCS.name);
}

function locked<Result>(
  { database }: Library,
  { dryRun, lease, signal }: IngestOptions,
  work: (signal?: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return dryRun ? work(signal) : exclusively(database, work, { ...lease, signal });
}

async function storing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw explainStorage(error);
  }
}
