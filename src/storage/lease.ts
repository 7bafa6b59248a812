import { setTimeout as delay } from "node:timers/promises";
import type { Campaign, Lease, LeaseStore, Leases, LeaseTimes, QueuedLease, Waiter } from "../core/lease.ts";
import { LEASE_TIMES } from "../core/lease.ts";

let count = 0;

/** Waits in lines, does what is to be done when the turn comes, and tells the store meanwhile that it is alive. */
export class LeaseQueue implements Leases {
  readonly #lines: LeaseStore;
  readonly #holder: string;
  readonly #times: LeaseTimes;
  /** Those of this process who wait, woken when another one of it leaves: they need not look for themselves. */
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(lines: LeaseStore, holder: string, times: Partial<LeaseTimes> = {}) {
    this.#lines = lines;
    this.#holder = holder;
    this.#times = { ...LEASE_TIMES, ...times };
  }

  async enqueue(key: string, since: number): Promise<QueuedLease> {
    const ticket = { token: `${this.#holder}/${++count}`, since };
    const before = await this.#lines.enqueue(key, ticket, this.#times.leaseMs);
    const renewing = setInterval(() => {
      // One who waits looks by itself; a renewal that fails is noticed there or when the turn comes.
      this.#lines.renew(key, ticket, this.#times.leaseMs).catch(() => undefined);
    }, this.#times.leaseMs / 3);
    const leave = async () => {
      clearInterval(renewing);
      await this.#leave(key, ticket);
    };
    return {
      position: before,
      release: leave,
      run: async (work, signal) => {
        try {
          if (before > 0) await this.#wait(key, ticket, signal);
          signal.throwIfAborted();
          clearInterval(renewing);
          return await this.#hold(key, ticket, work);
        } finally {
          await leave();
        }
      },
    };
  }

  /** Joins a line for good, again whenever this process fell out of it. */
  readonly campaign: Campaign = (key, began) => {
    const { leaseMs, pollMs } = this.#times;
    const ticket = { token: `${this.#holder}/${++count}`, since: Date.now() };
    const left = new AbortController();
    let isMine = false;
    const follow = async () => {
      while (!left.signal.aborted) {
        const before = await this.#lines.enqueue(key, ticket, leaseMs).catch(() => undefined);
        if (before === 0 && !isMine && !left.signal.aborted) setImmediate(began);
        if (before !== undefined) isMine = before === 0 && !left.signal.aborted;
        await delay(isMine ? leaseMs / 3 : pollMs, undefined, { signal: left.signal, ref: false }).catch(() => {});
      }
    };
    const following = follow();
    return {
      get isMine() {
        return isMine;
      },
      resign: async () => {
        left.abort();
        isMine = false;
        await following;
        await this.#leave(key, ticket);
      },
    };
  };

  async #wait(key: string, ticket: Waiter, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const before = await this.#lines.renew(key, ticket, this.#times.leaseMs);
      // Who fell out, because this process stood still, joins again at the place of its ticket.
      if (before === 0 || (before === undefined && (await this.#rejoin(key, ticket)) === 0)) return;
      await this.#pause(key, signal);
    }
  }

  #rejoin(key: string, ticket: Waiter): Promise<number> {
    return this.#lines.enqueue(key, ticket, this.#times.leaseMs);
  }

  /** Until somebody of this process leaves the line, another one may have, or `signal` aborts. */
  async #pause(key: string, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const wake = () => woken.abort();
    const waiting = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiting.add(wake));
    await delay(this.#times.pollMs, undefined, { signal: AbortSignal.any([signal, woken.signal]) }).catch(() => {});
    waiting.delete(wake);
    if (waiting.size === 0) this.#waiting.delete(key);
  }

  async #hold<Result>(key: string, ticket: Waiter, work: (held: Lease) => Promise<Result>): Promise<Result> {
    const { leaseMs } = this.#times;
    const lost = new AbortController();
    // Counted from before the store was asked, so that it ends here before others see it end there.
    let ending = setTimeout(() => lost.abort(), leaseMs).unref();
    const confirm = async () => {
      const asked = performance.now();
      if ((await this.#lines.renew(key, ticket, leaseMs)) !== 0) lost.abort();
      clearTimeout(ending);
      if (!lost.signal.aborted) ending = setTimeout(() => lost.abort(), asked + leaseMs - performance.now()).unref();
      return !lost.signal.aborted;
    };
    // Out of reach is not lost, until the lease ends.
    const renewing = setInterval(() => void confirm().catch(() => undefined), leaseMs / 3);
    try {
      return await work({ lost: lost.signal, confirm });
    } finally {
      clearInterval(renewing);
      clearTimeout(ending);
    }
  }

  /** A line that cannot be left now is left when the lease ends. */
  async #leave(key: string, ticket: Waiter): Promise<void> {
    await this.#lines.release(key, ticket).catch(() => undefined);
    for (const wake of this.#waiting.get(key) ?? []) wake();
  }
}
