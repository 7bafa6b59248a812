import type { EmbeddingsInterface } from "@langchain/core/embeddings";
import type { Endpoint } from "../config.ts";
import type { Turn } from "../conversation.ts";
import type { Engine } from "../knowledge/engines/engine.ts";
import type { Logger } from "../log.ts";
import { createCiter, type Source } from "./cite.ts";
import { plainSearch } from "./condense.ts";
import { extract } from "./extract.ts";
import { findHits } from "./hits.ts";
import { nearestSections, refusal } from "./refuse.ts";
import { type Reading, retrieve, type Search, type Section, sectionTitle } from "./retrieve.ts";
import { smallTalk } from "./talk.ts";

/** A question on its way through the story of one answer. */
export interface Question {
  /** For logs, never shown to a model. */
  readonly id: string;
  readonly text: string;
  /** Text the person pointed at; counts as context of the question, not as documentation. */
  readonly quoted?: string;
  /** Names of attachments that could not be read; the answer says so. */
  readonly unread?: readonly string[];
  readonly history: readonly Turn[];
}

/**
 * What kind of answer it is. `refused`: the docs do not answer. `talk`: small talk, answered without the
 * docs. `failed`: trouble, told calmly.
 */
export type Outcome = "answered" | "refused" | "talk" | "failed";

/**
 * An answer as it is made: `progress`, one `verdict` before the first text (so that somebody who did not
 * ask by name can be spared a refusal), `text`, and always one `end`.
 *
 * `text` is safe: checked citations, no link that the index does not know, nothing that may still turn into
 * one. Concatenated it is the whole answer in standard Markdown, `[n]` marks included.
 */
export type AnswerEvent =
  | { readonly type: "progress"; readonly step: "searching" | "writing" }
  | { readonly type: "verdict"; readonly outcome: Outcome }
  | { readonly type: "text"; readonly text: string }
  | End;

/**
 * - `sources`: in order of first mention, numbered from 1, only what was cited (for a refusal: the nearest pages).
 * - `cited`: ids of the chunks behind `sources`, for the journal.
 * - `note`: with `failed` after some text was shown, the sentence that says why it ends here.
 * - `support`: share of the cited sentences that their sources bear out, in 0..1; absent where nothing was cited.
 */
export interface End {
  readonly type: "end";
  readonly outcome: Outcome;
  readonly sources: readonly Source[];
  readonly cited: readonly string[];
  readonly note?: string;
  readonly support?: number;
}

/** The story of one question. Never rejects but for an aborted `signal`: trouble is told as text and `failed`. */
export interface Rag {
  answer(question: Question, signal: AbortSignal): AsyncIterable<AnswerEvent>;
  /** The best sections for some words, without a model. */
  search(words: string, limit: number): Promise<readonly Hit[]>;
}

/** A section found by `search`. `excerpt` is plain text around the words. */
export interface Hit {
  readonly title: string;
  readonly url: string;
  readonly excerpt: string;
}

/**
 * - `chat`: the model that writes; without one, answers are quoted from the docs.
 * - `embedder`: where the index holds vectors of the same model.
 * - `refuseBelow`: a question whose passages are less sure than this is not answered by quoting.
 * - `historyTokens`, `passageTokens`: how much of the talk and of the docs is read for one answer.
 */
export interface RagOptions {
  readonly engine: Engine;
  readonly embedder?: Pick<EmbeddingsInterface, "embedQuery">;
  readonly chat?: Endpoint;
  readonly log: Logger;
  readonly refuseBelow?: number;
  readonly historyTokens?: number;
  readonly passageTokens?: number;
}

const REFUSE_BELOW = 0.35;
const PASSAGE_TOKENS = 1800;

/** Answers questions from what `engine` holds. */
export function createRag(options: RagOptions): Rag {
  return {
    answer: (question, signal) => answer(question, signal, options),
    search: (words, limit) => findHits(words, limit, options),
  };
}

async function* answer(question: Question, signal: AbortSignal, options: RagOptions): AsyncGenerator<AnswerEvent> {
  const talk = smallTalk(question.text);
  if (talk) return yield* whole("talk", talk);
  yield { type: "progress", step: "searching" };
  const search = plainSearch(question);
  const reading = await retrieve(search, { tokens: PASSAGE_TOKENS, ...options });
  signal.throwIfAborted();
  if (reading.confidence < (options.refuseBelow ?? REFUSE_BELOW)) return yield* refuse(reading.sections);
  yield { type: "progress", step: "writing" };
  yield* quote(search, reading);
}

async function* quote(search: Search, { sections }: Reading): AsyncGenerator<AnswerEvent> {
  const quoted = extract(search, sections);
  if (!quoted) return yield* refuse(sections);
  const citer = createCiter(sections);
  yield { type: "verdict", outcome: "answered" };
  yield { type: "text", text: citer.write(quoted) + citer.end() };
  yield { type: "end", outcome: "answered", ...citer.cited() };
}

async function* refuse(sections: readonly Section[]): AsyncGenerator<AnswerEvent> {
  const nearest = nearestSections(sections);
  const sources = nearest.map((section, index) => ({ n: index + 1, title: sectionTitle(section), url: section.url }));
  yield { type: "verdict", outcome: "refused" };
  yield { type: "text", text: refusal(sources.length > 0) };
  yield { type: "end", outcome: "refused", sources, cited: nearest.flatMap(({ ids }) => ids) };
}

async function* whole(outcome: Outcome, text: string): AsyncGenerator<AnswerEvent> {
  yield { type: "verdict", outcome };
  yield { type: "text", text };
  yield { type: "end", outcome, sources: [], cited: [] };
}
