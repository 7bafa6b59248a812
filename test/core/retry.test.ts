import { expect, it, vi } from "vitest";
import { pausesOf, retry, retryAfterMs } from "../../src/core/retry.ts";

const busy = new Error("busy");
const always = () => true;

it("tries again after each pause and rejects with the last error when there is none left", async () => {
  const work = vi.fn(() => Promise.reject(busy));
  await expect(retry(work, pausesOf([0, 1], always))).rejects.toBe(busy);
  expect(work).toHaveBeenCalledTimes(3);
});

it("resolves as soon as it goes well, and tells how many attempts failed", async () => {
  const work = vi
    .fn(async () => "done")
    .mockRejectedValueOnce(busy)
    .mockRejectedValueOnce(busy);
  const attempts: number[] = [];
  const result = await retry(work, (error, attempt) => {
    expect(error).toBe(busy);
    attempts.push(attempt);
    return 0;
  });
  expect(result).toBe("done");
  expect(attempts).toEqual([1, 2]);
});

it("does not try again what will not pass", async () => {
  const work = vi.fn(() => Promise.reject(busy));
  await expect(
    retry(
      work,
      pausesOf([0, 0], () => false),
    ),
  ).rejects.toBe(busy);
  expect(work).toHaveBeenCalledTimes(1);
});

it("ends with its signal: in a pause, and before another attempt", async () => {
  const controller = new AbortController();
  const pausing = retry(() => Promise.reject(busy), pausesOf([60_000], always), controller.signal);
  setImmediate(() => controller.abort());
  await expect(pausing).rejects.toThrow(/aborted/);
  const work = vi.fn(() => Promise.reject(busy));
  await expect(retry(work, pausesOf([0, 0], always), controller.signal)).rejects.toBe(busy);
  expect(work).toHaveBeenCalledTimes(1);
});

it.each([
  ["3", 3000],
  [" 0.25 ", 250],
  ["0", 0],
  ["Thu, 01 Jan 1970 00:01:00 GMT", 50_000],
  ["Thu, 01 Jan 1970 00:00:01 GMT", 0],
  ["-5", undefined],
  ["soon", undefined],
  ["", undefined],
  [null, undefined],
  [undefined, undefined],
])("reads Retry-After: %j", (header, expected) => {
  expect(retryAfterMs(header, 10_000)).toBe(expected);
});
