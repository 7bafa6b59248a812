import { parentPort } from "node:worker_threads";
import { processorMs } from "../stretch.ts";
import { TARGETS } from "./targets.ts";

/** One input for one target. */
export interface FuzzCase {
  readonly target: string;
  readonly text: string;
}

parentPort?.on("message", async ({ target, text }: FuzzCase) => {
  const work = await TARGETS[target]?.(text);
  const before = processorMs();
  let refusal: string | undefined;
  try {
    await work?.();
  } catch (error) {
    refusal = error instanceof Error ? error.message.slice(0, 100) : String(error);
  }
  parentPort?.postMessage({ ms: processorMs() - before, refusal });
});
parentPort?.postMessage("ready");
