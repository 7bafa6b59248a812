import type { Config } from "./config.ts";
import { UserError } from "./core/errors.ts";
import { configuredBy, documentationTrouble } from "./ingest/documentation.ts";
import type { OpenedLibrary } from "./ingest/library.ts";
import type { Readiness } from "./readiness.ts";
import type { DatabaseHealth } from "./storage/database-health.ts";
import type { Store } from "./storage/store.ts";

/** What Docent stands on, as far as it can fail. */
interface Ground extends Pick<OpenedLibrary, "engine" | "database" | "check"> {
  readonly health: Pick<DatabaseHealth, "check">;
  readonly store: Pick<Store, "check">;
}

/** Why Docent cannot answer right now, by what it stands on: a sentence each. */
export async function troublesOf(config: Config, ground: Ground, readiness: Readiness): Promise<readonly string[]> {
  const { health, store, check } = ground;
  let unread: string | undefined;
  const lookIn = async () => {
    unread = await documentationTrouble(ground, configuredBy(config));
  };
  const trouble = await Promise.all([
    troubleWith("The store of conversations", store.check()),
    troubleWith("The index", Promise.all([health.check(), check(), lookIn()])),
  ]);
  const isKnown = trouble.flat().length > 0 || readiness.documentationFailed;
  return [...trouble.flat(), ...(unread && !isKnown ? [unread] : [])];
}

/** What is wrong with a part of Docent, in a sentence; nothing where all is well. */
async function troubleWith(part: string, check: Promise<unknown>): Promise<readonly string[]> {
  try {
    await check;
    return [];
  } catch (error) {
    return [`${part}: ${error instanceof UserError ? error.message : "see the log"}`];
  }
}
