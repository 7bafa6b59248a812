/**
 * Counts what was done within the last minute, for a limit that Slack keeps for each method and workspace.
 * `minuteMs`: how long a minute is.
 */
export class TokenWindow {
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
 * Texts that grow at once. Each will need one more call for its end, and those calls have a limit by the minute:
 * what grows and what ended within the last minute is together never more than `most`, so no end has to wait.
 */
export class ConcurrencySlots {
  readonly #most: number;
  readonly #minuteMs: number;
  #ended: number[] = [];
  /** How many are taken right now. */
  taken = 0;

  constructor(most: number, minuteMs: number) {
    this.#most = most;
    this.#minuteMs = minuteMs;
  }

  /** Whether one is left. */
  free(now = Date.now()): boolean {
    this.#ended = this.#ended.filter((at) => at > now - this.#minuteMs);
    return this.taken + this.#ended.length < this.#most;
  }

  take(): void {
    this.taken += 1;
  }

  leave(): void {
    this.taken -= 1;
    this.#ended.push(Date.now());
  }
}

/**
 * What a workspace allows, by Slack's tiers: `chat.startStream` and `chat.stopStream` are tier 2 (20 a minute),
 * `chat.update` tier 3 (50), `chat.appendStream` tier 4 (100). https://docs.slack.dev/apis/web-api/rate-limits
 */
export class SlackRateLimit {
  readonly starts: TokenWindow;
  readonly appends: TokenWindow;
  readonly updates: TokenWindow;
  /** Native streams, and ordinary messages that grow: together with `updates` within tier 3. */
  readonly streams: ConcurrencySlots;
  readonly messages: ConcurrencySlots;
  /** Set once the workspace has shown that it has no native streams. */
  streamless = false;
  readonly #minuteMs: number;

  constructor(minuteMs = 60_000) {
    this.#minuteMs = minuteMs;
    this.starts = new TokenWindow(20, minuteMs);
    this.appends = new TokenWindow(90, minuteMs);
    this.updates = new TokenWindow(20, minuteMs);
    this.streams = new ConcurrencySlots(20, minuteMs);
    this.messages = new ConcurrencySlots(20, minuteMs);
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
