import { hash } from "node:crypto";
import type { Keyv } from "keyv";
import type { AdapterNotes } from "../core/adapter.ts";
import type { Whose } from "../core/journal.ts";
import type { Json, Prompt } from "../core/prompt.ts";

const SEPARATOR = ":";

/**
 * The key of a prompt's note. Parts are encoded, so that no id can reach into a neighbour's key; who asked is a hash,
 * because the note of the answer to `forget-me` is written when everything else of that person is gone.
 */
function keyOf({ id, place, author }: Prompt): string {
  const { platform, workspace } = place;
  return [...[platform, workspace].map(encodeURIComponent), hashOf(platform, author.id), hashOf(platform, id)].join(
    SEPARATOR,
  );
}

function hashOf(platform: string, id: string): string {
  return hash("sha256", JSON.stringify([platform, id]));
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
    const isTheirs = (key: string) => {
      const [ofPlatform, ofWorkspace, ofAuthor = ""] = key.split(SEPARATOR);
      if (ofPlatform !== encodeURIComponent(platform)) return false;
      if (workspace !== undefined && ofWorkspace !== encodeURIComponent(workspace)) return false;
      // An older Docent wrote down who asked.
      return author === undefined || [hashOf(platform, author), encodeURIComponent(author)].includes(ofAuthor);
    };
    const theirs: string[] = [];
    for await (const [key] of this.#keyv.iterator?.(this.#keyv.namespace) ?? []) if (isTheirs(key)) theirs.push(key);
    if (theirs.length > 0) await this.#keyv.delete(theirs);
  }
}
