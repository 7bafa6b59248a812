import { stopwordsOf, wordsOf } from "../../text/language.ts";
import { en } from "../../text/locales/en.ts";
import { indexTerms, queryTokens } from "../../text/tokenizer.ts";
import type { Section } from "../retrieve.ts";
import { contradicts } from "./contradiction.ts";
import { entailsQuantities, quantitiesIn } from "./quantities.ts";

/** A sentence and what it cites. `codes`: its inline code. */
export interface Claim {
  readonly text: string;
  readonly codes: readonly string[];
  readonly sections: readonly Section[];
}

/** A sentence says it in its own words, but not all of them can be its own. */
const SUPPORTED_WORDS = 0.4;
/** How many of a code block's lines must stand in the docs. */
const QUOTED_LINES = 0.6;

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
/** Names that only mean something exactly as they are written: paths, options, camelCase, SNAKE_CASE, dotted names. */
const IDENTIFIER =
  /(?<![\w/.-])(?:--?[a-z][\w-]+|@?[\w-]+(?:\/[\w@.-]+)+|[a-z]+[A-Z]\w*|[A-Za-z]+_\w+|[A-Za-z]\w*(?:\.[A-Za-z]\w*)+(?:\(\))?)/g;
/** Two words with no space after the full stop, and abbreviations, look like dotted names. */
const NO_IDENTIFIER = /^(?:[A-Z]?[a-z]+\.[A-Z][a-z]+|(?:[A-Za-z]\.)+[A-Za-z]?|Node\.js)$/;
const QUOTED = /["“”]([^"“”]{3,80})["“”]/g;
const MONTHS = wordsOf(en.months);
const MONTH_NAME = `(${MONTHS.join("|")})[a-z]*`;
const MONTH = new RegExp(`\\b${MONTH_NAME}\\.?(?= \\d)|(?<=\\d(?:st|nd|rd|th|\\.)? )${MONTH_NAME}\\b`, "g");

/**
 * Whether the docs that a sentence cites bear it out: every exact thing in it stands there, enough of its words, and
 * nothing it denies.
 */
export function isSupported({ text, codes, sections }: Claim): boolean {
  const source = sections.map(sourceOf).join("\n");
  const sentence = text.replace(/^\s*\d{1,2}[.)]\s/, "");
  if (letters(source).includes(letters(sentence))) return true;
  if (!namesStand([...codes, ...identifiersIn(sentence)], source)) return false;
  if (!quotesStand(sentence, source) || !numbersStand(sentence, source)) return false;
  return !isSameLanguage(sentence, source) || (wordsSupported(sentence, source) && !contradicts(sentence, source));
}

/** Whether every piece of inline code stands in the docs that were read, or in the question. */
export function isNamed(codes: readonly string[], sections: readonly Section[], asked: string): boolean {
  return codes.length === 0 || namesStand(codes, [asked, ...sections.map(sourceOf)].join("\n"));
}

/** Whether a code block stands in the docs, or is put together from lines that do. */
export function isQuotedCode(code: string, sections: readonly Section[]): boolean {
  const known = new Set(sections.flatMap((section) => section.text.split("\n").map(normaliseLine)));
  const lines = code
    .split("\n")
    .map(normaliseLine)
    .filter((line) => /\w/.test(line));
  const whole = normaliseCode(sections.map((section) => section.text).join("\n"));
  const found = lines.filter((line) => known.has(line) || (line.length > 8 && whole.includes(line)));
  return lines.length === 0 || found.length / lines.length >= QUOTED_LINES;
}

function sourceOf({ title, headings, text }: Section): string {
  return [title, ...headings, text].join("\n");
}

function identifiersIn(sentence: string): string[] {
  return [...sentence.matchAll(IDENTIFIER)]
    .map(([name]) => name.replace(/[.,:]+$/, ""))
    .filter((name) => !NO_IDENTIFIER.test(name));
}

/** Code and names mean something only as they are written, but for the space between their parts. */
function namesStand(names: readonly string[], source: string): boolean {
  const plain = normaliseCode(source);
  return names.every((name) => containsWhole(plain, normaliseCode(name)));
}

/** Not as a part of a longer name. */
function containsWhole(source: string, name: string): boolean {
  if (name === "") return true;
  const before = /^\w/.test(name) ? "(?<![\\w])" : "";
  const after = /\w$/.test(name) ? "(?![\\w])" : "";
  return new RegExp(before + name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") + after).test(source);
}

function quotesStand(sentence: string, source: string): boolean {
  const plain = normalise(source);
  return [...sentence.matchAll(QUOTED)].every(([, quote = ""]) =>
    plain.includes(normalise(quote).replace(/[.,]$/, "")),
  );
}

function numbersStand(sentence: string, source: string): boolean {
  const known = quantitiesIn(source);
  const isKnown = quantitiesIn(sentence).every((quantity) => entailsQuantities(quantity, known));
  const months = new Set(monthsIn(source));
  return isKnown && (months.size === 0 || monthsIn(sentence).every((month) => months.has(month)));
}

/** By name or, in a date like 2025-06-30, by number. */
function monthsIn(text: string): string[] {
  const named = [...text.matchAll(MONTH)].map(([, before, after]) => before ?? after ?? "");
  const numbered = [...text.matchAll(/\b\d{4}-(\d\d)-\d\d\b/g)].map(([, month]) => MONTHS[Number(month) - 1] ?? "");
  return [...named, ...numbered];
}

function wordsSupported(text: string, source: string): boolean {
  const words = queryTokens(text).flatMap(({ surface, terms }) => {
    // A run of a script without spaces is a whole sentence, read in pairs of characters.
    if (UNSPACED.test(surface)) return terms.map((term) => [term]);
    return surface.length > 2 ? [terms] : [];
  });
  if (words.length === 0) return true;
  const known = new Set(indexTerms(source));
  const found = words.filter((terms) => terms.some((term) => known.has(term)));
  return found.length / words.length >= SUPPORTED_WORDS;
}

/**
 * In another language than the docs' the words of a sentence prove nothing. Judged by script, and by the words that
 * every sentence of a language has.
 */
function isSameLanguage(text: string, source: string): boolean {
  if (UNSPACED.test(text) !== UNSPACED.test(source)) return false;
  if (/\p{Script=Latin}{3}/u.test(prose(text)) !== /\p{Script=Latin}{3}/u.test(prose(source)))
    return UNSPACED.test(text);
  return stopwordsOf(prose(text)) === stopwordsOf(prose(source));
}

/** Without code, which is of no language. */
function prose(text: string): string {
  return text.replace(/```[\s\S]*?(?:```|$)|`[^`]*`/g, " ");
}

/** Capitals, space, quotes and emphasis say nothing. */
function normalise(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/["“”'‘’`*]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** Nothing but what is read: of links the text alone, no marks, no space. */
function letters(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\]\([^\s()]*(?:\([^\s()]*\)[^\s()]*)*(?: "[^"]*")?\)/g, "")
    .replace(/[^\p{L}\p{M}\p{N}.,:%/=<>()-]+/gu, "")
    .replace(/[.,:]+$/, "");
}

/** Which quotes are used, emphasis, and space beside anything but words say nothing in code. */
function normaliseCode(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/["“”'‘’`*\\]/g, "")
    .replace(/\s+/g, " ")
    .replace(/(?<!\w) | (?!\w)/g, "")
    .trim();
}

function normaliseLine(line: string): string {
  return normaliseCode(line).replace(/[;,]$/, "");
}
