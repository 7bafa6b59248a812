import { createRequire } from "node:module";
import type { Fetcher } from "./fetch.ts";

/** The package's own types promise a default export that it has not: it is a function in CommonJS. */
const robotsParser: typeof import("robots-parser").default = createRequire(import.meta.url)("robots-parser");

/** The word by which robots.txt speaks to Docent. */
const NAME = "Docent";

/**
 * What a site asks of its visitors. `delayMs`: between two requests, where it says so. `sitemaps`: addresses it
 * names.
 */
export interface Robots {
  allows(url: string): boolean;
  readonly delayMs: number;
  readonly sitemaps: readonly string[];
}

/**
 * Reads a site's robots.txt. Where there is none (any 4xx) everything is allowed. Rejects with a `FetchError` where the
 * site does not answer: nobody then knows what it asks (RFC 9309, 2.3.1.4).
 */
export async function fetchRobots(site: string, fetcher: Fetcher, signal?: AbortSignal): Promise<Robots> {
  const url = new URL("/robots.txt", site).href;
  const { status, bytes } = await fetcher.get(url, { signal });
  const robots = robotsParser(url, status === 200 ? new TextDecoder().decode(bytes) : "");
  return {
    allows: (page) => robots.isAllowed(page, NAME) ?? true,
    delayMs: (robots.getCrawlDelay(NAME) ?? 0) * 1000,
    sitemaps: robots.getSitemaps(),
  };
}
