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
const THINKING = /^\s*<think>[\s\S]*?<\/think>\s*/;
const MAY_THINK = /^\s*(?:<(?:t(?:h(?:i(?:n(?:k(?:>[\s\S]*)?)?)?)?)?)?)?$/;

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
  const pieces = model.stream(answerMessages(question, sections, historyTokens), signal);
  let opening = "";
  for (;;) {
    const { value, done } = await pieces.next();
    opening = (opening + (value ?? "")).replace(THINKING, "");
    if (done) break;
    if (MAY_THINK.test(opening)) continue;
    const verdict = detectRefusal(opening, false);
    if (verdict === "open") continue;
    if (verdict === "refuses") await pieces.return(undefined);
    return { refused: verdict === "refuses", text: prepend(opening, pieces) };
  }
  if (!/[\p{L}\p{N}]/u.test(opening)) throw new ModelError("empty");
  return { refused: detectRefusal(opening, true) === "refuses", text: prepend(opening, pieces) };
}

async function* prepend(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}
