import { setImmediate as nextTurn } from "node:timers/promises";
import type { EmbeddingsInterface } from "@langchain/core/embeddings";
import type { AnswerEvent, PageReader, Question, Rag, Unsupported } from "../core/answer.ts";
import type { Logger } from "../core/log.ts";
import type { Place } from "../core/prompt.ts";
import { createModel, MODEL_TIMEOUTS, type Model, type ModelTimeouts, type Tokens } from "../models/chat.ts";
import type { Endpoint } from "../models/endpoint.ts";
import { causeOf, cutNote, failureText, ModelError, type ModelErrorKind, standInLine } from "../models/errors.ts";
import { type Scope, withinScope } from "../search/scope.ts";
import { type SearchIndex, UNCOVERED_BELOW, UNSURE_BELOW } from "../search/search-index.ts";
import { withoutVersion } from "../search/versions.ts";
import { localeOf } from "../text/language.ts";
import { asRead, textsOf } from "./as-read.ts";
import { condense, translate } from "./condense.ts";
import { extract, extractRelease } from "./extract/extract.ts";
import { generate } from "./generate.ts";
import { foreignLocale } from "./language/foreign.ts";
import { hedge, refuse } from "./nearest.ts";
import { begin, fixedAnswer, talkAbout } from "./opening.ts";
import { createCiter } from "./output/citations.ts";
import { readDocumentPage } from "./read-page.ts";
import { foundOf, type PreparedSearch, type RetrievedContext, retrieve } from "./retrieve.ts";
import { safeText } from "./safe-text.ts";
import { findHits } from "./search-results.ts";

/**
 * - `chat`: the model that writes; without one, answers are quoted from the docs.
 * - `embedder`: where the index holds vectors of the same model.
 * - `scope`: which sources may be read for what was asked where; without it all of them.
 * - `hasDocumentation`: whether there is any to answer from, read or still to be read.
 * - `refuseBelow`, `unsureBelow`: without a model, a question whose passages are less sure than the first is not
 *   answered, and one less sure than the second is shown the nearest sections.
 * - `unsupported`: what happens to a cited sentence that its source does not bear out.
 * - `historyTokens`, `passageTokens`: how much of the talk and of the docs is read for one answer.
 * - `meter`: told of what the model costs and how it fails.
 */
export interface RagOptions {
  readonly engine: SearchIndex;
  readonly embedder?: Pick<EmbeddingsInterface, "embedQuery">;
  readonly chat?: Endpoint;
  readonly scope?: (place: Place | undefined, texts: readonly string[]) => Scope;
  readonly hasDocumentation?: () => boolean;
  readonly log: Logger;
  readonly refuseBelow?: number;
  readonly unsureBelow?: number;
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
  unsureBelow: UNSURE_BELOW,
  unsupported: "mark",
  hasDocumentation: () => true,
  historyTokens: 1500,
  passageTokens: 1800,
} as const;

/** In another language than the docs so small a share of the confidence is enough to show what is near. */
const FOREIGN_SHARE = 0.5;

/**
 * Answers questions from what `engine` holds.
 *
 * @example
 * const rag = createRag({ engine: index, log });
 * for await (const event of rag.answer(question, signal)) if (event.type === "text") print(event.text);
 */
export function createRag({ chat, patience, ...options }: RagOptions): Rag & PageReader {
  const model = chat && createModel(chat, { ...MODEL_TIMEOUTS, ...patience }, (tokens) => options.meter?.spend(tokens));
  const parts: RagDeps = { ...DEFAULTS, ...options, model };
  return {
    answer(asked, signal) {
      const question = asRead(asked);
      return answerCalmly(question, signal, scoped(parts, question.place, textsOf(question)));
    },
    search: (words, limit, place, only = {}) =>
      findHits(words, limit, scoped(parts, place, [words, only.version ?? ""]), only),
    page: (address, place) => readDocumentPage(address, scoped(parts, place, []).engine),
  };
}

/** From here on nothing is found but what may be read for this question. */
function scoped(parts: RagDeps, place: Place | undefined, texts: readonly string[]): RagDeps {
  const scope = parts.scope?.(place, texts);
  return scope ? { ...parts, engine: withinScope(parts.engine, scope), version: scope.version } : parts;
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
    if (!isBegun) return yield* fixedAnswer("failed", failureText(question.id));
    yield { type: "end", outcome: "failed", sources: [], cited: [], note: failureText(question.id) };
  }
}

async function* answer(question: Question, signal: AbortSignal, parts: RagDeps): AsyncGenerator<AnswerEvent> {
  const talk = talkAbout(question, parts.model !== undefined);
  if (talk) return yield* talk;

  yield { type: "progress", step: "searching" };
  const material = await read(question, signal, parts);
  const found = foundOf(material.reading);
  for await (const event of answerFrom(question, material, signal, parts))
    yield event.type === "end" ? { ...event, found } : event;
}

