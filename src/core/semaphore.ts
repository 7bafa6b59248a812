/**
 * Semaphore: so many may be at work at once, the others wait in the order in which they came. Permits are given out
 * one in each turn of the event loop, so that what arrives meanwhile is taken in between.
 *
 * @example
 * const release = await semaphore.acquire(signal);
 */
export class Semaphore {
  #free: number;
  #isGranting = false;
  readonly #waiting = new Set<() => void>();

  constructor(permits: number) {
    this.#free = permits;
  }

  /** Whether who asks for a permit now has to wait for another one's. */
  get isExhausted(): boolean {
    return this.#free <= this.#waiting.size;
  }

  /** Resolves with a permit, to the function that gives it back. Rejects with the reason of `signal` where that aborts. */
  async acquire(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      this.#waiting.delete(resolve);
      reject(signal.reason);
    };
    signal.addEventListener("abort", leave, { once: true });
    this.#waiting.add(resolve);
    this.#grant();
    await promise.finally(() => signal.removeEventListener("abort", leave));
    return () => {
      this.#free++;
      this.#grant();
    };
  }

  #grant(): void {
    if (this.#isGranting || this.#free === 0 || this.#waiting.size === 0) return;
    this.#isGranting = true;
    setImmediate(() => {
      this.#isGranting = false;
      const [first] = this.#waiting;
      if (!first) return;
      this.#waiting.delete(first);
      this.#free--;
      first();
      this.#grant();
    });
  }
}
