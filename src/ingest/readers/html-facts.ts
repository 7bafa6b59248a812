import { hash } from "node:crypto";
import { type Cheerio, type CheerioAPI, load } from "cheerio";
import type { AnyNode } from "domhandler";
import { checkNesting } from "./html-limits.ts";
import { mainContent } from "./main-content.ts";

/**
 * What a crawl needs to know of an HTML page.
 *
 * - `links`: absolute, as they stand in the page; none that asks not to be followed.
 * - `canonical`: the address that the page itself gives.
 * - `markdown`: where its Markdown is, if it says so.
 * - `isHidden`: it asks not to be indexed.
 * - `refresh`: where it sends people on to by itself.
 * - `trouble`: why it is no page of documentation, as a clause.
 * - `words`: a fingerprint of what people read on it; `title`: its title.
 * - `html`: its main content alone: a menu that grew by an entry changes no page.
 */
export interface HtmlFacts {
  readonly links: readonly string[];
  readonly canonical?: string;
  readonly markdown?: string;
  readonly isHidden: boolean;
  readonly refresh?: string;
  readonly trouble?: string;
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
  const refresh = address(refreshTarget($('meta[http-equiv="refresh" i]').attr("content")));
  const signs = signsOf($);
  const main = mainContent($);
  const trouble = troubleOf(signs, title, main);
  if ($("base[href]").length > 0)
    main.find("a[href]").each((_, link) => {
      $(link).attr("href", address($(link).attr("href")) ?? "");
    });
  return {
    links: follows ? found : [],
    canonical,
    markdown,
    isHidden: /noindex|none/i.test(robots),
    refresh: refresh === url ? undefined : refresh,
    trouble,
    words: hash("sha1", main.text().replace(/\s+/g, " ").trim()),
    title,
    html: `<html><head>${$("<title>").text(title).prop("outerHTML")}</head><body>${$.html(main)}</body></html>`,
  };
}

/** `5; url=/latest/` */
function refreshTarget(content: string | undefined): string | undefined {
  return /^\s*\d*(?:\.\d+)?\s*[;,]?\s*url\s*=\s*["']?([^"']+)/i.exec(content ?? "")?.[1]?.trim();
}

/** What only the whole page shows, before what surrounds its text is removed. */
interface Signs {
  readonly isShell: boolean;
  readonly asksPassword: boolean;
}

/** Where frameworks put what their scripts make. */
const SHELL = "#app, #root, #__next, #__nuxt, #__docusaurus, #main-app, #docs-app, app-root, [data-reactroot]";

function signsOf($: CheerioAPI): Signs {
  const isFilled = $("script[src], script[type=module]").length > 0;
  const asksFor = /(?:enable|requires?|need) javascript/i.test($("noscript").text());
  return {
    isShell: isFilled && ($(SHELL).length > 0 || asksFor),
    asksPassword: $('input[type="password" i]').length > 0,
  };
}

/** A page with fewer words than this may be a shell, a door or a sign. */
const FEW_WORDS = 20;
const SOME_WORDS = 120;

const MISSING =
  /^\W*(?:error\s*)?(?:404\b.{0,60}|(?:(?:page|document|file)\s+)?(?:was |could )?not (?:be )?found.{0,60})$/i;

function troubleOf({ isShell, asksPassword }: Signs, title: string, main: Cheerio<AnyNode>): string | undefined {
  const words = main.text().split(/\s+/).filter(Boolean).length;
  if (isShell && words < FEW_WORDS)
    return "is made by JavaScript in the browser, so there is nothing to read; give the folder or repository that the site is built from";
  if (asksPassword && words < SOME_WORDS) return "asks for a password";
  const heading = main.find("h1").first().text().replace(/\s+/g, " ").trim();
  const says = [title.split(/ [|–—·-] /)[0] ?? "", heading].some((text) => MISSING.test(text.trim()));
  return says && words < SOME_WORDS ? "is not there: the site shows its page for what is missing" : undefined;
}
