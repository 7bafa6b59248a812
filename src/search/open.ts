import type { DatabaseSync } from "node:sqlite";
import type { Logger } from "../core/log.ts";
import { createPineconeEngine } from "./pinecone/index.ts";
import type { PineconeTarget } from "./pinecone/records.ts";
import type { Engine } from "./search-index.ts";
import { createSqliteEngine } from "./sqlite/index.ts";

/** An engine, and whether all of it can be used: `check` rejects, with a `UserError` where there is a remedy. */
export interface OpenedEngine {
  readonly engine: Engine;
  check(): Promise<void>;
}

/** The index in the database file; its vectors in Pinecone where there is a `target`. */
export function openEngine(database: DatabaseSync, target: PineconeTarget | undefined, log: Logger): OpenedEngine {
  const text = createSqliteEngine(database);
  if (!target) return { engine: text, check: async () => undefined };
  const engine = createPineconeEngine({ text, database, target, log });
  return { engine, check: () => engine.check() };
}
