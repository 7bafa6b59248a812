import type { AdapterNotes } from "../../src/core/adapter.ts";
import type { Json } from "../../src/core/prompt.ts";

/** Notes of an adapter that outlive it, and not the test. */
export function memoryNotes(): AdapterNotes {
  const notes = new Map<string, Json>();
  return {
    read: async ({ id }) => notes.get(id),
    write: async ({ id }, note) => void notes.set(id, note),
  };
}
