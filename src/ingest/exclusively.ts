import type { DatabaseSync } from "node:sqlite";
import { UserError } from "../core/errors.ts";
import type { LeaseTimes } from "../core/lease.ts";
import { createLog } from "../core/log.ts";
import { DatabaseHealth } from "../storage/database-health.ts";
import { LeaseQueue } from "../storage/lease.ts";
import { SqliteLeases } from "../storage/lease-sqlite.ts";
import { isLocalProcessGone, newProcessId } from "../storage/process-id.ts";

/** The key of the lease that a sync holds. */
const SYNC = "sync";

/**
 * How a sync waits for another one.
 *
 * - `leaseMs`: after so long without a sign of life a process counts as dead, also one on another machine.
 * - `waitMs`: how long one waits before giving up.
 * - `onWait`: called once when somebody else is syncing.
 */
export interface ExclusiveOptions extends Partial<LeaseTimes> {
  readonly waitMs?: number;
  readonly onWait?: () => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs `work` while no other process syncs into the same database. Waits for one that does, and takes over from one
 * that died. The signal given to `work` aborts when the lease is lost. Rejects with a `UserError` when waiting is in
 * vain.
 */
export async function exclusively<Result>(
  database: DatabaseSync,
  work: (signal: AbortSignal) => Promise<Result>,
  { leaseMs = 30_000, pollMs = 250, waitMs = 600_000, onWait, signal }: ExclusiveOptions = {},
): Promise<Result> {
  const processId = newProcessId();
  const leases = new SqliteLeases(database, { processId, isGone: isLocalProcessGone });
  const store = new DatabaseHealth(database, createLog("silent")).guard(leases, ["enqueue", "renew", "release"]);
  const queued = await new LeaseQueue(store, processId, { leaseMs, pollMs }).enqueue(SYNC, Date.now());
  const ending = new AbortController();
  signal?.addEventListener("abort", () => ending.abort(signal.reason));
  const giveUp = () =>
    ending.abort(new UserError("Another process is syncing the documentation. Try again when it is done."));
  try {
    signal?.throwIfAborted();
    const waiting = setTimeout(giveUp, waitMs);
    if (queued.position > 0) onWait?.();
    const { lost } = await queued.acquire(ending.signal).finally(() => clearTimeout(waiting));
    lost.addEventListener("abort", () =>
      ending.abort(new UserError("Another process took over the sync, because this one stood still.")),
    );
    return await work(ending.signal);
  } finally {
    await queued.release();
  }
}