/** What an answer is made of: what was searched for, and what was found. */
interface Material {
  readonly search: PreparedSearch;
  readonly reading: RetrievedContext;
}

/** What is said of what was found. */
async function* answerFrom(
  question: Question,
  material: Material,
  signal: AbortSignal,
  parts: RagDeps,
): AsyncGenerator<AnswerEvent> {
  if (material.reading.sections.length === 0) return yield* refuse(question, material.reading, parts);
  yield { type: "progress", step: "writing" };
  // To search and to quote take milliseconds each: others have their turn in between.
  await nextTurn();
  if (!parts.model) return yield* quote(question, material, parts);
  yield* write(question, material, signal, { ...parts, model: parts.model });
}

/** What the docs say of a question, which a model puts into their language where that is another one. */
async function read(question: Question, signal: AbortSignal, parts: RagDeps): Promise<Material> {
  const asked = await condense(question, signal, parts);
  const search = parts.version ? { ...asked, text: withoutVersion(asked.text, parts.version) } : asked;
  const reading = await untilAborted(retrieve(search, parts), signal);
  const docs = parts.model && foreignLocale(question.text, reading.sections);
  if (!docs) return { search, reading };
  const translated = await translate(search, docs, signal, parts);
  return { search: translated, reading: await untilAborted(retrieve(translated, parts), signal) };
}

/**
 * The model's answer, cited as it is written; what the docs say in their own words where the model fails before its
 * first word.
 */
async function* write(
  question: Question,
  material: Material,
  signal: AbortSignal,
  parts: RagDeps & { readonly model: Model },
): AsyncGenerator<AnswerEvent> {
  const { reading } = material;
  const citer = createCiter(reading.sections, parts.unsupported, question.text);
  let isShown = false;
  try {
    const draft = await generate(parts.model, question, reading.sections, { signal, ...parts });
    if (draft.refused) return yield* refuse(question, reading, parts);
    for await (const text of safeText(draft.text, citer)) {
      if (!isShown) yield* begin(question, "answered", parts.version);
      isShown = true;
      yield { type: "text", text, sources: citer.citations().sources };
    }
    yield { type: "end", outcome: "answered", ...citer.citations() };
  } catch (error) {
    if (signal.aborted && isShown) return yield { type: "end", outcome: "answered", ...citer.citations() };
    if (!(error instanceof ModelError)) throw error;
    parts.meter?.fail(error.kind);
    parts.log.warn({ question: question.id, shown: isShown, cause: causeOf(error) }, "the model failed");
    if (!isShown) return yield* quote(question, material, parts, error);
    const rest = citer.end();
    if (rest) yield { type: "text", text: rest };
    yield { type: "end", outcome: "failed", ...citer.citations(), note: cutNote(error, question.id) };
  }
}

/** What the docs say, in their own words; the nearest sections alone where it is not sure that they answer. */
async function* quote(
  question: Question,
  { search, reading }: Material,
  parts: RagDeps,
  failure?: ModelError,
): AsyncGenerator<AnswerEvent> {
  const form = formOf(question, reading, parts);
  const quoting = reading.isRelease ? extractRelease : extract;
  const quoted = form === "answered" ? quoting(search, reading.sections) : "";
  if (form === "refused" || (form === "answered" && !quoted)) return yield* refuse(question, reading, parts);
  const opening = failure ? `${standInLine(failure, question.id)}\n\n` : "";
  const { sentences } = localeOf(question.text);
  if (form !== "answered") return yield* hedge(question, reading, parts, opening + sentences[form]);
  const citer = createCiter(reading.sections, "quoted");
  yield* begin(question, "answered", parts.version);
  const closing = failure ? "" : `\n\n_${sentences.quoted}_`;
  yield { type: "text", text: opening + citer.write(quoted) + citer.end() + closing };
  yield { type: "end", outcome: "answered", ...citer.citations() };
}

/**
 * How a question is answered without a model. Of a question in another language than the docs only names and code can
 * be found, so that what is near is shown as no more than that.
 */
function formOf(
  { text }: Question,
  { sections, confidence }: RetrievedContext,
  { refuseBelow, unsureBelow }: RagDeps,
): "answered" | "unsure" | "foreign" | "refused" {
  if (foreignLocale(text, sections)) return confidence < refuseBelow * FOREIGN_SHARE ? "refused" : "foreign";
  if (confidence < refuseBelow) return "refused";
  return confidence < unsureBelow ? "unsure" : "answered";
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
