import { isBelow, normalisePageUrl } from "./page-url.ts";
import type { PageVisit, Visitor, WebPage } from "./visit-page.ts";

/**
 * How far a crawl goes. `pages`: visited at most. `depth`: links away from where it began. `concurrency`: visits
 * under way.
 * `follow`: whether links lead on, or only the given addresses count.
 */
export interface CrawlOptions {
  readonly pages: number;
  readonly depth: number;
  readonly concurrency: number;
  readonly follow: boolean;
  readonly isWanted: (url: string) => boolean;
}

/** A page, or why there is none at this address. */
export type Crawled = WebPage | { readonly url: string; readonly skipped: string; readonly keep: boolean };

/** So many parameters of one page are followed: a calendar or a search has more without end. */
const MOST_VARIANTS = 20;

/** What a crawl knows while it goes. */
interface Frontier {
  readonly queue: { readonly url: string; readonly depth: number }[];
  readonly seen: Set<string>;
  readonly variants: Map<string, number>;
  readonly pages: Map<string, WebPage>;
  readonly words: Map<string, string>;
  readonly later: Map<string, PageVisit & { readonly skipped: string }>;
  tooFar: number;
}

/**
 * Visits pages in the order in which they are found, several at once, and gives each page once: by the address that
 * it calls
 * its own, and by its words. Pages of `known`, those of last time, are looked at a second time before they count as
 * gone.
 */
export async function* crawl(
  start: URL,
  first: readonly string[],
  known: ReadonlySet<string>,
  visit: Visitor,
  options: CrawlOptions,
): AsyncGenerator<Crawled> {
  const frontier = emptyFrontier();
  for (const url of first) enqueue(frontier, url, 0, options);
  yield* visitAll(frontier, visit, options, options.pages);
  const left = frontier.queue.splice(0).length;
  if (left > 0)
    yield {
      url: start.href,
      skipped: `has ${left} more pages: no more than ${options.pages} are visited`,
      keep: false,
    };
  if (frontier.tooFar > 0)
    yield {
      url: start.href,
      skipped: `has ${frontier.tooFar} links more than ${options.depth} steps away`,
      keep: false,
    };
  yield* secondLook(frontier, known, visit, options);
}

function emptyFrontier(): Frontier {
  return {
    queue: [],
    seen: new Set(),
    variants: new Map(),
    pages: new Map(),
    words: new Map(),
    later: new Map(),
    tooFar: 0,
  };
}

async function* visitAll(
  frontier: Frontier,
  visit: Visitor,
  options: CrawlOptions,
  most: number,
): AsyncGenerator<Crawled> {
  const flight: { url: string; depth: number; visit: Promise<PageVisit> }[] = [];
  for (let count = 0; ; ) {
    while (flight.length < options.concurrency * 2 && frontier.queue.length > 0 && count < most) {
      const next = frontier.queue.shift();
      if (!next) break;
      const visiting = visit(next.url);
      // It is awaited below, perhaps after another one failed.
      visiting.catch(() => undefined);
      flight.push({ ...next, visit: visiting });
      count++;
    }
    const landed = flight.shift();
    if (!landed) return;
    yield* land(frontier, landed.url, landed.depth, await landed.visit, options);
  }
}

function* land(
  frontier: Frontier,
  url: string,
  depth: number,
  visit: PageVisit,
  options: CrawlOptions,
): Generator<Crawled> {
  if (options.follow) for (const link of visit.links) enqueue(frontier, link, depth + 1, options);
  if ("skipped" in visit) {
    if (visit.again) frontier.later.set(url, visit);
    else yield { url, skipped: visit.skipped, keep: visit.keep };
    return;
  }
  const page = addressed(frontier, visit.page, url);
  if (page) yield page;
}

/** The page under an address of its own; nothing where it was given already. */
function addressed({ pages, words }: Frontier, page: WebPage, asked: string): WebPage | undefined {
  if (page.words && words.has(page.words)) return undefined;
  // Two different pages that call themselves by one address: somebody made a mistake, and each keeps its own.
  const url = pages.has(page.url) ? asked : page.url;
  if (pages.has(url)) return undefined;
  const own = { ...page, url };
  pages.set(url, own);
  if (page.words) words.set(page.words, url);
  return own;
}

function enqueue(frontier: Frontier, link: string, depth: number, { depth: most, isWanted }: CrawlOptions): void {
  const url = normalisePageUrl(link);
  if (!url || frontier.seen.has(url) || !isWanted(url)) return;
  if (depth > most) {
    frontier.tooFar++;
    return;
  }
  const bare = url.split("?", 1)[0] ?? url;
  const variants = (frontier.variants.get(bare) ?? 0) + (url === bare ? 0 : 1);
  if (variants > MOST_VARIANTS) return;
  frontier.variants.set(bare, variants);
  frontier.seen.add(url);
  frontier.queue.push({ url, depth });
}

/** What failed, and what was there last time and did not turn up: once more, before anything is said about it. */
async function* secondLook(
  frontier: Frontier,
  known: ReadonlySet<string>,
  visit: Visitor,
  options: CrawlOptions,
): AsyncGenerator<Crawled> {
  const missing = [...known].filter(
    (url) => !frontier.seen.has(url) && !frontier.pages.has(url) && options.isWanted(url),
  );
  frontier.queue.push(...[...frontier.later.keys(), ...missing].map((url) => ({ url, depth: 0 })));
  frontier.later.clear();
  yield* visitAll(frontier, visit, { ...options, follow: false }, Number.POSITIVE_INFINITY);
  for (const [url, { skipped, keep }] of frontier.later as Map<string, Extract<PageVisit, { skipped: string }>>)
    yield { url, skipped, keep };
}

/** Which addresses belong to a crawl: those below its start whose path is wanted. */
export function wantedBelow(start: URL, isWantedPath: (path: string) => boolean): (url: string) => boolean {
  return (url) => isBelow(start, url) && isWantedPath(decodeURI(new URL(url).pathname).replace(/^\//, ""));
}
