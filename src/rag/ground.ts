import { indexTerms, questionWords } from "../knowledge/tokens.ts";
import type { Section } from "./retrieve.ts";

/** A sentence and what it cites. `codes`: its inline code. */
export interface Claim {
  readonly text: string;
  readonly codes: readonly string[];
  readonly sections: readonly Section[];
}

/** A sentence says it in its own words, but not all of them can be its own. */
const SUPPORTED_WORDS = 0.4;
/** Below this share of shared short words two texts are in different languages, where words prove nothing. */
const SAME_LANGUAGE = 0.5;
const MIN_SHORT_WORDS = 3;
/** How many of a code block's lines must stand in the docs. */
const QUOTED_LINES = 0.6;

/** Numbers and versions, with what belongs to them. */
const NUMBER = /(?<![\w.-])v?\d[\d.,:]*(?:%|\b)/g;
/** Names that only mean something exactly as they are written: paths, options, camelCase, SNAKE_CASE, dotted names. */
const IDENTIFIER =
  /(?<![\w/.-])(?:--?[a-z][\w-]+|@?[\w-]+(?:\/[\w@.-]+)+|[a-z]+[A-Z]\w*|[A-Za-z]+_\w+|[a-z]\w*(?:\.[a-z]\w*)+(?:\(\))?)/g;
const QUOTED = /["“”]([^"“”]{3,80})["“”]/g;

/** Whether the docs that a sentence cites bear it out: every exact thing in it stands there, and enough of its words. */
export function isSupported({ text, codes, sections }: Claim): boolean {
  const source = sections.map((section) => [section.title, ...section.headings, section.text].join("\n")).join("\n");
  const plain = normalise(source);
  const exact = [...codes, ...exactThings(text)];
  return exact.every((thing) => contains(plain, normalise(thing))) && wordsSupported(text, source);
}

/** Whether a code block stands in the docs, or is put together from lines that do. */
export function isQuotedCode(code: string, sections: readonly Section[]): boolean {
  const known = new Set(sections.flatMap((section) => section.text.split("\n").map(normaliseLine)));
  const lines = code
    .split("\n")
    .map(normaliseLine)
    .filter((line) => /\w/.test(line));
  const whole = normalise(sections.map((section) => section.text).join("\n"));
  const found = lines.filter((line) => known.has(line) || (line.length > 8 && whole.includes(line)));
  return lines.length === 0 || found.length / lines.length >= QUOTED_LINES;
}

function exactThings(text: string): string[] {
  const sentence = text.replace(/^\s*\d{1,2}[.)]\s/, "");
  return [
    ...[...sentence.matchAll(NUMBER)].map(([number]) => number.replace(/[.,:]+$/, "")),
    ...[...sentence.matchAll(IDENTIFIER)].map(([name]) => name.replace(/[.,:]+$/, "")),
    ...[...sentence.matchAll(QUOTED)].map(([, quote]) => quote ?? ""),
  ];
}

/** A number is not part of a longer one. */
function contains(source: string, thing: string): boolean {
  if (!/^\d[\d.]*%?$/.test(thing)) return source.includes(thing);
  return new RegExp(`(?<![\\d.])${thing.replaceAll(".", "\\.")}(?![\\d]|\\.\\d)`).test(source);
}

function wordsSupported(text: string, source: string): boolean {
  const words = questionWords(text).filter(({ surface }) => surface.length > 2);
  if (words.length === 0 || !isSameLanguage(text, source)) return true;
  const terms = new Set(indexTerms(source));
  const found = words.filter((word) => word.terms.some((term) => terms.has(term)));
  return found.length / words.length >= SUPPORTED_WORDS;
}

/** Judged by the short words, which every text of a language shares. */
function isSameLanguage(text: string, source: string): boolean {
  const short = [...new Set(text.toLowerCase().match(/(?<![\p{L}\p{N}])\p{L}{1,4}(?![\p{L}\p{N}])/gu) ?? [])];
  if (short.length < MIN_SHORT_WORDS) return /\p{Script=Latin}/u.test(text) === /\p{Script=Latin}/u.test(source);
  const words = new Set(source.toLowerCase().match(/\p{L}+/gu) ?? []);
  return short.filter((word) => words.has(word)).length / short.length >= SAME_LANGUAGE;
}

/** Capitals, space, quotes, emphasis and thousands separators say nothing. */
function normalise(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[‘’`*]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/(?<=\d),(?=\d{3})/g, "")
    .replace(/'/g, "")
    .replace(/\bv(?=\d)/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

function normaliseLine(line: string): string {
  return normalise(line).replace(/[;,]$/, "");
}
