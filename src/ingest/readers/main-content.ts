import type { Cheerio, CheerioAPI } from "cheerio";
import type { AnyNode } from "domhandler";

/** Where a page's own words are, best first. */
const MAIN = ["main article", "article", "main", "[role=main]", "#content", "body"];

/** What surrounds them on every page. */
const AROUND =
  "script, style, noscript, template, iframe, svg, button, form, nav, aside, footer, dialog, [hidden], [aria-hidden=true], " +
  "[role=navigation], [role=banner], [role=contentinfo], [role=search], [class*=cookie i], [id*=cookie i], [class*=sidebar i], " +
  ".breadcrumbs, .breadcrumb, .toc, .table-of-contents, .pagination, .sr-only, .visually-hidden";

/** The little links by which headings offer their own address. */
const HEADING_LINKS =
  ".headerlink, .header-anchor, .hash-link, .anchor, .anchor-link, .heading-anchor, .sl-anchor-link";

/** Headings of every level. */
export const HEADINGS = "h1, h2, h3, h4, h5, h6";

/** The part of a page that is its own. What surrounds it on every page of a site is removed from the document. */
export function mainContent($: CheerioAPI): Cheerio<AnyNode> {
  $(AROUND).not("html, body, main, article").remove();
  $(HEADINGS).find(HEADING_LINKS).remove();
  // A header with the page's title belongs to the article; one without is the site's.
  $("header").not(`:has(h1)`).remove();
  const found = MAIN.map((selector) => $<AnyNode, string>(selector).first()).find((part) => part.text().trim() !== "");
  return found ?? $("body");
}
