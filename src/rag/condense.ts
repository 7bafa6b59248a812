import type { Exchange, Question } from "../core/answer.ts";
import type { Logger } from "../core/log.ts";
import type { Model } from "../models/chat.ts";
import { asModelError, causeOf } from "../models/errors.ts";
import type { Locale } from "../text/locales/locale.ts";
import {
  askedOf,
  asksForMore,
  otherSubject,
  pointsBack,
  withoutAnnouncement,
  withoutNames,
} from "./language/follow-up.ts";
import { pointedQuestion } from "./language/pointing.ts";
import { smallTalk } from "./language/small-talk.ts";
import { condenseMessages, translateMessages } from "./prompts.ts";
import type { PreparedSearch } from "./retrieve.ts";

/** How far back earlier questions still say what is meant. */
const LOOK_BACK = 3;
/** So much of a message, in characters, is looked at for what it goes on from. */
const LONGEST_BEGINNING = 1000;
/** A longer "question" is an answer, or worse. */
const MAX_LENGTH = 600;

/** `historyTokens`: how much of the talk the model reads. */
export interface CondenseOptions {
  readonly model?: Model;
  readonly historyTokens: number;
  readonly log: Logger;
}

/**
 * What to search for: a follow-up is put into a question of its own by the model, or searched with the talk as
 * context.
 */
export async function condense(
  question: Question,
  signal: AbortSignal,
  { model, historyTokens, log }: CondenseOptions,
): Promise<PreparedSearch> {
  const plain = plainSearch(question);
  if (!model || plain.context.length === 0) return plain;
  try {
    const standalone = await model.complete(condenseMessages(question, historyTokens), signal);
    return standalone && standalone.length <= MAX_LENGTH ? { ...plain, text: standalone, context: [] } : plain;
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ question: question.id, cause: causeOf(asModelError(error)) }, "follow-up searched with its context");
    return plain;
  }
}

/** A search in the language of the docs, put into it by the model; as it is where that fails. */
export async function translate(
  search: PreparedSearch,
  { name }: Locale,
  signal: AbortSignal,
  { model, log }: CondenseOptions,
): Promise<PreparedSearch> {
  try {
    const translated = await model?.complete(translateMessages(search.text, name), signal);
    return translated && translated.length <= MAX_LENGTH ? { ...search, text: translated } : search;
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ cause: causeOf(asModelError(error)) }, "searched in the language of the question");
    return search;
  }
}

/**
 * What is searched for without a model: the words as they are, with quoted text and, where the question points back,
 * what was asked before as context. Words that only point at a text ask what that asks.
 */
function plainSearch(question: Question): PreparedSearch {
  const { text, quoted, history } = question;
  const asked = withoutAnnouncement(text.trim()) || (quoted ?? "");
  const before = pointsBack(beginning(asked)) ? subjectOf(history) : "";
  const pointed = quoted && pointedQuestion(beginning(asked), quoted, before !== "");
  if (pointed) return { text: pointed, context: pointed === quoted ? [] : [quoted] };
  return searchInTalk(question, asked, before);
}

/**
 * A question without a subject of its own is asked of the subject `before` it; one that only names another subject is
 * asked the same of that one.
 */
function searchInTalk({ text, quoted, history }: Question, asked: string, before: string): PreparedSearch {
  const other = before === "" ? undefined : otherSubject(asked);
  const earlier = other === undefined ? before : withoutNames(before);
  const context = [...(quoted && text.trim() ? [quoted] : []), earlier].filter(Boolean);
  const last = history.at(-1);
  const cited = history.findLast(({ sources }) => sources.length > 0)?.sources ?? [];
  const search = {
    context,
    // Who asks the very same again wants the same told again.
    told: last && last.question.trim() !== text.trim() ? last.answer : undefined,
    // What is announced as something new has nothing to do with what was cited.
    ...(asked === text.trim() && { talk: { cited, other, subject: before, asked } }),
  };
  return before && asksForMore(beginning(asked))
    ? { ...search, text: `${before} ${asked}` }
    : { ...search, text: asked };
}

/** What the talk is about: the last whole question and what points back to it, another subject in place of its own. */
function subjectOf(history: readonly Exchange[]): string {
  const questions = history.map((turn) => beginning(turn.question)).filter((question) => !smallTalk(question));
  return questions.slice(-LOOK_BACK).reduce((subject, question) => {
    if (subject === "" || !pointsBack(question)) return question;
    const other = otherSubject(question);
    return other === undefined ? `${subject} ${question}` : askedOf(subject, other);
  }, "");
}

/** As much of a message as tells what it goes on from. */
function beginning(text: string): string {
  return text.slice(0, LONGEST_BEGINNING);
}
