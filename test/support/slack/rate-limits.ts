/** Calls a minute by tier, as documented: "20+", "50+", "100+". https://docs.slack.dev/apis/web-api/rate-limits */
const PER_MINUTE: Readonly<Record<number, number>> = { 1: 1, 2: 20, 3: 50, 4: 100 };

/** Tiers of the methods that matter here, in our own words; the official reference is asked first where it is there. */
const TIERS: Readonly<Record<string, number>> = {
  "chat.startStream": 2,
  "chat.stopStream": 2,
  "chat.update": 3,
  "conversations.replies": 3,
  "conversations.history": 3,
  "apps.connections.open": 3,
  "chat.appendStream": 4,
  "chat.postEphemeral": 4,
  "views.publish": 4,
};

/** Posting has a limit of its own: a message a second in a channel; short bursts are let through. */
const POSTS_PER_MINUTE = 60;

/** Counts calls and says when there were too many. `minuteMs`: how long a minute is. */
export class RateLimits {
  readonly #calls = new Map<string, number[]>();
  readonly #minuteMs: number;
  readonly #tier: (method: string) => number | undefined;

  constructor(minuteMs: number, tier: (method: string) => number | undefined = () => undefined) {
    this.#minuteMs = minuteMs;
    this.#tier = tier;
  }

  /** Seconds after which the call may be made again; undefined where it may be made now. */
  retryAfter(method: string, channel: unknown): number | undefined {
    const tier = this.#tier(method) ?? TIERS[method];
    const most = method === "chat.postMessage" ? POSTS_PER_MINUTE : PER_MINUTE[tier ?? 0];
    if (most === undefined) return undefined;
    const key = method === "chat.postMessage" ? `${method} ${channel}` : method;
    const now = Date.now();
    const recent = (this.#calls.get(key) ?? []).filter((at) => at > now - this.#minuteMs);
    this.#calls.set(key, recent);
    const [oldest] = recent;
    if (recent.length >= most && oldest !== undefined)
      return Math.max(1, Math.ceil(((oldest + this.#minuteMs - now) * 60) / this.#minuteMs));
    recent.push(now);
    return undefined;
  }
}
