/** Queue for each key: what entered first goes first, one at a time; different keys go side by side. */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<void>>();
  readonly #lengths = new Map<string, number>();

  /** How much work is running or waiting under a key. */
  length(key: string): number {
    return this.#lengths.get(key) ?? 0;
  }

  /** Resolves once everything that entered before under the same key has left, to the function that leaves. */
  async enter(key: string): Promise<() => void> {
    const before = this.#tails.get(key);
    const { promise: left, resolve } = Promise.withResolvers<void>();
    const tail = before ? before.then(() => left) : left;
    this.#tails.set(key, tail);
    this.#lengths.set(key, this.length(key) + 1);
    await before;
    return () => {
      resolve();
      this.#leave(key, tail);
    };
  }

  /** Runs `work` after everything that entered before it under the same key. */
  async run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const leave = await this.enter(key);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  #leave(key: string, tail: Promise<void>): void {
    const left = this.length(key) - 1;
    if (left > 0) this.#lengths.set(key, left);
    else this.#lengths.delete(key);
    if (this.#tails.get(key) === tail) this.#tails.delete(key);
  }
}
