import type { DatabaseSync } from "node:sqlite";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Fetched } from "./fetch.ts";

/** The last good answer of each address, so that a site only has to say that nothing changed. */
export interface HttpCache {
  get(url: string): Fetched | undefined;
  /** Keeps an answer under the address that was asked for. */
  put(asked: string, answer: Fetched): void;
  /** Forgets addresses that nobody asked for since these copies were opened. */
  sweep(): void;
}

/** Copies in the database, for one source. With `readOnly` nothing is written. */
export function openHttpCache(database: DatabaseSync, source: string, { readOnly = false } = {}): HttpCache {
  database.exec(`create table if not exists web_copies (
    source text not null, asked text not null, url text not null, type text not null, etag text, last_modified text,
    body blob not null, used integer not null, primary key (source, asked)) without rowid`);
  const find = database.prepare("select * from web_copies where source = ? and asked = ?");
  const touch = database.prepare("update web_copies set used = ? where source = ? and asked = ?");
  const insert = database.prepare("insert or replace into web_copies values (?, ?, ?, ?, ?, ?, ?, ?)");
  const sweep = database.prepare("delete from web_copies where source = ? and used < ?");
  const opened = Date.now();
  return {
    get(asked) {
      const row = find.get(source, asked);
      if (!row) return undefined;
      if (!readOnly) touch.run(Date.now(), source, asked);
      const text = (value: unknown) => (value === null ? undefined : String(value));
      return {
        url: String(row.url),
        status: 200,
        type: String(row.type),
        etag: text(row.etag),
        lastModified: text(row.last_modified),
        bytes: gunzipSync(row.body as Uint8Array),
      };
    },
    put(asked, { url, type, etag, lastModified, bytes }) {
      if (readOnly || (!etag && !lastModified)) return;
      insert.run(source, asked, url, type, etag ?? null, lastModified ?? null, gzipSync(bytes), Date.now());
    },
    sweep() {
      if (!readOnly) sweep.run(source, opened);
    },
  };
}

/** Forgets every copy of a source. */
export function dropHttpCache(database: DatabaseSync, source: string): void {
  const exists = database.prepare("select 1 from sqlite_schema where name = 'web_copies'").get();
  if (exists) database.prepare("delete from web_copies where source = ?").run(source);
}

/** Copies that nobody keeps: every page is fetched anew. */
export const NO_CACHE: HttpCache = { get: () => undefined, put: () => undefined, sweep: () => undefined };
