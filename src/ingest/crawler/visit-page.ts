import { randomUUID } from "node:crypto";
import { type Budget, UNWATCHED } from "../readers/budget.ts";
import { NotTextError } from "../readers/decode.ts";
import { type Format, servedFormat } from "../readers/formats.ts";
import { type HtmlFacts, htmlFacts } from "../readers/html-facts.ts";
import { FetchError, type Fetched, type Fetcher } from "./fetch.ts";
import type { HttpCache } from "./http-cache.ts";
import { alternatesOf, markdownFormat } from "./llms-txt.ts";
import { folderOf, normalisePageUrl } from "./page-url.ts";
import type { Robots } from "./robots.ts";

/** A page as it came. `url`: where it lives; `words`: a fingerprint of what it says, where that was looked at. */
export interface WebPage {
  readonly url: string;
  readonly format: Format;
  readonly bytes: Uint8Array;
  readonly words?: string;
}

/**
 * What came of one address: a page, or why there is none. `links` lead on. With `keep` the trouble may pass; with
 * `again` a second look may find the page after all.
 */
export type PageVisit = { readonly links: readonly string[] } & (
  | { readonly page: WebPage }
  | { readonly skipped: string; readonly keep: boolean; readonly again: boolean }
);

/** What a visit needs to know of the site. */
export interface FetchedPage {
  readonly fetcher: Fetcher;
  readonly copies: HttpCache;
  readonly robots: Robots;
  readonly isWanted: (url: string) => boolean;
  readonly signal?: AbortSignal;
  readonly budget?: Budget;
  /** What a file's name says about its format, where that is to count more than what the server says. */
  readonly formatOf?: (path: string) => Format | undefined;
}

/** Goes to one address of a site. */
export type Visitor = (url: string) => Promise<PageVisit>;

/**
 * Makes the visitor of a site. With `start` it first asks how the site answers for a page that cannot be there. With
 * `sample`, a
 * page of the site, it looks whether pages have Markdown twins, which are then read in their stead.
 */
export async function createVisitor(site: FetchedPage, start?: URL, sample?: string): Promise<Visitor> {
  const nowhere = start && (await nonsense(site, start));
  const twin = sample ? await twinRule(site, sample) : undefined;
  const visitPage: Visitor = async (url) => {
    const answer = await fetchKept(site, url);
    const trouble = statusTrouble(answer) ?? placeTrouble(site, answer);
    return trouble ?? readAnswer(site, answer, nowhere);
  };
  return async (url) => {
    if (!site.robots.allows(url)) return skip("is not for robots, says robots.txt");
    try {
      return (twin && (await visitTwin(site, url, twin))) ?? (await visitPage(url));
    } catch (error) {
      site.signal?.throwIfAborted();
      if (error instanceof FetchError) return skip(error.message, { keep: error.passing, again: error.passing });
      if (error instanceof NotTextError) return skip(error.message);
      throw error;
    }
  };
}

function skip(skipped: string, { keep = false, again = false } = {}): PageVisit {
  return { skipped, keep, again, links: [] };
}

/** The answer, or the copy from last time where the site says that it is still good. */
async function fetchKept({ fetcher, copies, signal }: FetchedPage, url: string): Promise<Fetched> {
  const copy = copies.get(url);
  const answer = await fetcher.get(url, { etag: copy?.etag, lastModified: copy?.lastModified, signal });
  if (answer.status === 304 && copy) return { ...copy, url: answer.url };
  if (answer.status === 200 && !answer.robots) copies.put(url, answer);
  return answer;
}

function statusTrouble({ status }: Fetched): PageVisit | undefined {
  if (status === 200) return undefined;
  const isClosed = status === 401 || status === 403;
  return skip(`is not there: the site answers ${status}`, { keep: isClosed, again: !isClosed });
}

function placeTrouble({ isWanted, robots }: FetchedPage, { url }: Fetched): PageVisit | undefined {
  const address = normalisePageUrl(url);
  if (!address || !isWanted(address)) return skip(`leads elsewhere, to ${url.slice(0, 200)}`);
  return robots.allows(address) ? undefined : skip("leads to a page that is not for robots, says robots.txt");
}

