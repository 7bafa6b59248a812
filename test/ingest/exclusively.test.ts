import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { expect, test, vi } from "vitest";
import { UserError } from "../../src/core/errors.ts";
import { exclusively } from "../../src/ingest/exclusively.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { tempDir } from "../support/temp-dir.ts";

const QUICK = { leaseMs: 60, pollMs: 5, waitMs: 5000 };

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
  const one = exclusively(
    first,
    async () => {
      entered.resolve();
      await finish.promise;
      events.push("first ends");
    },
    QUICK,
  );
  await entered.promise;
  const onWait = vi.fn(() => setTimeout(finish.resolve, 4 * QUICK.leaseMs));
  await Promise.all([one, exclusively(second, async () => void events.push("second begins"), { ...QUICK, onWait })]);
  expect(events).toEqual(["first ends", "second begins"]);
  expect(onWait).toHaveBeenCalledOnce();
});

test("one who waits too long is told, and the lease is free after a failure", async () => {
  const [first, second] = twoConnections();
  const waiting = () => exclusively(second, async () => "in", { ...QUICK, waitMs: 20 });
  await exclusively(first, () => expect(waiting()).rejects.toThrow(UserError), QUICK);
  await expect(exclusively(first, () => Promise.reject(new Error("no")), QUICK)).rejects.toThrow("no");
  expect(await waiting()).toBe("in");
});

test("a killed process on this machine is known at once, one elsewhere when its time is up", async () => {
  const [database] = twoConnections();
  // The key is the leases' own.
  const key = await exclusively(database, async () => String(database.prepare("select key from lines").get()?.key));
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  const hold = (host: string, pid: number, ms: number) =>
    database
      .prepare("insert into lines values (?, ?, 0, ?, 1)")
      .run(key, [encodeURIComponent(host), pid, "then", "other", 1].join("/"), Date.now() + ms);
  hold(hostname(), child.pid ?? 0, 3_600_000);
  expect(await exclusively(database, async () => "taken over", { ...QUICK, waitMs: 0 })).toBe("taken over");
  hold(hostname(), process.pid, 3_600_000);
  expect(await exclusively(database, async () => "the process before had this number", QUICK)).toMatch(/before/);
  hold("elsewhere", 1, 50);
  await expect(exclusively(database, async () => "in", { ...QUICK, waitMs: 0 })).rejects.toThrow(UserError);
  expect(await exclusively(database, async () => "taken over", QUICK)).toBe("taken over");
});

test("who lost the lease is stopped, and so is who is told to", async () => {
  const [first, second] = twoConnections();
  const until = async (signal: AbortSignal) => {
    if (!signal.aborted) await once(signal, "abort");
    signal.throwIfAborted();
  };
  const lost = exclusively(
    first,
    async (signal) => {
      second.exec("update lines set token = 'other'");
      await until(signal);
    },
    QUICK,
  );
  await expect(lost).rejects.toThrow("took over");
  second.exec("delete from lines");
  const told = new AbortController();
  const stopped = exclusively(
    first,
    async (signal) => {
      told.abort(new Error("told to"));
      await until(signal);
    },
    { ...QUICK, signal: told.signal },
  );
  await expect(stopped).rejects.toThrow("told to");
});
