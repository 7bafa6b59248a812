import { getRequestListener } from "@hono/node-server";
import type { Adapter, Bot } from "../../core/adapter.ts";
import { ClientRateLimiter } from "../../core/rate-limit.ts";
import { createApp } from "./app.ts";
import type { WebOptions } from "./context.ts";
import { PLATFORM } from "./reply-target.ts";
import { OpenExchanges } from "./thread.ts";

/** How long an idle event stream stays silent; many proxies close one after 60 s. */
const HEARTBEAT_MS = 15_000;
/** How long a finished answer is known beside the history, which has it a moment after it was delivered. */
const KEEP_MS = 60_000;

/** The chat page. Each browser has its own conversations; nobody needs an account. */
export function createWebAdapter(options: WebOptions): Adapter {
  const exchanges = new OpenExchanges(options.keepMs ?? KEEP_MS);
  const ended = new AbortController();
  let bot: Bot | undefined;
  const app = createApp({
    ...options,
    heartbeatMs: options.heartbeatMs ?? HEARTBEAT_MS,
    exchanges,
    ended: ended.signal,
    bot: () => bot,
    limit: new ClientRateLimiter({ each: options.questionsPerMinute, all: options.pageQuestionsPerMinute }),
  });
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return {
    platform: PLATFORM,
    start: async (running) => {
      bot = running;
    },
    open: async (prompt) => exchanges.open(prompt),
    stop: async () => {
      bot = undefined;
    },
    close: async () => ended.abort(),
    routes: { prefix: "/", handle: (request, response) => void listener(request, response) },
  };
}
