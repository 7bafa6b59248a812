import { fold } from "../../text/fold.ts";
import { localeOf, stopwordsOf } from "../../text/language.ts";
import { asksForMore } from "./follow-up.ts";
import { smallTalk } from "./small-talk.ts";

/** A text that is pointed at and no longer than this, in characters, is asked about whole. */
const SHORT = 300;

const WORDS = /[\p{L}\p{N}]/u;
/** In a talk that goes on, such a mark alone asks for more. */
const ASKS = /[?？؟]/;

/** What somebody wrote, and what it points at: empty where that holds no words, undefined where it points at nothing. */
interface Pointing {
  readonly text: string;
  readonly quoted?: string;
  readonly unread?: readonly string[];
  readonly history: readonly { readonly question: string }[];
}

/** The question in a text that somebody points at: its last sentence that asks something by itself. */
export function questionIn(text: string): string | undefined {
  const sentences = text.match(/[^.!?？؟\n]+[.!?？؟]*/g) ?? [];
  return sentences
    .map((sentence) => sentence.trim())
    .findLast((sentence) => /[?？؟]$/.test(sentence) && !asksForMore(sentence) && !smallTalk(sentence));
}

/**
 * What is asked by words that only point at a text, as "can you answer this?" does; undefined for other words.
 * `isTalking`: they may go on from what was said before as well, unless the text asks something.
 */
export function pointedQuestion(text: string, quoted: string, isTalking: boolean): string | undefined {
  if (!onlyPoints(text)) return undefined;
  return questionIn(quoted) ?? (!isTalking && quoted.length <= SHORT ? quoted : undefined);
}

/** Whether nothing in a question says what it is about: "can you explain this?", "what should they do?". */
function onlyPoints(text: string): boolean {
  const words = fold(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const stopwords = stopwordsOf(text);
  return asksForMore(text) || words.every((word) => stopwords.has(word));
}

/** What is said to somebody who asked nothing: what was not readable, and what can be asked. Undefined for a question. */
export function nothingAsked({ text, quoted, unread = [], history }: Pointing): string | undefined {
  const isEmpty = !WORDS.test(text) && !smallTalk(text) && !(history.length > 0 && ASKS.test(text));
  const pointsAtNothing = quoted === "" && (isEmpty || onlyPoints(text));
  if (quoted || !(isEmpty || pointsAtNothing)) return undefined;
  const { sentences } = localeOf(isEmpty ? (history.at(-1)?.question ?? "") : text);
  const trouble = pointsAtNothing && unread.length === 0 ? [sentences.unreadable] : [];
  return [...trouble, sentences.invite].join(" ");
}
