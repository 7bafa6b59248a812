/** Said about where a visitor came from, never about what a page holds. */
const TRACKING = /^(?:utm_\w+|gclid|fbclid|msclkid|mc_[ce]id|ref|_ga|_gl)$/i;

/** Files that nobody reads as documentation. */
const NO_PAGE =
  /\.(?:png|jpe?g|gif|svg|webp|avif|ico|bmp|css|m?js|map|woff2?|ttf|eot|mp[34]|webm|mov|wav|zip|t?gz|tar|bz2|xz|7z|rar|dmg|exe|msi|jar|iso|bin|wasm|rss|atom|xml)$/i;

/** An address longer than this was made by a machine that never ends. */
const LONGEST = 500;
/** The same goes for one in which a folder stands this often. */
const REPEATED = 3;

/**
 * One spelling for one page: no fragment, no tracking, parameters sorted, no doubled slashes. Undefined for what is no
 * page: other schemes, images and archives, and addresses as only an endless site makes them.
 */
export function normalisePageUrl(link: string, base?: string): string | undefined {
  const url = URL.parse(link, base);
  if (!url || !/^https?:$/.test(url.protocol) || NO_PAGE.test(url.pathname)) return undefined;
  url.hash = "";
  url.username = "";
  url.password = "";
  url.pathname = url.pathname.replace(/\/{2,}/g, "/");
  for (const name of [...url.searchParams.keys()]) if (TRACKING.test(name)) url.searchParams.delete(name);
  url.searchParams.sort();
  return isEndless(url) ? undefined : url.href;
}

function isEndless({ href, pathname }: URL): boolean {
  const counts = new Map<string, number>();
  for (const part of pathname.split("/").filter(Boolean)) counts.set(part, (counts.get(part) ?? 0) + 1);
  return href.length > LONGEST || Math.max(0, ...counts.values()) >= REPEATED;
}

/**
 * The folder of an address: what a crawl that begins there may visit. A file's name is left out, a last slash may be
 * missing.
 */
export function folderOf(start: URL): string {
  return start.origin + start.pathname.replace(/[^/]*\.\w+$/, "").replace(/\/?$/, "/");
}

/** Whether a page lies below the address that a crawl began at. */
export function isBelow(start: URL, url: string): boolean {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}/`.startsWith(folderOf(start));
}
