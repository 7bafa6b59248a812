import type { DatabaseSync } from "node:sqlite";
import { UserError } from "../../core/errors.ts";
import { transaction } from "../../storage/database.ts";
import type { Analysis } from "../../text/tokenizer.ts";
import { type PackedVector, packVector } from "../memory/vector-scan.ts";
import { FIELDS, fieldTerms, packTerms, unpackTerms } from "../ranking/fields.ts";
import type { Chunk, EmbeddedDocument, IndexedDocument, SearchIndex } from "../search-index.ts";

/**
 * Removals of so many chunks are remembered, for processes that follow the index; one that missed more reads it anew.
 */
const LOGGED_REMOVALS = 100_000;
const OF_DOCUMENT = "(select id from index_chunks where document = ?)";

/** A document with all that is stored of it, made before the transaction that stores it. */
interface PreparedDocument {
  readonly document: IndexedDocument;
  readonly chunks: readonly PreparedChunk[];
}

interface PreparedChunk {
  readonly chunk: Chunk;
  readonly packed: Uint32Array;
  readonly vector?: PackedVector;
}

/** The half of the index that writes. Each call is one transaction. */
export function createWriter(
  database: DatabaseSync,
  analysis: Analysis,
): Pick<SearchIndex, "put" | "putAll" | "remove" | "drop" | "dropVectors" | "synced"> {
  const sql = prepareStatements(database);
  const putAll = (documents: readonly EmbeddedDocument[]) => {
    const prepared = documents.map((document) => prepareDocument(document, analysis));
    transaction(database, () => {
      for (const next of prepared) {
        removeDocument(sql, next.document.source, next.document.path);
        addDocument(sql, next);
      }
    });
  };
  return {
    async put(document, vectors) {
      putAll([{ document, vectors }]);
    },
    async putAll(documents) {
      putAll(documents);
    },
    async remove(source, paths) {
      transaction(database, () => {
        for (const path of paths) removeDocument(sql, source, path);
      });
    },
    async drop(source) {
      transaction(database, () => {
        for (const row of sql.paths.all(source)) removeDocument(sql, source, String(row.path));
        sql.dropSource.run(source);
      });
    },
    async dropVectors() {
      transaction(database, () => {
        sql.dropVectors.run();
        sql.dropProbes.run();
        sql.nextEpoch.run();
        sql.forgetDimensions.run();
      });
    },
    async synced(source) {
      sql.synced.run(source, Date.now());
    },
  };
}

/** Vectors of two models cannot be compared. Throws a `UserError` where lengths differ. */
export function checkDimensions(dimensions: number, stored: unknown): void {
  if (stored === null || stored === dimensions) return;
  throw new UserError(
    `The index holds embeddings of ${stored} numbers and the model now gives ${dimensions}. Set OPENAI_EMBEDDING_MODEL back, or ingest every source again with the new model.`,
  );
}

type Statements = ReturnType<typeof prepareStatements>;

/** Reads the terms and packs the vectors, which takes most of the time of an ingest: nothing is locked meanwhile. */
function prepareDocument({ document, vectors }: EmbeddedDocument, analysis: Analysis): PreparedDocument {
  const chunks = document.chunks.map((chunk, i) => {
    const vector = vectors?.[i];
    const packed = packTerms(fieldTerms(document.title, chunk, analysis));
    return { chunk, packed, vector: vector && packVector(vector) };
  });
  return { document, chunks };
}

function addDocument(sql: Statements, { document, chunks }: PreparedDocument): void {
  const { source, path, title, url, hash } = document;
  const { lastInsertRowid } = sql.addDocument.run(source, path, title, url, hash);
  for (const chunk of chunks) addChunk(sql, Number(lastInsertRowid), chunk);
  countChunks(
    sql,
    chunks.map(({ packed }) => packed),
    1,
  );
}

