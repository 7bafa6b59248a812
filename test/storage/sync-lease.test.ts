import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { expect, test, vi } from "vitest";
import { UserError } from "../../src/core/errors.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { withSyncLease } from "../../src/storage/sync-lease.ts";
import { tempDir } from "../support/temp-dir.ts";

const QUICK = { ttlMs: 60, pollMs: 5, waitMs: 5000 };

/** Two connections to one file, as two processes have them. */
function twoConnections() {
  const dir = tempDir();
  return [openDatabase(dir), openDatabase(dir)] as const;
}

test("two syncs never overlap; the second waits and says so once", async () => {
  const [first, second] = twoConnections();
  const events: string[] = [];
  const entered = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const one = withSyncLease(
    first,
    async () => {
      entered.resolve();
      await finish.promise;
      events.push("first ends");
    },
    QUICK,
  );
  await entered.promise;
  const onWait = vi.fn(() => setTimeout(finish.resolve, 4 * QUICK.ttlMs));
  await Promise.all([one, withSyncLease(second, async () => void events.push("second begins"), { ...QUICK, onWait })]);
  expect(events).toEqual(["first ends", "second begins"]);
  expect(onWait).toHaveBeenCalledOnce();
});

test("one who waits too long is told, and the lease is free after a failure", async () => {
  const [first, second] = twoConnections();
  const waiting = () => withSyncLease(second, async () => "in", { ...QUICK, waitMs: 20 });
  await withSyncLease(first, () => expect(waiting()).rejects.toThrow(UserError), QUICK);
  await expect(withSyncLease(first, () => Promise.reject(new Error("no")), QUICK)).rejects.toThrow("no");
  expect(await waiting()).toBe("in");
});

test("a killed holder on this machine is known at once, one elsewhere when its time is up", async () => {
  const [database] = twoConnections();
  await withSyncLease(database, async () => undefined);
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  const hold = (host: string, pid: number, ms: number) =>
    database.prepare("insert into sync_lease values (1, 'other', ?, ?, ?)").run(pid, host, Date.now() + ms);
  hold(hostname(), child.pid ?? 0, 3_600_000);
  expect(await withSyncLease(database, async () => "taken over", { ...QUICK, waitMs: 0 })).toBe("taken over");
  hold("elsewhere", 1, 50);
  await expect(withSyncLease(database, async () => "in", { ...QUICK, waitMs: 0 })).rejects.toThrow(UserError);
  expect(await withSyncLease(database, async () => "taken over", QUICK)).toBe("taken over");
});

test("who lost the lease is stopped", async () => {
  const [first, second] = twoConnections();
  const lost = withSyncLease(
    first,
    async (signal) => {
      second.exec("update sync_lease set token = 'other'");
      await once(signal, "abort");
      signal.throwIfAborted();
    },
    QUICK,
  );
  await expect(lost).rejects.toThrow("took over");
});
