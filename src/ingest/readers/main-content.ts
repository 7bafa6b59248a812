import type { Cheerio, CheerioAPI } from "cheerio";
import type { AnyNode, Element } from "domhandler";
import { showAsciidoctor } from "./html-asciidoctor.ts";
import { showAccordions, showFormulas, showTabs } from "./html-widgets.ts";

/** What is nobody's text. */
const NO_TEXT = "script, style, noscript, template, iframe, svg";

/** What says of itself that it surrounds the page's own words. */
const AROUND =
  "nav, footer, dialog, [role=navigation], [role=banner], [role=contentinfo], [role=search], [role=dialog], " +
  ".breadcrumbs, .breadcrumb, .toc, .table-of-contents, .pagination, .pagination-nav, .prev-next, .sr-only, .visually-hidden, .skip-link";

/** What often does, and sometimes is a part of the article: only a list of links, or a banner, goes. */
const OFTEN_AROUND = "aside, [class*=sidebar i], [class*=menu i], [id*=sidebar i], [class*=toc- i], [class*=-toc i]";
const BANNER = "[class*=cookie i], [id*=cookie i], [class*=consent i], [id*=consent i]";

/** The little links by which headings offer their own address. */
const HEADING_LINKS =
  ".headerlink, .header-anchor, .hash-link, .anchor, .anchor-link, .heading-anchor, .sl-anchor-link";

/** Headings of every level. */
export const HEADINGS = "h1, h2, h3, h4, h5, h6";

/** Above this share of its text in links it is a menu. */
const MENU_SHARE = 0.6;
/** A single article is the page where it holds this share of the main part's text. */
const ARTICLE_SHARE = 0.5;

/** The part of a page that is its own. What surrounds it on every page of a site is removed from the document. */
export function mainContent($: CheerioAPI): Cheerio<AnyNode> {
  $(NO_TEXT).remove();
  showFormulas($);
  showAsciidoctor($);
  showTabs($);
  $(HEADINGS).find(HEADING_LINKS).remove();
  showAccordions($, HEADINGS);
  const main = ownPart($);
  for (const selector of [AROUND, "[hidden]", "[aria-hidden=true]"]) removeFrom($, main, selector, () => true);
  removeFrom($, main, OFTEN_AROUND, (part) => isMenu($, part));
  removeFrom(
    $,
    main,
    BANNER,
    (part) => !part.is(HEADINGS) && part.find(HEADINGS).length === 0 && part.text().length < 600,
  );
  removeFrom($, main, "button, input, select, textarea", () => true);
  removeFrom($, main, "form", (part) => part.find(`${HEADINGS}, pre, table`).length === 0);
  // A header with the page's title belongs to the article; one without is the site's.
  removeFrom($, main, "header", (part) => part.find("h1").length === 0);
  return main;
}

/** Where a page's own words are. */
function ownPart($: CheerioAPI): Cheerio<AnyNode> {
  const filled = (selector: string) => $<AnyNode, string>(selector).filter((_, part) => $(part).text().trim() !== "");
  const main = filled("main, [role=main]").first();
  const articles = filled("article").filter((_, part) => $(part).parents("article").length === 0);
  const own =
    main.length > 0 ? articles.filter((_, part) => $(part).parents("main, [role=main]").length > 0) : articles;
  const [only] = own.length === 1 ? own.toArray() : [];
  if (main.length === 0) {
    if (only) return $(only);
    const content = own.length > 1 ? $<AnyNode, string>("body") : filled("#content, .markdown-body, .document").first();
    return content.length > 0 ? content : $<AnyNode, string>("body");
  }
  return only && $(only).text().length >= main.text().length * ARTICLE_SHARE ? $(only) : main;
}

/**
 * What is anywhere inside a part. `find` by itself compares each child of the part with every other, which takes
 * minutes where there are many.
 */
export function inside(part: Cheerio<AnyNode>, selector: string): Cheerio<Element> {
  return part.find(`:scope :is(${selector})`);
}

/** Removes what surrounds a page from its part, but nothing that holds the page's title or its articles. */
function removeFrom(
  $: CheerioAPI,
  main: Cheerio<AnyNode>,
  selector: string,
  isWanted: (part: Cheerio<AnyNode>) => boolean,
): void {
  inside(main, selector).each((_, element) => {
    const part = $(element);
    if (part.find("main, article, h1").length === 0 && isWanted(part)) part.remove();
  });
}

function isMenu($: CheerioAPI, part: Cheerio<AnyNode>): boolean {
  const length = part.text().replace(/\s+/g, "").length;
  const linked = part
    .find("a")
    .toArray()
    .reduce((sum, link) => sum + $(link).text().replace(/\s+/g, "").length, 0);
  return length === 0 || linked >= length * MENU_SHARE;
}
