import { hash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { EmbeddingsInterface } from "@langchain/core/embeddings";
import { UserError } from "../core/errors.ts";
import { type NamedEmbeddings, RefusedTextError } from "../models/embeddings.ts";
import type { EmbeddedDocument, IndexedDocument, SearchIndex } from "../search/search-index.ts";
import { chunkPage } from "./chunker.ts";
import type { SkippedFile } from "./document.ts";
import { NotTextError } from "./readers/decode.ts";
import type { SourceFile } from "./readers/formats.ts";
import { partsOf, READER_VERSION, readPage } from "./readers/reader.ts";
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
 * pages,
 * and how many chunks would be written). `noted`: read, though something is wrong with the file. `requests`: sent to
 * a site. `touched`: every document that is not as it was.
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
  seconds: number;
}

/** How far a sync is. `total`: where the source knows it. */
export interface SyncProgress {
  readonly source: string;
  readonly done: number;
  readonly total?: number;
}

/** More than this share of a source's pages is not removed by itself: the site or the disk may be out of order. */
const MOST_REMOVED = 1 / 3;

/**
 * `dryRun`: finds out what would change and writes nothing. `allowRemovals`: also where more than a third of the
 * pages goes.
 */
export interface SyncOptions {
  readonly engine: SearchIndex;
  readonly embeddings?: NamedEmbeddings;
  readonly dryRun?: boolean;
  readonly allowRemovals?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
}

/** A sync under way. `kept`: what was not read this time and stays as it is in the index. */
interface Run extends SyncOptions {
  readonly source: DocumentSource;
  readonly report: SyncReport;
  readonly known: ReadonlyMap<string, string>;
  readonly seen: Set<string>;
  readonly kept: string[];
}

/**
 * Brings the index up to the state of a source, touching only documents that changed. Trouble with one file is reported
 * and costs that file alone; trouble with the source, the store or the embeddings server rejects, and everything put so
 * far stays. The event loop turns between documents, so that answers keep coming meanwhile.
 */
export async function syncSource(source: DocumentSource, options: SyncOptions): Promise<SyncReport> {
  const started = performance.now();
  const run: Run = {
    ...options,
    source,
    report: emptyReport(source.name),
    known: await options.engine.hashes(source.name),
    seen: new Set(),
    kept: [],
  };
  await putFiles(run);
  await removeGone(run);
  if (!run.dryRun) await run.engine.synced(source.name);
  await countIndex(run);
  run.report.requests = source.requests;
  run.report.seconds = (performance.now() - started) / 1000;
  return run.report;
}

function emptyReport(source: string): SyncReport {
  const counts = { pages: 0, chunks: 0, added: 0, changed: 0, removed: 0, unchanged: 0, seconds: 0 };
  return { source, ...counts, skipped: [], noted: [], touched: [] };
}

async function putFiles(run: Run): Promise<void> {
  let total: number | undefined;
  let done = 0;
  let group: IndexedDocument[] = [];
  const onListed = (files: number) => {
    total = files;
  };
  for await (const file of run.source.files({ signal: run.signal, known: run.known.keys(), onListed })) {
    run.signal?.throwIfAborted();
    for (const part of "skipped" in file ? [file] : await partsOf(file)) {
      const document = "skipped" in part ? skip(run, part) : await changedDocument(run, part);
      if (document) group.push(document);
    }
    run.onProgress?.({ source: run.source.name, done: ++done, total });
    if (isFull(group) || run.signal?.aborted) {
      await putGroup(run, group);
      group = [];
    }
    await setImmediate();
  }
  await putGroup(run, group);
}

function isFull(group: readonly IndexedDocument[]): boolean {
  return group.reduce((sum, { chunks }) => sum + chunks.length, 0) >= GROUP_CHUNKS;
}

function skip(run: Run, { path, skipped, keep }: SkippedFile): undefined {
  run.report.skipped.push({ path, reason: skipped });
  if (keep) run.kept.push(path);
}

