import type { EmbeddingsInterface } from "@langchain/core/embeddings";
import type { AnswerEvent, Outcome, Question, Rag, Unsupported } from "../core/answer.ts";
import type { Logger } from "../core/log.ts";
import type { Place } from "../core/prompt.ts";
import { createModel, MODEL_TIMEOUTS, type Model, type ModelTimeouts, type Tokens } from "../models/chat.ts";
import type { Endpoint } from "../models/endpoint.ts";
import { causeOf, cutNote, failureText, ModelError, type ModelErrorKind, standInLine } from "../models/errors.ts";
import { type Scope, withinSources } from "../search/scope.ts";
import { type SearchIndex, UNCOVERED_BELOW } from "../search/search-index.ts";
import { condense } from "./condense.ts";
import { asCode } from "./extract/blocks.ts";
import { extract } from "./extract/extract.ts";
import { generate } from "./generate.ts";
import { nearestSections, refusal } from "./language/refusal.ts";
import { smallTalk } from "./language/small-talk.ts";
import { createCiter } from "./output/citations.ts";
import { type PreparedSearch, type RetrievedContext, retrieve, sectionTitle } from "./retrieve.ts";
import { LONGEST_ANSWER, safeText } from "./safe-text.ts";
import { findHits } from "./search-results.ts";

/**
 * - `chat`: the model that writes; without one, answers are quoted from the docs.
 * - `embedder`: where the index holds vectors of the same model.
 * - `scope`: which sources may be read for what was asked where; without it all of them.
 * - `refuseBelow`: without a model, a question whose passages are less sure than this is not answered.
 * - `unsupported`: what happens to a cited sentence that its source does not bear out.
 * - `historyTokens`, `passageTokens`: how much of the talk and of the docs is read for one answer.
 * - `meter`: told of what the model costs and how it fails.
 */
export interface RagOptions {
  readonly engine: SearchIndex;
  readonly embedder?: Pick<EmbeddingsInterface, "embedQuery">;
  readonly chat?: Endpoint;
  readonly scope?: (place: Place | undefined, texts: readonly string[]) => Scope;
  readonly log: Logger;
  readonly refuseBelow?: number;
  readonly unsupported?: Unsupported;
  readonly historyTokens?: number;
  readonly passageTokens?: number;
  readonly patience?: Partial<ModelTimeouts>;
  readonly meter?: Meter;
}

/** Measures models. */
export interface Meter {
  /** Adds what a request cost. */
  spend(tokens: Tokens): void;
  /** Counts an answer that the model did not write, or not to its end. */
  fail(trouble: ModelErrorKind): void;
}

type RagDeps = Required<Omit<RagOptions, "embedder" | "chat" | "scope" | "patience" | "meter">> &
  Pick<RagOptions, "embedder" | "scope" | "meter"> & { readonly model?: Model; readonly version?: string };

const DEFAULTS = {
  refuseBelow: UNCOVERED_BELOW,
  unsupported: "mark",
  historyTokens: 1500,
  passageTokens: 1800,
} as const;

/** Closes an answer that nobody wrote for the question. */
const QUOTED = "\n\n_Quoted from the docs._";

/** More of a question or of what it points at, in characters, is not read. */
const LONGEST_TEXT = 8000;
/** Nor are more exchanges before it. */
const LONGEST_TALK = 30;

/** Answers questions from what `engine` holds. */
export function createRag({ chat, patience, ...options }: RagOptions): Rag {
  const model = chat && createModel(chat, { ...MODEL_TIMEOUTS, ...patience }, (tokens) => options.meter?.spend(tokens));
  const parts: RagDeps = { ...DEFAULTS, ...options, model };
  return {
    answer(asked, signal) {
      const question = asRead(asked);
      return answerCalmly(question, signal, scoped(parts, question.place, textsOf(question)));
    },
    search: (words, limit, place) => findHits(words, limit, scoped(parts, place, [words])),
  };
}

/** From here on nothing is found but what may be read for this question. */
function scoped(parts: RagDeps, place: Place | undefined, texts: readonly string[]): RagDeps {
  const scope = parts.scope?.(place, texts);
  return scope ? { ...parts, engine: withinSources(parts.engine, scope.sources), version: scope.version } : parts;
}

/** What may name the version that is meant: the question, what it points at, what was asked just before. */
function textsOf({ text, quoted = "", history }: Question): string[] {
  return [
    text,
    quoted,
    ...history
      .slice(-2)
      .map((turn) => turn.question)
      .reverse(),
  ];
}

/** Tells whatever goes wrong as part of the answer. */
async function* answerCalmly(question: Question, signal: AbortSignal, parts: RagDeps): AsyncGenerator<AnswerEvent> {
  let isBegun = false;
  try {
    for await (const event of answer(question, signal, parts)) {
      isBegun ||= event.type === "verdict";
      yield event;
    }
  } catch (error) {
    if (signal.aborted) throw new DOMException("The answer was stopped.", "AbortError");
    parts.log.error({ question: question.id, name: error instanceof Error ? error.name : "unknown" }, "no answer");
    if (!isBegun) return yield* whole("failed", failureText(question.id));
    yield { type: "end", outcome: "failed", sources: [], cited: [], note: failureText(question.id) };
  }
}

