import type { DatabaseSync } from "node:sqlite";
import { commands } from "../commands/index.ts";
import { DocentBot, type Ended } from "./bot/bot.ts";
import { Conversations, type ThreadRecord } from "./bot/conversations.ts";
import type { Config } from "./config.ts";
import type { Adapter } from "./core/adapter.ts";
import type { Exchange, Rag } from "./core/answer.ts";
import type { About, Command } from "./core/command.ts";
import { UserError } from "./core/errors.ts";
import type { Campaign, LeaseTimes } from "./core/lease.ts";
import type { Logger } from "./core/log.ts";
import type { Place } from "./core/prompt.ts";
import { declareSources } from "./ingest/ingest.ts";
import { createScheduler } from "./ingest/scheduler.ts";
import { createRegistry, type Registry } from "./ingest/sources/registry.ts";
import { createEmbeddings } from "./models/embeddings.ts";
import { createRag, type RagOptions } from "./rag/answer.ts";
import { openSearchIndex } from "./search/open.ts";
import { isVisibleIn, scopeOf } from "./search/scope.ts";
import type { SearchIndex } from "./search/search-index.ts";
import { openDatabase } from "./storage/database.ts";
import { explainStorage } from "./storage/errors.ts";
import { createRedisStore, createSqliteStore, type Store } from "./storage/store.ts";

/** How often what has expired is deleted, in milliseconds. */
const SWEEP_MS = 3_600_000;

/** How long answers under way may take once Docent is told to stop, in milliseconds. */
const DRAIN_MS = 20_000;

/** The name of the documentation among what can fail. */
const DOCUMENTATION = "documentation";

/** What adapters are made with. */
export interface AdapterDeps {
  readonly about: About;
  readonly commands: readonly Command[];
  readonly log: Logger;
  /** Who leads where several processes share a store; left out where this one is alone. */
  readonly campaign?: Campaign;
  /** The turns kept of a conversation, oldest first. */
  history(place: Place, owner: string): Promise<readonly Exchange[]>;
}

/** `adapters` are made once the core stands. `onEnd` hears of every question that came to an end. */
export interface DocentOptions {
  readonly log: Logger;
  readonly adapters: (core: AdapterDeps) => readonly Adapter[];
  readonly onEnd?: (ended: Ended) => void;
  readonly meter?: RagOptions["meter"];
  readonly drainMs?: number;
  readonly refreshMs?: number;
  /** How soon a process counts as dead, and how often its share is looked for. */
  readonly leases?: Partial<LeaseTimes>;
}

/** Docent without a face: storage, knowledge, answers and the bot, ready for its adapters. */
export interface Docent {
  readonly core: AdapterDeps;
  readonly rag: Rag;
  readonly engine: SearchIndex;
  readonly database: DatabaseSync;
  readonly adapters: readonly Adapter[];
  /** Starts the adapters and takes up unfinished questions. Resolves to what went wrong, by platform. */
  start(): Promise<ReadonlyMap<string, string>>;
  /**
   * Brings the index up to date: the configured documentation, else what was ingested before, else Docent's own.
   * Trouble is logged and stays among the `reasons`; what the index held before goes on answering.
   */
  sync(): Promise<void>;
  /** How many questions are being answered, or wait. */
  open(): number;
  /** Why Docent cannot answer right now, a sentence each; none when it can. */
  reasons(): Promise<readonly string[]>;
  /** Takes no more questions, finishes or marks the answers under way, and closes everything. */
  stop(): Promise<void>;
}

