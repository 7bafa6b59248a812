import type { AnswerEvent, Question, Rag } from "../../src/core/answer.ts";
import type { Place } from "../../src/core/prompt.ts";

/** Answers that tests hold back and let go; without being held, each question is answered at once by its echo. */
export class ScriptedRag implements Rag {
  readonly questions: Question[] = [];
  readonly searchedFrom: (Place | undefined)[] = [];
  readonly #held = new Map<string, { promise: Promise<void>; resolve: () => void }>();

  /** Has the answer to `text` wait, after its first word, until the function that is returned is called. */
  hold(text: string): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held.set(text, { promise, resolve });
    return resolve;
  }

  async *answer(question: Question, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
    this.questions.push(question);
    yield { type: "verdict", outcome: "answered" };
    yield { type: "text", text: `On ${question.text}: ` };
    await Promise.race([this.#held.get(question.text)?.promise, aborted(signal)]);
    signal.throwIfAborted();
    yield { type: "text", text: "done." };
    yield { type: "end", outcome: "answered", sources: [], cited: ["chunk"] };
  }

  async search(_words: string, _limit: number, place?: Place) {
    this.searchedFrom.push(place);
    return [];
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
