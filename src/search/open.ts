import type { DatabaseSync } from "node:sqlite";
import type { Logger } from "../core/log.ts";
import { createPineconeIndex } from "./pinecone/index.ts";
import type { PineconeTarget } from "./pinecone/records.ts";
import type { SearchIndex } from "./search-index.ts";
import { createSqliteIndex } from "./sqlite/index.ts";

/** An index, and whether all of it can be used: `check` rejects, with a `UserError` where there is a remedy. */
export interface OpenedIndex {
  readonly index: SearchIndex;
  check(): Promise<void>;
}

/** The index in the database file; its vectors in Pinecone where there is a `target`. */
export function openSearchIndex(database: DatabaseSync, target: PineconeTarget | undefined, log: Logger): OpenedIndex {
  const text = createSqliteIndex(database);
  if (!target) return { index: text, check: async () => undefined };
  const index = createPineconeIndex({ text, database, target, log });
  return { index, check: () => index.check() };
}
