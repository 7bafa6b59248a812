/** How many requests a bucket takes in how long. */
export interface Pace {
  readonly count: number;
  readonly perMs: number;
}

/** What a request may do, and what the answer's headers say about it. */
export interface Ticket {
  readonly allowed: boolean;
  readonly global: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly retryAfter: number;
}

interface Window {
  used: number;
  readonly until: number;
}

/** In practice a channel takes five new or changed messages in five seconds. */
export const MESSAGE_PACE: Pace = { count: 5, perMs: 5_000 };

/** https://discord.com/developers/docs/topics/rate-limits#global-rate-limit */
export const GLOBAL_PACE: Pace = { count: 50, perMs: 1_000 };

/** Counts requests in fixed windows for each bucket, and all of them against the global limit. */
export class RateLimits {
  readonly #messages: Pace;
  readonly #global: Pace;
  readonly #windows = new Map<string, Window>();

  constructor({ messages = MESSAGE_PACE, global = GLOBAL_PACE }: { messages?: Pace; global?: Pace }) {
    this.#messages = messages;
    this.#global = global;
  }

  /** Takes one request off a bucket; interactions are free of the global limit. */
  take(bucket: string | undefined, countsGlobally: boolean): Ticket {
    const all = countsGlobally ? this.#use("global", this.#global) : undefined;
    if (all && all.used > this.#global.count) return refused(all, true);
    if (!bucket) return { allowed: true, global: false, headers: {}, retryAfter: 0 };
    const window = this.#use(bucket, this.#messages);
    if (window.used > this.#messages.count) return refused(window, false);
    return { allowed: true, global: false, headers: this.#headers(bucket, window), retryAfter: 0 };
  }

  #use(name: string, pace: Pace): Window {
    const now = Date.now();
    const current = this.#windows.get(name);
    const window = current && current.until > now ? current : { used: 0, until: now + pace.perMs };
    window.used++;
    this.#windows.set(name, window);
    return window;
  }

  #headers(bucket: string, window: Window): Record<string, string> {
    return {
      "x-ratelimit-limit": String(this.#messages.count),
      "x-ratelimit-remaining": String(Math.max(0, this.#messages.count - window.used)),
      "x-ratelimit-reset": String(window.until / 1000),
      "x-ratelimit-reset-after": String(Math.max(0, window.until - Date.now()) / 1000),
      "x-ratelimit-bucket": bucket.split(":")[0] ?? bucket,
    };
  }
}

function refused(window: Window, global: boolean): Ticket {
  const retryAfter = Math.max(1, window.until - Date.now()) / 1000;
  return { allowed: false, global, retryAfter, headers: rateLimitHeaders(retryAfter, global) };
}

/** What a 429 carries. `retryAfter` in seconds. */
export function rateLimitHeaders(retryAfter: number, global: boolean): Readonly<Record<string, string>> {
  const scope: Record<string, string> = global
    ? { "x-ratelimit-global": "true", "x-ratelimit-scope": "global" }
    : { "x-ratelimit-scope": "user" };
  return { "retry-after": String(retryAfter), ...scope };
}
