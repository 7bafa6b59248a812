/**
 * Runs work that costs processor time and memory by what is in files: reading, cutting up, taking apart into terms.
 * Where it is watched, work over its budget ends the thread that does it, and is refused from then on: it rejects with
 * a `NotTextError` that says why. `waits`: it may wait for others, so that only standing still counts.
 */
export type Budget = <Result>(
  paths: readonly string[],
  work: () => Result | Promise<Result>,
  options?: { readonly waits?: boolean },
) => Promise<Result>;

/** Nobody watches: for tests and tools that read what is known to be harmless. */
export const UNWATCHED: Budget = async (_, work) => work();
