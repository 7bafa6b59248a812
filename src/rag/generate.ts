import type { Question } from "./answer.ts";
import { answerMessages, NOT_IN_DOCS } from "./messages.ts";
import type { Model } from "./model.ts";
import type { Section } from "./retrieve.ts";
import { ModelError } from "./trouble.ts";

/** What a model begins to write: its text piece by piece, or the word that the docs do not answer. */
export interface Draft {
  readonly refused: boolean;
  readonly text: AsyncIterable<string>;
}

/** What may stand around the first word: quotes, emphasis, space. */
const WRAPPING = /^[\s`"'*_#>.[\]<-]+/;
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
    if (isOpen(opening)) continue;
    const refused = opening.replace(WRAPPING, "").startsWith(NOT_IN_DOCS);
    if (refused) await pieces.return(undefined);
    return { refused, text: prepend(opening, pieces) };
  }
  const said = opening.replace(WRAPPING, "");
  if (!said) throw new ModelError("empty");
  return { refused: said.startsWith(NOT_IN_DOCS), text: prepend(opening, pieces) };
}

/** Whether the text so far may still turn into the word for a refusal, or into thoughts. */
function isOpen(opening: string): boolean {
  const said = opening.replace(WRAPPING, "");
  return (said.length < NOT_IN_DOCS.length && NOT_IN_DOCS.startsWith(said)) || MAY_THINK.test(opening);
}

async function* prepend(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}
