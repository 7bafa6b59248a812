import type { SSEStreamingApi } from "hono/streaming";
import { appended, type ShownExchange } from "./render.ts";
import type { OpenExchanges } from "./thread.ts";

/** How soon a page whose stream broke opens it again, in milliseconds. */
const RETRY_MS = 1000;

/**
 * - `past`: the conversation's history, oldest first.
 * - `heartbeatMs`: how often an idle stream says that it is alive, so that no proxy closes it.
 * - `ended`: resolves when the server wants the stream to end.
 */
export interface Feed {
  readonly channel: string;
  readonly exchanges: OpenExchanges;
  readonly past: () => Promise<readonly ShownExchange[]>;
  readonly heartbeatMs: number;
  readonly ended: AbortSignal;
}

/**
 * Tells a page everything it shows and keeps it current. First a `snapshot` of all exchanges, then one `exchange`
 * per changed exchange, or an `append` where nothing but text was added. A page that was away gets the
 * snapshot again, so nothing is ever replayed. A slow reader skips states in between.
 */
export async function feed(stream: SSEStreamingApi, source: Feed): Promise<void> {
  const changed = new Map<string, ShownExchange>();
  const bell = createBell();
  const unwatch = source.exchanges.watch(source.channel, (exchange) => {
    changed.set(exchange.id, exchange);
    bell.ring();
  });
  const stop = () => bell.ring();
  source.ended.addEventListener("abort", stop);
  stream.onAbort(stop);
  try {
    const told = await snapshot(stream, source);
    while (!stream.aborted && !source.ended.aborted) {
      await tell(stream, told, changed);
      if ((await bell.heard(source.heartbeatMs)) === "silence") await stream.write(": alive\n\n");
    }
  } finally {
    unwatch();
    source.ended.removeEventListener("abort", stop);
  }
}

/** Sends all exchanges and returns them by id. What ends while the history is read is in one of the two views of it. */
async function snapshot(stream: SSEStreamingApi, source: Feed): Promise<Map<string, ShownExchange>> {
  const before = source.exchanges.of(source.channel);
  const past = await source.past();
  const all = [...past, ...before, ...source.exchanges.of(source.channel)];
  const told = new Map(all.map((exchange) => [exchange.id, exchange]));
  const inOrder = [...told.values()].toSorted((one, other) => one.at - other.at);
  await stream.writeSSE({ event: "snapshot", data: JSON.stringify(inOrder), retry: RETRY_MS });
  return told;
}

async function tell(stream: SSEStreamingApi, told: Map<string, ShownExchange>, changed: Map<string, ShownExchange>) {
  for (const [id, exchange] of changed) {
    changed.delete(id);
    const before = told.get(id);
    const text = before && appended(before, exchange);
    told.set(id, exchange);
    if (text === "") continue;
    if (text === undefined) await stream.writeSSE({ event: "exchange", data: JSON.stringify(exchange) });
    else await stream.writeSSE({ event: "append", data: JSON.stringify({ id, text }) });
  }
}

/** Wakes one sleeper; a ring while nobody sleeps is not lost. */
function createBell() {
  let rung = false;
  let wake = () => {};
  return {
    ring() {
      rung = true;
      wake();
    },
    async heard(ms: number): Promise<"ring" | "silence"> {
      const timer = { id: undefined as NodeJS.Timeout | undefined };
      if (!rung)
        await new Promise<void>((resolve) => {
          wake = resolve;
          timer.id = setTimeout(resolve, ms);
        });
      clearTimeout(timer.id);
      const heard = rung ? "ring" : "silence";
      rung = false;
      return heard;
    },
  };
}