/** The document to put, or nothing where the index has it already or it cannot be read. */
async function changedDocument(run: Run, file: SourceFile): Promise<IndexedDocument | undefined> {
  const fingerprint = hashOf(run, file);
  if (run.known.get(file.path) === fingerprint) {
    run.seen.add(file.path);
    run.report.unchanged++;
    return undefined;
  }
  try {
    const document = await readDocument(run, file, fingerprint);
    if (document.chunks.length > 0) return document;
    return skip(run, { path: file.path, skipped: "has nothing to read", keep: false });
  } catch (error) {
    const skipped = error instanceof Error ? error.message : String(error);
    return skip(run, { path: file.path, skipped, keep: !(error instanceof NotTextError) });
  }
}

/** Covers what the chunks are made of, and the model of their vectors: vectors of two models never mix. */
function hashOf({ source, embeddings }: Run, file: SourceFile): string {
  const made = JSON.stringify([READER_VERSION, source.settings, file.path, embeddings?.model ?? null]);
  return hash("sha256", Buffer.concat([Buffer.from(made), file.bytes]));
}

async function readDocument({ source, report }: Run, file: SourceFile, fingerprint: string): Promise<IndexedDocument> {
  const page = await readPage(file, (link) => source.resolve(link, file.path));
  report.noted.push(...page.notes.map((reason) => ({ path: file.path, reason })));
  const url = addressOf(source, file, page.slug);
  const chunks = chunkPage(page, { source: source.name, path: file.path, url });
  return { source: source.name, path: file.path, title: page.title, url, hash: fingerprint, chunks };
}

function addressOf(source: DocumentSource, { path, part }: SourceFile, slug?: string): string {
  if (part === undefined) return source.urlOf(path, slug);
  return `${source.urlOf(path.slice(0, -part.length - 1))}#${part}`;
}

async function putGroup(run: Run, group: readonly IndexedDocument[]): Promise<void> {
  if (group.length === 0) return;
  try {
    if (!run.dryRun) await run.engine.putAll(await embedded(run.embeddings, group));
    for (const document of group) countPut(run, document);
  } catch (error) {
    if (!(error instanceof RefusedTextError)) throw error;
    const [only] = group;
    if (only && group.length === 1) skip(run, { path: only.path, skipped: error.message, keep: true });
    else for (const document of group) await putGroup(run, [document]);
  }
}

async function embedded(
  embeddings: NamedEmbeddings | undefined,
  group: readonly IndexedDocument[],
): Promise<EmbeddedDocument[]> {
  return embeddings ? embedAll(embeddings, group) : group.map((document) => ({ document }));
}

function countPut(run: Run, document: IndexedDocument): void {
  run.seen.add(document.path);
  run.report.chunks += document.chunks.length;
  const change = run.known.has(document.path) ? "changed" : "added";
  run.report[change]++;
  run.report.touched.push({ path: document.path, change });
}

async function removeGone(run: Run): Promise<void> {
  const { source, known, seen, kept, report, engine, dryRun } = run;
  const isKept = (path: string) =>
    kept.some((part) => path === part || path.startsWith(`${part}/`) || path.startsWith(`${part}#`));
  const gone = [...known.keys()].filter((path) => !seen.has(path) && !isKept(path));
  report.removed = gone.length;
  report.touched.push(...gone.map((path) => ({ path, change: "removed" as const })));
  if (gone.length === 0 || dryRun) return;
  checkRemovals(run, gone);
  await engine.remove(source.name, gone);
}

/** One page may always go. What was added and changed until here stays. */
function checkRemovals({ source, known, allowRemovals }: Run, gone: readonly string[]): void {
  if (allowRemovals || gone.length === 1 || gone.length <= known.size * MOST_REMOVED) return;
  throw new UserError(
    `${source.name}: ${gone.length} of ${known.size} pages are gone (such as ${gone.slice(0, 3).join(", ")}). That looks like a mistake, so none was removed. If it is right, run \`npm run ingest -- --allow-removals\`.`,
  );
}

async function countIndex({ source, known, report, engine, dryRun }: Run): Promise<void> {
  report.pages = known.size + report.added - report.removed;
  if (dryRun) return;
  const state = (await engine.sources()).find(({ name }) => name === source.name);
  report.chunks = state?.chunks ?? 0;
}
