import type { DatabaseSync } from "node:sqlite";
import type { Logger } from "../core/log.ts";
import { isLocalProcessGone, newProcessId } from "./process-id.ts";

/** How often a process says that it is there and looks for others, in milliseconds. */
const EVERY_MS = 10_000;

/** After so long without a word a process counts as gone, also where nobody can ask for it, in milliseconds. */
const ALIVE_MS = 30_000;

/** `everyMs`: how often others are looked for. */
export interface NeighboursOptions {
  readonly everyMs?: number;
  readonly now?: () => number;
}

/**
 * Watches for other servers on the same database, which is made for one: two would answer each question twice. Each
 * logs it, once for every other that comes. The function that it returns ends the watch.
 */
export function watchNeighbours(database: DatabaseSync, log: Logger, options: NeighboursOptions = {}): () => void {
  const { everyMs = EVERY_MS, now = Date.now } = options;
  const self = newProcessId();
  const known = new Set([self]);
  database.exec("create table if not exists servers (id text primary key, seen integer not null) strict");
  const say = database.prepare("insert or replace into servers values (?, ?)");
  const others = database.prepare("select id from servers where seen > ?");
  const remove = database.prepare("delete from servers where id = ?");
  const look = () => {
    say.run(self, now());
    for (const { id } of others.all(now() - ALIVE_MS)) {
      const other = String(id);
      if (isLocalProcessGone(other)) remove.run(other);
      else if (!known.has(other)) log.warn(TOLD);
      known.add(other);
    }
  };
  const attempt = () => {
    try {
      look();
    } catch (err) {
      log.debug({ err }, "whether another Docent uses the data folder could not be looked up");
    }
  };
  attempt();
  const looking = setInterval(attempt, everyMs).unref();
  return () => {
    clearInterval(looking);
    if (database.isOpen) remove.run(self);
  };
}

const TOLD =
  "Another Docent runs on this data folder: with the same tokens both answer every question. Stop one, give each a DATA_DIR of its own, or set STORE_URL, with which several share the work.";
