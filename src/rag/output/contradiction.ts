import { en } from "../../text/locales/en.ts";
import { indexTerms, queryTokens } from "../../text/tokenizer.ts";

/** English alone. */
const { negates, quantifies, mayNegate, opposites, clauseEnd } = en.negation;
/** A clause speaks of the same thing where it has so many of the words, and so large a share. */
const SAME_WORDS = 2;
const SAME_SHARE = 0.65;
/** And where it has not many others. */
const SAME_SHARE_BACK = 0.3;

/**
 * Whether a sentence denies what a text says, or says what it denies, in nearly the same words. English alone; where
 * the
 * words differ more nobody can tell, and it does not.
 */
export function contradicts(sentence: string, text: string): boolean {
  const known = clausesOf(withoutTargets(text)).map((clause) => ({ clause, terms: new Set(indexTerms(clause)) }));
  return clausesOf(sentence).some((clause) => {
    const words = queryTokens(clause).filter(({ surface }) => !quantifies.test(surface) && surface.length > 1);
    const having = known.map((each) => ({
      ...each,
      count: words.filter(({ terms }) => terms.some((term) => each.terms.has(term))).length,
    }));
    const most = Math.max(0, ...having.map(({ count }) => count));
    if (most < SAME_WORDS || most / words.length < SAME_SHARE) return false;
    const same = having.filter(({ count }) => count === most);
    return same.every((each) => isAsShort(each.clause, most) && deny(clause, each.clause));
  });
}

/** Whether a clause says little else than the words that it shares. */
function isAsShort(clause: string, shared: number): boolean {
  return shared / queryTokens(clause).length >= SAME_SHARE_BACK;
}

/** Links as their text alone. */
function withoutTargets(text: string): string {
  return text.replace(/\]\([^\s()]*\)/g, "]");
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

function clausesOf(text: string): string[] {
  return text.split(clauseEnd).filter((clause) => /\p{L}/u.test(clause));
}
