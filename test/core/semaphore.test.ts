import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { Semaphore } from "../../src/core/semaphore.ts";

const never = new AbortController().signal;

describe("a semaphore", () => {
  test("lets so many at work at once, the others in the order in which they came", async () => {
    const semaphore = new Semaphore(2);
    const begun: number[] = [];
    const releases: (() => void)[] = [];
    const all = [1, 2, 3, 4].map(async (n) => {
      const release = await semaphore.acquire(never);
      begun.push(n);
      releases.push(release);
    });
    await Promise.all(all.slice(0, 2));
    expect(semaphore.isExhausted).toBe(true);
    await setImmediate();
    expect(begun).toEqual([1, 2]);
    releases.shift()?.();
    await all[2];
    expect(begun).toEqual([1, 2, 3]);
    releases.shift()?.();
    await all[3];
    for (const release of releases) release();
    expect(semaphore.isExhausted).toBe(false);
  });

  test("gives one permit in each turn of the event loop: what waits for the loop comes in between", async () => {
    const semaphore = new Semaphore(10);
    const order: string[] = [];
    const permits = [1, 2, 3].map((n) => semaphore.acquire(never).then(() => order.push(`permit ${n}`)));
    const ticks = (async () => {
      for (const n of [1, 2, 3]) {
        await setImmediate();
        order.push(`turn ${n}`);
      }
    })();
    await Promise.all([...permits, ticks]);
    expect(order).toEqual(["permit 1", "turn 1", "permit 2", "turn 2", "permit 3", "turn 3"]);
  });

  test("lets who gives up out of the queue, with the reason, and takes no permit for them", async () => {
    const semaphore = new Semaphore(1);
    const release = await semaphore.acquire(never);
    const giving = new AbortController();
    const given = semaphore.acquire(giving.signal);
    const next = semaphore.acquire(never);
    giving.abort(new Error("No longer wanted"));
    await expect(given).rejects.toThrow("No longer wanted");
    await expect(semaphore.acquire(giving.signal)).rejects.toThrow("No longer wanted");
    release();
    (await next)();
    expect(semaphore.isExhausted).toBe(false);
  });
});
