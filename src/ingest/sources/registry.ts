import type { DatabaseSync } from "node:sqlite";
import type { SourceOptions } from "./source.ts";

/**
 * A source that was ingested before, so that it can be refreshed by its name. A `location` on this machine is absolute.
 *
 * - `version`: of what the source describes, such as `4` or `next`.
 * - `audience`: the places whose people may see it, as `discord:<server>/<channel>`; without it everybody may.
 * - `refreshMinutes`: how often it is synced by itself; 0 is never, and without it a website or repository is every
 *   day.
 * - `declared`: it stands in `docent.yaml`, and goes when it no longer does.
 */
export interface RegisteredSource extends SourceOptions {
  readonly version?: string;
  readonly audience?: readonly string[];
  readonly refreshMinutes?: number;
  readonly declared?: boolean;
}

/** The sources of an index by name, and the model that made its vectors. */
export interface Registry {
  embeddingModel(): string | undefined;
  saveEmbeddingModel(model: string): void;
  list(): RegisteredSource[];
  save(source: RegisteredSource): void;
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
  const list = database.prepare("select name, location, base_url, options from registered_sources order by name");
  const save = database.prepare("insert or replace into registered_sources values (?, ?, ?, ?)");
  const remove = database.prepare("delete from registered_sources where name = ?");
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
      })),
    save: ({ name, location, baseUrl, ...options }) => {
      save.run(name, location, baseUrl ?? null, JSON.stringify(options));
    },
    remove: (name) => {
      remove.run(name);
    },
  };
}
