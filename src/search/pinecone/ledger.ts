import { hash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { transaction } from "../../storage/database.ts";
import type { IndexedDocument } from "../search-index.ts";

const SCHEMA = `
create table if not exists pinecone_documents (
  target text not null, source text not null, path text not null, hash text not null, ids text not null,
  primary key (target, source, path)
) without rowid, strict;
create table if not exists pinecone_stale (target text not null, id text not null, primary key (target, id)) without rowid, strict;
create table if not exists pinecone_compared (target text not null, source text not null, primary key (target, source)) without rowid, strict`;

/** What this process knows of the records it wrote to one namespace. */
export interface PineconeLedger {
  /** The hash that each document of a source had when its vectors were written. */
  hashes(source: string): ReadonlyMap<string, string>;
  idsOf(source: string, path?: string): readonly string[];
  sources(): readonly string[];
  /** Whether a document of this source was written. */
  has(source: string): boolean;
  /** Notes a document as written with these records. */
  save(document: IndexedDocument, ids: readonly string[]): void;
  forget(source: string, path?: string): void;
  /** Records that must go, until they are gone: a process that dies in between leaves none behind. */
  stale(): readonly string[];
  addStale(ids: readonly string[]): void;
  removeStale(ids: readonly string[]): void;
  /** True once for each source: what Pinecone holds of it has then been compared with what is known here. */
  isCompared(source: string): boolean;
  setCompared(source: string): void;
}

/** What every record of a source begins with. */
export function prefixOf(source: string): string {
  return `${hash("sha256", source, "base64url").slice(0, 16)}:`;
}

/** The id of a chunk's record: the same for the same chunk, whoever writes it. */
export function recordId({ source, path }: IndexedDocument, chunk: string): string {
  return prefixOf(source) + hash("sha256", JSON.stringify([path, chunk]), "base64url").slice(0, 32);
}

/** Keeps the ledger in the database file, beside the text. `target`: a name for the namespace. */
export function createPineconeLedger(database: DatabaseSync, target: string): PineconeLedger {
  database.exec(SCHEMA);
  const sql = {
    hashes: database.prepare("select path, hash from pinecone_documents where target = ? and source = ?"),
    ids: database.prepare("select ids from pinecone_documents where target = ? and source = ? and ifnull(? = path, 1)"),
    sources: database.prepare("select distinct source from pinecone_documents where target = ?"),
    has: database.prepare("select 1 from pinecone_documents where target = ? and source = ? limit 1"),
    save: database.prepare("insert or replace into pinecone_documents values (?, ?, ?, ?, ?)"),
    forget: database.prepare("delete from pinecone_documents where target = ? and source = ? and ifnull(? = path, 1)"),
    stale: database.prepare("select id from pinecone_stale where target = ?"),
    addStale: database.prepare("insert or ignore into pinecone_stale values (?, ?)"),
    removeStale: database.prepare("delete from pinecone_stale where target = ? and id = ?"),
    compared: database.prepare("select 1 from pinecone_compared where target = ? and source = ?"),
    setCompared: database.prepare("insert or ignore into pinecone_compared values (?, ?)"),
  };
  const each = (ids: readonly string[], run: (id: string) => unknown) =>
    transaction(database, () => {
      for (const id of ids) run(id);
    });
  return {
    hashes: (source) => new Map(sql.hashes.all(target, source).map((row) => [String(row.path), String(row.hash)])),
    idsOf: (source, path) =>
      sql.ids.all(target, source, path ?? null).flatMap((row) => JSON.parse(String(row.ids)) as string[]),
    sources: () => sql.sources.all(target).map((row) => String(row.source)),
    has: (source) => sql.has.get(target, source) !== undefined,
    save: ({ source, path, hash }, ids) => void sql.save.run(target, source, path, hash, JSON.stringify(ids)),
    forget: (source, path) => void sql.forget.run(target, source, path ?? null),
    stale: () => sql.stale.all(target).map((row) => String(row.id)),
    addStale: (ids) => each(ids, (id) => sql.addStale.run(target, id)),
    removeStale: (ids) => each(ids, (id) => sql.removeStale.run(target, id)),
    isCompared: (source) => sql.compared.get(target, source) !== undefined,
    setCompared: (source) => void sql.setCompared.run(target, source),
  };
}
