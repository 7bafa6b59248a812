/** How much may be written for show alone, so that what must be written never waits behind it. */
export interface PaceLimits {
  /** Writes to one channel within `channelMs`, of which Discord takes about five in five seconds. */
  readonly perChannel: number;
  readonly channelMs: number;
  /** Writes to all channels within a second, of which Discord takes fifty. */
  readonly perSecond: number;
}

/** Leaves room for the last change of a message, the next message and acknowledgements. */
export const PACE: PaceLimits = { perChannel: 4, channelMs: 5_000, perSecond: 25 };

/** Remembers what was written of late, and says whether there is room for something that may be left out. */
export class Pace {
  readonly #limits: PaceLimits;
  readonly #channels = new Map<string, number[]>();
  #all: number[] = [];

  constructor(limits: PaceLimits = PACE) {
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
