import type { DatabaseSync } from "node:sqlite";
import { transaction } from "../../storage/database.ts";
import { questionWords } from "../tokens.ts";
import type { Chunk, Engine, Findings, IndexedDocument, Passage, Query, SourceState } from "./engine.ts";
import { fieldTerms, fingerprint, packTerms, unpackTerms } from "./fields.ts";
import { bestPossible, FIELD_WEIGHTS, rarity, type SoughtTerm, scoreChunk } from "./rank.ts";
import { prepareSchema } from "./schema.ts";

/** How many chunks SQLite's own ranking hands on to ours. */
const CANDIDATES = 200;

/** Keeps the index in the one database file: documents, chunks and a full-text table over our own terms. */
export function createSqliteEngine(database: DatabaseSync): Engine {
  prepareSchema(database);
  const sql = statements(database);

  const removeDocument = (source: string, path: string) => {
    const document = sql.documentId.get(source, path);
    if (!document) return;
    for (const chunk of sql.chunkTerms.all(Number(document.id))) {
      countChunk(unpackTerms(chunk.terms as Uint8Array), -1);
      sql.deleteTerms.run(chunk.id as number);
      sql.deleteVector.run(chunk.id as number);
    }
    sql.deleteChunks.run(Number(document.id));
    sql.deleteDocument.run(Number(document.id));
  };

  const readState = () => {
    const row = sql.state.get();
    return { chunks: Number(row?.chunks), lengths: JSON.parse(String(row?.lengths)) as number[] };
  };

  const countChunk = (packed: Uint32Array, sign: 1 | -1) => {
    const state = readState();
    sql.setState.run(
      state.chunks + sign,
      JSON.stringify(state.lengths.map((length, field) => length + sign * (packed[field] ?? 0))),
    );
  };

  const addChunk = (document: number, title: string, chunk: Chunk) => {
    const fields = fieldTerms(title, chunk);
    const packed = packTerms(fields);
    const { lastInsertRowid } = sql.addChunk.run(
      document,
      chunk.ordinal,
      chunk.id,
      JSON.stringify(chunk.headings),
      chunk.text,
      chunk.url,
      packed,
    );
    sql.addTerms.run(lastInsertRowid, ...fields.map((terms) => terms.join(" ")));
    countChunk(unpackTerms(packed), 1);
  };

  const soughtTerms = (query: Query, chunks: number): SoughtTerm[] => {
    const terms = new Set(questionWords(query.text).flatMap((word) => word.terms));
    return [...terms].map((term) => ({
      term,
      fingerprint: fingerprint(term),
      weight: 1,
      rarity: rarity(Number(sql.frequency.get(term)?.doc ?? 0), chunks),
    }));
  };

  return {
    async hashes(source) {
      return new Map(sql.hashes.all(source).map((row) => [String(row.path), String(row.hash)]));
    },
    async put(document: IndexedDocument) {
      transaction(database, () => {
        removeDocument(document.source, document.path);
        const { source, path, title, url, hash } = document;
        const { lastInsertRowid } = sql.addDocument.run(source, path, title, url, hash);
        for (const chunk of document.chunks) addChunk(Number(lastInsertRowid), title, chunk);
      });
    },
    async remove(source, paths) {
      transaction(database, () => {
        for (const path of paths) removeDocument(source, path);
      });
    },
    async synced(source) {
      sql.synced.run(source, Date.now());
    },
    async drop(source) {
      transaction(database, () => {
        for (const row of sql.hashes.all(source)) removeDocument(source, String(row.path));
        sql.dropSource.run(source);
      });
    },
    async sources() {
      return sql.sources.all() as unknown as SourceState[];
    },
    async search(query: Query): Promise<Findings> {
      const { chunks, lengths } = readState();
      const terms = soughtTerms(query, chunks);
      if (terms.length === 0 || chunks === 0) return { passages: [], confidence: 0 };
      const means = lengths.map((length) => length / chunks);
      const match = terms.map(({ term }) => `"${term}"`).join(" OR ");
      const scored = sql.candidates
        .all(match, CANDIDATES)
        .map((row) => ({ row, score: scoreChunk(unpackTerms(row.terms as Uint8Array), terms, means) }))
        .sort((one, other) => other.score - one.score);
      const passages = scored.slice(0, query.limit).map(({ row, score }) => toPassage(row, score));
      return { passages, confidence: Math.min(1, (scored[0]?.score ?? 0) / bestPossible(terms)) };
    },
    async neighbours(passage, before, after) {
      return sql.neighbours
        .all(passage.source, passage.path, passage.ordinal - before, passage.ordinal + after)
        .map((row) => toPassage(row, passage.score));
    },
    async close() {
      database.close();
    },
  };
}

const PASSAGE = `c.key, c.ordinal, c.headings, c.text, c.url, d.source, d.path, d.title`;

function statements(database: DatabaseSync) {
  const prepare = (text: string) => database.prepare(text);
  return {
    documentId: prepare("select id from index_documents where source = ? and path = ?"),
    chunkTerms: prepare("select id, terms from index_chunks where document = ?"),
    deleteTerms: prepare("delete from index_terms where rowid = ?"),
    deleteVector: prepare("delete from index_vectors where chunk = ?"),
    deleteChunks: prepare("delete from index_chunks where document = ?"),
    deleteDocument: prepare("delete from index_documents where id = ?"),
    state: prepare("select * from index_state"),
    setState: prepare("update index_state set chunks = ?, lengths = ?"),
    addDocument: prepare("insert into index_documents (source, path, title, url, hash) values (?, ?, ?, ?, ?)"),
    addChunk: prepare(
      "insert into index_chunks (document, ordinal, key, headings, text, url, terms) values (?, ?, ?, ?, ?, ?, ?)",
    ),
    addTerms: prepare("insert into index_terms (rowid, title, headings, body, code) values (?, ?, ?, ?, ?)"),
    frequency: prepare("select doc from index_vocabulary where term = ?"),
    hashes: prepare("select path, hash from index_documents where source = ?"),
    synced: prepare(
      "insert into index_sources values (?, ?) on conflict (name) do update set synced_at = excluded.synced_at",
    ),
    dropSource: prepare("delete from index_sources where name = ?"),
    sources: prepare(`select s.name, s.synced_at as syncedAt, count(distinct d.id) as documents, count(c.id) as chunks
      from index_sources s left join index_documents d on d.source = s.name left join index_chunks c on c.document = d.id
      group by s.name order by documents desc`),
    candidates: prepare(`with best as (
        select rowid as chunk from index_terms where index_terms match ?
        order by bm25(index_terms, ${FIELD_WEIGHTS.join(", ")}) limit ?
      ) select ${PASSAGE}, c.terms from best join index_chunks c on c.id = best.chunk join index_documents d on d.id = c.document`),
    neighbours: prepare(`select ${PASSAGE} from index_chunks c join index_documents d on d.id = c.document
      where d.source = ? and d.path = ? and c.ordinal between ? and ? order by c.ordinal`),
  };
}

function toPassage(row: Record<string, unknown>, score: number): Passage {
  return {
    id: String(row.key),
    ordinal: Number(row.ordinal),
    headings: JSON.parse(String(row.headings)) as string[],
    text: String(row.text),
    url: String(row.url),
    source: String(row.source),
    path: String(row.path),
    title: String(row.title),
    score,
  };
}
