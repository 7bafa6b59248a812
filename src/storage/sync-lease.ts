import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../core/errors.ts";
import { transaction } from "./database.ts";

/**
 * - `ttlMs`: after so long without a sign of life a holder counts as dead, also one on another machine.
 * - `pollMs`: how often one who waits looks again.
 * - `waitMs`: how long one waits before giving up.
 * - `onWait`: called once when somebody else is syncing.
 */
export interface SyncLeaseOptions {
  readonly ttlMs?: number;
  readonly pollMs?: number;
  readonly waitMs?: number;
  readonly onWait?: () => void;
  readonly signal?: AbortSignal;
}

interface Holder {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  readonly expires: number;
}

/**
 * Runs `work` while no other process syncs into the same database. Waits for one that does, and takes over from one
 * that died. The signal given to `work` aborts when the lease is lost. Rejects with a `UserError` when waiting is in
 * vain.
 */
export async function withSyncLease<Result>(
  database: DatabaseSync,
  work: (signal: AbortSignal) => Promise<Result>,
  { ttlMs = 30_000, pollMs = 250, waitMs = 600_000, onWait, signal }: SyncLeaseOptions = {},
): Promise<Result> {
  const lease = prepareLease(database, ttlMs);
  const until = Date.now() + waitMs;
  for (let waited = false; !lease.take(); waited = true) {
    if (Date.now() >= until)
      throw new UserError("Another process is syncing the documentation. Try again when it is done.");
    if (!waited) onWait?.();
    await delay(pollMs, undefined, { signal });
  }
  const lost = new AbortController();
  const heartbeat = setInterval(() => {
    if (!lease.renew()) lost.abort(new UserError("Another process took over the sync, because this one stood still."));
  }, ttlMs / 3);
  try {
    return await work(signal ? AbortSignal.any([signal, lost.signal]) : lost.signal);
  } finally {
    clearInterval(heartbeat);
    lease.release();
  }
}

function prepareLease(database: DatabaseSync, ttlMs: number) {
  database.exec(
    "create table if not exists sync_lease (id integer primary key check (id = 1), token text, pid integer, host text, expires integer)",
  );
  const mine: Omit<Holder, "expires"> = { token: randomUUID(), pid: process.pid, host: hostname() };
  const select = database.prepare("select token, pid, host, expires from sync_lease");
  const insert = database.prepare("insert or replace into sync_lease values (1, ?, ?, ?, ?)");
  const extend = database.prepare("update sync_lease set expires = ? where token = ?");
  const remove = database.prepare("delete from sync_lease where token = ?");
  return {
    take: () =>
      transaction(database, () => {
        const holder = select.get() as Holder | undefined;
        if (holder && isAlive(holder)) return false;
        insert.run(mine.token, mine.pid, mine.host, Date.now() + ttlMs);
        return true;
      }),
    renew: () => extend.run(Date.now() + ttlMs, mine.token).changes === 1,
    release: () => remove.run(mine.token),
  };
}

/** On this machine a killed holder is known at once; elsewhere its lease has to run out. */
function isAlive({ pid, host, expires }: Holder): boolean {
  if (expires <= Date.now()) return false;
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