async function* answer(question: Question, signal: AbortSignal, parts: RagDeps): AsyncGenerator<AnswerEvent> {
  const talk = smallTalk(question.text);
  if (talk) return yield* whole("talk", talk);

  yield { type: "progress", step: "searching" };
  const search = await condense(question, signal, parts);
  const reading = await untilAborted(retrieve(search, parts), signal);
  if (reading.sections.length === 0) return yield* refuse(question, reading, parts);

  yield { type: "progress", step: "writing" };
  if (!parts.model) return yield* quote(question, search, reading, parts);
  yield* write(question, search, reading, signal, { ...parts, model: parts.model });
}

/**
 * The model's answer, cited as it is written; what the docs say in their own words where the model fails before its
 * first word.
 */
async function* write(
  question: Question,
  search: PreparedSearch,
  reading: RetrievedContext,
  signal: AbortSignal,
  parts: RagDeps & { readonly model: Model },
): AsyncGenerator<AnswerEvent> {
  const citer = createCiter(reading.sections, parts.unsupported, question.text);
  let isShown = false;
  try {
    const draft = await generate(parts.model, question, reading.sections, { signal, ...parts });
    if (draft.refused) return yield* refuse(question, reading, parts);
    for await (const text of safeText(draft.text, citer)) {
      if (!isShown) yield* begin(question, "answered", parts);
      isShown = true;
      yield { type: "text", text };
    }
    yield { type: "end", outcome: "answered", ...citer.citations() };
  } catch (error) {
    if (signal.aborted && isShown) return yield { type: "end", outcome: "answered", ...citer.citations() };
    if (!(error instanceof ModelError)) throw error;
    parts.meter?.fail(error.kind);
    parts.log.warn({ question: question.id, shown: isShown, cause: causeOf(error) }, "the model failed");
    if (!isShown) return yield* quote(question, search, reading, parts, error);
    const rest = citer.end();
    if (rest) yield { type: "text", text: rest };
    yield { type: "end", outcome: "failed", ...citer.citations(), note: cutNote(error, question.id) };
  }
}

/** What the docs say, in their own words. */
async function* quote(
  question: Question,
  search: PreparedSearch,
  reading: RetrievedContext,
  parts: RagDeps,
  failure?: ModelError,
): AsyncGenerator<AnswerEvent> {
  const quoted = reading.confidence < parts.refuseBelow ? "" : extract(search, reading.sections);
  if (!quoted) return yield* refuse(question, reading, parts);
  const citer = createCiter(reading.sections, "quoted");
  const opening = failure ? `${standInLine(failure, question.id)}\n\n` : "";
  yield* begin(question, "answered", parts);
  yield { type: "text", text: opening + citer.write(quoted) + citer.end() + (failure ? "" : QUOTED) };
  yield { type: "end", outcome: "answered", ...citer.citations() };
}

async function* refuse(
  question: Question,
  { sections }: RetrievedContext,
  parts: RagDeps,
): AsyncGenerator<AnswerEvent> {
  const nearest = nearestSections(sections);
  const sources = nearest.map((section, index) => ({ n: index + 1, title: sectionTitle(section), url: section.url }));
  yield* begin(question, "refused", parts);
  yield {
    type: "text",
    text: (await isStillReading(parts)) ? STILL_READING : refusal(question.text, sources.length > 0),
  };
  yield { type: "end", outcome: "refused", sources, cited: nearest.flatMap(({ ids }) => ids) };
}

const STILL_READING = "I am still reading the documentation. Please ask again in a moment.";

/** Whether the first documentation has not been read to its end yet. */
async function isStillReading({ engine }: RagDeps): Promise<boolean> {
  return (await engine.sources()).every(({ documents }) => documents === 0);
}

/** The verdict, and what must be said before anything else. */
async function* begin({ unread = [] }: Question, outcome: Outcome, { version }: RagDeps): AsyncGenerator<AnswerEvent> {
  yield { type: "verdict", outcome };
  if (version) yield { type: "text", text: `_For version ${asCode(version)}._\n\n` };
  if (unread.length > 0) yield { type: "text", text: unreadLine(unread) };
}

async function* whole(outcome: Outcome, text: string): AsyncGenerator<AnswerEvent> {
  yield { type: "verdict", outcome };
  yield { type: "text", text };
  yield { type: "end", outcome, sources: [], cited: [] };
}

/** A question as far as it is read. Somebody who only points at a text asks about that text. */
function asRead({ text, quoted, history, ...question }: Question): Question {
  const asked = text.slice(0, LONGEST_TEXT);
  const pointed = quoted?.slice(0, LONGEST_TEXT);
  const talk = history.slice(-LONGEST_TALK).map((turn) => ({
    ...turn,
    question: turn.question.slice(0, LONGEST_TEXT),
    answer: turn.answer.slice(0, LONGEST_ANSWER),
  }));
  if (asked.trim() || !pointed) return { ...question, text: asked, quoted: pointed, history: talk };
  return { ...question, text: pointed, history: talk };
}

/** Says which attachments were not read. A file's name is anybody's text, so it is shown as code. */
function unreadLine(unread: readonly string[]): string {
  const names = unread.map((name) => asCode(name.replace(/\s+/g, " ").slice(0, 80))).join(", ");
  return `_I cannot read attachments, so I did not see ${names}._\n\n`;
}

/** Rejects as soon as `signal` aborts, whatever `work` still does. */
async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(signal.reason);
  signal.addEventListener("abort", stop);
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
