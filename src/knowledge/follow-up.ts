import { questionWords } from "./tokens.ts";

/** Words that point back at something, and beginnings that go on from it. */
const POINTING =
  /\b(?:it|its|that|this|these|those|them|they|their|ones?|same|others?|another|else|instead|both|either|he|she|his|her)\b/i;
const GOING_ON = /^(?:and|or|but|so|then|what about|how about|what if|also|ok|okay|yes|no|why|sure)\b/i;

/** A question of so few words hardly stands alone; a run of a script without spaces is one word of many terms. */
const FEW_WORDS = 2;
const FEW_TERMS = 4;

/**
 * Whether a question needs what was asked before it: it points back, goes on, or names hardly anything. On the last turns of
 * `mtrag-cloud` the turn before helps those questions, and costs the others as much.
 */
export function leansBack(question: string): boolean {
  const text = question.trim();
  if (POINTING.test(text) || GOING_ON.test(text)) return true;
  const words = questionWords(text);
  return words.length <= FEW_WORDS && words.every(({ terms }) => terms.length <= FEW_TERMS);
}
