/**
 * One who waits, or whose turn it is. `token` is no other's; who has the lower `since` goes first, where nobody's
 * turn has begun.
 */
export interface Waiter {
  readonly token: string;
  readonly since: number;
}

/**
 * Lines of those who want to do what one at a time may do, over all processes that share a store. Who gives no sign
 * of life for the time they asked for falls out, so that a dead process holds up nobody.
 */
export interface LeaseStore {
  /** Joins the line, and resolves to how many go before; 0 means that it is this one's turn, which has begun. */
  enqueue(key: string, ticket: Waiter, milliseconds: number): Promise<number>;
  /** Stays in the line for so long from now on; undefined for one who fell out of it. */
  renew(key: string, ticket: Waiter, milliseconds: number): Promise<number | undefined>;
  release(key: string, ticket: Waiter): Promise<void>;
}

/** Times in milliseconds. */
export interface LeaseTimes {
  /** After so long without a sign of life one counts as dead. */
  readonly leaseMs: number;
  /** How often one who waits looks whether another process is done. */
  readonly pollMs: number;
}

export const LEASE_TIMES: LeaseTimes = { leaseMs: 10_000, pollMs: 100 };

/** A turn that has begun. */
export interface Lease {
  /** Aborted when the turn is found to have been lost: this process stood still, or the store was out of reach. */
  readonly lost: AbortSignal;
  /** Asks the store whether it is still this one's turn, for a write that must not overtake another's. */
  confirm(): Promise<boolean>;
}

/** A place in a line. */
export interface QueuedLease {
  /** How many went before when the line was joined. */
  readonly position: number;
  /** Does `work` when the turn comes, and leaves. Rejects with the reason of `signal` where that aborts before. */
  run<Result>(work: (held: Lease) => Promise<Result>, signal: AbortSignal): Promise<Result>;
  release(): Promise<void>;
}

/** Queues of those who wait for a lease, one for each key, over all processes that share a store. */
export interface Leases {
  /**
   * Waits for the lease of `key`. `since`: when the one who waits came, in milliseconds since 1970; the earlier goes
   * first.
   */
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
