import { beforeEach, describe, expect, it } from "vitest";
import { RateLimiter } from "../../src/core/rate-limit.ts";

let now: number;
beforeEach(() => {
  now = 5_000;
});

function limiter(most = 2, windowMs = 1000): RateLimiter {
  return new RateLimiter({ most, windowMs, now: () => now });
}

describe("a rate limiter", () => {
  it("lets so many through in any window, also across the borders of two", () => {
    const limit = limiter();
    expect(limit.take()).toBe(true);
    now += 900;
    expect([limit.take(), limit.take()]).toEqual([true, false]);
    now += 100;
    expect([limit.take(), limit.take()]).toEqual([true, false]);
    now += 899;
    expect(limit.hasRoom()).toBe(false);
    now += 1;
    expect(limit.hasRoom()).toBe(true);
  });

  it("counts each key apart", () => {
    const limit = limiter(1);
    expect([limit.take("a"), limit.take("b"), limit.take("a")]).toEqual([true, true, false]);
    expect([limit.used("a"), limit.used("b"), limit.used("c")]).toEqual([1, 1, 0]);
  });

  it("counts what must be done although there is no room", () => {
    const limit = limiter(1);
    limit.count();
    limit.count();
    expect(limit.used()).toBe(2);
    now += 1000;
    expect([limit.used(), limit.hasRoom()]).toEqual([0, true]);
  });

  it("has no room while the other side says so, and a shorter word does not shorten it", () => {
    const limit = limiter();
    limit.close(500);
    limit.close(100);
    now += 499;
    expect(limit.take()).toBe(false);
    now += 1;
    expect(limit.take()).toBe(true);
  });

  it("can be slowed down and not be hurried", () => {
    const limit = limiter(1);
    limit.widen(3000);
    limit.widen(10);
    limit.count();
    now += 2999;
    expect(limit.hasRoom()).toBe(false);
    now += 1;
    expect(limit.hasRoom()).toBe(true);
  });

  it("has those wait who come too many at once, and ends with their signal", async () => {
    const limit = new RateLimiter({ most: 5, windowMs: 100 });
    const since = performance.now();
    const times: number[] = [];
    const passing = Array.from({ length: 17 }, async () => {
      await limit.wait();
      times.push(performance.now());
    });
    await Promise.all(passing);
    // A machine that is busy makes them later, never earlier.
    for (const [index, at] of times.entries()) expect(at - since).toBeGreaterThanOrEqual(100 * Math.floor(index / 5));
    expect(Math.max(...times) - since).toBeLessThan(5_000);
    limit.close(60_000);
    await expect(limit.wait("", AbortSignal.abort())).rejects.toThrow(/aborted/);
  });
});
