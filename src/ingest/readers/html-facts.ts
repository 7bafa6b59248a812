import { hash } from "node:crypto";
import { load } from "cheerio";
import { checkNesting } from "./html-limits.ts";
import { mainContent } from "./main-content.ts";

/**
 * What a crawl needs to know of an HTML page.
 *
 * - `links`: absolute, as they stand in the page; none that asks not to be followed.
 * - `canonical`: the address that the page itself gives.
 * - `markdown`: where its Markdown is, if it says so.
 * - `isHidden`: it asks not to be indexed.
 * - `words`: a fingerprint of what people read on it; `title`: its title.
 * - `html`: its main content alone: a menu that grew by an entry changes no page.
 */
export interface HtmlFacts {
  readonly links: readonly string[];
  readonly canonical?: string;
  readonly markdown?: string;
  readonly isHidden: boolean;
  readonly words: string;
  readonly title: string;
  readonly html: string;
}

/**
 * Reads an HTML page as a crawl sees it. `url`: where it came from. Throws a `NotTextError` where it is no page for
 * people.
 */
export function htmlFacts(html: string, url: string): HtmlFacts {
  checkNesting(html);
  const $ = load(html);
  const base = URL.parse($("base[href]").attr("href") ?? "", url)?.href ?? url;
  const address = (link?: string) => (link ? URL.parse(link, base)?.href : undefined);
  const robots = $('meta[name="robots" i], meta[name="docent" i]').attr("content") ?? "";
  const follows = !/nofollow|none/i.test(robots);
  const links = $("a[href]:not([rel~=nofollow])").map((_, link) => address($(link).attr("href")));
  const canonical = address($("link[rel=canonical]").attr("href"));
  const markdown = address($('link[rel~=alternate][type="text/markdown"]').attr("href"));
  const title = $("head > title").text().replace(/\s+/g, " ").trim();
  const found = links.get();
  const main = mainContent($);
  return {
    links: follows ? found : [],
    canonical,
    markdown,
    isHidden: /noindex|none/i.test(robots),
    words: hash("sha1", main.text().replace(/\s+/g, " ").trim()),
    title,
    html: `<html><head>${$("<title>").text(title).prop("outerHTML")}</head><body>${$.html(main)}</body></html>`,
  };
}
