import { Worker } from "node:worker_threads";
import { NotTextError } from "./decode.ts";
import type { SandboxReaders } from "./sandbox-worker.ts";

/**
 * The longest that reading one file may take in milliseconds, and the memory it may fill in megabytes: with objects,
 * and with bytes
 * outside of the heap, which is where packed streams unpack to.
 */
const LIMITS = { timeoutMs: 30_000, memoryMb: 512, bytesMb: 200 };

/** How often it is looked how many bytes there are, in milliseconds; they double in less than a second. */
const LOOK_MS = 50;

/**
 * Reads a file in a thread of its own, so that one that was made to be read for ever costs nobody an answer.
 * Rejects with a `NotTextError` where it cannot be read, or not within the limits.
 */
export async function readInSandbox<Kind extends keyof SandboxReaders>(
  kind: Kind,
  input: Parameters<SandboxReaders[Kind]>[0],
  limits: Partial<typeof LIMITS> = {},
): Promise<Awaited<ReturnType<SandboxReaders[Kind]>>> {
  const { timeoutMs, memoryMb, bytesMb } = { ...LIMITS, ...limits };
  const worker = new Worker(new URL("./sandbox-worker.ts", import.meta.url), {
    workerData: { kind, input },
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    // What a library says about a file is nothing for the log of whoever runs Docent.
    stdout: true,
    stderr: true,
  });
  const outcome = Promise.withResolvers<Awaited<ReturnType<SandboxReaders[Kind]>>>();
  const fail = (reason: string) => outcome.reject(new NotTextError(reason));
  const tooMuch = () => fail("needs too much memory to read");
  const look = async () => {
    // A worker that ended in the meantime has none to tell.
    const memory = await worker.getHeapStatistics().catch(() => undefined);
    if (memory && memory.external_memory > bytesMb * 1024 * 1024) tooMuch();
  };
  const looking = setInterval(() => void look(), LOOK_MS);
  const timer = setTimeout(() => fail(`takes longer to read than ${timeoutMs / 1000} s`), timeoutMs);
  worker.once("message", (message: { result: Awaited<ReturnType<SandboxReaders[Kind]>> } | { reason: string }) =>
    "result" in message ? outcome.resolve(message.result) : fail(message.reason),
  );
  worker.once("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (code === "ERR_WORKER_OUT_OF_MEMORY") tooMuch();
    else fail(`cannot be read: ${message}`);
  });
  try {
    return await outcome.promise;
  } finally {
    clearTimeout(timer);
    clearInterval(looking);
    await worker.terminate();
  }
}