async function readAnswer(site: FetchedPage, answer: Fetched, nowhere: HtmlFacts | undefined): Promise<PageVisit> {
  const { pathname } = new URL(answer.url);
  const format = site.formatOf?.(pathname) ?? servedFormat(answer.type, pathname);
  if (!format) return skip(`is of a kind that is not read (${answer.type || "unnamed"})`);
  const url = normalisePageUrl(answer.url) ?? answer.url;
  const isHidden = NO_INDEX.test(answer.robots ?? "");
  if (format !== "html") return isHidden ? skip(HIDDEN) : { page: { url, format, bytes: answer.bytes }, links: [] };
  const facts = await factsOf(site, answer.url, answer.bytes);
  const { refresh } = facts;
  if (refresh) return { ...skip(`only sends people on, to ${refresh.slice(0, 200)}`), links: [refresh] };
  const trouble = isHidden || facts.isHidden ? HIDDEN : facts.trouble;
  if (trouble) return { ...skip(trouble), links: facts.links };
  if (nowhere && isSame(facts, nowhere)) return skip("is not there: the site shows its page for what is missing");
  return { page: await pageOf(site, facts, url), links: facts.links };
}

const NO_INDEX = /noindex|none/i;
const HIDDEN = "asks not to be indexed";

/** The page under the address that it calls its own, and in Markdown where it says that there is some. */
async function pageOf(site: FetchedPage, facts: HtmlFacts, url: string): Promise<WebPage> {
  const home = facts.canonical && normalisePageUrl(facts.canonical);
  const own = home && site.isWanted(home) ? home : url;
  const page: WebPage = { url: own, format: "html", bytes: Buffer.from(facts.html), words: facts.words };
  const markdown = facts.markdown && (await fetchMarkdown(site, facts.markdown));
  return markdown ? { ...page, ...markdown } : page;
}

function factsOf({ budget = UNWATCHED }: FetchedPage, url: string, bytes: Uint8Array): Promise<HtmlFacts> {
  return budget([url], () => htmlFacts(new TextDecoder().decode(bytes), url));
}

/** How the site answers for a page that cannot be there, if it pretends that there is one. */
async function nonsense(site: FetchedPage, start: URL): Promise<HtmlFacts | undefined> {
  const url = `${folderOf(start)}docent-${randomUUID()}/`;
  const { status, type, bytes } = await site.fetcher.get(url, { signal: site.signal });
  return status === 200 && type === "text/html" ? factsOf(site, url, bytes) : undefined;
}

/** The same words, or the same title of the kind that only such pages have: some repeat the address. */
function isSame(page: HtmlFacts, nowhere: HtmlFacts): boolean {
  const saysSo = /not found|404|does(?:n['’]t| not) exist/i.test(nowhere.title);
  return page.words === nowhere.words || (saysSo && page.title === nowhere.title);
}

/** Which of the usual places holds a page's Markdown; undefined where none does. */
async function twinRule(site: FetchedPage, sample: string): Promise<((url: string) => string | undefined) | undefined> {
  for (const [index, url] of alternatesOf(sample).entries())
    if (await fetchMarkdown(site, url)) return (page) => alternatesOf(page)[index];
  return undefined;
}

async function visitTwin(
  site: FetchedPage,
  url: string,
  twin: (url: string) => string | undefined,
): Promise<PageVisit | undefined> {
  const markdown = await fetchMarkdown(site, twin(url) ?? url);
  return markdown && { page: { url, ...markdown }, links: [] };
}

/** Markdown; undefined where there is something else or nothing. */
async function fetchMarkdown(site: FetchedPage, url: string): Promise<Pick<WebPage, "format" | "bytes"> | undefined> {
  if (!site.isWanted(url) || !site.robots.allows(url)) return undefined;
  const { status, type, bytes } = await fetchKept(site, url);
  if (status !== 200 || bytes.length === 0 || !/^text\/(plain|(x-)?markdown)$/.test(type)) return undefined;
  const text = new TextDecoder().decode(bytes);
  return /^\s*<(!doctype|html)/i.test(text) ? undefined : { format: markdownFormat(text), bytes };
}
