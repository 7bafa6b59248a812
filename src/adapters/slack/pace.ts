/**
 * Counts what was done within the last minute, for a limit that Slack keeps for each method and workspace.
 * `minuteMs`: how long a minute is.
 */
export class Allowance {
  readonly #perMinute: number;
  readonly #minuteMs: number;
  readonly #spent: number[] = [];
  #closedUntil = 0;

  constructor(perMinute: number, minuteMs: number) {
    this.#perMinute = perMinute;
    this.#minuteMs = minuteMs;
  }

  /** Takes one if there is one. */
  take(now = Date.now()): boolean {
    while ((this.#spent[0] ?? now) <= now - this.#minuteMs) this.#spent.shift();
    if (now < this.#closedUntil || this.#spent.length >= this.#perMinute) return false;
    this.#spent.push(now);
    return true;
  }

  /** Slack said for how many seconds there is none. */
  close(seconds: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, Date.now() + (seconds * this.#minuteMs) / 60);
  }
}

/**
 * What a workspace allows, by Slack's tiers: `chat.startStream` is tier 2 (20 a minute), `chat.update` tier 3 (50),
 * `chat.appendStream` tier 4 (100). Final updates must arrive, so growing texts leave some for them.
 * https://docs.slack.dev/apis/web-api/rate-limits
 */
export class Pace {
  readonly streams: Allowance;
  readonly appends: Allowance;
  readonly updates: Allowance;
  /** Set once the workspace has shown that it has no native streams. */
  streamless = false;
  #growing = 0;
  readonly #minuteMs: number;

  constructor(minuteMs = 60_000) {
    this.#minuteMs = minuteMs;
    this.streams = new Allowance(20, minuteMs);
    this.appends = new Allowance(90, minuteMs);
    this.updates = new Allowance(25, minuteMs);
  }

  /** One more text grows, or one less. */
  grow(by: 1 | -1): void {
    this.#growing += by;
  }

  /** The least milliseconds between two appends to one stream, so that all streams together stay within the tier. */
  appendEveryMs(least: number): number {
    return Math.max(least, (this.#growing * this.#minuteMs) / 90);
  }
}
