import { en } from "../../text/locales/en.ts";
import { indexTerms, queryTokens } from "../../text/tokenizer.ts";

/** English alone. */
const { negates, quantifies, mayNegate, opposites, clauseEnd } = en.negation;
/** A clause speaks of the same thing where it has so many of the words, and so large a share. */
const SAME_WORDS = 2;
const SAME_SHARE = 0.65;
/** And where it has not many others. */
const SAME_SHARE_BACK = 0.3;

/** A clause of a text, with its terms and how many words it has. */
export interface Clause {
  readonly text: string;
  readonly terms: ReadonlySet<string>;
  readonly words: number;
}

/** The clauses of a text, links as their text alone. */
export function clausesOf(text: string): Clause[] {
  return splitClauses(text.replace(/\]\([^\s()]*\)/g, "]")).map((clause) => ({
    text: clause,
    terms: new Set(indexTerms(clause)),
    words: queryTokens(clause).length,
  }));
}

/**
 * Whether a sentence denies what clauses say, or says what they deny, in nearly the same words. English alone; where
 * the words differ more nobody can tell, and it does not.
 */
export function contradicts(sentence: string, known: readonly Clause[]): boolean {
  return splitClauses(sentence).some((clause) => {
    const words = queryTokens(clause).filter(({ surface }) => !quantifies.test(surface) && surface.length > 1);
    const shared = known.map(({ terms }) => words.filter((word) => word.terms.some((term) => terms.has(term))).length);
    const most = shared.reduce((best, count) => Math.max(best, count), 0);
    if (most < SAME_WORDS || most / words.length < SAME_SHARE) return false;
    const same = known.filter((_, i) => shared[i] === most);
    return same.every((other) => most / other.words >= SAME_SHARE_BACK && deny(clause, other.text));
  });
}

function deny(one: string, other: string): boolean {
  const [isOne, isOther] = [negates.test(one), negates.test(other)];
  if (isOne !== isOther) return isOne ? isPlain(other, one) : isPlain(one, other);
  return opposites.some(([first, second]) => isPair(one, other, first, second) || isPair(one, other, second, first));
}

/** Whether a clause has no word that may deny it, but those that the other clause has too. */
function isPlain(clause: string, other: string): boolean {
  return mayNegate.flatMap((pattern) => clause.match(pattern) ?? []).every((word) => has(other, word));
}

function isPair(one: string, other: string, first: string, second: string): boolean {
  return has(one, first) && has(other, second) && !has(one, second) && !has(other, first);
}

function has(clause: string, word: string): boolean {
  return new RegExp(`\\b${word}\\b`, "i").test(clause);
}

function splitClauses(text: string): string[] {
  return text.split(clauseEnd).filter((clause) => /\p{L}/u.test(clause));
}
