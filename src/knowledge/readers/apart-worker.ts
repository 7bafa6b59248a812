import { parentPort, workerData } from "node:worker_threads";
import { apiParts } from "./api-parts.ts";
import { pdfText } from "./pdf-text.ts";

/** What is read apart, by kind. */
const READ = { pdf: pdfText, api: apiParts };

/** The functions that `readApart` calls in a thread of their own. */
export type Apart = typeof READ;

const { kind, bytes } = workerData as { kind: keyof Apart; bytes: Uint8Array };
try {
  parentPort?.postMessage({ result: await READ[kind](bytes) });
} catch (error) {
  parentPort?.postMessage({
    reason: `cannot be read: ${error instanceof Error ? error.message.split("\n", 1)[0] : error}`,
  });
}
