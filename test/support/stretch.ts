import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * The longest stretch, in milliseconds of processor time, that a test lets an input up to its cap take: twice the 50 that
 * are meant, since threads that share a core with others' count time in which they wait for it.
 */
export const LONGEST_STRETCH = 100;

/** Other work on the machine adds to a measurement and takes nothing from it. */
export async function leastOf(measure: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 4 && least >= LONGEST_STRETCH; i++) least = Math.min(least, await measure());
  return least;
}

/** The longest time between two turns of the event loop, in milliseconds of processor time. */
export async function longestStretch(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = processorMs();
  const look = () => {
    const now = processorMs();
    longest = Math.max(longest, now - last);
    last = now;
  };
  let isOver = false;
  const looking = (async () => {
    for (; !isOver; look()) await nextTurn();
  })();
  await work();
  look();
  isOver = true;
  await looking;
  return longest;
}

/** Processor time of this thread where Node tells it: others on the machine count for nothing. */
export function processorMs(): number {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1000;
}
