import { localeOf } from "../../text/language.ts";
import type { Section } from "../retrieve.ts";

/** How many pages a refusal names. */
const NEAREST = 3;

/**
 * Says plainly that the docs do not answer a question, and what to do next, in its language. `found`: whether pages
 * can be named as the nearest.
 */
export function refusal(question: string, found: boolean): string {
  const { refusal, nearest, none } = localeOf(question).sentences;
  return `${refusal} ${found ? nearest : none}`;
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
