import type { Question } from "../core/answer.ts";
import type { Model } from "../models/chat.ts";
import { ModelError } from "../models/errors.ts";
import { detectRefusal } from "./language/refusal-detector.ts";
import { answerMessages } from "./prompts.ts";
import type { Section } from "./retrieve.ts";

/** What a model begins to write: its text piece by piece, or the word that the docs do not answer. */
export interface Draft {
  readonly refused: boolean;
  readonly text: AsyncIterable<string>;
}

/** Models that think aloud do it first, between these. */
const THINKS = "<think>";
const THOUGHT = "</think>";
/** More thought than this, in characters, leads to no answer. */
const LONGEST_THOUGHT = 400_000;
/** A draft that has not refused after so many characters does not. */
const LONGEST_OPENING = 4000;

/** Where a model is: before its first word, in what it thinks aloud, or in its answer. */
type DraftState = "start" | "thinking" | "writing";

/**
 * Lets the model write. Resolves once it has either refused or said its first word, so nothing that is shown
 * is ever taken back. Rejects with `ModelError`, as reading `text` may.
 */
export async function generate(
  model: Model,
  question: Question,
  sections: readonly Section[],
  { signal, historyTokens }: { readonly signal: AbortSignal; readonly historyTokens: number },
): Promise<Draft> {
  const pieces = withoutThoughts(model.stream(answerMessages(question, sections, historyTokens), signal));
  let opening = "";
  for (;;) {
    const { value, done } = await pieces.next();
    if (done) break;
    opening += value;
    const verdict = opening.length > LONGEST_OPENING ? "answers" : detectRefusal(opening, false);
    if (verdict === "open") continue;
    if (verdict === "refuses") await pieces.return(undefined);
    return { refused: verdict === "refuses", text: prepend(opening, pieces) };
  }
  if (!/[\p{L}\p{N}]/u.test(opening)) throw new ModelError("empty");
  return { refused: detectRefusal(opening, true) === "refuses", text: prepend(opening, pieces) };
}

/** What a model writes without what it thinks aloud before; every character is looked at once. */
async function* withoutThoughts(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let state: DraftState = "start";
  let held = "";
  let thought = 0;
  for await (const piece of pieces) {
    if (state === "thinking") thought += piece.length;
    if (thought > LONGEST_THOUGHT) throw new ModelError("too-long");
    if (state === "writing") yield piece;
    else [state, held] = advance(state, held + piece);
    if (state !== "writing" || !held) continue;
    yield held;
    held = "";
  }
  if (state === "start" && held) yield held;
}

/** Where a model is after what was held and has come, and what of it is still to be looked at. */
function advance(state: DraftState, held: string): [DraftState, string] {
  let rest = held;
  for (let isThinking = state === "thinking"; ; isThinking = true) {
    if (isThinking) {
      const end = rest.indexOf(THOUGHT);
      if (end < 0) return ["thinking", rest.slice(1 - THOUGHT.length)];
      rest = rest.slice(end + THOUGHT.length);
    }
    rest = rest.trimStart();
    if (!rest.startsWith(THINKS)) return [THINKS.startsWith(rest) ? "start" : "writing", rest];
    rest = rest.slice(THINKS.length);
  }
}

async function* prepend(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}
