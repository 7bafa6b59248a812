import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { type CheerioAPI, load } from "cheerio";

/** A page that a generator wrote: where it is published, and its HTML. */
export interface BuiltPage {
  readonly route: string;
  readonly file: string;
  readonly html: CheerioAPI;
}

/**
 * The pages of a site as its generator wrote it, by their route. What only forwards, and the page for what is missing,
 * are none. The sitemap says how addresses end; without one they are the files' own names.
 */
export function readBuilt(folder: string): Map<string, BuiltPage> {
  const listed = sitemapRoutes(folder);
  const isClean = [...listed].some((route) => route !== "" && !/(?:\/|\.html)$/.test(route));
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".html"));
  const pages = new Map<string, BuiltPage>();
  for (const file of files.sort()) {
    if (/(?:^|\/)404(?:\.html|\/index\.html)$/.test(file)) continue;
    const html = load(readFileSync(join(folder, file), "utf8"));
    if (html('meta[http-equiv="refresh" i]').length > 0) continue;
    const route = plainRoute(namesOf(file).find((name) => listed.has(name)) ?? routeOfFile(file, isClean));
    pages.set(route, { route, file, html });
  }
  return pages;
}

/** How a sitemap may name a file. */
function namesOf(file: string): string[] {
  const folder = file.replace(/(^|\/)index\.html$/, "$1");
  return [file, folder, folder.replace(/\/$/, ""), file.replace(/\.html$/, "")];
}

/** Where a file is: an index is its folder. */
function routeOfFile(file: string, isClean: boolean): string {
  const route = file.replace(/(^|\/)index\.html$/, "$1");
  if (!isClean) return route;
  return posix.basename(route) === "" ? route : route.replace(/\.html$/, "");
}

/** A route as servers see it: a folder's index is the folder. */
export function plainRoute(route: string): string {
  return route.replace(/(^|\/)index\.html$/, "$1");
}

function sitemapRoutes(folder: string, name = "sitemap.xml"): Set<string> {
  if (!existsSync(join(folder, name)))
    return existsSync(join(folder, "sitemap-0.xml")) && name === "sitemap.xml"
      ? sitemapRoutes(folder, "sitemap-0.xml")
      : new Set();
  const xml = readFileSync(join(folder, name), "utf8");
  const found = [...xml.matchAll(/<loc>\s*([^<\s]+)\s*<\/loc>/g)].map(([, address = ""]) => address);
  return new Set(found.map((address) => decodeURI(address.replace(/^https?:\/\/[^/]*\/?/, ""))));
}

/** What a heading says: its letters and digits alone. */
export function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** The words of the heading that an id stands at; undefined where the page has no such id. */
export function headingAt({ html }: BuiltPage, id: string): string | undefined {
  const quoted = JSON.stringify(id);
  const found = html(`[id=${quoted}], a[name=${quoted}]`).first();
  if (found.length === 0) return undefined;
  if (found.is("h1, h2, h3, h4, h5, h6")) return found.text();
  const above = found.closest("h1, h2, h3, h4, h5, h6");
  if (above.length > 0) return above.text();
  const inside = found.find("h1, h2, h3, h4, h5, h6").first();
  if (inside.length > 0) return inside.text();
  const behind = found.nextAll("h1, h2, h3, h4, h5, h6, section").first();
  const heading = behind.is("section") ? behind.find("h1, h2, h3, h4, h5, h6").first() : behind;
  return heading.length > 0 ? heading.text() : found.text();
}

/** Ids of the headings of a page that say this. */
export function idsOf({ html }: BuiltPage, words: string): string[] {
  const wanted = lettersOf(words);
  return html("h2, h3, h4, h5, h6")
    .toArray()
    .filter((element) => lettersOf(html(element).text()) === wanted)
    .flatMap((element) => html(element).attr("id") ?? html(element).parent("section").attr("id") ?? []);
}

/** The text of a page without what only its program reads. */
export function textOf({ html }: BuiltPage): string {
  const description = html('meta[name="description"]').attr("content") ?? "";
  return `${description} ${html("body").clone().find("script, style").remove().end().text()}`;
}