/** Builds Docent from its settings. Throws a `UserError` where they cannot work. */
export function createDocent(config: Config, options: DocentOptions): Docent {
  const { log, drainMs = DRAIN_MS } = options;
  const database = openDatabase(config.dataDir);
  const { index: engine, check } = openSearchIndex(database, config.pinecone, log);
  const store = openStore(config, database, options);
  const conversations = new Conversations(
    { exchanges: store.keyv<readonly Exchange[]>("conversations"), threads: store.keyv<ThreadRecord>("threads") },
    config.history,
  );
  const embeddings = config.embedding && createEmbeddings(config.embedding, database);
  const library = {
    database,
    engine,
    isRemote: config.pinecone !== undefined,
    embeddings,
    allowPrivateHosts: config.allowPrivateHosts,
    github: config.github,
  };
  if (config.declared) declareSources(database, config.declared.sources);
  const syncing = createScheduler({
    library,
    configured: { docs: config.docs, baseUrl: config.docsBaseUrl, declared: config.declared?.sources },
    log,
    onTrouble: (error) => fail(DOCUMENTATION, error),
    refreshMs: options.refreshMs,
  });
  const registry = createRegistry(database);
  const versions = config.declared?.versions ?? {};
  const scope: RagOptions["scope"] = (place, texts) => scopeOf(registry.list(), { place, texts, versions });
  const rag = createRag({
    engine,
    embedder: embeddings,
    chat: config.chat,
    scope,
    unsupported: config.unsupported,
    log,
    meter: options.meter,
  });
  const core: AdapterDeps = {
    about: { ...aboutOf(config, engine, registry), sync: () => syncing.all() },
    commands,
    log,
    ...(config.storeUrl && { campaign: store.leases.campaign }),
    history: (place, owner) => conversations.exchanges({ place, owner }),
  };
  const adapters = options.adapters(core);
  const { followups, questionsPerMinute, logQuestions } = config;
  const bot = new DocentBot({
    ...core,
    ...options,
    adapters,
    conversations,
    journal: store.journal,
    leases: store.leases,
    heartbeatMs: options.leases?.leaseMs && options.leases.leaseMs / 3,
    rag,
    followups,
    questionsPerMinute,
    logQuestions,
  });
  const failures = new Map<string, string>();
  const sweeping = setInterval(() => void sweep(), SWEEP_MS).unref();

  async function sweep(): Promise<void> {
    try {
      await store.sweep();
    } catch (err) {
      log.error({ err }, "what has expired could not be deleted");
    }
  }

  async function startAdapter(adapter: Adapter): Promise<void> {
    try {
      await adapter.start(bot);
    } catch (error) {
      fail(adapter.platform, error);
    }
  }

  function fail(what: string, error: unknown): void {
    const err = explainStorage(error);
    const remedy = err instanceof UserError ? err.message : undefined;
    log.error(remedy ? { what, remedy } : { what, err }, "cannot go on with a part");
    failures.set(what, remedy ?? "see the log");
  }

  return {
    core,
    rag,
    engine,
    database,
    adapters,
    async start() {
      await sweep();
      await Promise.all(adapters.map((adapter) => startAdapter(adapter)));
      await bot.resume();
      // Nobody who asks should wait for that.
      engine.load().catch((err) => log.warn({ err }, "the index cannot be read"));
      return failures;
    },
    async sync() {
      failures.delete(DOCUMENTATION);
      await syncing.begin();
    },
    open: () => bot.open,
    async reasons() {
      const holds = (await engine.sources()).some(({ documents }) => documents > 0);
      const empty = holds || failures.has(DOCUMENTATION) ? [] : ["The documentation is still being read in."];
      const trouble = await Promise.all([
        troubleWith("The store of conversations", store.check()),
        troubleWith("The index", check()),
      ]);
      return [...trouble.flat(), ...empty, ...[...failures].map(([what, why]) => `${what}: ${why}`)];
    },
    async stop() {
      clearInterval(sweeping);
      syncing.stop();
      await Promise.allSettled(adapters.map((adapter) => adapter.stop()));
      await bot.drain(drainMs);
      await Promise.allSettled(adapters.map((adapter) => adapter.close?.()));
      await store.close();
      database.close();
    },
  };
}

/** Conversations and questions are kept in Redis where there is one, else in the database file. */
function openStore({ storeUrl, history: { days } }: Config, database: DatabaseSync, options: DocentOptions): Store {
  return storeUrl
    ? createRedisStore(storeUrl, { days, ...options })
    : createSqliteStore(database, { days, ...options });
}

/** What is wrong with a part of Docent, in a sentence; nothing where all is well. */
async function troubleWith(part: string, check: Promise<void>): Promise<readonly string[]> {
  try {
    await check;
    return [];
  } catch (error) {
    return [`${part}: ${error instanceof UserError ? error.message : "see the log"}`];
  }
}

function aboutOf({ chat, history }: Config, engine: SearchIndex, registry: Registry): About {
  return {
    model: chat && { name: chat.model, host: new URL(chat.baseUrl ?? "https://api.openai.com").host },
    historyDays: history.days,
    historyTurns: history.turns,
    async sources(place) {
      const known = new Map(registry.list().map((source) => [source.name, source]));
      const visible = (await engine.sources()).flatMap((state) => {
        const source = known.get(state.name);
        return source && isVisibleIn(source.audience, place) ? [{ ...state, version: source.version }] : [];
      });
      return visible.toSorted((a, b) => b.documents - a.documents);
    },
  };
}
