import type { DatabaseSync } from "node:sqlite";
import type { VersionedPages } from "../../search/versions.ts";
import type { SourceOptions } from "./source.ts";

/**
 * A source that was ingested before, so that it can be refreshed by its name. A `location` on this machine is absolute.
 *
 * - `version`: of what the source describes, such as `4` or `next`; `versions`: folders of it that hold the same pages as
 *   of several, as the last sync found them.
 * - `audience`: the places whose people may see it, as `discord:<server>/<channel>`; without it everybody may.
 * - `refreshMinutes`: how often it is synced by itself; 0 is never, and without it a website or repository is every
 *   day.
 * - `declared`: it stands in `docent.yaml`, and goes when it no longer does.
 */
export interface RegisteredSource extends SourceOptions {
  readonly version?: string;
  readonly versions?: readonly VersionedPages[];
  readonly audience?: readonly string[];
  readonly refreshMinutes?: number;
  readonly declared?: boolean;
}

/** The sources of an index by name, and the model that made its vectors. */
export interface Registry {
  embeddingModel(): string | undefined;
  saveEmbeddingModel(model: string): void;
  list(): RegisteredSource[];
  /** Remembers a source; the versions that it holds stay as they were found. */
  save(source: RegisteredSource): void;
  saveVersions(name: string, versions: readonly VersionedPages[]): void;
  remove(name: string): void;
}

/** Keeps the registry in the database file, beside the index. */
export function createRegistry(database: DatabaseSync): Registry {
  database.exec(`create table if not exists registered_sources (
    name text primary key, location text not null, base_url text, options text not null default '{}') without rowid`);
  database.exec(
    "create table if not exists embedding_model (id integer primary key check (id = 1), name text not null)",
  );
  const model = database.prepare("select name from embedding_model");
  const saveModel = database.prepare("insert or replace into embedding_model values (1, ?)");
  database.exec(
    "create table if not exists source_versions (name text primary key, versions text not null) without rowid",
  );
  const list = database.prepare(
    "select name, location, base_url, options, versions from registered_sources left join source_versions using (name) order by name",
  );
  const save = database.prepare("insert or replace into registered_sources values (?, ?, ?, ?)");
  const saveVersions = database.prepare("insert or replace into source_versions values (?, ?)");
  const remove = ["registered_sources", "source_versions"].map((table) =>
    database.prepare(`delete from ${table} where name = ?`),
  );
  return {
    embeddingModel: () => {
      const row = model.get();
      return row && String(row.name);
    },
    saveEmbeddingModel: (name) => {
      saveModel.run(name);
    },
    list: () =>
      list.all().map((row) => ({
        ...(JSON.parse(String(row.options)) as Partial<RegisteredSource>),
        name: String(row.name),
        location: String(row.location),
        baseUrl: row.base_url === null ? undefined : String(row.base_url),
        versions: row.versions === null ? undefined : (JSON.parse(String(row.versions)) as VersionedPages[]),
      })),
    saveVersions: (name, versions) => {
      saveVersions.run(name, JSON.stringify(versions));
    },
    save: ({ name, location, baseUrl, versions: _, ...options }) => {
      save.run(name, location, baseUrl ?? null, JSON.stringify(options));
    },
    remove: (name) => {
      for (const statement of remove) statement.run(name);
    },
  };
}
