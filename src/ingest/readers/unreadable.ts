import { NotTextError } from "./decode.ts";

/**
 * What a library makes of a file; where it throws, a `NotTextError` with the first line of what it says. A reason of
 * ours is a clause already.
 */
export async function orUnreadable<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof NotTextError) throw cause;
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split("\n", 1);
    throw new NotTextError(`cannot be read: ${reason}`, { cause });
  }
}
