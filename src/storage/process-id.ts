import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

const SEPARATOR = "/";

/** When this process began: in a container the next one has the same number, and is another. */
const STARTED = String(performance.timeOrigin);

/** Names one that holds something in a store: this machine, this process and when it began, and which one in it. */
export function newProcessId(): string {
  return [encodeURIComponent(hostname()), process.pid, STARTED, randomUUID()].join(SEPARATOR);
}

/** Whether an id is of another machine: a container that was made anew has another name. */
function isElsewhere(host: string | undefined): boolean {
  return host !== encodeURIComponent(hostname());
}

/**
 * Whether the process of an id, or of what it holds in its name, is known to be gone, in a store that only this machine
 * uses: then one of another machine is.
 */
export function isProcessGone(id: string): boolean {
  return isElsewhere(id.split(SEPARATOR)[0]) || isLocalProcessGone(id);
}

/** The same in a store that another machine may use at the same time: whether its processes live nobody here knows. */
export function isLocalProcessGone(id: string): boolean {
  const [host, pid, started] = id.split(SEPARATOR);
  if (isElsewhere(host)) return false;
  if (Number(pid) === process.pid) return started !== STARTED;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "EPERM";
  }
}
