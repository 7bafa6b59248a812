import type { Keyv } from "keyv";
import type { AdapterNotes } from "../core/adapter.ts";
import type { Whose } from "../core/journal.ts";
import type { Json, Prompt } from "../core/prompt.ts";

const SEPARATOR = ":";

/** The key of a prompt's note. Parts are encoded, so that no id can reach into a neighbour's key. */
function keyOf({ id, place, author }: Prompt): string {
  return [place.platform, place.workspace, author.id, id].map(encodeURIComponent).join(SEPARATOR);
}

/** Notes of adapters in a store, under the platform, workspace and author of their prompts. */
export class StoredNotes implements AdapterNotes {
  readonly #keyv: Keyv<Json>;

  constructor(keyv: Keyv<Json>) {
    this.#keyv = keyv;
  }

  async read(prompt: Prompt): Promise<Json | undefined> {
    return this.#keyv.get(keyOf(prompt));
  }

  async write(prompt: Prompt, note: Json): Promise<void> {
    await this.#keyv.set(keyOf(prompt), note);
  }

  /** Deletes the notes on what one person asked, or on everything of a workspace. */
  async forget({ platform, workspace, author }: Whose): Promise<void> {
    const wanted = [platform, workspace, author].map((part) => part && encodeURIComponent(part));
    const isTheirs = (key: string) => {
      const parts = key.split(SEPARATOR);
      return wanted.every((part, index) => part === undefined || part === parts[index]);
    };
    const theirs: string[] = [];
    for await (const [key] of this.#keyv.iterator?.(this.#keyv.namespace) ?? []) if (isTheirs(key)) theirs.push(key);
    if (theirs.length > 0) await this.#keyv.delete(theirs);
  }
}
