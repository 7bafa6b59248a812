import type { DatabaseSync } from "node:sqlite";
import { transaction } from "../../storage/database.ts";
import { FIELDS } from "../ranking/fields.ts";

/**
 * Raised whenever tables or the terms of a text change: an index of another version is emptied and filled anew by the
 * next sync.
 */
const VERSION = 6;

const TABLES = [
  "index_state",
  "index_sources",
  "index_documents",
  "index_chunks",
  "index_terms",
  "index_removed",
  "index_vectors",
  "index_probes",
  "index_kept_postings",
];
/** Tables of earlier versions. */
const FORMER_TABLES = ["index_vocabulary", "index_words"];

/**
 * `index_state` has one row: how many chunks there are, the sum of their lengths in terms by field, how many numbers
 * a vector has, and how often all vectors were dropped. `index_terms` is described at `packTerms`; it stands alone
 * because it is read whole. Ids of chunks are
 * never used again. `index_removed` logs the ids of chunks that went, as far back as `LOGGED_REMOVALS` says.
 */
const SCHEMA = `
create table index_state (
  version integer not null, chunks integer not null default 0, dimensions integer, vector_epoch integer not null default 0,
  ${FIELDS.map((field) => `${field} integer not null default 0`).join(", ")}
);
create table index_sources (name text primary key, synced_at integer not null) without rowid;
create table index_documents (
  id integer primary key, source text not null, path text not null, title text not null, url text not null,
  hash text not null, unique (source, path)
);
create table index_chunks (
  id integer primary key autoincrement, document integer not null, ordinal integer not null, key text not null,
  headings text not null, text text not null, url text not null
);
create index index_chunks_by_document on index_chunks (document, ordinal);
create table index_vectors (
  chunk integer primary key, scale real not null, components blob not null, remainders blob not null
);
create table index_terms (chunk integer primary key, document integer not null, terms blob not null);
create table index_removed (id integer primary key autoincrement, chunk integer not null);
insert into index_state (version) values (${VERSION});
`;

/** Tables that came later to an index of this version, which keeps what it holds. */
const ADDED_TABLES = `
create index if not exists index_chunks_by_key on index_chunks (key);
create index if not exists index_documents_by_url on index_documents (url);
create index if not exists index_documents_by_path on index_documents (path);
create table if not exists index_probes (
  id integer primary key check (id = 1), asked integer not null, found integer not null, chunks integer not null
);
create table if not exists index_kept_postings (
  id integer primary key check (id = 1), hash text not null, chunk integer not null, removal integer not null
);
`;

/** Makes the tables of an index where they are missing or of another version. */
export function prepareSchema(database: DatabaseSync): void {
  if (versionOf(database) !== VERSION) {
    transaction(database, () => {
      if (versionOf(database) === VERSION) return;
      for (const table of [...TABLES, ...FORMER_TABLES]) database.exec(`drop table if exists ${table}`);
      database.exec(SCHEMA);
    });
  }
  database.exec(ADDED_TABLES);
}

function versionOf(database: DatabaseSync): unknown {
  if (!database.prepare("select 1 from sqlite_schema where name = 'index_state'").get()) return undefined;
  return database.prepare("select version from index_state").get()?.version;
}
