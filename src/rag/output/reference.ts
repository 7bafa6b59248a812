import { withoutFences } from "../../text/fences.ts";
import { stopwordsOf, wordsOf } from "../../text/language.ts";
import { en } from "../../text/locales/en.ts";
import { indexTerms } from "../../text/tokenizer.ts";
import { splitSentences } from "../extract/blocks.ts";
import type { Section } from "../retrieve.ts";
import { type Clause, clausesOf } from "./contradiction.ts";
import { type Quantity, quantitiesIn } from "./quantities.ts";

/**
 * A section as claims are checked against it, read once however many claims cite it.
 *
 * - `verbatim`, `code`, `letters`: its text in the spellings in which sentences, code and quotes are looked for.
 * - `lines`: its lines as code. `prose`: what tells its language.
 * - `headings`: the terms of its title and headings, which every sentence below them may lean on.
 * - `sentences`: by term, the numbers of the sentences that have it, ascending.
 */
export interface Reference {
  readonly verbatim: string;
  readonly code: string;
  readonly letters: string;
  readonly lines: ReadonlySet<string>;
  readonly prose: LanguageMarks;
  readonly quantities: readonly Quantity[];
  readonly months: ReadonlySet<string>;
  readonly headings: ReadonlySet<string>;
  readonly sentences: ReadonlyMap<string, readonly number[]>;
  readonly clauses: readonly Clause[];
}

/** What tells the language of a text: its scripts, the words that say nothing in it, and its letters beyond ASCII. */
export interface LanguageMarks {
  readonly isUnspaced: boolean;
  readonly isLatin: boolean;
  readonly stopwords: ReadonlySet<string>;
  readonly letters: ReadonlySet<string>;
}

/** Scripts without spaces between words. */
export const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
/** A few Latin letters stand in a text of any script. */
export const LATIN = /\p{Script=Latin}{3}/u;

const MONTHS = wordsOf(en.months);
const MONTH_NAME = `(${MONTHS.join("|")})[a-z]*`;
const MONTH = new RegExp(`\\b${MONTH_NAME}\\.?(?= \\d)|(?<=\\d(?:st|nd|rd|th|\\.)? )${MONTH_NAME}\\b`, "g");

const known = new WeakMap<Section, Reference>();

/** What a section says, read when it is first asked for. */
export function referenceOf(section: Section): Reference {
  const found = known.get(section) ?? read(section);
  known.set(section, found);
  return found;
}

function read({ title, headings, text: body }: Section): Reference {
  const text = [title, ...headings, body].join("\n");
  return {
    verbatim: verbatimLetters(text),
    code: normaliseCode(text),
    letters: lettersOf(text),
    lines: new Set(body.split("\n").map(normaliseLine)),
    prose: proseOf(text),
    quantities: quantitiesIn(text, true),
    months: new Set(monthsIn(text)),
    headings: new Set(indexTerms([title, ...headings].join("\n"))),
    sentences: postingsOf(body.split("\n").flatMap(splitSentences)),
    clauses: clausesOf(text),
  };
}

function proseOf(text: string): LanguageMarks {
  const prose = withoutCode(text);
  return {
    isUnspaced: UNSPACED.test(prose),
    isLatin: LATIN.test(prose),
    stopwords: stopwordsOf(prose),
    letters: new Set(strangeLetters(prose)),
  };
}

/** A text without code, which is of no language. */
export function withoutCode(text: string): string {
  return withoutFences(text).replace(/`[^`]*`/g, " ");
}

/** The letters of a text that ASCII does not have, as small ones. */
export function strangeLetters(text: string): string[] {
  return text.toLowerCase().match(/[^\p{ASCII}\P{L}]/gu) ?? [];
}

function postingsOf(sentences: readonly string[]): Map<string, number[]> {
  const postings = new Map<string, number[]>();
  for (const [n, sentence] of sentences.entries())
    for (const term of new Set(indexTerms(sentence))) {
      const places = postings.get(term);
      if (places) places.push(n);
      else postings.set(term, [n]);
    }
  return postings;
}

/** Months by name or, in a date like 2025-06-30, by number. */
export function monthsIn(text: string): string[] {
  const named = [...text.matchAll(MONTH)].map(([, before, after]) => before ?? after ?? "");
  const numbered = [...text.matchAll(/\b\d{4}-(\d\d)-\d\d\b/g)].map(([, month]) => MONTHS[Number(month) - 1] ?? "");
  return [...named, ...numbered];
}

/** Nothing but what is read: of links the text alone, no marks, no space. */
export function verbatimLetters(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\]\([^\s()]*(?:\([^\s()]*\)[^\s()]*)*(?: "[^"]*")?\)/g, "")
    .replace(/[^\p{L}\p{M}\p{N}.,:%/=<>()-]+/gu, "")
    .replace(/(?<![.,:])[.,:]+$/, "");
}

/** Letters and numbers alone, capitals as small ones. */
export function lettersOf(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "");
}

/** Which quotes are used, emphasis, and space beside anything but words say nothing in code. */
export function normaliseCode(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/["“”'‘’`*\\]/g, "")
    .replace(/\s+/g, " ")
    .replace(/(?<!\w) | (?!\w)/g, "")
    .trim();
}

/** A line of code without what ends it. */
export function normaliseLine(line: string): string {
  return normaliseCode(line).replace(/[;,]$/, "");
}
