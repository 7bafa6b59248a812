import { UserError } from "../../core/errors.ts";
import { type Crawled, crawl, wantedBelow } from "../crawler/crawl.ts";
import { type Discovery, discover } from "../crawler/discover.ts";
import { createFetcher, FetchError, type Fetcher } from "../crawler/fetch.ts";
import { NO_CACHE, openHttpCache } from "../crawler/http-cache.ts";
import { type FullPage, markdownFormat, pageOfAlternate } from "../crawler/llms-txt.ts";
import { folderOf, isBelow, normalisePageUrl } from "../crawler/page-url.ts";
import { POLITE } from "../crawler/rate-limit.ts";
import { fetchRobots, type Robots } from "../crawler/robots.ts";
import { sitemapPages } from "../crawler/sitemap.ts";
import { createVisitor } from "../crawler/visit-page.ts";
import type { SkippedFile } from "../document.ts";
import type { SourceFile } from "../readers/formats.ts";
import type { CrawlSettings, DocumentSource, OpenOptions, SourceContext } from "./source.ts";

/** Enough for large documentation, and an end for a site that has none. */
export const CRAWL: CrawlSettings = { pages: 5000, depth: 10, ...POLITE };

/** A website below an address. A page's path is the path of its address, with its parameters. */
export async function openWebsite(options: OpenOptions, context: SourceContext): Promise<DocumentSource> {
  const start = new URL(options.location);
  const settings = { ...CRAWL, ...options.crawl };
  let fetcher: Fetcher | undefined;
  const urlOf = (path: string) => published(start, new URL(path, start).href, options.baseUrl);
  return {
    name: options.name,
    settings: JSON.stringify(["website", start.href, options.baseUrl ?? null]),
    async *files({ signal, known = [] } = {}) {
      fetcher = createFetcher({ allowPrivate: context.allowPrivateHosts, politeness: settings });
      try {
        yield* visitSite(start, options, { ...context, fetcher, settings, signal, known });
      } catch (error) {
        if (!(error instanceof FetchError)) throw error;
        throw new UserError(`Cannot read ${options.location}: it ${error.message}.`, { cause: error });
      } finally {
        await fetcher.close();
      }
    },
    urlOf,
    resolve(link, path) {
      const url = URL.parse(link, new URL(path, start).href)?.href;
      if (!url || !isBelow(start, url)) return url ?? link;
      const [page = "", ...anchor] = url.split("#");
      return [published(start, pageOfAlternate(page), options.baseUrl), ...anchor].join("#");
    },
    get requests() {
      return fetcher?.requests;
    },
  };
}

interface Going extends SourceContext {
  readonly fetcher: Fetcher;
  readonly settings: CrawlSettings;
  readonly known: Iterable<string>;
  readonly signal?: AbortSignal;
}

async function* visitSite(start: URL, options: OpenOptions, going: Going): AsyncGenerator<SourceFile | SkippedFile> {
  const { fetcher, settings, signal } = going;
  const isWanted = wantedBelow(start, options.isWanted);
  const robots = await fetchRobots(start.href, fetcher, signal);
  if (robots.delayMs > 0) fetcher.slowDown(start.href, robots.delayMs);
  const found = await discover(start, robots, fetcher, { way: settings.discover, isWanted, signal });
  for (const { url, markdown } of found.full)
    yield { path: pathOf(url), format: markdownFormat(markdown), bytes: Buffer.from(markdown) };
  const isFull = found.full.length > 0;
  const urls =
    isFull && !settings.discover ? await missing(start, robots, found.full, { ...going, isWanted }) : found.urls;
  if (isFull && urls.length === 0) return;
  yield* visitPages(start, { ...found, urls }, { ...going, robots, name: options.name, isWanted });
}

interface Visiting extends Going {
  readonly name: string;
  readonly robots: Robots;
  readonly isWanted: (url: string) => boolean;
}

async function* visitPages(
  start: URL,
  { way, urls, full }: Discovery,
  { name, isWanted, fetcher, settings, known, signal, database, dryRun, robots, budget }: Visiting,
): AsyncGenerator<SourceFile | SkippedFile> {
  const copies = database ? openHttpCache(database, name, { readOnly: dryRun }) : NO_CACHE;
  const follow = way === "links";
  const mayVisit = follow ? orStart(start, isWanted) : isWanted;
  // The deepest page: what is true of it is true of the others, which cannot be said of a home page.
  const sample = follow ? undefined : urls.toSorted((one, other) => other.length - one.length)[0];
  const visit = await createVisitor({ fetcher, copies, robots, isWanted: mayVisit, signal, budget }, start, sample);
  const given = new Set(full.map(({ url }) => url));
  const knownUrls = new Set([...known].map((path) => new URL(path, start).href).filter((url) => !given.has(url)));
  const crawled = crawl(start, urls, knownUrls, visit, { ...settings, follow, isWanted: mayVisit });
  for await (const page of crawled) {
    if ("skipped" in page) rejectMoved(start, page);
    if ("skipped" in page || isWanted(page.url)) yield fileOf(page);
  }
  copies.sweep();
}

/** Where the address that was given leads to another site, nothing below it is ours to read. */
function rejectMoved(start: URL, { url, skipped }: { readonly url: string; readonly skipped: string }): void {
  const [, elsewhere] = /^leads elsewhere, to (\S+)$/.exec(skipped) ?? [];
  if (!elsewhere || url !== normalisePageUrl(start.href) || new URL(elsewhere).origin === start.origin) return;
  throw new UserError(`Cannot read ${start.href}: it leads to ${elsewhere}. Give that address instead.`);
}

/** Pages that the site's sitemaps name and its one file for all does not. */
async function missing(
  start: URL,
  robots: Robots,
  full: readonly FullPage[],
  { fetcher, isWanted, signal }: Pick<Going, "fetcher" | "signal"> & { isWanted(url: string): boolean },
): Promise<string[]> {
  const bare = (url: string) => pageOfAlternate(url).replace(/(?:\/index)?(?:\.html?)?\/?(?:[?#].*)?$/, "");
  const given = new Set(full.map(({ url }) => bare(url)));
  const named = await sitemapPages(start, robots.sitemaps, fetcher, robots.allows, signal);
  return named.filter((url) => isWanted(url) && !given.has(bare(url)));
}

/** The way in may be visited although it is not wanted itself. */
function orStart({ href }: URL, isWanted: (url: string) => boolean): (url: string) => boolean {
  return (url) => url === normalisePageUrl(href) || isWanted(url);
}

function fileOf(crawled: Crawled): SourceFile | SkippedFile {
  const path = pathOf(crawled.url);
  if ("skipped" in crawled) return { path, skipped: crawled.skipped, keep: crawled.keep };
  return { path, format: crawled.format, bytes: crawled.bytes };
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** A page's address at the base URL, where the site is published at another place than it was read from. */
function published(start: URL, url: string, baseUrl: string | undefined): string {
  if (!baseUrl) return url;
  const folder = folderOf(start);
  return url.startsWith(folder) ? `${baseUrl.replace(/\/+$/, "")}/${url.slice(folder.length)}` : url;
}
