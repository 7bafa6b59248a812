import { existsSync } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { UserError } from "../core/errors.ts";
import type { NamedEmbeddings } from "../models/embeddings.ts";
import type { Engine } from "../search/search-index.ts";
import { explainStorage } from "../storage/errors.ts";
import { type LeaseOptions, withSyncLease } from "../storage/sync-lease.ts";
import { dropCopies } from "./crawler/http-cache.ts";
import type { Github } from "./sources/github.ts";
import { createRegistry, type RegisteredSource, type Registry } from "./sources/registry.ts";
import { parseRepository } from "./sources/repository.ts";
import { type Kind, kindOf, openSource, type SourceContext } from "./sources/source.ts";
import { type SyncOptions, type SyncReport, syncSource } from "./sync.ts";

/** Docent's own documentation: what it answers from until somebody gives it theirs. */
export const DEFAULT_DOCS: RegisteredSource = { name: "docent", location: resolve(import.meta.dirname, "../../docs") };

/**
 * What ingest works on; `engine` keeps its index wherever it likes, names and locks are in `database`. `allowPrivateHosts`: as in
 * ALLOW_PRIVATE_HOSTS.
 */
export interface Library {
  readonly database: DatabaseSync;
  readonly engine: Engine;
  readonly embeddings?: NamedEmbeddings;
  /** Whether vectors leave this machine: those of the default documentation never do. */
  readonly isRemote?: boolean;
  readonly allowPrivateHosts?: readonly string[];
  /** The GitHub that `github:` leads to; github.com without a token where nobody says. */
  readonly github?: Github;
}

/** A source as somebody asks for it. Without a `name` it is called after its folder, file, site or repository. */
export type SourceRequest = Omit<RegisteredSource, "name"> & { readonly name?: string };

/** `lease.onWait`: called when another process is syncing and this one waits. */
export interface IngestOptions extends Pick<SyncOptions, "dryRun" | "allowRemovals" | "signal" | "onProgress"> {
  readonly lease?: Omit<LeaseOptions, "signal">;
}

/**
 * Syncs sources one after the other and remembers them by name; other sources stay as they are. The default documentation
 * leaves as soon as something of one's own is in. Rejects with a `UserError` before anything is touched when a source is
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
    for (const source of wanted) await openSource(source, contextOf(library, options));
    return exclusively(library, options, async (signal) => {
      if (!options.dryRun) await changeModel(library, registry);
      const reports: SyncReport[] = [];
      for (const source of wanted) {
        reports.push(await syncOne(library, registry, source, { ...options, signal }));
      }
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
    await exclusively(library, options, async () => {
      await dropSource(library, registry, name);
    });
  });
}

async function dropSource({ engine, database }: Library, registry: Registry, name: string): Promise<void> {
  await engine.drop(name);
  dropCopies(database, name);
  registry.remove(name);
}

/** What a start syncs, and what it could not: one sentence for each source. */
export interface ConfiguredSync {
  readonly reports: readonly SyncReport[];
  readonly problems: readonly string[];
}

/** What the settings say of the documentation: the `docs` of the simple case, or all that `docent.yaml` declares. */
export interface Configured {
  readonly docs?: readonly string[];
  readonly baseUrl?: string;
  readonly declared?: readonly RegisteredSource[];
}

/**
 * Syncs what is to be in the index at a start: the configured documentation, else everything that was ingested before, else the
 * default documentation. A website or repository is left alone until its time has come. Rejects with a `UserError` when a
 * configured folder is missing; a source ingested before that is away for now keeps what the index holds of it, and is a problem to report.
 */
export async function syncConfigured(
  library: Library,
  { docs, baseUrl, declared }: Configured,
  options: IngestOptions = {},
): Promise<ConfiguredSync> {
  if (declared) {
    await dropUndeclared(library, declared, options);
    return ingestEach(library, await awaited(library, declared), options);
  }
  if (docs?.length) {
    const wanted = await awaited(
      library,
      nameAll(
        docs.map((location) => ({ location, baseUrl })),
        createRegistry(library.database),
      ),
    );
    const reports = await ingest(library, wanted.filter(isFolder), options);
    const others = await ingestEach(
      library,
      wanted.filter((source) => !isFolder(source)),
      options,
    );
    return { reports: [...reports, ...others.reports], problems: others.problems };
  }
  const own = ownSources(createRegistry(library.database));
  if (own.length === 0) return { reports: await ingest(library, [DEFAULT_DOCS], options), problems: [] };
  return ingestEach(library, await awaited(library, own), options);
}

/** Syncs the sources whose time has come. */
export async function syncDue(library: Library, options: IngestOptions = {}): Promise<ConfiguredSync> {
  const registered = ownSources(createRegistry(library.database));
  return ingestEach(library, await dueOf(library, registered), options);
}

/** Syncs every source, whether its time has come or not. */
export function syncAll(library: Library, options: IngestOptions = {}): Promise<ConfiguredSync> {
  const registered = ownSources(createRegistry(library.database));
  return ingestEach(library, registered.length > 0 ? registered : [DEFAULT_DOCS], options);
}

/** What a start reads: folders always, others when their time has come. */
async function awaited(library: Library, sources: readonly RegisteredSource[]): Promise<RegisteredSource[]> {
  const due = await dueOf(library, sources);
  return sources.filter((source) => isFolder(source) || due.includes(source));
}

function isFolder({ kind, location }: RegisteredSource): boolean {
  return (kind ?? kindOf(location)) === "folder";
}

/** A website or repository that does not say how often it is synced, in minutes. */
const DAILY = 1440;

