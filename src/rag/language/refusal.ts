import { ENGLISH, LOCALES, type Locale } from "../../text/locales.ts";
import { stopwordsOf } from "../../text/stopwords.ts";
import type { Section } from "../retrieve.ts";

/** How many pages a refusal names. */
const NEAREST = 3;

/**
 * Says plainly that the docs do not answer a question, and what to do next, in its language. `found`: whether pages
 * can be named as the nearest.
 */
export function refusal(question: string, found: boolean): string {
  const { plain, nearest, none } = tongueOf(question).refusal;
  return `${plain} ${found ? nearest : none}`;
}

/**
 * The language of a text, by its script or by the words that every sentence of a language has; English where nothing
 * tells.
 */
function tongueOf(text: string): Locale {
  const spoken = stopwordsOf(text);
  const byScript = LOCALES.find(({ signs }) => signs instanceof RegExp && signs.test(text));
  const byWords = LOCALES.find(({ signs }) => !(signs instanceof RegExp) && signs.every((sign) => spoken.has(sign)));
  return byScript ?? byWords ?? ENGLISH;
}

/** The best sections of different pages. */
export function nearestSections(sections: readonly Section[]): Section[] {
  const pages = new Set<string>();
  const nearest = sections.filter((section) => {
    const page = section.url.split("#")[0] ?? "";
    if (pages.has(page)) return false;
    pages.add(page);
    return true;
  });
  return nearest.slice(0, NEAREST);
}
