import { RateLimiter } from "../../core/rate-limit.ts";

/**
 * Texts that grow at once. Each will need one more call for its end, and those calls have a limit by the minute:
 * what grows and what ended within the last minute is together never more than `most`, so no end has to wait.
 */
export class ConcurrencySlots {
  readonly #most: number;
  readonly #ended: RateLimiter;
  /** How many are taken right now. */
  taken = 0;

  constructor(most: number, minuteMs: number) {
    this.#most = most;
    this.#ended = new RateLimiter({ most, windowMs: minuteMs });
  }

  /** Whether one is left. */
  free(): boolean {
    return this.taken + this.#ended.used() < this.#most;
  }

  take(): void {
    this.taken += 1;
  }

  leave(): void {
    this.taken -= 1;
    this.#ended.count();
  }
}

/**
 * What a workspace allows, by Slack's tiers: `chat.startStream` and `chat.stopStream` are tier 2 (20 a minute),
 * `chat.update` tier 3 (50), `chat.appendStream` tier 4 (100). https://docs.slack.dev/apis/web-api/rate-limits
 */
export class SlackRateLimit {
  readonly starts: RateLimiter;
  readonly appends: RateLimiter;
  readonly updates: RateLimiter;
  /** Native streams, and ordinary messages that grow: together with `updates` within tier 3. */
  readonly streams: ConcurrencySlots;
  readonly messages: ConcurrencySlots;
  /** Set once the workspace has shown that it has no native streams. */
  streamless = false;
  readonly #minuteMs: number;

  constructor(minuteMs = 60_000) {
    this.#minuteMs = minuteMs;
    this.starts = new RateLimiter({ most: 20, windowMs: minuteMs });
    this.appends = new RateLimiter({ most: 90, windowMs: minuteMs });
    this.updates = new RateLimiter({ most: 20, windowMs: minuteMs });
    this.streams = new ConcurrencySlots(20, minuteMs);
    this.messages = new ConcurrencySlots(20, minuteMs);
  }

  /** How long one of Slack's seconds lasts, in milliseconds. */
  get secondMs(): number {
    return this.#minuteMs / 60;
  }

  /** Whether one more native stream may begin. */
  mayStream(): boolean {
    return !this.streamless && this.streams.free() && this.starts.take();
  }

  /** The least milliseconds between two appends to one stream, so that all streams together stay within the tier. */
  appendEveryMs(least: number): number {
    return Math.max(least, (this.streams.taken * this.#minuteMs) / 90);
  }
}
