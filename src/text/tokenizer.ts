import { fold } from "./fold.ts";
import { stopwordsAmong, withoutUnspacedStopwords } from "./language.ts";
import { en } from "./locales/en.ts";
import { LOCALES } from "./locales/index.ts";

/** A word of a question: as it was typed (folded, not stemmed), and the terms that find it in the index. */
export interface Token {
  readonly surface: string;
  readonly terms: readonly string[];
}

/**
 * How a text is read. `stems`: "routes" and "routing" are one. `parts`: an identifier is found by its parts too.
 * `emptyWords`: words of a question that say nothing about its subject are left out.
 */
export interface Analysis {
  readonly stems: boolean;
  readonly parts: boolean;
  readonly emptyWords: boolean;
}

/** Everything that helps. */
export const WHOLE_ANALYSIS: Analysis = { stems: true, parts: true, emptyWords: true };

/**
 * A number with thousands separators, or letters and digits that dots, hyphens, colons, underscores and apostrophes
 * join.
 */
const WORD = /\d{1,3}(?:,\d{3})+(?!\d)|[\p{L}\p{M}\p{N}]+(?:(?:[-._'’]|::?|__)[\p{L}\p{M}\p{N}]+)*/gu;
const SEPARATORS = /[-._:'’]+/u;
const CONTRACTION = /['’](?:s|re|ve|ll|d|m|t)$/u;
const VERSION = /^v?\d+(?:\.\d+)+$/;
const PLAIN = /^[a-z]+$/;
/**
 * Where one part of an identifier ends: before a capital, before the last capital of several, between letter and
 * digit.
 */
const HUMP = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u;
/** Scripts written without spaces, and Korean, whose words carry their particles: read in pairs of characters. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu;
const HAS_UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Longer runs are encoded data, not words, but in scripts without spaces, where a run may be a whole sentence. */
const MAX_TERM = 64;
const STEM_CACHE = 100_000;
/** The languages whose script alone tells them, where their words are stemmed. */
const SCRIPTS = LOCALES.flatMap(({ script, stemmer }) => (script && stemmer ? [{ script, stemmer }] : []));

/** The terms of a text in order: every word, an identifier both whole and in parts. */
export function indexTerms(text: string, analysis: Analysis = WHOLE_ANALYSIS): string[] {
  const terms: string[] = [];
  for (const [word] of text.normalize("NFKC").matchAll(WORD)) appendTerms(terms, word, analysis);
  return terms;
}

/**
 * The words of a question, words that say nothing about its subject left out; where that leaves none, all
 * of them.
 */
export function queryTokens(text: string, analysis: Analysis = WHOLE_ANALYSIS): Token[] {
  const words: Token[] = [];
  const plain = text.normalize("NFKC");
  for (const [word] of (analysis.emptyWords ? withoutUnspacedStopwords(plain) : plain).matchAll(WORD)) {
    const terms: string[] = [];
    appendTerms(terms, word, analysis);
    if (terms.length > 0) words.push({ surface: fold(word.replace(CONTRACTION, "")), terms });
  }
  if (!analysis.emptyWords) return words;
  const empty = stopwordsAmong(words.map(({ surface }) => surface));
  const telling = words.filter(({ surface }) => !empty.has(surface));
  return telling.length > 0 ? telling : words;
}

/** The index term of a single plain word: folded and stemmed, by the rules of English or of its script's language. */
export function stem(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  if (stems.size >= STEM_CACHE) stems.clear();
  const stemmed = PLAIN.test(word) ? en.stemmer(word) : stemByScript(word);
  stems.set(word, stemmed);
  return stemmed;
}

function stemByScript(word: string): string {
  return SCRIPTS.find(({ script }) => script.test(word))?.stemmer(word) ?? word;
}

const stems = new Map<string, string>();

function appendTerms(terms: string[], word: string, analysis: Analysis): void {
  if (HAS_UNSPACED.test(word)) appendPairs(terms, word, analysis);
  else if (word.length === 0 || word.length > MAX_TERM) return;
  else if (PLAIN.test(word)) terms.push(analysis.stems ? stem(word) : word);
  else if (VERSION.test(word)) appendVersion(terms, word);
  else if (/^\d/.test(word) && word.includes(",")) terms.push(word.replaceAll(",", ""));
  else appendIdentifier(terms, word.replace(CONTRACTION, ""), analysis);
}

/** Pairs of characters for the unspaced parts of a run, words for what stands between. */
function appendPairs(terms: string[], run: string, analysis: Analysis): void {
  let end = 0;
  for (const match of run.matchAll(UNSPACED)) {
    if (match.index > end)
      appendTerms(terms, run.slice(end, match.index).replace(/^[-._:'’]+|[-._:'’]+$/gu, ""), analysis);
    const characters = [...match[0]];
    if (characters.length === 1) terms.push(match[0]);
    for (let i = 0; i + 1 < characters.length; i++) terms.push(`${characters[i]}${characters[i + 1]}`);
    end = match.index + match[0].length;
  }
  if (end < run.length) appendTerms(terms, run.slice(end).replace(/^[-._:'’]+|[-._:'’]+$/gu, ""), analysis);
}

/** `v1.2.3` is found as 1.2.3 and as 1.2. */
function appendVersion(terms: string[], version: string): void {
  const numbers = version.replace(/^v/, "").split(".");
  for (let count = numbers.length; count >= 2; count--) terms.push(numbers.slice(0, count).join("."));
}

/** Whole without its separators (`use-state`, `useState` and `use_state` are one), then its parts. */
function appendIdentifier(terms: string[], word: string, analysis: Analysis): void {
  const termOf = (part: string) => (analysis.stems ? stem(fold(part)) : fold(part));
  const parts = word.split(SEPARATORS).flatMap((part) => part.split(HUMP));
  if (parts.length === 1) {
    terms.push(termOf(word));
    return;
  }
  terms.push(termOf(parts.join("")));
  if (!analysis.parts) return;
  for (const part of parts) if (part.length > 1 || /\d/.test(part)) terms.push(termOf(part));
}
