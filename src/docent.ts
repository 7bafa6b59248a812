import type { DatabaseSync } from "node:sqlite";
import { commands } from "../commands/index.ts";
import type { Adapter } from "./adapters/adapter.ts";
import { DocentBot, type Ended } from "./bot.ts";
import type { About, Command } from "./command.ts";
import type { Config } from "./config.ts";
import { Conversations, type ThreadRecord, type Turn } from "./conversation.ts";
import type { Engine } from "./knowledge/engines/engine.ts";
import { createSqliteEngine } from "./knowledge/engines/sqlite.ts";
import type { Logger } from "./log.ts";
import type { Place } from "./prompt.ts";
import { createRag, type Rag } from "./rag/answer.ts";
import { openDatabase } from "./storage/database.ts";
import { createSqliteJournal } from "./storage/journal-sqlite.ts";
import { KeyvSqlite, openKeyv } from "./storage/keyv-sqlite.ts";

const DAY = 86_400_000;

/** How often what has expired is deleted, in milliseconds. */
const SWEEP_MS = 3_600_000;

/** How long answers under way may take once Docent is told to stop, in milliseconds. */
const DRAIN_MS = 20_000;

/** What adapters are made with. */
export interface Core {
  readonly about: About;
  readonly commands: readonly Command[];
  readonly log: Logger;
  /** The turns kept of a conversation, oldest first. */
  history(place: Place, owner: string): Promise<readonly Turn[]>;
}

/** `adapters` are made once the core stands. `onEnd` hears of every question that came to an end. */
export interface DocentOptions {
  readonly log: Logger;
  readonly adapters: (core: Core) => readonly Adapter[];
  readonly onEnd?: (ended: Ended) => void;
  readonly drainMs?: number;
}

/** Docent without a face: storage, knowledge, answers and the bot, ready for its adapters. */
export interface Docent {
  readonly core: Core;
  readonly rag: Rag;
  readonly engine: Engine;
  readonly database: DatabaseSync;
  readonly adapters: readonly Adapter[];
  /** Starts the adapters and takes up unfinished questions. Resolves to what went wrong, by platform. */
  start(): Promise<ReadonlyMap<string, Error>>;
  /** Takes no more questions, finishes or marks the answers under way, and closes everything. */
  stop(): Promise<void>;
}

/** Builds Docent from its settings. Throws a `UserError` where they cannot work. */
export function createDocent(config: Config, options: DocentOptions): Docent {
  const { log, drainMs = DRAIN_MS } = options;
  const database = openDatabase(config.dataDir);
  const engine = createSqliteEngine(database);
  const ttl = config.history.days * DAY;
  const stores = {
    turns: openKeyv<readonly Turn[]>(database, "conversations", ttl),
    threads: openKeyv<ThreadRecord>(database, "threads", ttl),
  };
  const conversations = new Conversations(stores, config.history);
  const journal = createSqliteJournal(database, config.history.days);
  const rag = createRag({ engine, chat: config.chat, log });
  const core: Core = {
    about: aboutOf(config, engine),
    commands,
    log,
    history: (place, owner) => conversations.turns({ place, owner }),
  };
  const adapters = options.adapters(core);
  const { followups, questionsPerMinute } = config;
  const bot = new DocentBot({
    ...core,
    ...options,
    adapters,
    conversations,
    journal,
    rag,
    followups,
    questionsPerMinute,
  });
  const sweeping = setInterval(() => void sweep(), SWEEP_MS).unref();

  async function sweep(): Promise<void> {
    try {
      new KeyvSqlite(database, "conversations").sweep();
      await journal.sweep();
    } catch (err) {
      log.error({ err }, "what has expired could not be deleted");
    }
  }

  return {
    core,
    rag,
    engine,
    database,
    adapters,
    async start() {
      await sweep();
      const started = await Promise.allSettled(adapters.map((adapter) => adapter.start(bot)));
      await bot.resume();
      return failuresOf(adapters, started);
    },
    async stop() {
      clearInterval(sweeping);
      await Promise.allSettled(adapters.map((adapter) => adapter.stop()));
      await bot.drain(drainMs);
      await Promise.allSettled(adapters.map((adapter) => adapter.close?.()));
      await engine.close();
      if (database.isOpen) database.close();
    },
  };
}

function failuresOf(adapters: readonly Adapter[], started: readonly PromiseSettledResult<void>[]): Map<string, Error> {
  const failures = new Map<string, Error>();
  started.forEach((result, index) => {
    if (result.status === "rejected") failures.set(adapters[index]?.platform ?? "", result.reason);
  });
  return failures;
}

function aboutOf({ chat, history }: Config, engine: Engine): About {
  return {
    model: chat && { name: chat.model, host: new URL(chat.baseUrl ?? "https://api.openai.com").host },
    historyDays: history.days,
    historyTurns: history.turns,
    sources: async () => (await engine.sources()).toSorted((a, b) => b.documents - a.documents),
  };
}
