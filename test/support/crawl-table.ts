import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { POLITE } from "../../src/ingest/crawler/rate-limit.ts";
import { WAYS, type Way } from "../../src/ingest/crawler/ways.ts";
import { ingest } from "../../src/ingest/ingest.ts";
import type { Library } from "../../src/ingest/library.ts";
import type { SyncReport } from "../../src/ingest/report.ts";
import { type DocsPage, docsAnswer } from "./docs-site.ts";
import { publishedPage } from "./html-page.ts";
import { type Site, startSite } from "./local-server.ts";
import { withScratchLibrary } from "./scratch.ts";

/**
 * Publishes a folder of Markdown as a site with all that sites have, crawls it whole in every way that pages can be
 * found, twice
 * each, and prints a table: `node test/support/crawl-table.ts [folder] [--delay ms]`.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { delay: { type: "string", default: String(POLITE.delayMs) } },
});
const folder = resolve(positionals[0] ?? resolve(import.meta.dirname, "../../../shared/corpora/astro-docs-en"));
const delayMs = Number(values.delay);

/** Addresses that are listed although nothing is there, that forward, and that robots.txt forbids. */
const SOFT = ["/en/never-was-1/", "/en/never-was-2/"];
const GONE = ["/en/gone-1/", "/en/gone-2/"];
const SECRET = "/en/secret/plan/";
const ROBOTS = `User-agent: *\nDisallow: /en/secret/\nCrawl-delay: ${delayMs / 1000}`;

/** The pages of the folder by the path at which they are published. */
async function publish(): Promise<Map<string, DocsPage>> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.mdx?$/.test(name));
  const pages = new Map([["/en/", await publishedPage("index.md", "# Home\n\nAll there is to know.", (link) => link)]]);
  for (const name of files.sort()) {
    const path = `/en/${name.replace(/(?:(?:^|(?<=\/))index)?\.mdx?$/, "")}/`.replace(/\/+$/, "/");
    pages.set(path, await publishedPage(name, readFileSync(resolve(folder, name), "utf8"), (link) => link));
  }
  return pages;
}

/** The site with its traps; `statuses` counts what it answered. */
function serve(pages: Map<string, DocsPage>, by: Way, twins: boolean, statuses: Map<number, number>) {
  const real = [...pages.keys()];
  const first = real[0] ?? "/en/";
  const old = real.slice(1, 11).map((path) => `/en/old${path}`);
  const listed = new Map(pages);
  const home = pages.get(first);
  const links = ["/en/trap/1", "/en/search?page=1", "/en/loop/", ...old, ...GONE, ...SOFT, SECRET];
  if (home) listed.set(first, { ...home, html: home.html + links.map((link) => `<a href="${link}">x</a>`).join(" ") });
  const answer = docsAnswer({
    pages: listed,
    by,
    twins,
    robots: ROBOTS,
    soft404: true,
    more: ({ url = "" }, response) => {
      response.on("finish", () => statuses.set(response.statusCode, (statuses.get(response.statusCode) ?? 0) + 1));
      const moved = /^\/en\/old(\/.*)$/.exec(url)?.[1];
      if (moved) response.writeHead(301, { location: moved }).end();
      else if (GONE.includes(url)) response.writeHead(404).end();
      else return trap(url, (html) => response.setHeader("content-type", "text/html").end(html));
      return true;
    },
  });
  return startSite(answer);
}

/** Links that have no end: by path, by parameter, and by a folder in itself. */
function trap(url: string, send: (html: string) => void): boolean {
  const [, name, number] = /^\/en\/(trap\/|search\?page=)(\d+)$/.exec(url) ?? [];
  if (!name && !url.includes("/loop/")) return false;
  const next = name ? `/en/${name}${Number(number) + 1}` : `${url}loop/`;
  send(`<p>Nothing but ${url}.</p><a href="${next}">next</a>`);
  return true;
}

async function crawl(by: Way, twins: boolean, pages: Map<string, DocsPage>): Promise<void> {
  const statuses = new Map<number, number>();
  const site = await serve(pages, by, twins, statuses);
  await withScratchLibrary(async (empty) => {
    const library = { ...empty, allowPrivateHosts: [site.host] };
    const first = await sync(library, site, by);
    const found = [...(await library.engine.hashes("site")).keys()].map(normal);
    const sent = statuses.get(200) ?? 0;
    const second = await sync(library, site, by);
    const expected = [...pages.keys()].map((path) => normal(encodeURI(path)));
    const right = expected.filter((path) => found.includes(path));
    print([
      twins ? `${by}, Markdown twins` : by,
      `${right.length} / ${expected.length}`,
      String(found.length - right.length),
      String(first.skipped.length),
      String(first.requests),
      String(second.requests),
      String((statuses.get(200) ?? 0) - sent),
      `${second.added + second.changed + second.removed}`,
      first.seconds.toFixed(1),
      second.seconds.toFixed(1),
      (first.pages / first.seconds).toFixed(1),
      delayMs > 0 ? String(1000 / delayMs) : "none",
    ]);
    const missed = expected.filter((path) => !found.includes(path));
    if (missed.length > 0) process.stdout.write(`  not found: ${missed.slice(0, 5).join(" ")}\n`);
  });
  site.close();
}

async function sync(library: Library, site: Site, discover: Way): Promise<SyncReport> {
  const source = { location: `${site.url}/en/`, name: "site", crawl: { discover, delayMs } };
  const [report] = await ingest(library, [source]);
  if (!report) throw new Error("the sync said nothing");
  return report;
}

/** With and without a last slash it is one page. */
function normal(path: string): string {
  return path.replace(/\/$/, "");
}

function print(cells: readonly string[]): void {
  process.stdout.write(`| ${cells.join(" | ")} |\n`);
}

const pages = await publish();
const heads = ["found by", "pages found / expected", "pages of the traps", "skipped", "requests", "2nd sync"];
const more = ["sent whole at the 2nd", "touched at the 2nd", "s", "s at the 2nd", "pages/s", "most by politeness"];
print([...heads, ...more]);
print([...heads, ...more].map(() => "---"));
for (const way of WAYS) {
  await crawl(way, false, pages);
  if (way === "sitemap" || way === "llms") await crawl(way, true, pages);
}
process.exit();
