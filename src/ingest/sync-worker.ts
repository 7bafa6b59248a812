import { parentPort, workerData } from "node:worker_threads";
import { UserError } from "../core/errors.ts";
import { explainStorage } from "../storage/errors.ts";
import { runJob } from "./job.ts";
import { openLibrary } from "./library.ts";
import type { Budget } from "./readers/budget.ts";
import { NotTextError } from "./readers/decode.ts";
import type { FromWorker, SyncWorkerData, ToWorker } from "./sync-messages.ts";

/** How often it is shown that the event loop turns, in milliseconds. */
const BEAT_MS = 100;

const { settings, job, resume, beats } = workerData as SyncWorkerData;
const stopping = new AbortController();
const tell = (message: FromWorker) => parentPort?.postMessage(message);
let works = 0;

/** Tells when work on files begins and ends; whoever listens ends this thread when it takes too much. */
function budgetOf(source: string): Budget {
  const refused = resume.refused.get(source);
  return async (paths, work, { waits = false } = {}) => {
    const [only] = paths;
    const reason = only !== undefined && paths.length === 1 ? refused?.get(only) : undefined;
    if (reason) throw new NotTextError(reason);
    const id = works++;
    tell({ kind: "began", id, work: { source, paths, waits } });
    try {
      return await work();
    } finally {
      tell({ kind: "ended", id });
    }
  };
}

parentPort?.on("message", (message: ToWorker) => {
  if (message === "stop") stopping.abort(new UserError("The sync was stopped."));
});
const beating = setInterval(() => Atomics.add(beats, 0, 1), BEAT_MS);
try {
  const library = openLibrary(settings);
  const reports = await runJob(library, job, {
    signal: stopping.signal,
    budgetOf,
    states: resume.states,
    alone: resume.alone,
    onEvent: (source, event) => tell({ kind: "event", source, event }),
  });
  library.database.close();
  tell({ kind: "done", reports });
} catch (error) {
  const { message, stack } = explainStorage(error) as Error;
  tell({ kind: "failed", message, stack, hasRemedy: explainStorage(error) instanceof UserError });
} finally {
  clearInterval(beating);
  parentPort?.close();
}
