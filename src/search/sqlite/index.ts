import type { DatabaseSync } from "node:sqlite";
import type { SearchIndex } from "../search-index.ts";
import { RANKING_SETTINGS, type RankingSettings } from "../tuning.ts";
import { watchPostings } from "./postings.ts";
import { createPostingsFile } from "./postings-file.ts";
import { prepareSchema } from "./schema.ts";
import { createSearch } from "./search.ts";
import { createWriter } from "./write.ts";

/**
 * The search index in the one database file: documents, chunks with their terms, and vectors. What another process
 * commits is found by the next search. The database stays whose it is: who opened it closes it.
 *
 * @example
 * const index = createSqliteIndex(openDatabase("./data"));
 * const { passages, confidence } = await index.search({ text: "Which port?", limit: 5 });
 */
export function createSqliteIndex(database: DatabaseSync, settings: RankingSettings = RANKING_SETTINGS): SearchIndex {
  prepareSchema(database);
  const writer = createWriter(database, settings);
  const watch = watchPostings(database, settings);
  const postings = createPostingsFile(database, settings);
  const hashes = database.prepare("select path, hash from index_documents where source = ?");
  const sources = database.prepare(`
    select s.name, s.synced_at,
      (select count(*) from index_documents d where d.source = s.name) as documents,
      (select count(*) from index_documents d join index_chunks c on c.document = d.id where d.source = s.name) as chunks
    from index_sources s order by documents desc, s.name`);
  const outline = database.prepare(`
    select d.path, d.title, c.headings, c.url from index_documents d join index_chunks c on c.document = d.id
    where d.source = ? order by length(d.path) - length(replace(d.path, '/', '')), d.path, c.ordinal limit ?`);
  const chunk = database.prepare("select 1 from index_chunks where key = ?");
  return {
    ...writer,
    ...createSearch(database, settings, watch),
    async synced(source) {
      await writer.synced(source);
      await postings.keep(watch);
    },
    async hashes(source) {
      return new Map(hashes.all(source).map((row) => [String(row.path), String(row.hash)]));
    },
    async gone(ids) {
      return ids.filter((id) => chunk.get(id) === undefined);
    },
    async outline(source, limit) {
      return outline.all(source, limit).map((row) => ({
        source,
        path: String(row.path),
        title: String(row.title),
        headings: JSON.parse(String(row.headings)),
        url: String(row.url),
      }));
    },
    async sources() {
      return sources.all().map((row) => ({
        name: String(row.name),
        documents: Number(row.documents),
        chunks: Number(row.chunks),
        syncedAt: Number(row.synced_at),
      }));
    },
  };
}
