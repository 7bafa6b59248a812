import type { Section } from "./retrieve.ts";

/** How many pages a refusal names. */
const NEAREST = 3;

/** Says plainly that the docs do not answer, and what to do next. `found`: whether pages can be named as the nearest. */
export function refusal(found: boolean): string {
  const nearest = found
    ? "The nearest pages are listed below. Try naming the feature, option or error message"
    : "Try other words, such as the name of the feature, option or error message";
  return `The docs do not answer this, as far as I can find. ${nearest}, or ask somebody who maintains the project.`;
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
