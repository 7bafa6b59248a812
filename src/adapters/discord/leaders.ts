import type { Lead, Leadership } from "../../line.ts";

/** One process alone: it leads from the start. */
export const ALONE: Lead = (_, began) => {
  setImmediate(began);
  return { isMine: true, leave: async () => undefined };
};

/** What happened lately and was another process's to take. */
interface Recent {
  readonly at: number;
  take(): void;
}

interface Shard {
  readonly leadership: Leadership;
  recent: Recent[];
}

/**
 * Every process gets every event of its token, and one leads in each shard: it takes what happens there. The others
 * remember what happened in the last moments; whoever leads next takes that too, and what was taken before is known.
 */
export class Leaders {
  readonly #lead: Lead;
  readonly #rememberMs: number;
  readonly #shards = new Map<number, Shard>();

  /** `rememberMs`: longer than it takes to see that a leader is dead. */
  constructor(lead: Lead, rememberMs: number) {
    this.#lead = lead;
    this.#rememberMs = rememberMs;
  }

  /** Stands for a shard. `application`: whose shards these are. */
  stand(application: string, shard: number): void {
    const leadership = this.#lead(`discord:${application}:${shard}`, () => this.#catchUp(shard));
    this.#shards.set(shard, { leadership, recent: [] });
  }

  /** Takes an event of a shard now, or remembers it while another process leads there. */
  take(shard: number, take: () => void): void {
    const led = this.#shards.get(shard);
    const now = performance.now();
    if (!led || led.leadership.isMine) take();
    else led.recent = [...led.recent.filter(({ at }) => at > now - this.#rememberMs), { at: now, take }];
  }

  /** Lets other processes lead at once. */
  async leave(): Promise<void> {
    await Promise.all([...this.#shards.values()].map(({ leadership }) => leadership.leave()));
  }

  #catchUp(shard: number): void {
    const led = this.#shards.get(shard);
    const since = performance.now() - this.#rememberMs;
    for (const { at, take } of led?.recent.splice(0) ?? []) if (at > since) take();
  }
}
