import { NotTextError } from "./decode.ts";

/** Pages for people are some thirty elements deep. Deeper ones cost a parser time beyond all measure. */
const DEEPEST = 500;

/** Elements that have no end, and those whose end is often left out. */
const UNCOUNTED = new Set(
  "area base br col embed hr img input link meta param source track wbr p li dt dd td th tr thead tbody tfoot option body html".split(
    " ",
  ),
);

/** Reading HTML takes time by the square of its elements; the longest reference pages have some 10,000. */
const MOST = 20_000;

/** A tag with more attributes than this is none that people wrote. */
const MOST_ATTRIBUTES = 500;

/** How tags begin, which of them need no end, and how many elements there may be. */
interface Markup {
  readonly tag: RegExp;
  readonly uncounted: ReadonlySet<string>;
  readonly most: number;
}

const HTML: Markup = { tag: /<(\/?)([a-z][a-z0-9-]{0,100})/gi, uncounted: UNCOUNTED, most: MOST };
/** XML: any name, every element has an end, and only depth costs time. */
export const XML: Markup = {
  tag: /<(\/?)([^\s<>/!?][^\s<>/]{0,100})/g,
  uncounted: new Set(),
  most: Number.POSITIVE_INFINITY,
};

/**
 * Throws a `NotTextError` where markup is nested deeper or has more elements or attributes than anything that people
 * read. Takes time in proportion to its length.
 */
export function checkNesting(html: string, { tag: pattern, uncounted, most }: Markup = HTML): void {
  const opening = new RegExp(pattern);
  let depth = 0;
  let elements = 0;
  for (let tag = opening.exec(html); tag; tag = opening.exec(html)) {
    const [, closes, name = ""] = tag;
    const end = endOfTag(html, opening.lastIndex);
    opening.lastIndex = end + 1;
    if (!closes && ++elements > most) throw new NotTextError(`has more than ${most} elements`);
    if (html[end - 1] === "/" || uncounted.has(name.toLowerCase())) continue;
    depth = Math.max(0, depth + (closes ? -1 : 1));
    if (depth > DEEPEST) throw new NotTextError("is nested deeper than any page for people");
  }
}

/** Where a tag ends: at the first `>` outside of quotes, else with the text. Throws as `checkNesting` does. */
function endOfTag(html: string, start: number): number {
  const marks = /["'>]|\s+[^\s"'>=]/g;
  marks.lastIndex = start;
  let attributes = 0;
  for (let mark = marks.exec(html); mark; mark = marks.exec(html)) {
    if (mark[0] === ">") return mark.index;
    if (mark[0] === '"' || mark[0] === "'") {
      const close = html.indexOf(mark[0], marks.lastIndex);
      if (close < 0) return html.length;
      marks.lastIndex = close + 1;
    } else if (++attributes > MOST_ATTRIBUTES)
      throw new NotTextError("has a tag with more attributes than any of a page");
  }
  return html.length;
}
