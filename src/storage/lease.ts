import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { LeaseLostError } from "../core/errors.ts";
import {
  type Campaign,
  LEASE_TIMES,
  type Lease,
  type LeaseStore,
  type Leases,
  type LeaseTimes,
  type QueuedLease,
  type Waiter,
} from "../core/lease.ts";

/** Lease queues over any store. Waits, holds, and tells the store meanwhile that this process is alive. */
export class LeaseQueue implements Leases {
  readonly #store: LeaseStore;
  readonly #processId: string;
  readonly #times: LeaseTimes;
  readonly #alarms = new Alarms();
  #count = 0;

  constructor(store: LeaseStore, processId: string, times: Partial<LeaseTimes> = {}) {
    this.#store = store;
    this.#processId = processId;
    this.#times = { ...LEASE_TIMES, ...times };
  }

  async enqueue(name: string, since: number): Promise<QueuedLease> {
    const waiter = this.#newWaiter(since);
    // The name tells of a person and a place, and would outlive in the store that both were forgotten.
    const key = createHash("sha256").update(name).digest("hex");
    const position = await this.#store.enqueue(key, waiter, this.#times.leaseMs);
    return new StoredLease({ key, waiter, store: this.#store, times: this.#times, alarms: this.#alarms }, position);
  }

  /** Joins the queue for good, again whenever this process fell out of it. */
  readonly campaign: Campaign = (key, began) => {
    const { leaseMs, pollMs } = this.#times;
    const waiter = this.#newWaiter(Date.now());
    const resigned = new AbortController();
    let isMine = false;
    const follow = async () => {
      while (!resigned.signal.aborted) {
        const position = await this.#store.enqueue(key, waiter, leaseMs).catch(() => undefined);
        if (position === 0 && !isMine && !resigned.signal.aborted) setImmediate(began);
        if (position !== undefined) isMine = position === 0 && !resigned.signal.aborted;
        await delay(isMine ? leaseMs / 3 : pollMs, undefined, { signal: resigned.signal, ref: false }).catch(() => {});
      }
    };
    const following = follow();
    return {
      get isMine() {
        return isMine;
      },
      resign: async () => {
        resigned.abort();
        isMine = false;
        await following;
        await this.#store.release(key, waiter).catch(() => undefined);
      },
    };
  };

  #newWaiter(since: number): Waiter {
    return { token: `${this.#processId}/${++this.#count}`, since };
  }
}

/** Wakes those of this process who wait for a lease when another one of it gives that back: they need not look. */
class Alarms {
  readonly #sleeping = new Map<string, Set<() => void>>();

  /** Sleeps until woken, `signal` aborts or so many milliseconds have passed. */
  async sleep(key: string, milliseconds: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const wake = () => woken.abort();
    const sleeping = this.#sleeping.get(key) ?? new Set();
    this.#sleeping.set(key, sleeping.add(wake));
    await delay(milliseconds, undefined, { signal: AbortSignal.any([signal, woken.signal]) }).catch(() => {});
    sleeping.delete(wake);
    if (sleeping.size === 0) this.#sleeping.delete(key);
  }

  wake(key: string): void {
    for (const wake of this.#sleeping.get(key) ?? []) wake();
  }
}

interface StoredLeaseDeps {
  readonly key: string;
  readonly waiter: Waiter;
  readonly store: LeaseStore;
  readonly times: LeaseTimes;
  readonly alarms: Alarms;
}

/** A lease from the moment its queue is joined until it is given back; renewed for as long as that is. */
class StoredLease implements QueuedLease, Lease {
  readonly position: number;
  readonly #deps: StoredLeaseDeps;
  readonly #lost = new AbortController();
  readonly #renewing: NodeJS.Timeout;
  #isHeld = false;
  #ending: NodeJS.Timeout | undefined;

  constructor(deps: StoredLeaseDeps, position: number) {
    this.#deps = deps;
    this.position = position;
    // Out of reach is not lost, until the lease ends; one who waits looks by itself.
    this.#renewing = setInterval(() => void this.#renew().catch(() => undefined), deps.times.leaseMs / 3);
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async acquire(signal: AbortSignal): Promise<Lease> {
    if (this.position > 0) await this.#wait(signal);
    signal.throwIfAborted();
    this.#isHeld = true;
    this.#endAt(performance.now() + this.#deps.times.leaseMs);
    return this;
  }

  async confirm(): Promise<boolean> {
    await this.#renew();
    return !this.lost.aborted;
  }

  async release(): Promise<void> {
    const { key, waiter, store, alarms } = this.#deps;
    clearInterval(this.#renewing);
    clearTimeout(this.#ending);
    this.#isHeld = false;
    await store.release(key, waiter).catch(() => undefined);
    alarms.wake(key);
  }

  async #wait(signal: AbortSignal): Promise<void> {
    const { key, waiter, store, times, alarms } = this.#deps;
    for (;;) {
      signal.throwIfAborted();
      // Who fell out, because this process stood still, joins again at the position of its time.
      const position = (await this.#renew()) ?? (await store.enqueue(key, waiter, times.leaseMs));
      if (position === 0) return;
      await alarms.sleep(key, times.pollMs, signal);
    }
  }

  async #renew(): Promise<number | undefined> {
    const { key, waiter, store, times } = this.#deps;
    const [asked, wasHeld] = [performance.now(), this.#isHeld];
    const position = await store.renew(key, waiter, times.leaseMs);
    if (!wasHeld || !this.#isHeld) return position;
    if (position === 0) this.#endAt(asked + times.leaseMs);
    else this.#lose();
    return position;
  }

  /** Counted from before the store was asked, so that the lease ends here before others see it end there. */
  #endAt(end: number): void {
    clearTimeout(this.#ending);
    if (!this.lost.aborted) this.#ending = setTimeout(() => this.#lose(), end - performance.now()).unref();
  }

  #lose(): void {
    this.#lost.abort(new LeaseLostError("Another process has this now"));
  }
}
