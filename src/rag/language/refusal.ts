import { localeOf } from "../../text/language.ts";

/**
 * Says plainly that the docs do not answer a question, and what to do next, in its language. `found`: whether pages
 * can be named as the nearest.
 */
export function refusal(question: string, found: boolean): string {
  const { sentences } = localeOf(question);
  return `${sentences.refusal} ${found ? sentences.nearest : sentences.none}`;
}
