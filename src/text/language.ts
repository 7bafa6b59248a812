import { fold } from "./fold.ts";
import { en } from "./locales/en.ts";
import { LOCALES } from "./locales/index.ts";
import type { Locale } from "./locales/locale.ts";

/** A language, its stop words ready to be looked up. */
interface Known {
  readonly locale: Locale;
  readonly stopwords: ReadonlySet<string>;
}

/** A language, and how many words of a text tell it. */
interface Guess extends Known {
  readonly count: number;
}

const KNOWN: readonly Known[] = LOCALES.map((locale) => ({ locale, stopwords: wordSet(locale.stopwords) }));
const ENGLISH: Known = { locale: en, stopwords: wordSet(en.stopwords) };
const UNSPACED = new RegExp(
  LOCALES.flatMap(({ unspacedStopwords = "" }) => wordsOf(unspacedStopwords)).join("|"),
  "gu",
);
/** Of another language than English so large a share of the words must tell it. */
const TELLING_SHARE = 0.2;
/** A text of so many words that tells no language is of one that is not known; a shorter one may be a few names. */
const SENTENCE = 5;
/** So many stop words are a sentence, even where it quotes something in another script. */
const QUOTING = 2;

/** The words of a list. */
export function wordsOf(list: string): string[] {
  return list.split(/\s+/).filter(Boolean);
}

/** The words of a list, folded, to be looked up. */
export function wordSet(list: string): ReadonlySet<string> {
  return new Set(wordsOf(fold(list)));
}

/** The phrases of a list. */
export function phrasesOf(list: string): string[] {
  return list
    .split(",")
    .map((phrase) => phrase.trim())
    .filter(Boolean);
}

/**
 * The language of a text, by its script or by the words that every sentence has; undefined where it is none of ours.
 */
export function detectLocale(text: string): Locale | undefined {
  const words = foldedWords(text);
  const { locale, count } = guess(words, text);
  const written = count < QUOTING ? LOCALES.find(({ script }) => script?.test(text)) : undefined;
  if (written) return written;
  if (locale === en && count > 0) return en;
  if (count > 0) return count / words.length >= TELLING_SHARE ? locale : undefined;
  return words.length < SENTENCE && /^\P{L}*(?:[a-z]\P{L}*)*$/iu.test(text) ? en : undefined;
}

/** The language to speak to somebody who wrote a text: its own where it is known, else English. */
export function localeOf(text: string): Locale {
  return detectLocale(text) ?? en;
}

/** Whether a text is in English. A language that nothing tells is not. */
export function isEnglish(text: string): boolean {
  return detectLocale(text) === en;
}

/** The words that say nothing in a question made of these, folded as they are: those of its language. */
export function stopwordsAmong(words: readonly string[]): ReadonlySet<string> {
  return guess(words).stopwords;
}

/** The words that say nothing in the language of a text. */
export function stopwordsOf(text: string): ReadonlySet<string> {
  return guess(foldedWords(text), text).stopwords;
}

/** Whether a text has any of the words that the sentences of its language are made of, as far as that can be told. */
export function hasStopwords(text: string): boolean {
  return guess(foldedWords(text), text).count > 0 || LOCALES.some(({ script }) => script?.test(text));
}

/**
 * A question without what says nothing in scripts that have no spaces; the question itself where nothing else would be
 * left.
 */
export function withoutUnspacedStopwords(text: string): string {
  const rest = text.replace(UNSPACED, " ");
  return /[\p{L}\p{N}]/u.test(rest) ? rest : text;
}

/**
 * The language that most words are of, by themselves or by letters of the `text`; English where none has more. A lone
 * letter tells nothing: it may be what stands behind an apostrophe, or a name.
 */
function guess(words: readonly string[], text = ""): Guess {
  const spelled = text.split(/\s+/);
  const countOf = ({ locale: { letters }, stopwords }: Known) =>
    words.filter((word) => word.length > 1 && stopwords.has(word)).length +
    spelled.filter((word) => letters?.test(word)).length;
  const guesses = KNOWN.map((known) => ({ ...known, count: countOf(known) }));
  return guesses.reduce((best, other) => (other.count > best.count ? other : best), { ...ENGLISH, count: 0 });
}

function foldedWords(text: string): string[] {
  return fold(text).match(/[\p{L}\p{M}]+/gu) ?? [];
}
