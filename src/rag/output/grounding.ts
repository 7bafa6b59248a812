import { stopwordsOf } from "../../text/language.ts";
import { indexTerms, queryTokens } from "../../text/tokenizer.ts";
import type { Section } from "../retrieve.ts";
import { contradicts } from "./contradiction.ts";
import { entailsQuantities, quantitiesIn } from "./quantities.ts";
import {
  LATIN,
  type LanguageMarks,
  lettersOf,
  monthsIn,
  normaliseCode,
  normaliseLine,
  type Reference,
  referenceOf,
  strangeLetters,
  UNSPACED,
  verbatimLetters,
  withoutCode,
} from "./reference.ts";

/** A sentence and what it cites. `codes`: its inline code. */
export interface Claim {
  readonly text: string;
  readonly codes: readonly string[];
  readonly sections: readonly Section[];
}

/**
 * A sentence says it in its own words, but not all of them can be its own: so many stand near each other. People's
 * labels are told apart alike from .3 to .4 (`npm run eval -- --grounding` prints the curve); below, more wrong claims
 * pass, and from .4 on right sentences about short documentation are refused.
 */
export const SUPPORTED_WORDS = 0.38;
/** So many neighbouring sentences are near each other. */
const NEAR = 3;
/** How many of a code block's lines must stand in the docs. */
const QUOTED_LINES = 0.6;

/** Names that only mean something exactly as they are written: paths, options, camelCase, SNAKE_CASE, dotted names. */
const IDENTIFIER =
  /(?<![\w/.-])(?:--?[a-z][\w-]+|@?[\w-]+(?:\/[\w@.-]+)+|[a-z]+[A-Z]\w*|[A-Za-z]+_\w+|[A-Za-z]\w*(?:\.[A-Za-z]\w*)+(?:\(\))?)/g;
/** Two words with no space after the full stop, abbreviations, and pairs like "and/or" look like names. */
const NO_IDENTIFIER = /^(?:[A-Z]?[a-z]+\.[A-Z][a-z]+|(?:[A-Za-z]\.)+[A-Za-z]?|Node\.js|[A-Za-z]{1,3}\/[A-Za-z]{1,3})$/;
const QUOTED = /["“”]([^"“”]{3,80})["“”]/g;

/** What a cited sentence must pass, each rule by its name. */
const RULES = { names, quotes, numbers, words, contradiction };

/** The name of a rule that a cited sentence must pass. */
export type GroundingRule = keyof typeof RULES;
export const GROUNDING_RULES = Object.keys(RULES) as readonly GroundingRule[];

/** What is checked: `rules` (all of them unless set), and the share of the words that must stand there. */
export interface GroundingCheck {
  readonly rules?: readonly GroundingRule[];
  readonly words?: number;
}

/** A sentence without its list number, the docs that it cites, and the share of its words that must stand there. */
interface CitedSentence {
  readonly sentence: string;
  readonly codes: readonly string[];
  readonly references: readonly Reference[];
  readonly least: number;
}

/**
 * Whether the docs that a sentence cites bear it out: every exact thing in it stands there, enough of its words, and
 * nothing it denies. An empty text bears out nothing.
 */
export function isSupported(claim: Claim): boolean {
  return brokenRule(claim) === undefined;
}

/** The first rule that a sentence does not pass; undefined where it passes all, or stands there as it is. */
export function brokenRule(
  { text, codes, sections }: Claim,
  { rules = GROUNDING_RULES, words: least = SUPPORTED_WORDS }: GroundingCheck = {},
): GroundingRule | undefined {
  const sentence = text.replace(/^\s*\d{1,2}[.)]\s/, "");
  const references = sections.filter((section) => section.text.trim() !== "").map(referenceOf);
  if (references.length === 0) return "words";
  const letters = verbatimLetters(sentence);
  if (references.some(({ verbatim }) => verbatim.includes(letters))) return undefined;
  return rules.find((rule) => !RULES[rule]({ sentence, codes, references, least }));
}

/** Whether every piece of inline code stands in the docs that were read, or in the question, normalised as code. */
export function isNamed(codes: readonly string[], sections: readonly Section[], asked: string): boolean {
  if (codes.length === 0) return true;
  const texts = [asked, ...sections.map((section) => referenceOf(section).code)];
  return codes.every((code) => isNameIn(code, texts));
}

/** Whether a code block stands in the docs, or is put together from lines that do. */
export function isQuotedCode(code: string, sections: readonly Section[]): boolean {
  const lines = code
    .split("\n")
    .map(normaliseLine)
    .filter((line) => /\w/.test(line));
  if (lines.length === 0) return true;
  const references = sections.map(referenceOf);
  const isThere = (line: string) =>
    references.some((reference) => reference.lines.has(line) || (line.length > 8 && reference.code.includes(line)));
  return lines.filter(isThere).length / lines.length >= QUOTED_LINES;
}

