/** Runs work in turn for each key; different keys run side by side. */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #lengths = new Map<string, number>();

  /** How much work is running or waiting under a key. */
  length(key: string): number {
    return this.#lengths.get(key) ?? 0;
  }

  /** Runs `work` after everything that was given before it under the same key has settled. */
  async run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const result = before.then(work);
    // The next in line waits for this one to end, however it ends.
    const tail = result.catch(() => undefined);
    this.#tails.set(key, tail);
    this.#lengths.set(key, this.length(key) + 1);
    try {
      return await result;
    } finally {
      this.#leave(key, tail);
    }
  }

  #leave(key: string, tail: Promise<unknown>): void {
    const left = this.length(key) - 1;
    if (left > 0) this.#lengths.set(key, left);
    else this.#lengths.delete(key);
    if (this.#tails.get(key) === tail) this.#tails.delete(key);
  }
}
