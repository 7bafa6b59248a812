import { parentPort, workerData } from "node:worker_threads";
import { NotTextError } from "./decode.ts";

/** What is read apart, by kind: each loads the library that it needs, and no other. */
const READ = {
  pdf: async (bytes: Uint8Array) => (await import("./pdf-text.ts")).pdfText(bytes),
  docx: async (bytes: Uint8Array) => (await import("./docx-markdown.ts")).docxMarkdown(bytes),
  api: async (bytes: Uint8Array) => (await import("./api-parts.ts")).apiParts(bytes),
  html: async (html: string) => (await import("./html-markdown.ts")).htmlMarkdown(html),
  facts: async ({ html, url }: { readonly html: string; readonly url: string }) =>
    (await import("./html-facts.ts")).htmlFacts(html, url),
};

/** The functions that `readApart` calls in a thread of their own. */
export type SandboxReaders = typeof READ;

const { kind, input } = workerData as { kind: keyof SandboxReaders; input: never };
try {
  parentPort?.postMessage({ result: await READ[kind](input) });
} catch (error) {
  const [reason] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
  // A reason of ours is a clause already; a library's is one about its own matters.
  parentPort?.postMessage({ reason: error instanceof NotTextError ? reason : `cannot be read: ${reason}` });
}
