import { createWebAdapter } from "./adapters/web/index.ts";
import { type AdapterDeps, createDocent, type Docent } from "./app.ts";
import { banner } from "./banner.ts";
import { type Config, readConfig } from "./config.ts";
import type { Adapter } from "./core/adapter.ts";
import { UserError } from "./core/errors.ts";
import { createLog, type Logger } from "./core/log.ts";
import { type Http, startHttp } from "./http.ts";
import { createMetrics } from "./metrics.ts";

/** How often Docent looks whether the npm that started it is still there, in milliseconds. */
const PARENT_MS = 1000;

/** Read as early as can be: npm may be told to stop while Docent starts. */
const PARENT = process.ppid;

/** Starts everything: the page answers at once, the platforms and the documentation follow behind it. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel, config.secrets);
  const metrics = createMetrics();
  const docent = createDocent(config, {
    log,
    adapters: await adaptersFor(config),
    onEnd: (ended) => metrics.count(ended),
    meter: metrics,
  });
  metrics.watch({ open: () => docent.open(), sources: () => docent.engine.sources() });
  const http = await startHttp({
    host: config.host,
    port: config.port,
    log,
    routes: docent.adapters.flatMap(({ routes }) => routes ?? []),
    reasons: () => docent.reasons(),
    metrics: metrics.registry,
  });
  stopWhenTold(docent, http, config, log);
  const failures = await docent.start();
  process.stdout.write(`${banner(config, http.url, failures)}\n`);
  await docent.sync();
}

/**
 * The page always; a platform where its token is set, whose library is loaded for nobody else: each takes half a
 * second.
 */
async function adaptersFor({
  discord,
  slack,
  host,
  accessToken,
}: Config): Promise<(core: AdapterDeps) => readonly Adapter[]> {
  const { createDiscordAdapter } = discord ? await import("./adapters/discord/index.ts") : {};
  const { createSlackAdapter } = slack ? await import("./adapters/slack/index.ts") : {};
  return (core) =>
    [
      createWebAdapter({ ...core, host, accessToken }),
      discord && createDiscordAdapter?.({ ...core, config: discord }),
      slack && createSlackAdapter?.({ ...core, config: slack }),
    ].filter((adapter) => adapter !== undefined);
}

/**
 * On SIGTERM and SIGINT takes no more questions, ends what is being written, and exits with 0; a second signal
 * exits at once. Started by npm it does the same when npm is gone, which does not always pass the signal on.
 */
function stopWhenTold(docent: Docent, http: Http, { startedByNpm }: Config, log: Logger): void {
  let stopping = false;
  const stop = async (why: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ why }, "stopping: no more questions are taken");
    await docent.stop();
    await http.close();
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
  process.stderr.write(`${error instanceof UserError ? error.message : String((error as Error)?.stack ?? error)}\n`);
  process.exit(1);
});
