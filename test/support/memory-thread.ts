import type { Content, Message, ProgressStep, Thread } from "../../src/core/adapter.ts";

/** One call that a thread received, in the order of its beginning. `message`: which one it wrote, counted from 0. */
export interface Call {
  readonly kind: "post" | "update";
  readonly message: number;
  readonly content: Content;
}

/** A thread that keeps its messages in memory and notes every breach of the port's rules. */
export interface MemoryThread extends Thread {
  /** What each message shows by now. */
  readonly messages: readonly Content[];
  readonly calls: readonly Call[];
  readonly steps: readonly ProgressStep[];
  /** In words, what was done that a platform would not take; empty where all is well. */
  readonly breaches: readonly string[];
}

/**
 * - `limit`: how long a message may be, sources included, in UTF-16 units.
 * - `before`: what happens before a call succeeds: a delay, or a rejection.
 */
export interface MemoryThreadOptions {
  readonly limit?: number;
  readonly updateMs?: number;
  readonly messages?: number;
  readonly before?: (call: Call) => Promise<void> | void;
}

/** Makes a thread in memory. */
export function memoryThread(options: MemoryThreadOptions = {}): MemoryThread {
  const { limit = 200, updateMs = 0, messages = 4, before = () => {} } = options;
  const shown: Content[] = [];
  const calls: Call[] = [];
  const steps: ProgressStep[] = [];
  const breaches: string[] = [];
  let underWay = 0;
  const length = ({ text, sources = [] }: Content) => rendered({ text, sources }).length;
  const write = async (call: Call): Promise<void> => {
    calls.push(call);
    underWay++;
    if (underWay > 1) breaches.push(`${underWay} calls at once`);
    if (length(call.content) > limit) breaches.push(`${length(call.content)} characters in message ${call.message}`);
    if (!call.content.text.trim() && !call.content.sources?.length) breaches.push(`message ${call.message} is empty`);
    const previous = shown[call.message]?.text ?? "";
    if (!call.content.done && !call.content.text.startsWith(previous))
      breaches.push(`message ${call.message} was rewritten`);
    try {
      await before(call);
      shown[call.message] = call.content;
    } finally {
      underWay--;
    }
  };
  return {
    place: { platform: "memory", workspace: "w", channel: "c", thread: "t" },
    limits: { fits: (content) => length(content) <= limit, updateMs, messages },
    messages: shown,
    calls,
    steps,
    breaches,
    progress: async (step) => void steps.push(step),
    async post(content): Promise<Message> {
      const message = shown.length;
      await write({ kind: "post", message, content });
      return { update: (later) => write({ kind: "update", message, content: later }) };
    },
  };
}

/** A content as plain text: the text, and one line for each source. */
export function rendered({ text, sources = [] }: Pick<Content, "text" | "sources">): string {
  return [text, ...sources.map(({ n, title, url }) => `[${n}] [${title}](${url})`)].filter(Boolean).join("\n");
}
