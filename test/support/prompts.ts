import type { Place, Prompt } from "../../src/core/prompt.ts";

let count = 0;

/** A prompt as an adapter would make it; what a test does not care about is filled in. */
export function promptFor(text: string, changes: Partial<Prompt> = {}): Prompt {
  count += 1;
  return {
    id: `act-${count}`,
    command: "ask",
    text,
    author: { id: "ada", name: "Ada" },
    place: root(),
    cause: "asked",
    private: false,
    address: null,
    ...changes,
  };
}

/** A channel's root. */
export function root(channel = "general", workspace = "server"): Place {
  return { platform: "test", workspace, channel };
}

/** A thread in a channel. */
export function threadIn(channel: string, thread: string): Place {
  return { ...root(channel), thread };
}
