// The numbers below that weigh or bound were set by reading answers and are not swept.
/** A stretch of neighbours: from the first up to, and without, the last. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** So much of the room may be taken by what stands before the place itself, unless said otherwise. */
const SHARE_BEFORE = 0.4;

/**
 * The stretch around a place that fits into a room: all of it where that fits, else from the beginning where the
 * place is
 * near it, else from the place on. The place itself is in it whatever its size.
 */
export function windowAround(
  sizes: readonly number[],
  at: number,
  room: number,
  shareBefore: number = SHARE_BEFORE,
): Window {
  let left = room - (sizes[at] ?? 0);
  let [from, to] = [at, at + 1];
  const before = sizes.slice(0, at).reduce((sum, size) => sum + size, 0);
  const after = sizes.slice(at + 1).reduce((sum, size) => sum + size, 0);
  if (before + after <= left) return { from: 0, to: sizes.length };
  const near = sizes[at - 1] ?? Number.POSITIVE_INFINITY;
  if (before <= left * shareBefore) from = 0;
  else if (near <= left * shareBefore) from = at - 1;
  left -= sizes.slice(from, at).reduce((sum, size) => sum + size, 0);
  for (; to < sizes.length && (sizes[to] ?? 0) <= left; to++) left -= sizes[to] ?? 0;
  for (; to === sizes.length && from > 0 && (sizes[from - 1] ?? 0) <= left; from--) left -= sizes[from - 1] ?? 0;
  return { from, to };
}
