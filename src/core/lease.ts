/** One who waits for a lease, or has it. `token` is no other's; the lower `since` goes first, while nobody has it. */
export interface Waiter {
  readonly token: string;
  readonly since: number;
}

/**
 * Store of lease queues: of those who want to do what one at a time may do, over all processes that share it. Who gives
 * no sign of life for the time they asked for falls out, so that a dead process holds up nobody.
 */
export interface LeaseStore {
  /** Joins the queue, and resolves to how many go before; 0 means that the lease is this one's from now on. */
  enqueue(key: string, waiter: Waiter, milliseconds: number): Promise<number>;
  /** Stays in the queue for so long from now on; undefined for one who fell out of it. */
  renew(key: string, waiter: Waiter, milliseconds: number): Promise<number | undefined>;
  release(key: string, waiter: Waiter): Promise<void>;
}

/** Times of a lease, in milliseconds. */
export interface LeaseTimes {
  /** After so long without a sign of life one counts as dead. */
  readonly leaseMs: number;
  /** How often one who waits looks whether another process is done. */
  readonly pollMs: number;
}

export const LEASE_TIMES: LeaseTimes = { leaseMs: 10_000, pollMs: 100 };

/** A lease that is held: nobody else has it until it is released or lost. */
export interface Lease {
  /** Aborted with a `LeaseLostError` when it is found to be lost: this process stood still, or the store was away. */
  readonly lost: AbortSignal;
  /** Asks the store whether it is still held, for a write that must not overtake another's. */
  confirm(): Promise<boolean>;
  /** Gives it back, or leaves the queue for it. Never rejects: what cannot be given back now ends by itself. */
  release(): Promise<void>;
}

/** A position in the queue for a lease. */
export interface QueuedLease extends Pick<Lease, "release"> {
  /** How many went before when the queue was joined. */
  readonly position: number;
  /** Waits for the lease. Rejects with the reason of `signal` where that aborts before. */
  acquire(signal: AbortSignal): Promise<Lease>;
}

/** Queues of those who wait for a lease, one for each key, over all processes that share a store. */
export interface Leases {
  /** Joins the queue for `key`. `since`: when one came, in milliseconds since 1970; the earlier goes first. */
  enqueue(key: string, since: number): Promise<QueuedLease>;
}

/**
 * Leads in something that one process at a time does, for as long as it lives. `began` is told each time that it
 * begins to lead. While the store is out of reach everything stays as it is.
 */
export type Campaign = (key: string, began: () => void) => Leadership;

/** Whether this process leads right now. */
export interface Leadership {
  readonly isMine: boolean;
  /** Lets another process lead. */
  resign(): Promise<void>;
}
