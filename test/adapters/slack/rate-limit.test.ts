import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ConcurrencySlots, SlackRateLimit } from "../../../src/adapters/slack/rate-limit.ts";

const MINUTE = 60_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("what ended within the last minute still takes its place", () => {
  const slots = new ConcurrencySlots(2, MINUTE);
  slots.take();
  slots.take();
  slots.leave();
  expect(slots.free()).toBe(false);
  vi.advanceTimersByTime(MINUTE);
  expect(slots.free()).toBe(true);
});

test("no minute sees more than twenty streams end, however long they take", () => {
  const rateLimit = new SlackRateLimit(MINUTE);
  const live: number[] = [];
  const ends: number[] = [];
  for (let second = 0; second < 900; second++) {
    while (rateLimit.mayStream()) {
      rateLimit.streams.take();
      live.push(second + 5 + ((second * 37) % 200));
    }
    for (const end of live.filter((at) => at === second)) {
      rateLimit.streams.leave();
      ends.push(end);
    }
    vi.advanceTimersByTime(1000);
  }
  const mostInAMinute = Math.max(...ends.map((from) => ends.filter((at) => at >= from && at < from + 60).length));
  expect(ends.length).toBeGreaterThan(50);
  expect(mostInAMinute).toBeLessThanOrEqual(20);
});
