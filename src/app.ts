import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { commands } from "../commands/index.ts";
import { aboutOf } from "./about.ts";
import { type BotDeps, DocentBot } from "./bot/bot.ts";
import { Conversations, type ThreadRecord } from "./bot/conversations.ts";
import type { Ended } from "./bot/endings.ts";
import { markOutdated } from "./bot/outdated.ts";
import type { Config } from "./config.ts";
import type { Adapter } from "./core/adapter.ts";
import type { Exchange, PageReader, Rag } from "./core/answer.ts";
import type { Journal } from "./core/journal.ts";
import type { LeaseTimes } from "./core/lease.ts";
import type { Logger } from "./core/log.ts";
import type { AdapterDeps } from "./core/platform.ts";
import type { Reports } from "./core/report.ts";
import { configuredBy, isDocumentationNamed } from "./ingest/documentation.ts";
import { declareSources } from "./ingest/ingest.ts";
import { type OpenedLibrary, openLibrary } from "./ingest/library.ts";
import { ownSources } from "./ingest/naming.ts";
import { createScheduler, type SchedulerOptions } from "./ingest/scheduler.ts";
import { createRegistry, type Registry } from "./ingest/sources/registry.ts";
import { loadClient } from "./models/client.ts";
import { createRag, type RagOptions } from "./rag/answer.ts";
import { Readiness } from "./readiness.ts";
import { CaseFile } from "./report/case-file.ts";
import { createReportsOver } from "./reporting.ts";
import { scopeOf } from "./search/scope.ts";
import type { SearchIndex } from "./search/search-index.ts";
import { DatabaseHealth } from "./storage/database-health.ts";
import { createSqliteStore, type Store } from "./storage/store.ts";
import { troublesOf } from "./troubles.ts";
import { unkeptIn } from "./unkept.ts";

/** How often what has expired is deleted, in milliseconds. */
const SWEEP_MS = 3_600_000;

/** How long a statement waits for another process's lock with everything else standing still, in milliseconds. */
const BUSY_MS = 100;

/** How long answers under way may take once Docent is told to stop, in milliseconds. */
const DRAIN_MS = 20_000;

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
  readonly rag: Rag & PageReader;
  readonly engine: SearchIndex;
  readonly database: DatabaseSync;
  readonly reports: Reports;
  readonly journal: Journal;
  readonly adapters: readonly Adapter[];
  /** How far the platforms have come. */
  readonly readiness: Readiness;
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

/**
 * Builds Docent from its settings. Throws a `UserError` where they cannot work.
 *
 * @example
 * const docent = await createDocent(readConfig(), { log, adapters: () => [createConsole()] });
 * await docent.start();
 */
export async function createDocent(config: Config, options: DocentOptions): Promise<Docent> {
  const { log, drainMs = DRAIN_MS } = options;
  const ground = await openGround(config, options);
  const { database, engine, store } = ground;
  const scheduler = createSyncs(config, ground, options, {
    onTrouble: (error) => readiness.syncFailed(error),
    onChanged: () => void markAll(),
  });
  const rag = createRagOver(config, ground, options);
  const reports = createReportsOver(ground, createRagOver({ ...config, chat: undefined }, ground, { log }));
  const core: AdapterDeps = {
    about: { ...aboutOf(config, ground), sync: () => scheduler.all() },
    commands,
    log,
    notes: store.notes,
    takesVotes: config.takesVotes,
    questionsPerMinute: config.questionsPerMinute,
    ...(config.storeUrl && { campaign: store.leases.campaign }),
    history: (place, owner) => ground.conversations.exchanges({ place, owner }),
  };
  const adapters = options.adapters(core);
  const readiness = new Readiness(
    adapters.map(({ platform }) => platform),
    log,
  );
  const bot = createBot(config, {
    ...options,
    ...ground,
    ...core,
    rag,
    reports,
    unkept: unkeptIn(ground.store),
    cases: new CaseFile(join(config.dataDir, "cases.yaml")),
    adapters,
    isOn: (name) => readiness.isOn(name),
  });
  const stopping = new AbortController();
  const markAll = () =>
    markOutdated({ ...ground, adapters, gone: (ids) => engine.gone(ids), takesVotes: config.takesVotes, log })
      .then((answers) => answers > 0 && log.info({ answers }, "answers cite what has changed since"))
      .catch((err) => log.warn({ err }, "answers that are out of date could not be looked for"));
  const sweeping = setInterval(() => void sweep(ground, log), SWEEP_MS).unref();
  return {
    core,
    rag,
    engine,
    database,
    reports,
    journal: store.journal,
    adapters,
    readiness,
    async start() {
      await sweep(ground, log);
      if (config.chat || config.embedding) await loadClient();
      const start = (adapter: Adapter) => readiness.follow(adapter.platform, () => adapter.start(bot), stopping.signal);
      await Promise.all(adapters.map(start));
      await bot.resume();
      // Nobody who asks should wait for that.
      engine.load().catch((err) => log.warn({ err }, "the index cannot be read"));
      return readiness.failures;
    },
    async sync() {
      readiness.syncBegins();
      await scheduler.begin();
    },
    open: () => bot.open,
    reasons: async () => [...(await troublesOf(config, ground, readiness)), ...readiness.reasons()],
    async stop() {
      clearInterval(sweeping);
      stopping.abort();
      const synced = scheduler.stop();
      await Promise.allSettled(adapters.map((adapter) => adapter.stop()));
      await bot.drain(drainMs);
      await synced;
      await Promise.allSettled(adapters.map((adapter) => adapter.close?.()));
      await store.close();
      database.close();
    },
  };
}

