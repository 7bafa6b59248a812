import type { Campaign, Leadership } from "../../core/lease.ts";

/** One process alone: it leads from the start. */
export const ALONE: Campaign = (_, began) => {
  setImmediate(began);
  return { isMine: true, resign: async () => undefined };
};

/** Takes something that happened. `isLate`: another process led when it did, and has most likely taken it. */
export type Take = (isLate: boolean) => void;

/** What happened a moment ago and was another process's to take. */
interface Pending {
  readonly timer: NodeJS.Timeout;
  readonly take: Take;
}

interface Shard {
  readonly leadership: Leadership;
  readonly pending: Set<Pending>;
}

/**
 * Every process gets every event of its token, and one leads in each shard: it takes what happens there at once. The
 * others take the same a moment later: what was taken by then is known, and what a dead leader missed is not lost
 * while a single process lives that has heard of it. Who begins to lead waits no longer.
 */
export class ShardLeaders {
  readonly #lead: Campaign;
  readonly #lateMs: number;
  readonly #shards = new Map<number, Shard>();

  /** `lateMs`: the moment that a leader has. */
  constructor(lead: Campaign, lateMs: number) {
    this.#lead = lead;
    this.#lateMs = lateMs;
  }

  /** Stands for a shard. `application`: whose shards these are. */
  stand(application: string, shard: number): void {
    const leadership = this.#lead(`discord:${application}:${shard}`, () => this.#catchUp(shard));
    this.#shards.set(shard, { leadership, pending: new Set() });
  }

  /** Takes an event of a shard now, or in a moment where another process leads there. */
  take(shard: number, take: Take): void {
    const led = this.#shards.get(shard);
    if (!led || led.leadership.isMine) take(false);
    else led.pending.add(this.#later(led, take));
  }

  /** Lets other processes lead at once. */
  async leave(): Promise<void> {
    await Promise.all([...this.#shards.values()].map(({ leadership }) => leadership.resign()));
  }

  #later({ pending }: Shard, take: Take): Pending {
    const timer = setTimeout(() => {
      pending.delete(later);
      take(true);
    }, this.#lateMs);
    const later = { timer: timer.unref(), take };
    return later;
  }

  #catchUp(shard: number): void {
    const pending = this.#shards.get(shard)?.pending ?? new Set();
    for (const later of pending) {
      clearTimeout(later.timer);
      pending.delete(later);
      later.take(true);
    }
  }
}
