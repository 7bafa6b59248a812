import type { Prompt } from "../../core/prompt.ts";

/** How many prompts may be on their way from Slack to their thread at once. */
const MOST_FRESH = 10_000;

/** Knows which prompts came in through this process and were not opened yet: nothing of their answers can be posted. */
export class SeenPrompts {
  readonly #ids = new Set<string>();

  /** Notes a prompt that Slack has just delivered. */
  add(id: string): void {
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > MOST_FRESH && oldest !== undefined) this.#ids.delete(oldest);
  }

  /**
   * Whether something of the answer may stand there already. The next time it is asked about the same prompt, it may.
   */
  mayBePosted(prompt: Prompt): boolean {
    return !this.#ids.delete(prompt.id);
  }
}
