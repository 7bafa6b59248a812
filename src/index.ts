import { platforms } from "./adapters/platforms.ts";
import { createDocent, type Docent, type DocentOptions } from "./app.ts";
import { banner } from "./banner.ts";
import { type Config, readConfig } from "./config.ts";
import type { Routes } from "./core/adapter.ts";
import { UserError } from "./core/errors.ts";
import { createLog, type Logger, outliveRejections } from "./core/log.ts";
import { startHttp } from "./http.ts";
import { configuredBy, documentationTrouble } from "./ingest/documentation.ts";
import { createMcpRoutes } from "./mcp/http.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { explainStorage } from "./storage/errors.ts";
import { watchNeighbours } from "./storage/neighbours.ts";
import { readVersion } from "./version.ts";

/** How often Docent looks whether the npm that started it is still there, in milliseconds. */
const PARENT_MS = 1000;

/** Read as early as can be: npm may be told to stop while Docent starts. */
const PARENT = process.ppid;

/** Starts everything: the page answers at once, the platforms and the documentation follow behind it. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel, config.secrets);
  outliveRejections(log);
  const metrics = createMetrics();
  const docent = await createDocent(config, {
    log,
    adapters: await adaptersFor(config),
    onEnd: (ended) => metrics.count(ended),
    meter: metrics,
  });
  metrics.watch({
    open: () => docent.open(),
    // A source that is not for everybody is not named to everybody who may read the metrics.
    sources: () => docent.core.about.sources(),
    platforms: () => docent.readiness.platforms,
  });
  const http = await startHttp({
    host: config.host,
    port: config.port,
    log,
    routes: [...docent.adapters.flatMap(({ routes }) => routes ?? []), ...mcpRoutes(config, docent, metrics, log)],
    reasons: async () => [...(await docent.reasons()), ...docent.readiness.connecting()],
    refusals: () => docent.readiness.refusals(),
    metrics: metrics.registry,
    metricsToken: config.metricsToken,
  });
  // With Redis several may share the work.
  const alone = config.storeUrl ? undefined : watchNeighbours(docent.database, log);
  const close = async () => {
    alone?.();
    await docent.stop();
    await http.close();
  };
  stopWhenTold(close, config, log);
  const failures = await docent.start();
  const unread = await documentationTrouble(docent, configuredBy(config));
  process.stdout.write(`${banner(config, http.url, { failures, unread })}\n`);
  await docent.sync();
}

/** What programs that speak MCP are served. */
function mcpRoutes(config: Config, { rag, journal }: Docent, metrics: Metrics, log: Logger): Routes[] {
  const { mcp, host, trustedProxies, accessToken: pageToken } = config;
  const onCall = metrics.countCall;
  return createMcpRoutes({
    config: mcp,
    host,
    pageToken,
    trustedProxies,
    docs: rag,
    journal,
    log,
    version: readVersion(),
    onCall,
  });
}

/** The platforms that are set up; the library of one is loaded for nobody else. */
async function adaptersFor(config: Config): Promise<DocentOptions["adapters"]> {
  const creators = await Promise.all(platforms.flatMap((platform) => platform.load(config) ?? []));
  return (deps) => creators.map((create) => create(deps));
}

/**
 * On SIGTERM and SIGINT takes no more questions, ends what is being written, and exits with 0; a second signal
 * exits at once. Started by npm it does the same when npm is gone, which does not always pass the signal on.
 */
function stopWhenTold(close: () => Promise<void>, { startedByNpm }: Config, log: Logger): void {
  let stopping = false;
  const stop = async (why: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ why }, "stopping: no more questions are taken");
    await close();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
  if (!startedByNpm) return;
  const watching = setInterval(() => {
    if (process.ppid === PARENT) return;
    clearInterval(watching);
    void stop("npm is gone");
  }, PARENT_MS);
}

main().catch((error: unknown) => {
  const known = explainStorage(error);
  process.stderr.write(`${known instanceof UserError ? known.message : String((error as Error)?.stack ?? error)}\n`);
  process.exit(1);
});
