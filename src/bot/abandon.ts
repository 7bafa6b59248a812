import type { Content, Message, Thread } from "../core/adapter.ts";
import { DeliveryError } from "../core/errors.ts";

/** A thread that takes nothing more once `abandoned` aborts, so that two processes never write one answer. */
export function unlessLost(thread: Thread, abandoned: AbortSignal): Thread {
  const unlessAbandoned = <Result>(write: () => Promise<Result>): Promise<Result> =>
    abandoned.aborted ? Promise.reject(new DeliveryError("gone", "Another process writes this answer")) : write();
  return {
    place: thread.place,
    owner: thread.owner,
    limits: thread.limits,
    progress: async (step) => (abandoned.aborted ? undefined : thread.progress(step)),
    async post(content: Content): Promise<Message> {
      const message = await unlessAbandoned(() => thread.post(content));
      return { update: (next) => unlessAbandoned(() => message.update(next)) };
    },
  };
}
