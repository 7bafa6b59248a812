import type { DatabaseSync } from "node:sqlite";
import { UserError } from "../../errors.ts";
import { transaction } from "../../storage/database.ts";
import type { Chunk, Engine, IndexedDocument } from "./engine.ts";
import { FIELDS, fieldTerms, packTerms, unpackTerms } from "./fields.ts";
import { packVector } from "./vectors.ts";

/** The half of the engine that changes the index. Each call is one transaction. */
export function createWriter(
  database: DatabaseSync,
): Pick<Engine, "put" | "remove" | "drop" | "dropVectors" | "synced"> {
  const sql = statements(database);

  /** Keeps `index_state` true to chunks that came (`sign` 1) or went (-1). */
  const count = (chunks: readonly Uint32Array[], sign: 1 | -1) => {
    const lengths = FIELDS.map((_, field) => chunks.reduce((total, packed) => total + (packed[field] ?? 0), 0));
    sql.count.run(sign * chunks.length, ...lengths.map((length) => sign * length));
  };

  const removeDocument = (source: string, path: string) => {
    const id = Number(sql.documentId.get(source, path)?.id ?? 0);
    if (id === 0) return;
    const chunks = sql.chunks.all(id);
    for (const chunk of chunks) {
      // FTS5 leaves a row id behind here that no JavaScript number holds, and every later `run` on this connection would
      // fail on reporting it as the last one: so this statement does not ask for it, and the next one covers it.
      sql.deleteTerms.get(Number(chunk.id));
      sql.coverRowId.get();
      sql.deleteVector.run(Number(chunk.id));
    }
    count(
      chunks.map((chunk) => unpackTerms(chunk.terms as Uint8Array)),
      -1,
    );
    sql.deleteChunks.run(id);
    sql.deleteDocument.run(id);
    sql.forgetDimensions.run();
  };

  const addChunk = (document: number, title: string, chunk: Chunk): { id: number; packed: Uint32Array } => {
    const fields = fieldTerms(title, chunk);
    const packed = packTerms(fields);
    const { ordinal, id: key, headings, text, url } = chunk;
    const bytes = new Uint8Array(packed.buffer);
    const { lastInsertRowid } = sql.addChunk.run(document, ordinal, key, JSON.stringify(headings), text, url, bytes);
    sql.addTerms.run(lastInsertRowid, ...fields.map((terms) => terms.join(" ")));
    return { id: Number(lastInsertRowid), packed };
  };

  const addVector = (chunk: number, vector: Float32Array) => {
    sql.setDimensions.run(vector.length);
    checkDimensions(vector.length, sql.dimensions.get()?.dimensions);
    const { scale, signs, components } = packVector(vector);
    sql.addVector.run(chunk, scale, new Uint8Array(signs.buffer), new Uint8Array(components.buffer));
  };

  const addDocument = (document: IndexedDocument, vectors: readonly Float32Array[] | undefined) => {
    const { source, path, title, url, hash } = document;
    const { lastInsertRowid } = sql.addDocument.run(source, path, title, url, hash);
    const chunks = document.chunks.map((chunk) => addChunk(Number(lastInsertRowid), title, chunk));
    count(
      chunks.map(({ packed }) => packed),
      1,
    );
    const words = new Set(chunks.flatMap(({ packed }) => [...packed.subarray(FIELDS.length)]));
    for (const word of words) sql.addWord.run(word);
    for (const [i, { id }] of chunks.entries()) {
      const vector = vectors?.[i];
      if (vector) addVector(id, vector);
    }
  };

  return {
    async put(document, vectors) {
      transaction(database, () => {
        removeDocument(document.source, document.path);
        addDocument(document, vectors);
      });
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
  database.exec("create temp table if not exists last_row (id integer primary key)");
  const prepare = (text: string) => database.prepare(text);
  return {
    documentId: prepare("select id from index_documents where source = ? and path = ?"),
    paths: prepare("select path from index_documents where source = ?"),
    chunks: prepare("select id, terms from index_chunks where document = ?"),
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
      "insert into index_chunks (document, ordinal, key, headings, text, url, terms) values (?, ?, ?, ?, ?, ?, ?)",
    ),
    addTerms: prepare(
      `insert into index_terms (rowid, ${FIELDS.join(", ")}) values (?, ${FIELDS.map(() => "?").join(", ")})`,
    ),
    addWord: prepare("insert or ignore into index_words values (?)"),
    addVector: prepare("insert into index_vectors (chunk, scale, signs, components) values (?, ?, ?, ?)"),
    deleteTerms: prepare("delete from index_terms where rowid = ?"),
    coverRowId: prepare("insert or replace into temp.last_row values (1)"),
    deleteVector: prepare("delete from index_vectors where chunk = ?"),
    deleteChunks: prepare("delete from index_chunks where document = ?"),
    deleteDocument: prepare("delete from index_documents where id = ?"),
    dropVectors: prepare("delete from index_vectors"),
    dropSource: prepare("delete from index_sources where name = ?"),
    synced: prepare(
      "insert into index_sources values (?, ?) on conflict (name) do update set synced_at = excluded.synced_at",
    ),
  };
}
