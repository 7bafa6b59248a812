import { DatabaseSync } from "node:sqlite";
import { chunkPage } from "../../ingest/chunker.ts";
import { readPage } from "../../ingest/readers/reader.ts";
import type { EmbeddedDocument, IndexedDocument } from "../../search/search-index.ts";
import { createSqliteIndex } from "../../search/sqlite/index.ts";
import { RANKING_SETTINGS, type RankingSettings } from "../../search/tuning.ts";
import type { EvalDocument, EvalSet } from "./sets.ts";

/** A corpus does not say which of its texts are MDX; they begin their pages with imports. */
const MDX_IMPORT = /^import .+ from ["']/m;

/** Every document of a set, read and cut up as an ingest would do it. */
export async function indexedDocuments(set: EvalSet): Promise<IndexedDocument[]> {
  return Promise.all(set.documents.map((document) => indexedDocument(set.name, document)));
}

async function indexedDocument(source: string, { id: path, title, url, text }: EvalDocument): Promise<IndexedDocument> {
  const format = MDX_IMPORT.test(text) ? "mdx" : "markdown";
  const page = await readPage({ path, format, bytes: new TextEncoder().encode(text) }, (link) => link);
  return { source, path, title, url, hash: path, chunks: chunkPage(page, { source, path, url }) };
}

/** A database in memory whose index holds the documents, read as the settings say. */
export async function indexInMemory(
  documents: readonly IndexedDocument[],
  settings: RankingSettings = RANKING_SETTINGS,
  vectorsOf: (document: IndexedDocument) => EmbeddedDocument["vectors"] = () => undefined,
): Promise<DatabaseSync> {
  const database = new DatabaseSync(":memory:");
  const embedded = documents.map((document) => ({ document, vectors: vectorsOf(document) }));
  await createSqliteIndex(database, settings).putAll(embedded);
  return database;
}
