import type { DatabaseSync } from "node:sqlite";

/** A source that was ingested before, so that it can be refreshed by its name. `location` is absolute. */
export interface RegisteredSource {
  readonly name: string;
  readonly location: string;
  readonly baseUrl?: string;
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
  database.exec(
    "create table if not exists registered_sources (name text primary key, location text not null, base_url text) without rowid",
  );
  database.exec(
    "create table if not exists embedding_model (id integer primary key check (id = 1), name text not null)",
  );
  const model = database.prepare("select name from embedding_model");
  const saveModel = database.prepare("insert or replace into embedding_model values (1, ?)");
  const list = database.prepare("select name, location, base_url from registered_sources order by name");
  const save = database.prepare("insert or replace into registered_sources values (?, ?, ?)");
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
        name: String(row.name),
        location: String(row.location),
        baseUrl: row.base_url === null ? undefined : String(row.base_url),
      })),
    save: ({ name, location, baseUrl }) => {
      save.run(name, location, baseUrl ?? null);
    },
    remove: (name) => {
      remove.run(name);
    },
  };
}