/** Code and names mean something only as they are written, but for the space between their parts. */
function names({ sentence, codes, references }: CitedSentence): boolean {
  const texts = references.map(({ code }) => code);
  const identifiers = [...sentence.matchAll(IDENTIFIER)]
    .map(([name]) => name.replace(/[.,:]$/, ""))
    .filter((name) => !NO_IDENTIFIER.test(name));
  return [...codes, ...identifiers].every((name) => isNameIn(name, texts));
}

/** Whether a name stands in one of the texts, and not as a part of a longer name. */
function isNameIn(written: string, texts: readonly string[]): boolean {
  const name = normaliseCode(written);
  if (name === "") return true;
  const before = /^\w/.test(name) ? "(?<![\\w])" : "";
  const after = /\w$/.test(name) ? "(?![\\w])" : "";
  const whole = new RegExp(before + name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") + after);
  return texts.some((text) => whole.test(text));
}

/** What stands between quotes is said there, or is made of words that are. */
function quotes({ sentence, references }: CitedSentence): boolean {
  return [...sentence.matchAll(QUOTED)].every(([, quote = ""]) => {
    const letters = lettersOf(quote);
    const terms = indexTerms(quote);
    return references.some(
      (reference) => reference.letters.includes(letters) || terms.every((term) => isIn(term, reference)),
    );
  });
}

function numbers({ sentence, references }: CitedSentence): boolean {
  const known = references.flatMap(({ quantities }) => quantities);
  const months = new Set(references.flatMap((reference) => [...reference.months]));
  const isKnown = quantitiesIn(sentence).every((quantity) => entailsQuantities(quantity, known));
  return isKnown && (months.size === 0 || monthsIn(sentence).every((month) => months.has(month)));
}

function words({ sentence, references, least }: CitedSentence): boolean {
  if (isOtherLanguage(sentence, references)) return true;
  const terms = queryTokens(sentence).flatMap(({ surface, terms }) => {
    // A run of a script without spaces is a whole sentence, read in pairs of characters.
    if (UNSPACED.test(surface)) return terms.map((term) => [term]);
    return surface.length > 2 ? [terms] : [];
  });
  if (terms.length === 0) return true;
  const near = new Set(references.flatMap((reference) => standingNear(terms, reference)));
  return near.size / terms.length >= least;
}

/** The words, by their place in the list, that the neighbouring sentences with most of them have. */
function standingNear(words: readonly (readonly string[])[], { headings, sentences }: Reference): number[] {
  const byStart = new Map<number, Set<number>>([[0, new Set()]]);
  const always: number[] = [];
  for (const [word, terms] of words.entries()) {
    if (terms.some((term) => headings.has(term))) always.push(word);
    for (const place of terms.flatMap((term) => sentences.get(term) ?? []))
      for (let start = Math.max(0, place - NEAR + 1); start <= place; start++)
        byStart.set(start, (byStart.get(start) ?? new Set()).add(word));
  }
  const [best = new Set<number>()] = [...byStart.values()].sort((one, other) => other.size - one.size);
  return [...best, ...always];
}

function contradiction({ sentence, references }: CitedSentence): boolean {
  if (isOtherLanguage(sentence, references)) return true;
  return !contradicts(
    sentence,
    references.flatMap(({ clauses }) => clauses),
  );
}

function isIn(term: string, { headings, sentences }: Reference): boolean {
  return headings.has(term) || sentences.has(term);
}

/**
 * Whether a sentence is in another language than the docs', where its words prove nothing. Judged by script, and by
 * the words that every sentence of a language has.
 */
function isOtherLanguage(sentence: string, references: readonly Reference[]): boolean {
  const own = withoutCode(sentence);
  return references.every(({ prose }) => isOtherThan(prose, own));
}

function isOtherThan(theirs: LanguageMarks, own: string): boolean {
  if (UNSPACED.test(own) !== theirs.isUnspaced) return true;
  if (LATIN.test(own) !== theirs.isLatin) return !theirs.isUnspaced;
  const surfaces = own.toLowerCase().match(/\p{L}+/gu) ?? [];
  const count = (list: ReadonlySet<string>) => surfaces.filter((word) => list.has(word)).length;
  const common = count(theirs.stopwords);
  if (common === 0 && surfaces.length >= LONG && hasStrangeLetters(own, theirs.letters)) return true;
  return count(stopwordsOf(own)) >= Math.max(OWN_WORDS, 2 * common + 1);
}

/** So many words of a language, and more than twice the docs', make a sentence one of it: languages share some. */
const OWN_WORDS = 2;
/** A sentence of so many words has one that every sentence of its language has. */
const LONG = 5;

function hasStrangeLetters(text: string, known: ReadonlySet<string>): boolean {
  return strangeLetters(text).some((letter) => !known.has(letter));
}
