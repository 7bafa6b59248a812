import { describe, expect, it } from "vitest";
import { KeyedQueue } from "../../src/core/keyed-queue.ts";

/** Work that ends when it is told to. */
function work() {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return { run: () => promise, end: resolve, fail: reject };
}

describe("a keyed queue", () => {
  it("runs one key's work in order and other keys' beside it", async () => {
    const queue = new KeyedQueue();
    const [slow, next, other] = [work(), work(), work()];
    const seen: string[] = [];
    const all = [
      queue.run("a", slow.run).then(() => seen.push("slow")),
      queue.run("a", next.run).then(() => seen.push("next")),
      queue.run("b", other.run).then(() => seen.push("other")),
    ];
    expect([queue.length("a"), queue.length("b"), queue.length("c")]).toEqual([2, 1, 0]);
    next.end();
    other.end();
    await all[2];
    expect(seen).toEqual(["other"]);
    slow.end();
    await Promise.all(all);
    expect(seen).toEqual(["other", "slow", "next"]);
    expect(queue.length("a")).toBe(0);
  });

  it("goes on after work that failed", async () => {
    const queue = new KeyedQueue();
    const failing = queue.run("a", async () => Promise.reject(new Error("no")));
    const next = queue.run("a", async () => "yes");
    await expect(failing).rejects.toThrow("no");
    expect(await next).toBe("yes");
  });
});
