import { NotTextError } from "./decode.ts";

/** Pages for people are some thirty elements deep. Deeper ones cost a parser time beyond all measure. */
const DEEPEST = 500;

/** Elements that have no end, and those whose end is often left out. */
const UNCOUNTED = new Set(
  "area base br col embed hr img input link meta param source track wbr p li dt dd td th tr thead tbody tfoot option body html".split(
    " ",
  ),
);

const TAG = /<(\/?)([a-z][a-z0-9-]*)(?:[^>"']|"[^"]*"|'[^']*')*?(\/?)>/gi;

/** Reading HTML takes time by the square of its elements; the longest reference pages have some 10,000. */
const MOST = 20_000;

/**
 * Throws a `NotTextError` where HTML is nested deeper or has more elements than anything that people read. Takes time in proportion to its length.
 */
export function checkNesting(html: string): void {
  let depth = 0;
  let elements = 0;
  for (const [, closes, name = "", isEmpty] of html.matchAll(TAG)) {
    if (!closes && ++elements > MOST) throw new NotTextError(`has more than ${MOST} elements`);
    if (isEmpty || UNCOUNTED.has(name.toLowerCase())) continue;
    depth = Math.max(0, depth + (closes ? -1 : 1));
    if (depth > DEEPEST) throw new NotTextError("is nested deeper than any page for people");
  }
}
