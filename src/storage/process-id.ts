import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

const SEPARATOR = "/";

/** Those of this very process. */
const living = new Set<string>();

/** A name for whoever holds something in a store: this machine, this process, and which one in it. */
export function newProcessId(): string {
  const holder = [encodeURIComponent(hostname()), process.pid, randomUUID()].join(SEPARATOR);
  living.add(holder);
  return holder;
}

/** A holder lets go of everything. */
export function retireProcessId(holder: string): void {
  living.delete(holder);
}

/**
 * Whether another holder of a store that only this machine uses, or what it holds in its name, is known to be gone.
 * One of another machine is: a container that was made anew has another name.
 */
export function isProcessGone(holder: string): boolean {
  const [host, pid, id] = holder.split(SEPARATOR);
  if (host !== encodeURIComponent(hostname())) return true;
  if (Number(pid) === process.pid) return !living.has([host, pid, id].join(SEPARATOR));
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "EPERM";
  }
}
