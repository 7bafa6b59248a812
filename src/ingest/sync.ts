import { hash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { EmbeddingsInterface } from "@langchain/core/embeddings";
import { commandLine } from "../core/command-line.ts";
import { UserError } from "../core/errors.ts";
import { type NamedEmbeddings, RefusedTextError } from "../models/embeddings.ts";
import type { EmbeddedDocument, IndexedDocument, SearchIndex } from "../search/search-index.ts";
import { chunkPage } from "./chunker.ts";
import type { Page, SkippedFile } from "./document.ts";
import { type Budget, UNWATCHED } from "./readers/budget.ts";
import { NotTextError } from "./readers/decode.ts";
import type { SourceFile } from "./readers/formats.ts";
import { partsOf, READER_VERSION, readPage } from "./readers/reader.ts";
import { emptyState, noteEvent, type SyncEvent, type SyncReport, type SyncState } from "./report.ts";
import type { DocumentSource } from "./sources/source.ts";

/** Documents with a vector for each chunk: of its text under the path of headings that leads to it. */
export async function embedAll(
  embeddings: EmbeddingsInterface,
  documents: readonly IndexedDocument[],
): Promise<EmbeddedDocument[]> {
  const texts = documents.flatMap(({ title, chunks }) =>
    chunks.map(({ headings, text }) => `${[title, ...headings].join(" > ")}\n\n${text}`),
  );
  const vectors = (await embeddings.embedDocuments(texts)).map((vector) => Float32Array.from(vector));
  return documents.map((document) => ({ document, vectors: vectors.splice(0, document.chunks.length) }));
}

/**
 * Documents are put in groups of about so many chunks, so that requests and transactions are worth their while and
 * nobody waits long.
 */
const GROUP_CHUNKS = 96;

/** More than this share of a source's pages is not removed by itself: the site or the disk may be out of order. */
const MOST_REMOVED = 1 / 3;

/** So many documents are removed in one transaction, for which others who write wait. */
const REMOVED_AT_ONCE = 50;

/**
 * `dryRun`: finds out what would change and writes nothing. `allowRemovals`: also where more than a third of the pages
 * goes. `state`: how far an earlier thread came with this very sync. `alone`: documents that are put each by itself.
 * `onEvent`: hears of everything that is done.
 */
export interface SyncOptions {
  readonly engine: SearchIndex;
  readonly embeddings?: NamedEmbeddings;
  readonly dryRun?: boolean;
  readonly allowRemovals?: boolean;
  readonly signal?: AbortSignal;
  readonly budget?: Budget;
  readonly state?: SyncState;
  readonly alone?: ReadonlySet<string>;
  readonly onEvent?: (event: SyncEvent) => void;
}

/** A document to be put, and what was wrong with its file although it could be read. */
interface ReadDocument {
  readonly document: IndexedDocument;
  readonly notes: readonly string[];
}

/** A sync under way. `known`: what the index held of the source, by path. */
interface Run extends SyncOptions {
  readonly source: DocumentSource;
  readonly state: SyncState;
  readonly budget: Budget;
  readonly known: ReadonlyMap<string, string>;
  readonly tell: (event: SyncEvent) => void;
}

/**
 * Brings the index up to the state of a source, touching only documents that changed. Trouble with one file is reported
 * and costs that file alone; trouble with the source, the store or the embeddings server rejects, and everything put so
 * far stays.
 */
export async function syncSource(source: DocumentSource, options: SyncOptions): Promise<SyncReport> {
  const started = performance.now();
  const { state = emptyState(source.name), budget = UNWATCHED } = options;
  const known = await options.engine.hashes(source.name);
  const tell = (event: SyncEvent) => {
    noteEvent(state, event);
    options.onEvent?.(event);
  };
  const run: Run = { ...options, source, state, budget, known, tell };
  await putFiles(run);
  await removeGone(run);
  if (!run.dryRun) await run.engine.synced(source.name);
  tell(await countIndex(run));
  state.report.seconds = (performance.now() - started) / 1000;
  return state.report;
}

async function putFiles(run: Run): Promise<void> {
  const { source, known, signal } = run;
  let total: number | undefined;
  let done = 0;
  let group: ReadDocument[] = [];
  const onListed = (files: number) => {
    total = files;
  };
  const flush = async () => {
    await putGroup(run, group);
    group = [];
  };
  for await (const file of source.files({ signal, known: known.keys(), onListed })) {
    signal?.throwIfAborted();
    for (const read of await changedDocuments(run, file)) {
      const isAlone = run.alone?.has(read.document.path);
      if (isAlone) await flush();
      group.push(read);
      if (isAlone) await flush();
    }
    run.tell({ kind: "progress", done: ++done, total });
    if (isFull(group) || signal?.aborted) await flush();
    // Whoever wants this sync to end, or to know that it goes on, gets a word in.
    await setImmediate();
  }
  await flush();
}

function isFull(group: readonly ReadDocument[]): boolean {
  return group.reduce((sum, { document }) => sum + document.chunks.length, 0) >= GROUP_CHUNKS;
}

/** The documents of a file that are to be put: none where the index has them already, or they cannot be read. */
async function changedDocuments(run: Run, file: SourceFile | SkippedFile): Promise<ReadDocument[]> {
  const changed: ReadDocument[] = [];
  for (const part of "skipped" in file ? [file] : await takenApart(run, file)) {
    const read = "skipped" in part ? skip(run, part) : await changedDocument(run, part);
    if (read) changed.push(read);
  }
  return changed;
}

async function takenApart({ budget }: Run, file: SourceFile): Promise<(SourceFile | SkippedFile)[]> {
  try {
    return await budget([file.path], () => partsOf(file));
  } catch (error) {
    return [skippedFor(file.path, error)];
  }
}

/** What went wrong with a file, unless it was said before. */
function skip({ state, tell }: Run, { path, skipped, keep }: SkippedFile): undefined {
  if (!state.skipped.has(path)) tell({ kind: "skipped", path, reason: skipped, keep });
}

function skippedFor(path: string, error: unknown): SkippedFile {
  const skipped = error instanceof Error ? error.message : String(error);
  return { path, skipped, keep: !(error instanceof NotTextError) };
}

/** The document to put, or nothing where the index has it already or it cannot be read. */
async function changedDocument(run: Run, file: SourceFile): Promise<ReadDocument | undefined> {
  const { path } = file;
  if (run.state.seen.has(path) || run.state.skipped.has(path)) return undefined;
  const fingerprint = hashOf(run, file);
  if (run.known.get(path) === fingerprint) {
    run.tell({ kind: "unchanged", path });
    return undefined;
  }
  try {
    const read = await run.budget([path], () => readDocument(run, file, fingerprint));
    if (read.document.chunks.length > 0) return read;
    const why = read.notes.length > 0 ? ` (${read.notes.join("; ")})` : "";
    return skip(run, { path, skipped: `has nothing to read${why}`, keep: false });
  } catch (error) {
    return skip(run, skippedFor(path, error));
  }
}

/** Covers what the chunks are made of, and the model of their vectors: vectors of two models never mix. */
function hashOf({ source, embeddings }: Run, file: SourceFile): string {
  const made = JSON.stringify([READER_VERSION, source.settings, file.path, embeddings?.model ?? null]);
  return hash("sha256", Buffer.concat([Buffer.from(made), file.bytes]));
}

async function readDocument({ source }: Run, file: SourceFile, fingerprint: string): Promise<ReadDocument> {
  const { path } = file;
  const page = await readPage(file, (link) => source.resolve(link, path), source.anchors);
  const url = addressOf(source, file, page);
  const chunks = chunkPage(page, { source: source.name, path, url });
  const document = { source: source.name, path, title: page.title, url, hash: fingerprint, chunks };
  return { document, notes: page.notes };
}

function addressOf(source: DocumentSource, { path, part }: SourceFile, page: Page): string {
  if (part === undefined) return source.urlOf(path, page);
  return `${source.urlOf(path.slice(0, -part.length - 1))}#${part}`;
}

async function putGroup(run: Run, group: readonly ReadDocument[]): Promise<void> {
  if (group.length === 0) return;
  const documents = group.map(({ document }) => document);
  try {
    if (!run.dryRun) {
      const embedded = await embeddedWith(run.embeddings, documents);
      await run.budget(
        documents.map(({ path }) => path),
        () => run.engine.putAll(embedded),
        { waits: true },
      );
    }
    for (const read of group) tellPut(run, read);
  } catch (error) {
    if (!(error instanceof RefusedTextError || error instanceof NotTextError)) throw error;
    const [only] = documents;
    if (only && group.length === 1) skip(run, skippedFor(only.path, error));
    else for (const read of group) await putGroup(run, [read]);
  }
}

async function embeddedWith(
  embeddings: NamedEmbeddings | undefined,
  documents: readonly IndexedDocument[],
): Promise<EmbeddedDocument[]> {
  return embeddings ? embedAll(embeddings, documents) : documents.map((document) => ({ document }));
}

function tellPut({ known, tell }: Run, { document: { path, chunks, url }, notes }: ReadDocument): void {
  tell({ kind: "put", path, url, change: known.has(path) ? "changed" : "added", chunks: chunks.length, notes });
}

async function removeGone(run: Run): Promise<void> {
  const { source, known, state, engine, dryRun, tell } = run;
  const isKept = (path: string) =>
    state.kept.some((part) => path === part || path.startsWith(`${part}/`) || path.startsWith(`${part}#`));
  const gone = [...known.keys()].filter((path) => !state.seen.has(path) && !isKept(path));
  if (!dryRun) {
    checkRemovals(run, gone);
    for (let start = 0; start < gone.length; start += REMOVED_AT_ONCE) {
      await engine.remove(source.name, gone.slice(start, start + REMOVED_AT_ONCE));
      await setImmediate();
    }
  }
  for (const path of gone) tell({ kind: "removed", path });
}

/** One page may always go. What was added and changed until here stays. */
function checkRemovals({ source, known, allowRemovals }: Run, gone: readonly string[]): void {
  if (allowRemovals || gone.length <= 1 || gone.length <= known.size * MOST_REMOVED) return;
  throw new UserError(
    `${source.name}: ${gone.length} of ${known.size} pages are gone (such as ${gone.slice(0, 3).join(", ")}). That looks like a mistake, so none was removed. If it is right, run \`${commandLine("ingest", "--allow-removals")}\`.`,
  );
}

async function countIndex({ source, known, state: { report }, engine, dryRun }: Run): Promise<SyncEvent> {
  const held = dryRun ? undefined : (await engine.sources()).find(({ name }) => name === source.name);
  return {
    kind: "finished",
    pages: dryRun ? known.size + report.added - report.removed : (held?.documents ?? 0),
    chunks: dryRun ? report.chunks : (held?.chunks ?? 0),
    requests: source.requests,
    generator: source.generator,
  };
}