/** A folder is due only where it says how often; what was never synced to its end is due at once. */
async function dueOf({ engine }: Library, sources: readonly RegisteredSource[]): Promise<RegisteredSource[]> {
  const synced = new Map((await engine.sources()).map(({ name, syncedAt }) => [name, syncedAt]));
  return sources.filter((source) => {
    const minutes = source.refreshMinutes ?? (isFolder(source) ? 0 : DAILY);
    const last = synced.get(source.name);
    return minutes > 0 && (last === undefined || Date.now() - last >= minutes * 60_000);
  });
}

/**
 * Notes what `docent.yaml` declares, so that it counts from now on: a source's audience before its next sync, and a source that
 * is no longer declared is nobody's to see until it is dropped.
 */
export function declareSources(database: DatabaseSync, declared: readonly RegisteredSource[]): void {
  const registry = createRegistry(database);
  for (const source of undeclared(registry, declared)) registry.save({ ...source, audience: [] });
  for (const source of declared) registry.save(source);
}

function undeclared(registry: Registry, declared: readonly RegisteredSource[]): RegisteredSource[] {
  const names = new Set(declared.map(({ name }) => name));
  return registry.list().filter((source) => source.declared && !names.has(source.name));
}

async function dropUndeclared(
  library: Library,
  declared: readonly RegisteredSource[],
  options: IngestOptions,
): Promise<void> {
  for (const { name } of undeclared(createRegistry(library.database), declared))
    await removeSource(library, name, options);
}

/** The sources that people ingested, by name; empty where the index holds the default documentation at most. */
export function ingestedSources(database: DatabaseSync): RegisteredSource[] {
  return ownSources(createRegistry(database));
}

function ownSources(registry: Registry): RegisteredSource[] {
  return registry.list().filter((source) => !isDefault(source));
}

function isDefault({ name, location }: RegisteredSource): boolean {
  return name === DEFAULT_DOCS.name && location === DEFAULT_DOCS.location;
}

/** Syncs sources one after the other. What is wrong with one costs that one alone, and is told in a sentence. */
export async function ingestEach(
  library: Library,
  sources: readonly RegisteredSource[],
  options: IngestOptions = {},
): Promise<ConfiguredSync> {
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

async function syncOne(
  library: Library,
  registry: Registry,
  wanted: RegisteredSource,
  options: IngestOptions,
): Promise<SyncReport> {
  const source = await openSource(wanted, contextOf(library, options));
  const { engine, isRemote } = library;
  const embeddings = isRemote && isDefault(wanted) ? undefined : library.embeddings;
  // Remembered first: a sync that dies half-way is taken up again under the same name.
  if (!options.dryRun) registry.save(wanted);
  const report = await syncSource(source, { ...options, engine, embeddings });
  if (!options.dryRun && !isDefault(wanted) && report.pages > 0) await leaveDefault(engine, registry);
  return report;
}

function contextOf({ database, allowPrivateHosts, github }: Library, { dryRun }: IngestOptions): SourceContext {
  const file = database.location();
  return { database, dataDir: file === null ? undefined : dirname(file), allowPrivateHosts, github, dryRun };
}

/** Vectors of two models cannot be compared, not even from different sources: with another model all of the old ones go. */
async function changeModel({ engine, embeddings }: Library, registry: Registry): Promise<void> {
  if (!embeddings || registry.embeddingModel() === embeddings.model) return;
  await engine.dropVectors();
  registry.saveEmbeddingModel(embeddings.model);
}

async function leaveDefault(engine: Engine, registry: Registry): Promise<void> {
  if (!registry.list().some(isDefault)) return;
  await engine.drop(DEFAULT_DOCS.name);
  registry.remove(DEFAULT_DOCS.name);
}

/** Gives each request its name, and what was said of it before and not now. */
function nameAll(requests: readonly SourceRequest[], registry: Registry): RegisteredSource[] {
  const taken = registry.list().filter((source) => !isDefault(source));
  const named: RegisteredSource[] = [];
  for (const request of requests) {
    const source = nameOne(request, taken);
    const other = [...taken, ...named].find(
      ({ name, location }) => name === source.name && location !== source.location,
    );
    // A folder that is no longer where it was has moved: the name goes with it.
    if (other && isThere(other.location))
      throw new UserError(
        `The name ${source.name} belongs to ${other.location} already. Give ${request.location} another one with --name, or remove the other with --remove ${source.name}.`,
      );
    named.push(source);
  }
  return named;
}

function isThere(location: string): boolean {
  return kindOf(location) !== "folder" || existsSync(location);
}

function nameOne(request: SourceRequest, taken: readonly RegisteredSource[]): RegisteredSource {
  const kind = request.kind ?? kindOf(request.location);
  const isHere = kind === "folder" || !/^[a-z][a-z+.-]+:/i.test(request.location);
  const location = isHere ? resolve(request.location) : request.location;
  const before = taken.find(
    (source) => source.location === location && (!request.name || source.name === request.name),
  );
  const name = request.name ?? before?.name ?? nameFrom(location, kind);
  // What is declared is said anew each time, in full.
  return request.declared ? { ...request, name, location } : { ...before, ...given(request), name, location };
}

/** Without what was not said, which would hide what is known. */
function given(request: SourceRequest): Partial<SourceRequest> {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}

function nameFrom(location: string, kind: Kind): string {
  if (kind === "website") return new URL(location).host;
  if (kind === "repository") {
    const { url, path } = parseRepository(location);
    return basename(path) || basename(url.replace(/(?:\/|\.)git$/, ""));
  }
  const path = kind === "page" ? new URL(location).pathname : location;
  return basename(path, extname(path));
}

function exclusively<Result>(
  { database }: Library,
  { dryRun, lease, signal }: IngestOptions,
  work: (signal?: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return dryRun ? work(signal) : withSyncLease(database, work, { ...lease, signal });
}

async function storing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw explainStorage(error);
  }
}
