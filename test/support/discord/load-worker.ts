import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { createDiscordAdapter } from "../../../src/adapters/discord/index.ts";
import { createDocent } from "../../../src/app.ts";
import { readConfig } from "../../../src/config.ts";
import { createLog } from "../../../src/core/log.ts";

// Docent in a thread of its own, so that its memory is not the local Discord's.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const config = readConfig(workerData as NodeJS.ProcessEnv, "");
const log = createLog(config.logLevel);
const docent = await createDocent(config, {
  log,
  adapters: (core) => (config.discord ? [createDiscordAdapter({ ...core, config: config.discord })] : []),
});
await docent.sync();
await docent.start();
parentPort?.postMessage("ready");

parentPort?.on("message", async (message: "memory" | "stop") => {
  if (message === "memory") {
    collect();
    collect();
    parentPort?.postMessage(process.memoryUsage().heapUsed);
    return;
  }
  await docent.stop();
  parentPort?.postMessage("stopped");
  parentPort?.close();
});
