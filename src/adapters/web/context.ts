import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { Bot } from "../../core/adapter.ts";
import type { Exchange } from "../../core/answer.ts";
import type { About } from "../../core/command.ts";
import type { Logger } from "../../core/log.ts";
import type { Place } from "../../core/prompt.ts";
import type { ClientRateLimiter } from "../../core/rate-limit.ts";
import type { OpenExchanges } from "./thread.ts";

/**
 * - `host`: the address that the HTTP server listens on.
 * - `accessToken`: who knows it may use the page; without one the page is on for this machine alone.
 * - `adminToken`: who knows it uses the page as an admin.
 * - `trustedProxies`: addresses and networks of proxies in front of the page.
 * - `questionsPerMinute`: how many questions one browser may ask; without it as many as it likes.
 * - `pageQuestionsPerMinute`: how many all browsers together may ask, for each can be another one with its next request.
 * - `history`: the exchanges kept of a conversation, oldest first; rejects when they cannot be read.
 * - `takesVotes`: whether people may vote on answers; without it they may.
 * - `about`: what the page says about Docent.
 */
export interface WebOptions {
  readonly host: string;
  readonly accessToken?: string;
  readonly adminToken?: string;
  readonly trustedProxies?: readonly string[];
  readonly questionsPerMinute?: number;
  readonly pageQuestionsPerMinute?: number;
  readonly history: (place: Place, owner: string) => Promise<readonly Exchange[]>;
  readonly takesVotes?: boolean;
  readonly about: About;
  readonly log: Logger;
  readonly heartbeatMs?: number;
  readonly keepMs?: number;
}

/**
 * What the page is made from. `limit`: how much may be asked. `bot`: undefined while nobody can answer. `ended`: aborts
 * when event streams must end.
 */
export interface WebDeps extends WebOptions {
  readonly heartbeatMs: number;
  readonly exchanges: OpenExchanges;
  readonly ended: AbortSignal;
  readonly bot: () => Bot | undefined;
  readonly limit: ClientRateLimiter;
}

/** What is known of a request: `author` once its browser is, `admin` where that signed in as one, `body` once read. */
export interface Env {
  Bindings: HttpBindings;
  Variables: { author: string; admin: boolean; body: string };
}

/** One request. */
export type WebContext = Context<Env>;
