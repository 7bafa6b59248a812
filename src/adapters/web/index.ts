import { getRequestListener } from "@hono/node-server";
import type { Turn } from "../../bot/conversations.ts";
import type { Adapter, Bot } from "../../core/adapter.ts";
import type { About } from "../../core/command.ts";
import type { Logger } from "../../core/log.ts";
import type { Place } from "../../core/prompt.ts";
import { createApp } from "./app.ts";
import { PLATFORM } from "./reply-target.ts";
import { Exchanges } from "./thread.ts";

/** How long an idle event stream stays silent; many proxies close one after 60 s. */
const HEARTBEAT_MS = 15_000;
/** How long a finished answer is known beside the history, which has it a moment after it was delivered. */
const KEEP_MS = 60_000;

/**
 * - `host`: the address that the HTTP server listens on.
 * - `accessToken`: who knows it may use the page; without one the page is on for this machine alone.
 * - `history`: the turns kept of a conversation, oldest first; rejects when they cannot be read.
 * - `about`: what the page says about Docent.
 */
export interface WebOptions {
  readonly host: string;
  readonly accessToken?: string;
  readonly history: (place: Place, owner: string) => Promise<readonly Turn[]>;
  readonly about: About;
  readonly log: Logger;
  readonly heartbeatMs?: number;
  readonly keepMs?: number;
}

/** The chat page. Each browser has its own conversations; nobody needs an account. */
export function createWebAdapter(options: WebOptions): Adapter {
  const exchanges = new Exchanges(options.keepMs ?? KEEP_MS);
  const ended = new AbortController();
  let bot: Bot | undefined;
  const app = createApp({
    ...options,
    heartbeatMs: options.heartbeatMs ?? HEARTBEAT_MS,
    exchanges,
    ended: ended.signal,
    bot: () => bot,
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
