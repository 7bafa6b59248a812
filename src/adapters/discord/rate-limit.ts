import { setTimeout as sleep } from "node:timers/promises";

/** Requests in any second, a little below the fifty that Discord takes of one bot. */
const MOST_PER_SECOND = 45;

/**
 * Lets so many through in any second and has the others wait. The client's own count begins anew with each second,
 * so that twice as many can meet where one second ends and the next begins.
 */
export function createRequestGate(most = MOST_PER_SECOND, windowMs = 1_000): () => Promise<void> {
  const passed: number[] = [];
  return async () => {
    for (;;) {
      const now = performance.now();
      while (passed[0] !== undefined && passed[0] <= now - windowMs) passed.shift();
      if (passed[0] === undefined || passed.length < most) break;
      await sleep(passed[0] + windowMs - now + 1);
    }
    passed.push(performance.now());
  };
}

/** How much may be written for show alone, so that what must be written never waits behind it. */
export interface DiscordLimits {
  /** Writes to one channel within `channelMs`, of which Discord takes about five in five seconds. */
  readonly perChannel: number;
  readonly channelMs: number;
  /** Writes to all channels within a second, of which Discord takes fifty. */
  readonly perSecond: number;
}

/** Leaves room for the last change of a message, the next message and acknowledgements. */
export const DISCORD_LIMITS: DiscordLimits = { perChannel: 4, channelMs: 5_000, perSecond: 25 };

/** Remembers what was written of late, and says whether there is room for something that may be left out. */
export class DiscordRateLimit {
  readonly #limits: DiscordLimits;
  readonly #channels = new Map<string, number[]>();
  #all: number[] = [];

  constructor(limits: DiscordLimits = DISCORD_LIMITS) {
    this.#limits = limits;
  }

  /** Whether a write to this channel may be spent on show. */
  hasRoom(channel: string): boolean {
    const now = performance.now();
    this.#all = this.#all.filter((at) => at > now - 1_000);
    return this.#all.length < this.#limits.perSecond && this.#recent(channel, now).length < this.#limits.perChannel;
  }

  /** Counts a write. Without a channel it counts for the whole alone. */
  count(channel?: string): void {
    const now = performance.now();
    this.#all.push(now);
    if (channel === undefined) return;
    this.#channels.set(channel, [...this.#recent(channel, now), now]);
    setTimeout(() => this.#forget(channel), this.#limits.channelMs + 1).unref();
  }

  #recent(channel: string, now: number): number[] {
    return (this.#channels.get(channel) ?? []).filter((at) => at > now - this.#limits.channelMs);
  }

  #forget(channel: string): void {
    const recent = this.#recent(channel, performance.now());
    if (recent.length > 0) this.#channels.set(channel, recent);
    else this.#channels.delete(channel);
  }
}
