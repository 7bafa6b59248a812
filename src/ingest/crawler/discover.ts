import type { Fetcher } from "./fetch.ts";
import { type FullPage, llmsLinks, pageOfAlternate, splitLlmsFull } from "./llms-txt.ts";
import { folderOf } from "./page-url.ts";
import type { Robots } from "./robots.ts";
import { sitemapPages } from "./sitemap.ts";
import { WAYS, type Way } from "./ways.ts";

/** What was found: whole pages, or addresses to visit; with `links` the crawl finds more as it goes. */
export interface Discovery {
  readonly way: Way;
  readonly full: readonly FullPage[];
  readonly urls: readonly string[];
}

/** Looks for the pages of a site in every way, or in the one that is asked for, until one has some below `start`. */
export async function discover(
  start: URL,
  robots: Robots,
  fetcher: Fetcher,
  { way, isWanted, signal }: { way?: Way; isWanted(url: string): boolean; signal?: AbortSignal },
): Promise<Discovery> {
  const file = async (name: string) => {
    for (const url of new Set([folderOf(start) + name, new URL(`/${name}`, start).href])) {
      const text = robots.allows(url) ? await plainText(url, fetcher, signal) : undefined;
      if (text !== undefined) return { url, text };
    }
    return undefined;
  };
  const look: Readonly<Record<Way, () => Promise<Partial<Discovery>>>> = {
    "llms-full": async () => ({
      full: splitLlmsFull((await file("llms-full.txt"))?.text ?? "").filter(({ url }) => isWanted(url)),
    }),
    sitemap: async () => ({ urls: await sitemapPages(start, robots.sitemaps, fetcher, robots.allows, signal) }),
    llms: async () => {
      const list = await file("llms.txt");
      return { urls: list ? llmsLinks(list.text, list.url).map(pageOfAlternate) : [] };
    },
    links: async () => ({ urls: [start.href] }),
  };
  for (const one of way ? [way] : WAYS) {
    const { full = [], urls = [] } = await look[one]();
    const found = { way: one, full, urls: one === "links" ? urls : urls.filter(isWanted) };
    if (found.full.length + found.urls.length > 0) return found;
  }
  return { way: way ?? "links", full: [], urls: [] };
}

/** A text file; undefined where there is none, or a page for people stands in for it. */
async function plainText(url: string, fetcher: Fetcher, signal?: AbortSignal): Promise<string | undefined> {
  const { status, type, bytes } = await fetcher.get(url, { signal });
  const text = new TextDecoder().decode(bytes);
  return status === 200 && type.startsWith("text/") && type !== "text/html" && !/^\s*<(!doctype|html)/i.test(text)
    ? text
    : undefined;
}
