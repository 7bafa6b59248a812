import { LOCALES } from "./locales/index.ts";
import type { Locale } from "./locales/locale.ts";

/** A language, its words ready to be looked up. */
interface Known {
  readonly locale: Locale;
  readonly stopwords: ReadonlySet<string>;
}

const KNOWN: readonly Known[] = LOCALES.map((locale) => ({ locale, stopwords: wordSet(locale.stopwords) }));
const SCRIPTS = LOCALES.filter(({ script }) => script);
const SPACED = KNOWN.filter(({ stopwords }) => stopwords.size > 0);
/** What is read where nothing tells the language. */
const FIRST = SPACED[0] as Known;
/** Longest first where one begins another. */
const UNSPACED = new RegExp(
  LOCALES.flatMap(({ unspacedStopwords = "" }) => wordsOf(unspacedStopwords)).join("|"),
  "gu",
);

/** The words of a list. */
export function wordsOf(list: string): string[] {
  return list.split(/\s+/).filter(Boolean);
}

/** The words of a list, to be looked up. */
export function wordSet(list: string): ReadonlySet<string> {
  return new Set(wordsOf(list));
}

/** The phrases of a list. */
export function phrasesOf(list: string): string[] {
  return list
    .split(",")
    .map((phrase) => phrase.trim())
    .filter(Boolean);
}

/**
 * The language of a text, by its script or by the words that every sentence of a language has; English where nothing
 * tells.
 */
export function localeOf(text: string): Locale {
  return SCRIPTS.find(({ script }) => script?.test(text)) ?? spacedLocaleOf(surfacesOf(text)).locale;
}

/** The words that say nothing in a question made of these, folded as they are: those of its language. */
export function stopwordsAmong(surfaces: readonly string[]): ReadonlySet<string> {
  return spacedLocaleOf(surfaces).stopwords;
}

/** The words that say nothing in the language of a text. */
export function stopwordsOf(text: string): ReadonlySet<string> {
  return stopwordsAmong(surfacesOf(text));
}

/** The code of the language that most of a question's stop words are of; English where none has more. */
export function languageOf(surfaces: readonly string[]): string {
  return spacedLocaleOf(surfaces).locale.code;
}

/**
 * A question without what says nothing in scripts that have no spaces; the question itself where nothing else would be
 * left.
 */
export function withoutUnspacedStopwords(text: string): string {
  const rest = text.replace(UNSPACED, " ");
  return /[\p{L}\p{N}]/u.test(rest) ? rest : text;
}

/** Whether a text has any of the words that the sentences of its language are made of, as far as that can be told. */
export function hasStopwords(text: string): boolean {
  if (SCRIPTS.some(({ script }) => script?.test(text))) return true;
  const surfaces = surfacesOf(text);
  const stopwords = stopwordsAmong(surfaces);
  return surfaces.some((word) => stopwords.has(word));
}

function spacedLocaleOf(surfaces: readonly string[]): Known {
  const having = ({ stopwords }: Known) => surfaces.filter((word) => stopwords.has(word)).length;
  const counts = SPACED.map((known) => ({ known, count: having(known) }));
  return counts.reduce((best, other) => (other.count > best.count ? other : best), { known: FIRST, count: 0 }).known;
}

function surfacesOf(text: string): string[] {
  return foldText(text).match(/\p{L}+/gu) ?? [];
}

/** A text without capitals and accents. */
export function foldText(text: string): string {
  return text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
}
