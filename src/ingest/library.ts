import type { DatabaseSync } from "node:sqlite";
import { createLog, type Logger, type LogLevel } from "../core/log.ts";
import { createEmbeddings, type NamedEmbeddings } from "../models/embeddings.ts";
import type { Endpoint } from "../models/endpoint.ts";
import { openSearchIndex } from "../search/open.ts";
import type { PineconeTarget } from "../search/pinecone/records.ts";
import type { SearchIndex } from "../search/search-index.ts";
import { openDatabase } from "../storage/database.ts";
import type { Github } from "./sources/github.ts";

/**
 * What a library is opened with: plain data, so that a sync can open one of its own in another thread. `secrets`: what
 * no line of its log may show.
 */
export interface LibrarySettings {
  readonly dataDir: string;
  readonly pinecone?: PineconeTarget;
  readonly embedding?: Endpoint;
  readonly allowPrivateHosts: readonly string[];
  readonly github: Github;
  readonly logLevel: LogLevel;
  readonly secrets: readonly string[];
}

/**
 * What ingest works on; `engine` keeps its index wherever it likes, names and locks are in `database`.
 *
 * - `isRemote`: whether vectors leave this machine: those of the default documentation never do.
 * - `allowPrivateHosts`: as in ALLOW_PRIVATE_HOSTS.
 * - `github`: the GitHub that `github:` leads to; github.com without a token where nobody says.
 * - `settings`: with these a sync works in a thread of its own, with a library of its own; without them in this one.
 */
export interface Library {
  readonly database: DatabaseSync;
  readonly engine: SearchIndex;
  readonly embeddings?: NamedEmbeddings;
  readonly isRemote?: boolean;
  readonly allowPrivateHosts?: readonly string[];
  readonly github?: Github;
  readonly settings?: LibrarySettings;
}

/** An open library, and whether all of its index can be used, as `OpenedIndex` says. */
export interface OpenedLibrary extends Library {
  readonly settings: LibrarySettings;
  check(): Promise<void>;
}

/** Only what a library needs of what Docent runs with: the rest is nothing for another thread. */
export function librarySettings(config: LibrarySettings): LibrarySettings {
  const { dataDir, pinecone, embedding, allowPrivateHosts, github, logLevel, secrets } = config;
  return { dataDir, pinecone, embedding, allowPrivateHosts, github, logLevel, secrets };
}

/**
 * Opens a library with a connection of its own. `busyMs`: how long a statement of it may stand still for a lock.
 * Throws a
 * `UserError` where the data folder cannot be used.
 */
export function openLibrary(
  settings: LibrarySettings,
  log: Logger = createLog(settings.logLevel, settings.secrets),
  busyMs?: number,
): OpenedLibrary {
  const { dataDir, pinecone, embedding, allowPrivateHosts, github } = settings;
  const database = openDatabase(dataDir, { busyMs });
  const { index, check } = openSearchIndex(database, pinecone, log);
  return {
    database,
    engine: index,
    check,
    isRemote: pinecone !== undefined,
    embeddings: embedding && createEmbeddings(embedding, database),
    allowPrivateHosts,
    github,
    settings: librarySettings(settings),
  };
}
