import { corrections } from "../../search/ranking/typo.ts";
import { wordSet } from "../../text/language.ts";
import { en } from "../../text/locales/en.ts";
import { queryTokens, stem, type Token } from "../../text/tokenizer.ts";
import type { PreparedSearch } from "../retrieve.ts";

// The numbers below that weigh or bound were set by reading answers and are not swept.

/** What was talked about before weighs this much of what is asked now. */
const CONTEXT_WEIGHT = 0.4;
/** However long that was, it weighs no more than this beside what is asked now. */
const CONTEXT_MOST = 0.6;
/**
 * Terms are kin where they share so many letters at the beginning, and so large a part of the longer one; what kin
 * counts.
 */
const VARIANT_LETTERS = 5;
const VARIANT_SHARE = 0.6;
const VARIANT_BOOST = 0.6;
/** Of a pasted log or the like, so many of the words that tell most are compared with sentences. */
const MOST_TERMS = 48;
/** Words that fit any question say little about the one that is asked. */
const EVERYDAY = wordSet(en.everyday);
const EVERYDAY_WEIGHT = 0.3;

/**
 * A word that is asked for: its terms, words of its kin that stand in for them, and how much it counts; all words
 * together count 1.
 */
export interface QueryTerm {
  readonly terms: readonly string[];
  readonly kin: ReadonlySet<string>;
  readonly weight: number;
}

/**
 * A word that few of the candidates have tells more; one that all have is what the pages are about, one that none has
 * tells nothing.
 */
export function queryTerms(
  { text, context: talk }: PreparedSearch,
  found: readonly ReadonlySet<string>[],
): QueryTerm[] {
  const now = queryTokens(text).map((word) => ({ word, weight: isEveryday(word) ? EVERYDAY_WEIGHT : 1 }));
  const known = new Set(now.flatMap(({ word }) => word.terms));
  const before = talk
    .slice(0, 1)
    .flatMap((earlier) => queryTokens(earlier))
    .filter(({ terms }) => !terms.some((term) => known.has(term)))
    .map((word) => ({ word, weight: isEveryday(word) ? EVERYDAY_WEIGHT : 1 }));
  const share = Math.min(CONTEXT_WEIGHT, (CONTEXT_MOST * sum(now)) / (sum(before) || 1));
  const vocabulary = new Set(found.flatMap((each) => [...each]));
  const context = before.map(({ word, weight }) => ({ word, weight: weight * share }));
  const lookUp = remembering((word: Token) => {
    const terms = spelled(word, vocabulary);
    const kin = variantOf(terms, vocabulary);
    return { terms, kin, having: found.filter((each) => [...terms, ...kin].some((term) => each.has(term))).length };
  });
  const weighed = [...now, ...context].flatMap(({ word, weight }) => {
    const { terms, kin, having } = lookUp(word);
    return having > 0 ? [{ terms, kin, weight: weight * Math.log(1 + (found.length + 1) / (having + 0.5)) }] : [];
  });
  const told = heaviest(together(weighed), MOST_TERMS);
  const total = sum(told) || 1;
  return told.map(({ terms, kin, weight }) => ({ terms, kin, weight: weight / total }));
}

/** Words that are said more than once, each once with all of its weight. */
function together(words: readonly QueryTerm[]): QueryTerm[] {
  const byTerms = Map.groupBy(words, ({ terms }) => JSON.stringify(terms));
  return [...byTerms.values()].flatMap(([first, ...rest]) =>
    first ? [{ ...first, weight: first.weight + sum(rest) }] : [],
  );
}

function heaviest(words: readonly QueryTerm[], most: number): readonly QueryTerm[] {
  return words.length > most ? words.toSorted((one, other) => other.weight - one.weight).slice(0, most) : words;
}

/** The same look-up, made once for each word however often it is said. */
function remembering<Found>(lookUp: (word: Token) => Found): (word: Token) => Found {
  const known = new Map<string, Found>();
  return (word) => {
    const key = JSON.stringify([word.surface, word.terms]);
    const found = known.get(key) ?? lookUp(word);
    known.set(key, found);
    return found;
  };
}

function sum(words: readonly { readonly weight: number }[]): number {
  return words.reduce((total, { weight }) => total + weight, 0);
}

/** Whether a word fits any question. */
export function isEveryday({ terms }: Token): boolean {
  return terms.every((term) => EVERYDAY.has(term));
}

/** A word's terms; where nothing has them, those of the spelling that was probably meant. */
function spelled({ surface, terms }: Token, vocabulary: ReadonlySet<string>): readonly string[] {
  if (terms.some((term) => vocabulary.has(term))) return terms;
  const [meant] = corrections(surface, (candidate) => (vocabulary.has(stem(candidate)) ? 1 : 0));
  return meant === undefined ? terms : [stem(meant)];
}

/**
 * The terms that begin like a word's and are not much longer or shorter: other forms of it, also where the stemmer
 * knows no language.
 */
function variantOf(terms: readonly string[], vocabulary: ReadonlySet<string>): ReadonlySet<string> {
  const kin = new Set<string>();
  for (const term of terms)
    for (const other of vocabulary) if (other !== term && isVariant(term, other)) kin.add(other);
  return kin;
}

function isVariant(one: string, other: string): boolean {
  const least = Math.max(VARIANT_LETTERS, Math.max(one.length, other.length) * VARIANT_SHARE);
  if (one.length < least || other.length < least) return false;
  return one.slice(0, Math.ceil(least)) === other.slice(0, Math.ceil(least));
}

/** Words around a candidate and what they count there. */
export interface FieldBoost {
  readonly terms?: ReadonlySet<string>;
  readonly credit: number;
}

/** In 0..1: how much of what is asked is spoken of, each word where it counts most. */
export function coverage(asked: readonly QueryTerm[], layers: readonly FieldBoost[]): number {
  return asked.reduce((total, { terms, kin, weight }) => {
    const best = layers.map(({ terms: having, credit }) => {
      const share = terms.filter((term) => having?.has(term)).length / terms.length;
      const isNear = share < VARIANT_BOOST && [...kin].some((term) => having?.has(term));
      return Math.max(share, isNear ? VARIANT_BOOST : 0) * credit;
    });
    return total + weight * Math.max(0, ...best);
  }, 0);
}
