import { RateLimiter } from "../../core/rate-limit.ts";

/**
 * Requests in any second, a little below the fifty that Discord takes of one bot. The client's own count begins anew
 * with each second, so that twice as many can meet where one second ends and the next begins.
 */
export const REQUEST_LIMITS = { most: 45, windowMs: 1_000 };

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
  readonly #channels: RateLimiter;
  readonly #all: RateLimiter;

  constructor({ perChannel, channelMs, perSecond }: DiscordLimits = DISCORD_LIMITS) {
    this.#channels = new RateLimiter({ most: perChannel, windowMs: channelMs });
    this.#all = new RateLimiter({ most: perSecond, windowMs: 1_000 });
  }

  /** Whether a write to this channel may be spent on show. */
  hasRoom(channel: string): boolean {
    return this.#all.hasRoom() && this.#channels.hasRoom(channel);
  }

  /** Counts a write. Without a channel it counts for the whole alone. */
  count(channel?: string): void {
    this.#all.count();
    if (channel !== undefined) this.#channels.count(channel);
  }
}
