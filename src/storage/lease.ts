import { setTimeout as delay } from "node:timers/promises";

/**
 * One who waits, or whose turn it is. `token` is no other's; who has the lower `since` goes first, where nobody's
 * turn has begun.
 */
export interface Ticket {
  readonly token: string;
  readonly since: number;
}

/**
 * Lines of those who want to do what one at a time may do, over all processes that share a store. Who gives no sign
 * of life for the time they asked for falls out, so that a dead process holds up nobody.
 */
export interface Lines {
  /** Joins the line, and resolves to how many go before; 0 means that it is this one's turn, which has begun. */
  join(key: string, ticket: Ticket, milliseconds: number): Promise<number>;
  /** Stays in the line for so long from now on; undefined for one who fell out of it. */
  stay(key: string, ticket: Ticket, milliseconds: number): Promise<number | undefined>;
  leave(key: string, ticket: Ticket): Promise<void>;
}

/** Times in milliseconds. */
export interface LineTimes {
  /** After so long without a sign of life one counts as dead. */
  readonly leaseMs: number;
  /** How often one who waits looks whether another process is done. */
  readonly pollMs: number;
}

export const LINE_TIMES: LineTimes = { leaseMs: 10_000, pollMs: 100 };

/** A turn that has begun. */
export interface Held {
  /** Aborted when the turn is found to have been lost: this process stood still, or the store was out of reach. */
  readonly lost: AbortSignal;
  /** Asks the store whether it is still this one's turn, for a write that must not overtake another's. */
  confirm(): Promise<boolean>;
}

/** A place in a line. */
export interface Spot {
  /** How many went before when the line was joined. */
  readonly before: number;
  /** Does `work` when the turn comes, and leaves. Rejects with the reason of `signal` where that aborts before. */
  take<Result>(work: (held: Held) => Promise<Result>, signal: AbortSignal): Promise<Result>;
  leave(): Promise<void>;
}

/**
 * Leads in something that one process at a time does, for as long as it lives. `began` is told each time that it
 * begins to lead. While the store is out of reach everything stays as it is.
 */
export type Lead = (key: string, began: () => void) => Leadership;

/** Whether this process leads right now. */
export interface Leadership {
  readonly isMine: boolean;
  /** Lets another process lead. */
  leave(): Promise<void>;
}

let count = 0;

/** Waits in lines, does what is to be done when the turn comes, and tells the store meanwhile that it is alive. */
export class Turns {
  readonly #lines: Lines;
  readonly #holder: string;
  readonly #times: LineTimes;
  /** Those of this process who wait, woken when another one of it leaves: they need not look for themselves. */
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(lines: Lines, holder: string, times: Partial<LineTimes> = {}) {
    this.#lines = lines;
    this.#holder = holder;
    this.#times = { ...LINE_TIMES, ...times };
  }

  async join(key: string, since: number): Promise<Spot> {
    const ticket = { token: `${this.#holder}/${++count}`, since };
    const before = await this.#lines.join(key, ticket, this.#times.leaseMs);
    const renewing = setInterval(() => {
      // One who waits looks by itself; a renewal that fails is noticed there or when the turn comes.
      this.#lines.stay(key, ticket, this.#times.leaseMs).catch(() => undefined);
    }, this.#times.leaseMs / 3);
    const leave = async () => {
      clearInterval(renewing);
      await this.#leave(key, ticket);
    };
    return {
      before,
      leave,
      take: async (work, signal) => {
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
  readonly lead: Lead = (key, began) => {
    const { leaseMs, pollMs } = this.#times;
    const ticket = { token: `${this.#holder}/${++count}`, since: Date.now() };
    const left = new AbortController();
    let isMine = false;
    const follow = async () => {
      while (!left.signal.aborted) {
        const before = await this.#lines.join(key, ticket, leaseMs).catch(() => undefined);
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
      leave: async () => {
        left.abort();
        isMine = false;
        await following;
        await this.#leave(key, ticket);
      },
    };
  };

  async #wait(key: string, ticket: Ticket, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const before = await this.#lines.stay(key, ticket, this.#times.leaseMs);
      // Who fell out, because this process stood still, joins again at the place of its ticket.
      if (before === 0 || (before === undefined && (await this.#rejoin(key, ticket)) === 0)) return;
      await this.#pause(key, signal);
    }
  }

  #rejoin(key: string, ticket: Ticket): Promise<number> {
    return this.#lines.join(key, ticket, this.#times.leaseMs);
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

  async #hold<Result>(key: string, ticket: Ticket, work: (held: Held) => Promise<Result>): Promise<Result> {
    const { leaseMs } = this.#times;
    const lost = new AbortController();
    // Counted from before the store was asked, so that it ends here before others see it end there.
    let ending = setTimeout(() => lost.abort(), leaseMs).unref();
    const confirm = async () => {
      const asked = performance.now();
      if ((await this.#lines.stay(key, ticket, leaseMs)) !== 0) lost.abort();
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
  async #leave(key: string, ticket: Ticket): Promise<void> {
    await this.#lines.leave(key, ticket).catch(() => undefined);
    for (const wake of this.#waiting.get(key) ?? []) wake();
  }
}