function addChunk(sql: Statements, document: number, { chunk, packed, vector }: PreparedChunk): void {
  const { ordinal, id: key, headings, text, url } = chunk;
  const { lastInsertRowid: id } = sql.addChunk.run(document, ordinal, key, JSON.stringify(headings), text, url);
  sql.addTerms.run(id, document, new Uint8Array(packed.buffer));
  if (vector) addVector(sql, Number(id), vector);
}

function addVector(sql: Statements, chunk: number, { scale, components, remainders }: PackedVector): void {
  sql.setDimensions.run(components.length);
  checkDimensions(components.length, sql.dimensions.get()?.dimensions);
  sql.addVector.run(chunk, scale, new Uint8Array(components.buffer), new Uint8Array(remainders.buffer));
}

function removeDocument(sql: Statements, source: string, path: string): void {
  const id = Number(sql.documentId.get(source, path)?.id ?? 0);
  if (id === 0) return;
  const chunks = sql.terms.all(id).map((row) => unpackTerms(row.terms as Uint8Array));
  countChunks(sql, chunks, -1);
  const { lastInsertRowid } = sql.logRemoval.run(id);
  sql.forgetRemovals.run(Number(lastInsertRowid) - LOGGED_REMOVALS);
  for (const remove of sql.removals) remove.run(id);
  sql.forgetDimensions.run();
}

/** Keeps `index_state` true to chunks that came (`sign` 1) or went (-1). */
function countChunks(sql: Statements, chunks: readonly Uint32Array[], sign: 1 | -1): void {
  const lengths = FIELDS.map((_, field) => chunks.reduce((total, packed) => total + (packed[field] ?? 0), 0));
  sql.addCounts.run(sign * chunks.length, ...lengths.map((length) => sign * length));
}

function prepareStatements(database: DatabaseSync) {
  const prepare = (text: string) => database.prepare(text);
  return {
    documentId: prepare("select id from index_documents where source = ? and path = ?"),
    paths: prepare("select path from index_documents where source = ?"),
    terms: prepare(`select terms from index_terms where chunk in ${OF_DOCUMENT}`),
    dimensions: prepare("select dimensions from index_state"),
    setDimensions: prepare("update index_state set dimensions = coalesce(dimensions, ?)"),
    forgetDimensions: prepare(
      "update index_state set dimensions = null where dimensions is not null and not exists (select 1 from index_vectors)",
    ),
    addCounts: prepare(
      `update index_state set chunks = chunks + ?, ${FIELDS.map((field) => `${field} = ${field} + ?`).join(", ")}`,
    ),
    addDocument: prepare("insert into index_documents (source, path, title, url, hash) values (?, ?, ?, ?, ?)"),
    addChunk: prepare(
      "insert into index_chunks (document, ordinal, key, headings, text, url) values (?, ?, ?, ?, ?, ?)",
    ),
    addTerms: prepare("insert into index_terms values (?, ?, ?)"),
    addVector: prepare("insert into index_vectors (chunk, scale, components, remainders) values (?, ?, ?, ?)"),
    logRemoval: prepare("insert into index_removed (chunk) select id from index_chunks where document = ? order by id"),
    forgetRemovals: prepare("delete from index_removed where id < ?"),
    removals: [
      prepare(`delete from index_terms where chunk in ${OF_DOCUMENT}`),
      prepare(`delete from index_vectors where chunk in ${OF_DOCUMENT}`),
      prepare("delete from index_chunks where document = ?"),
      prepare("delete from index_documents where id = ?"),
    ],
    dropVectors: prepare("delete from index_vectors"),
    dropProbes: prepare("delete from index_probes"),
    nextEpoch: prepare("update index_state set vector_epoch = vector_epoch + 1"),
    dropSource: prepare("delete from index_sources where name = ?"),
    synced: prepare(
      "insert into index_sources values (?, ?) on conflict (name) do update set synced_at = excluded.synced_at",
    ),
  };
}
