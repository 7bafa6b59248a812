import { queryTokens, stem, type Token } from "../../text/tokenizer.ts";
import type { Query } from "../search-index.ts";
import type { RankingSettings } from "../tuning.ts";
import { idf, type QueryTermPostings } from "./bm25.ts";
import { fingerprint } from "./fields.ts";
import { corrections } from "./typo.ts";

/** What the words of a question are looked up in. `frequency`: how many chunks have a term. */
export interface Vocabulary {
  readonly chunks: number;
  frequency(term: string): number;
}

/** Earlier turns than this are another matter. Not swept. */
const CONTEXT_TURNS = 1;
/** A pasted log is read up to this many words, and searched by so many of its rarest terms. Not swept. */
const MAX_WORDS = 200;
const MAX_TERMS = 48;
/** Guessing takes a millisecond a word; where more are unknown, it is another language or no language. Not swept. */
const MAX_CORRECTED = 6;

/** What to look for: the terms of the question, spellings put right, and those of what was talked about before. */
export function analyseQuery(query: Query, vocabulary: Vocabulary, settings: RankingSettings): QueryTermPostings[] {
  const terms = new Map<string, QueryTermPostings>();
  const add = (term: string, weight: number, isAsked: boolean) => {
    if (terms.has(term)) return;
    const chunks = vocabulary.frequency(term);
    const common = { term, isAsked, weight, chunks };
    terms.set(term, { ...common, fingerprint: fingerprint(term), idf: idf(chunks, vocabulary.chunks) });
  };
  let corrected = 0;
  for (const word of queryTokens(query.text, settings).slice(0, MAX_WORDS)) {
    const isKnown = word.terms.some((term) => vocabulary.frequency(term) > 0);
    const isGuessed = !isKnown && settings.correctionWeight > 0 && corrected++ < MAX_CORRECTED;
    const guesses = isGuessed ? guess(word, vocabulary, settings) : [];
    for (const term of guesses) add(term, settings.correctionWeight, true);
    if (guesses.length === 0) for (const term of word.terms) add(term, 1, true);
  }
  for (const term of contextTerms(query, settings))
    if (vocabulary.frequency(term) > 0) add(term, settings.contextWeight, false);
  return rarest([...terms.values()], MAX_TERMS);
}

function contextTerms({ context = [] }: Query, settings: RankingSettings): string[] {
  return context.slice(0, CONTEXT_TURNS).flatMap((turn) => queryTokens(turn, settings).flatMap((word) => word.terms));
}

/** The terms with the highest weighted idf, in the order in which they stand in the question. */
function rarest(terms: QueryTermPostings[], most: number): QueryTermPostings[] {
  if (terms.length <= most) return terms;
  const rarestFirst = [...terms].sort((one, other) => other.idf * other.weight - one.idf * one.weight);
  const kept = new Set(rarestFirst.slice(0, most));
  return terms.filter((term) => kept.has(term));
}

/** The terms of the known words that an unknown one is probably a slip for. */
function guess(word: Token, vocabulary: Vocabulary, { stems }: RankingSettings): string[] {
  const termOf = (candidate: string) => (stems ? stem(candidate) : candidate);
  return corrections(word.surface, (candidate) => vocabulary.frequency(termOf(candidate))).map(termOf);
}
