import type { DatabaseSync } from "node:sqlite";
import { transaction } from "../../storage/database.ts";
import { FIELDS } from "./fields.ts";

/** Raised whenever tables or the terms of a text change: an index of another version is emptied and filled anew by the next sync. */
const VERSION = 3;

const TABLES = [
  "index_state",
  "index_sources",
  "index_documents",
  "index_chunks",
  "index_vectors",
  "index_vocabulary",
  "index_words",
  "index_terms",
];

/**
 * `index_terms` holds no text: its rowid is the chunk's id, which is never used again. Its tokenizer only cuts at
 * spaces, since terms are ours. `index_state` has one row: how many chunks there are, the sum of their lengths in terms
 * by field, and how many numbers a vector has. `index_chunks.terms` is described at `packTerms`.
 * `index_words` has the fingerprint of every term that was ever indexed: a quick first look for putting spellings right.
 */
const SCHEMA = `
create table index_state (
  version integer not null, chunks integer not null default 0, dimensions integer,
  ${FIELDS.map((field) => `${field} integer not null default 0`).join(", ")}
);
create table index_sources (name text primary key, synced_at integer not null) without rowid;
create table index_documents (
  id integer primary key, source text not null, path text not null, title text not null, url text not null,
  hash text not null, unique (source, path)
);
create table index_chunks (
  id integer primary key autoincrement, document integer not null, ordinal integer not null, key text not null,
  headings text not null, text text not null, url text not null, terms blob not null
);
create index index_chunks_by_document on index_chunks (document, ordinal);
create table index_vectors (
  chunk integer primary key, scale real not null, signs blob not null, components blob not null
);
create virtual table index_terms using fts5(
  ${FIELDS.join(", ")}, content = '', contentless_delete = 1, tokenize = "ascii tokenchars '.'"
);
create table index_words (fingerprint integer primary key);
create virtual table index_vocabulary using fts5vocab(index_terms, row);
insert into index_state (version) values (${VERSION});
`;

/** Makes the tables of an index where they are missing or of another version. */
export function prepareSchema(database: DatabaseSync): void {
  if (versionOf(database) === VERSION) return;
  transaction(database, () => {
    if (versionOf(database) === VERSION) return;
    for (const table of TABLES) database.exec(`drop table if exists ${table}`);
    database.exec(SCHEMA);
  });
}

function versionOf(database: DatabaseSync): unknown {
  if (!database.prepare("select 1 from sqlite_schema where name = 'index_state'").get()) return undefined;
  return database.prepare("select version from index_state").get()?.version;
}
