import { setImmediate as nextTurn } from "node:timers/promises";
import { ModelError } from "../models/errors.ts";
import type { Citer } from "./output/citations.ts";

/** An answer ends here, in characters, whatever its model still writes. */
export const LONGEST_ANSWER = 32_000;
/** So much of a draft is checked at once, in characters. */
const SLICE = 500;
/** After so long, in milliseconds, others have their turn. */
const LONGEST_TURN = 10;

/**
 * What may be shown of a draft, none of it empty. Throws a `ModelError` where the draft has nothing to show, or is
 * longer than an answer may be. `turnMs`: after so long, in milliseconds, others have their turn.
 */
export async function* safeText(
  draft: AsyncIterable<string>,
  citer: Citer,
  turnMs = LONGEST_TURN,
): AsyncGenerator<string> {
  let read = 0;
  let shown = 0;
  const fresh = (text: string) => (shown > 0 ? text : text.trimStart());
  for await (const slice of slices(draft, turnMs)) {
    read += slice.length;
    const text = fresh(citer.write(slice));
    shown += text.length;
    if (text) yield text;
    if (Math.max(read, shown) >= LONGEST_ANSWER) throw new ModelError("too-long");
  }
  const rest = fresh(citer.end());
  if (rest) yield rest;
  else if (shown === 0) throw new ModelError("empty");
}

/** A draft in parts that are checked in a short time; a model that writes fast leaves others their turn. */
async function* slices(draft: AsyncIterable<string>, turnMs: number): AsyncGenerator<string> {
  let since = performance.now();
  for await (const part of draft)
    for (let at = 0; at < part.length; at += SLICE) {
      if (performance.now() - since >= turnMs) {
        await nextTurn();
        since = performance.now();
      }
      yield part.slice(at, at + SLICE);
    }
}