/** What everything else stands on. `check` rejects where the index cannot be used. */
interface Ground extends OpenedLibrary {
  readonly health: DatabaseHealth;
  readonly registry: Registry;
  readonly store: Store;
  readonly conversations: Conversations;
}

async function openGround(config: Config, options: DocentOptions): Promise<Ground> {
  const library = openLibrary(config, options.log, BUSY_MS);
  const { database } = library;
  const health = new DatabaseHealth(database, options.log);
  const engine = health.guard(library.engine, ["sources", "outline", "pages", "load", "search", "neighbours"]);
  const store = await openStore(config, { ...options, database, health });
  const conversations = new Conversations(
    { exchanges: store.keyv<readonly Exchange[]>("conversations"), threads: store.keyv<ThreadRecord>("threads") },
    config.history,
  );
  if (config.declared) declareSources(database, config.declared.sources);
  return { ...library, engine, health, registry: createRegistry(database), store, conversations };
}

/** What keeps the index up to date with the documentation. */
function createSyncs(
  config: Config,
  library: Ground,
  { log, refreshMs }: DocentOptions,
  listeners: Pick<SchedulerOptions, "onTrouble" | "onChanged">,
) {
  return createScheduler({
    library,
    configured: configuredBy(config),
    log,
    ...listeners,
    refreshMs,
  });
}

function createRagOver(
  config: Config,
  ground: Ground,
  { log, meter }: Pick<DocentOptions, "log" | "meter">,
): Rag & PageReader {
  const { engine, embeddings: embedder, registry, database } = ground;
  const { chat, unsupported, declared, mayUseOwnDocs } = config;
  const versions = declared?.versions ?? {};
  const sources = () => (mayUseOwnDocs ? registry.list() : ownSources(registry));
  const scope: RagOptions["scope"] = (place, texts) => scopeOf(sources(), { place, texts, versions });
  const hasDocumentation = () => isDocumentationNamed(configuredBy(config), database);
  return createRag({ engine, embedder, chat, scope, hasDocumentation, unsupported, log, meter });
}

type BotParts = Omit<DocentOptions, "adapters"> &
  Ground &
  AdapterDeps &
  Pick<BotDeps, "rag" | "reports" | "cases" | "unkept" | "adapters" | "isOn">;

function createBot(
  { followups, questionsPerMinute, logQuestions, admins, takesVotes }: Config,
  parts: BotParts,
): DocentBot {
  return new DocentBot({
    ...parts,
    journal: parts.store.journal,
    leases: parts.store.leases,
    notes: parts.store.notes,
    heartbeatMs: parts.leases?.leaseMs && parts.leases.leaseMs / 3,
    followups,
    questionsPerMinute,
    takesVotes,
    logQuestions,
    admins,
  });
}

/** Deletes what has expired. */
async function sweep({ store }: Ground, log: Logger): Promise<void> {
  try {
    await store.sweep();
  } catch (err) {
    log.error({ err }, "what has expired could not be deleted");
  }
}

/**
 * Conversations and questions are kept in Redis where there is one, else in the database file; the library of Redis
 * is loaded for nobody else.
 */
async function openStore(
  config: Config,
  { database, health, log, leases }: DocentOptions & Pick<Ground, "database" | "health">,
): Promise<Store> {
  const { days } = config.history;
  if (!config.storeUrl) return createSqliteStore(database, { days, leases, log, health });
  const { createRedisStore } = await import("./storage/store-redis.ts");
  return createRedisStore(config.storeUrl, { days, log, leases });
}
