import type { DatabaseSync } from "node:sqlite";
import { transaction } from "../../storage/database.ts";

/** Raised whenever tables or the terms of a text change: an index of another version is emptied and filled anew by the next sync. */
const VERSION = 1;

const TABLES = [
  "index_state",
  "index_sources",
  "index_documents",
  "index_chunks",
  "index_vectors",
  "index_vocabulary",
  "index_terms",
];

/**
 * `index_terms` holds no text: rows are found by the chunk's id, which is its rowid. The tokenizer only cuts at
 * spaces, since terms are ours. `index_chunks.terms` is described in `fields.ts`.
 */
const SCHEMA = `
create table index_state (version integer not null, chunks integer not null, lengths text not null, dimensions integer);
create table index_sources (name text primary key, synced_at integer not null) without rowid;
create table index_documents (
  id integer primary key, source text not null, path text not null, title text not null, url text not null,
  hash text not null, unique (source, path)
);
create table index_chunks (
  id integer primary key, document integer not null, ordinal integer not null, key text not null,
  headings text not null, text text not null, url text not null, terms blob not null
);
create index index_chunks_by_document on index_chunks (document, ordinal);
create table index_vectors (chunk integer primary key, scale real not null, components blob not null);
create virtual table index_terms using fts5(
  title, headings, body, code, content = '', contentless_delete = 1, tokenize = "ascii tokenchars '.'"
);
create virtual table index_vocabulary using fts5vocab(index_terms, row);
insert into index_state values (${VERSION}, 0, '[0,0,0,0]', null);
`;

/** Makes the tables of an index where they are missing or of another version. */
export function prepareSchema(database: DatabaseSync): void {
  transaction(database, () => {
    const exists = database.prepare("select 1 from sqlite_schema where name = 'index_state'").get();
    const state = exists ? database.prepare("select version from index_state").get() : undefined;
    if (state?.version === VERSION) return;
    for (const table of TABLES) database.exec(`drop table if exists ${table}`);
    database.exec(SCHEMA);
  });
}
