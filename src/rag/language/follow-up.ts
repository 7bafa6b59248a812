import { queryTokens, stem } from "../../text/tokenizer.ts";
import { isEveryday } from "../extract/query-weights.ts";

/** A beginning that goes on from something, and words that stand for it. */
const POINTS_BACK =
  /^(?:and|but|or|so|then|also|any|(?:ok(?:ay)?,? )?(?:what|how) (?:about|if)|what else)\b|\b(?:that|this|it|its|them|they|their|those|these|there|ones?|both|else|another|instead|same|latter|former)\b/i;
/** Stands for the subject itself, in a question that adds no other. */
const STANDS_FOR = /^(?!\W*(?:and|but|or|what about|how about)\b).*\b(?:that|this|it|them|they|those|these)\b/i;
/** Only of English is it known how it points back. */
const ENGLISH =
  /\b(?:the|an?|is|are|was|do|does|did|can|could|i|my|you|to|of|in|on|for|with|how|what|which|where|why)\b/i;
/** Says that something else comes now. */
const NEW_TOPIC =
  /^\W*(?:(?:ok(?:ay)?|thanks|thank you|great|cool|alright|now|and)\W+)*(?:(?:an)?other|different|new|unrelated|next|separate) (?:question|topic|thing|issue)\b|^\W*(?:by the way|btw|something else|on another note)\b|^\W*(?:andere|neue) frage\b/i;
/** Asks for more of the same: nothing of it is a subject. */
const MORE = new Set(
  "example sample code snippet config configuration syntax detail step more explain elaborate mean again work look"
    .split(" ")
    .map(stem),
);

/**
 * Whether a question in a conversation can only be understood by what was said before. One that stands alone is found
 * worse
 * with old words beside its own. In other languages than English nobody can tell, and the talk counts.
 */
export function pointsBack(text: string): boolean {
  if (NEW_TOPIC.test(text)) return false;
  return POINTS_BACK.test(text) || !ENGLISH.test(text) || queryTokens(text).length <= 1;
}

/**
 * Whether a question has no subject of its own: "can you show an example", "why?", "can I change that?". A word that is
 * added by "and" or "what about" may be one that the docs do not have, and is searched for as it stands.
 */
export function asksForMore(text: string): boolean {
  if (NEW_TOPIC.test(text)) return false;
  const words = queryTokens(text);
  const isBare = words.every(({ terms }) => terms.every((term) => MORE.has(term)));
  const telling = words.filter((word) => !isEveryday(word)).length;
  return isBare || /^\W*(?:why|how|how so|how come)\W*$/i.test(text) || (STANDS_FOR.test(text) && telling <= 1);
}

/** A question without the words that only announce it. */
export function withoutAnnouncement(text: string): string {
  const rest = text.replace(new RegExp(`(?:${NEW_TOPIC.source})[^\\p{L}\\p{N}]*`, "iu"), "");
  return rest.trim() ? rest : text;
}
