import { queryTokens } from "../../text/tokenizer.ts";

/** Questions about two things: the words before and behind what parts them. */
const DIFFERENCE =
  /\b(?:differences? between|compare|comparing) (.{2,60}?) (?:and|to|with|vs\.?|versus|or) (.{2,60}?)[?.]?$/i;
const VERSUS = /^(.{2,60}?),? (?:vs\.?|versus|compared to) (.{2,60}?)[?.]?$/i;
const CHOICE = /(?<!\S)(\S{1,80}(?: \S{1,80})?),? or (\S{1,80}(?: \S{1,80})?)\s*\?/i;

/** One of two things that a question sets against each other. `terms`: those that the other one has not. */
export interface Side {
  readonly text: string;
  readonly terms: readonly string[];
}

/** The two things that a question sets against each other; none where it does not. */
export function sidesOf(question: string): readonly Side[] {
  const text = question.trim();
  const [, one, other] = DIFFERENCE.exec(text) ?? VERSUS.exec(text) ?? CHOICE.exec(text) ?? [];
  if (!one || !other) return [];
  const sides = [one, other].map((side) => queryTokens(side).flatMap(({ terms }) => terms));
  const own = [one, other].map((side, index) => ({
    text: side,
    terms: (sides[index] ?? []).filter((term) => !sides[1 - index]?.includes(term)),
  }));
  return own.every(({ terms }) => terms.length > 0) ? own : [];
}

/** What a question asks the meaning of: "a deployment in Serve", and "a deployment". */
export function definedThings(question: string): string[] {
  const [, thing] =
    /^(?:what(?:['’]?s| is| are)|define|explain) (?:an? |the )?([^?]{2,60}?)\W*(?:$|\?\s)/i.exec(question.trim()) ?? [];
  const short = thing?.replace(/ (?:in|for|on) (?:an? |the )?\S+(?: \S+)?$/i, "");
  return [...new Set([thing, short])].filter((each) => each !== undefined);
}
