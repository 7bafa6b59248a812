import type { DatabaseSync } from "node:sqlite";
import { UserError } from "../../core/errors.ts";
import { transaction } from "../../storage/database.ts";
import type { Analysis } from "../../text/tokenizer.ts";
import { packVector } from "../memory/vector-scan.ts";
import { FIELDS, fieldTerms, packTerms, unpackTerms } from "../ranking/fields.ts";
import type { Chunk, EmbeddedDocument, IndexedDocument, SearchIndex } from "../search-index.ts";

/**
 * Removals of so many chunks are remembered, for processes that follow the index; one that missed more reads it anew.
 */
const LOGGED_REMOVALS = 100_000;
const OF_DOCUMENT = "(select id from index_chunks where document = ?)";

/** The half of the engine that changes the index. Each call is one transaction. */
export function createWriter(
  database: DatabaseSync,
  analysis: Analysis,
): Pick<SearchIndex, "put" | "putAll" | "remove" | "drop" | "dropVectors" | "synced"> {
  const sql = statements(database);

  /** Keeps `index_state` true to chunks that came (`sign` 1) or went (-1). */
  const count = (chunks: readonly Uint32Array[], sign: 1 | -1) => {
    const lengths = FIELDS.map((_, field) => chunks.reduce((total, packed) => total + (packed[field] ?? 0), 0));
    sql.count.run(sign * chunks.length, ...lengths.map((length) => sign * length));
  };

  const removeDocument = (source: string, path: string) => {
    const id = Number(sql.documentId.get(source, path)?.id ?? 0);
    if (id === 0) return;
    count(
      sql.terms.all(id).map((row) => unpackTerms(row.terms as Uint8Array)),
      -1,
    );
    const { lastInsertRowid } = sql.logRemoval.run(id);
    sql.forgetRemovals.run(Number(lastInsertRowid) - LOGGED_REMOVALS);
    for (const remove of sql.removals) remove.run(id);
    sql.forgetDimensions.run();
  };

  const addChunk = (document: number, title: string, chunk: Chunk): { id: number; packed: Uint32Array } => {
    const packed = packTerms(fieldTerms(title, chunk, analysis));
    const { ordinal, id: key, headings, text, url } = chunk;
    const { lastInsertRowid: id } = sql.addChunk.run(document, ordinal, key, JSON.stringify(headings), text, url);
    sql.addTerms.run(id, document, new Uint8Array(packed.buffer));
    return { id: Number(id), packed };
  };

  const addVector = (chunk: number, vector: Float32Array) => {
    sql.setDimensions.run(vector.length);
    checkDimensions(vector.length, sql.dimensions.get()?.dimensions);
    const { scale, components, remainders } = packVector(vector);
    sql.addVector.run(chunk, scale, new Uint8Array(components.buffer), new Uint8Array(remainders.buffer));
  };

  const addDocument = (document: IndexedDocument, vectors: readonly Float32Array[] | undefined) => {
    const { source, path, title, url, hash } = document;
    const { lastInsertRowid } = sql.addDocument.run(source, path, title, url, hash);
    const chunks = document.chunks.map((chunk) => addChunk(Number(lastInsertRowid), title, chunk));
    count(
      chunks.map(({ packed }) => packed),
      1,
    );
    for (const [i, { id }] of chunks.entries()) {
      const vector = vectors?.[i];
      if (vector) addVector(id, vector);
    }
  };

  const putAll = (documents: readonly EmbeddedDocument[]) => {
    transaction(database, () => {
      for (const { document, vectors } of documents) {
        removeDocument(document.source, document.path);
        addDocument(document, vectors);
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
        for (const path of paths) removeDocument(source, path);
      });
    },
    async drop(source) {
      transaction(database, () => {
        for (const row of sql.paths.all(source)) removeDocument(source, String(row.path));
        sql.dropSource.run(source);
      });
    },
    async dropVectors() {
      transaction(database, () => {
        sql.dropVectors.run();
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

function statements(database: DatabaseSync) {
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
    count: prepare(
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
    nextEpoch: prepare("update index_state set vector_epoch = vector_epoch + 1"),
    dropSource: prepare("delete from index_sources where name = ?"),
    synced: prepare(
      "insert into index_sources values (?, ?) on conflict (name) do update set synced_at = excluded.synced_at",
    ),
  };
}
