import { setTimeout as delay } from "node:timers/promises";

/** Limits of a `RateLimiter`: at most `most` within any `windowMs` milliseconds. `now`: for tests. */
export interface RateLimits {
  readonly most: number;
  readonly windowMs: number;
  readonly now?: () => number;
}

/**
 * Rate limiter with a sliding window: counts what was done of late, for each key apart, and says whether there is room
 * for more. A window that slides never lets twice as much through where one minute ends and the next begins.
 */
export class RateLimiter {
  readonly #most: number;
  #windowMs: number;
  readonly #now: () => number;
  /** When things were done, oldest first; the key that was used last stands last. */
  readonly #done = new Map<string, number[]>();
  readonly #closedUntil = new Map<string, number>();

  constructor({ most, windowMs, now = () => performance.now() }: RateLimits) {
    this.#most = most;
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /** How much was done within the window. */
  used(key = ""): number {
    return this.#recent(key).length;
  }

  hasRoom(key = ""): boolean {
    return this.#now() >= (this.#closedUntil.get(key) ?? 0) && this.used(key) < this.#most;
  }

  /** Counts what is done now, whether there is room for it or not. */
  count(key = ""): void {
    const recent = [...this.#recent(key), this.#now()];
    this.#done.delete(key);
    this.#done.set(key, recent);
    this.#forgetOld();
  }

  /** Counts one more where there is room. */
  take(key = ""): boolean {
    const hasRoom = this.hasRoom(key);
    if (hasRoom) this.count(key);
    return hasRoom;
  }

  /** Resolves once there is room, and counts. Rejects with an `AbortError` where `signal` aborts before. */
  async wait(key = "", signal?: AbortSignal): Promise<void> {
    while (!this.take(key)) await delay(this.untilRoom(key), undefined, { signal });
  }

  /** Leaves no room for so many milliseconds: the other side said so. */
  close(milliseconds: number, key = ""): void {
    this.#closedUntil.set(key, Math.max(this.#closedUntil.get(key) ?? 0, this.#now() + milliseconds));
  }

  /** Makes the window longer; never shorter. */
  widen(windowMs: number): void {
    this.#windowMs = Math.max(this.#windowMs, windowMs);
  }

  /** Milliseconds until there may be room; one more, since timers may be early. */
  untilRoom(key = ""): number {
    const leaves = this.#recent(key).at(-this.#most) ?? -this.#windowMs;
    const opens = Math.max(leaves + this.#windowMs, this.#closedUntil.get(key) ?? 0);
    return Math.max(0, opens - this.#now()) + 1;
  }

  #recent(key: string): number[] {
    const since = this.#now() - this.#windowMs;
    return (this.#done.get(key) ?? []).filter((at) => at > since);
  }

  /** Whoever is counted once must not be kept for ever: the keys used longest ago stand first. */
  #forgetOld(): void {
    for (const key of this.#done.keys()) {
      if (this.#recent(key).length > 0) return;
      this.#done.delete(key);
      if (this.#now() >= (this.#closedUntil.get(key) ?? 0)) this.#closedUntil.delete(key);
    }
  }
}

/** How much one client, and all of them together, may do in a minute; without a number as much as they like. */
export interface ClientLimits {
  readonly each?: number;
  readonly all?: number;
}

const MINUTE_MS = 60_000;

/** Rate limiter for clients that are nobody in particular: each can be another one with its next request. */
export class ClientRateLimiter {
  readonly #each: RateLimiter;
  readonly #all: RateLimiter;

  constructor({ each = Number.POSITIVE_INFINITY, all = Number.POSITIVE_INFINITY }: ClientLimits) {
    this.#each = new RateLimiter({ most: each, windowMs: MINUTE_MS });
    this.#all = new RateLimiter({ most: all, windowMs: MINUTE_MS });
  }

  /** Counts what a client does where there is room; returns how many milliseconds to wait, 0 where it was counted. */
  take(client: string): number {
    if (!this.#each.hasRoom(client)) return this.#each.untilRoom(client);
    if (!this.#all.take()) return this.#all.untilRoom();
    this.#each.count(client);
    return 0;
  }
}
