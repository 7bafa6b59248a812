import type { Logger } from "../log.ts";
import type { Question } from "./answer.ts";
import { condenseMessages } from "./messages.ts";
import type { Model } from "./model.ts";
import type { Search } from "./retrieve.ts";
import { asModelError, causeOf } from "./trouble.ts";

/** How far back earlier questions still say what is meant. */
const LOOK_BACK = 3;
/** A longer "question" is an answer, or worse. */
const MAX_LENGTH = 600;

/** `historyTokens`: how much of the talk the model reads. */
export interface CondenseOptions {
  readonly model?: Model;
  readonly historyTokens: number;
  readonly log: Logger;
}

/** What to search for: a follow-up is put into a question of its own by the model, or searched with the talk as context. */
export async function condense(
  question: Question,
  signal: AbortSignal,
  { model, historyTokens, log }: CondenseOptions,
): Promise<Search> {
  const plain = plainSearch(question);
  if (!model || plain.context.length === 0) return plain;
  try {
    const standalone = await model.complete(condenseMessages(question, historyTokens), signal);
    return standalone && standalone.length <= MAX_LENGTH ? { text: standalone, context: [] } : plain;
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ question: question.id, cause: causeOf(asModelError(error)) }, "follow-up searched with its context");
    return plain;
  }
}

/** What is searched for without a model: the words as they are, with quoted text and earlier questions as context. */
function plainSearch({ text, quoted, history }: Question): Search {
  const earlier = history.map((turn) => turn.question).toReversed();
  const context = [...(quoted && text.trim() ? [quoted] : []), ...earlier].slice(0, LOOK_BACK);
  const last = history.at(-1);
  // Who asks the very same again wants the same told again.
  const told = last && last.question.trim() !== text.trim() ? last.answer : undefined;
  return { text: text.trim() || (quoted ?? ""), context, told };
}
