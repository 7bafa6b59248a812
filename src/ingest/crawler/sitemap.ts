import { gunzipSync } from "node:zlib";
import { load } from "cheerio";
import { NotTextError } from "../readers/decode.ts";
import { checkNesting, XML } from "../readers/html-limits.ts";
import { FETCH_LIMITS, FetchError, type Fetched, type Fetcher } from "./fetch.ts";
import { folderOf } from "./page-url.ts";

/** Sitemaps read for one site, indexes included. */
const MOST_SITEMAPS = 100;

/** Where a sitemap is when robots.txt names none. */
const USUAL = ["sitemap.xml", "sitemap-index.xml", "sitemap_index.xml", "sitemap.txt"];

/**
 * The page addresses of a site's sitemaps (sitemaps.org), index files followed, in their order; none where there is no
 * sitemap. `named`: those that robots.txt speaks of. `allows`: which addresses may be asked for.
 */
export async function sitemapPages(
  start: URL,
  named: readonly string[],
  fetcher: Fetcher,
  allows: (url: string) => boolean,
  signal?: AbortSignal,
): Promise<string[]> {
  const pages = new Set<string>();
  const usual = USUAL.flatMap((name) => [folderOf(start) + name, new URL(`/${name}`, start).href]);
  // One budget for the site, however many sitemaps its robots.txt names.
  const seen = new Set<string>();
  for (const first of named.length > 0 ? named : usual) {
    await readTree(first, pages, { fetcher, allows, signal, seen });
    if (named.length === 0 && pages.size > 0) break;
  }
  return [...pages];
}

interface Reading {
  readonly fetcher: Fetcher;
  readonly allows: (url: string) => boolean;
  readonly signal?: AbortSignal;
  readonly seen: Set<string>;
}

async function readTree(first: string, pages: Set<string>, { fetcher, allows, signal, seen }: Reading): Promise<void> {
  const queue = [first];
  for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
    if (seen.has(url) || seen.size >= MOST_SITEMAPS || !allows(url)) continue;
    seen.add(url);
    const answer = await fetcher.get(url, { signal });
    if (answer.status !== 200) continue;
    const { maps, urls } = parseSitemap(unpack(answer));
    queue.push(...maps);
    for (const page of urls) pages.add(page);
  }
}

/** A `.xml.gz` is packed although no header says so. */
function unpack({ bytes }: Fetched): string {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return new TextDecoder().decode(bytes);
  try {
    return new TextDecoder().decode(gunzipSync(bytes, { maxOutputLength: FETCH_LIMITS.bytes }));
  } catch (cause) {
    throw new FetchError("has a sitemap that cannot be unpacked", false, { cause });
  }
}

/** One address a line, which is a sitemap too. */
function textSitemap(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines.every((line) => line === "" || /^https?:\/\/\S+$/.test(line)) ? lines.filter(Boolean) : [];
}

/** The parser knows no entities of a document's own, so none can grow. What is no sitemap has no addresses. */
function parseSitemap(xml: string): { maps: string[]; urls: string[] } {
  if (!xml.trimStart().startsWith("<")) return { maps: [], urls: textSitemap(xml) };
  if (isNestedDeep(xml)) return { maps: [], urls: [] };
  const $ = load(xml, { xmlMode: true });
  const addresses = (selector: string) =>
    $(selector)
      .map((_, element) => $(element).text().trim())
      .get()
      .filter((text) => URL.canParse(text));
  return { maps: addresses("sitemapindex > sitemap > loc"), urls: addresses("urlset > url > loc") };
}

/** The time that the parser takes for an element grows with its depth; those of a sitemap are some four deep. */
function isNestedDeep(xml: string): boolean {
  try {
    checkNesting(xml, XML);
    return false;
  } catch (error) {
    if (error instanceof NotTextError) return true;
    throw error;
  }
}
