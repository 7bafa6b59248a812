import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { ingest } from "../../src/ingest/ingest.ts";
import type { Library } from "../../src/ingest/library.ts";
import { type BuiltPage, plainRoute, readBuilt, textOf } from "./generators/built-site.ts";
import { type Answer, type Site, startSite } from "./local-server.ts";
import { withScratchLibrary } from "./scratch.ts";

/**
 * Crawls a site that a generator built, from a server on this machine, and compares what was read with what is read of
 * the folder that it was built of: `node test/support/site-crawl.ts --site BUILT --repo FOLDER [--questions FILE]
 * [--baseline FILE]`. Prints the addresses that are equal, the share of the source's words that were kept, the share of
 * the words of menus that were let in, and how often both name the same page first. `--questions`: a question a line.
 * `--baseline`: a module whose `extract(html)` gives the text of a page, to stand beside ours.
 */
const { values } = parseArgs({
  options: {
    site: { type: "string", default: "" },
    repo: { type: "string", default: "" },
    questions: { type: "string" },
    baseline: { type: "string" },
  },
});
const folder = resolve(values.site);
const built = readBuilt(folder);

/** What is in the frame of pages, whatever they are about. */
const FRAME = "nav, header, footer, aside, [role=navigation], [role=banner], [role=search], .sidebar, .book-summary";

function serve(): Promise<Site & { close(): void }> {
  const answer: Answer = ({ url = "/", headers }, response) => {
    const path = decodeURIComponent(new URL(url, "http://x").pathname).replace(/^\/+/, "");
    if (path === "sitemap.xml") {
      const locs = [...built.keys()].map((route) => `<url><loc>http://${headers.host}/${encodeURI(route)}</loc></url>`);
      return void response.setHeader("content-type", "application/xml").end(`<urlset>${locs.join("")}</urlset>`);
    }
    const file = [path, `${path}.html`, join(path, "index.html")].find((name) =>
      statSync(join(folder, name), { throwIfNoEntry: false })?.isFile(),
    );
    if (!file?.endsWith(".html")) return void response.writeHead(404).end();
    response.setHeader("content-type", "text/html; charset=utf-8").end(readFileSync(join(folder, file)));
  };
  return startSite(answer);
}

/** What an index holds: text by route, and the first page for a question. */
interface Held {
  readonly texts: ReadonlyMap<string, string>;
  first(question: string): Promise<string | undefined>;
}

function held({ database, engine }: Library, base: string): Held {
  const routeOf = (url: string) => plainRoute(decodeURIComponent((url.split("#")[0] ?? "").slice(base.length)));
  const rows = database.prepare("select c.url, c.headings, c.text from index_chunks c").all() as unknown as {
    url: string;
    headings: string;
    text: string;
  }[];
  const byRoute = Map.groupBy(rows, ({ url }) => routeOf(url));
  const texts = [...byRoute].map(([route, all]) => [route, all.map((one) => one.text).join("\n")] as const);
  return {
    texts: new Map(texts),
    async first(text) {
      const { passages } = await engine.search({ text, limit: 3 });
      return passages[0] && routeOf(passages[0].url);
    },
  };
}

function wordsOf(text: string): Set<string> {
  return new Set(
    text
      .replace(/\]\([^)\s]*\)/g, " ")
      .toLowerCase()
      .match(/[\p{L}\p{N}]{3,}/gu) ?? [],
  );
}

/** Shares over all pages: of the source's words that a text keeps, of the frame's own words that it lets in. */
function shares(pages: readonly { source: string; read: string; page: BuiltPage }[]): string {
  const sums = { words: 0, kept: 0, frame: 0, let: 0 };
  for (const { source, read, page } of pages) {
    const shown = wordsOf(textOf(page));
    const wanted = [...wordsOf(source)].filter((word) => shown.has(word));
    const found = wordsOf(read);
    const frame = [...wordsOf(page.html(FRAME).text())].filter((word) => !source.toLowerCase().includes(word));
    sums.words += wanted.length;
    sums.kept += wanted.filter((word) => found.has(word)).length;
    sums.frame += frame.length;
    sums.let += frame.filter((word) => found.has(word)).length;
  }
  const percent = (part: number, of: number) => (of === 0 ? "-" : `${((100 * part) / of).toFixed(1)} %`);
  return `words kept ${percent(sums.kept, sums.words)}, menu words let in ${percent(sums.let, sums.frame)}`;
}

async function extractor(): Promise<((html: string) => string) | undefined> {
  if (!values.baseline) return undefined;
  const module = (await import(pathToFileURL(resolve(values.baseline)).href)) as { extract(html: string): string };
  return module.extract;
}

async function compare(ours: Held, crawled: Held): Promise<void> {
  const both = [...ours.texts.keys()].filter((route) => crawled.texts.has(route));
  const missing = [...ours.texts.keys()].filter((route) => !crawled.texts.has(route));
  process.stdout.write(`addresses equal: ${both.length} of ${ours.texts.size}; crawled: ${crawled.texts.size}\n`);
  for (const route of missing.slice(0, 12)) process.stdout.write(`  not crawled: ${route || "/"}\n`);
  const pages = both.flatMap((route) => {
    const page = built.get(route);
    return page ? [{ source: ours.texts.get(route) ?? "", read: crawled.texts.get(route) ?? "", page }] : [];
  });
  process.stdout.write(`ours: ${shares(pages)}\n`);
  const extract = await extractor();
  if (extract)
    process.stdout.write(
      `baseline: ${shares(pages.map((one) => ({ ...one, read: extract(one.page.html.html()) })))}\n`,
    );
  const questions = values.questions ? readFileSync(values.questions, "utf8").trim().split("\n") : [];
  let same = 0;
  for (const question of questions) {
    const [one, other] = [await ours.first(question), await crawled.first(question)];
    same += Number(one === other);
    if (one !== other) process.stdout.write(`  ${question} folder: ${one} site: ${other}\n`);
  }
  if (questions.length > 0) process.stdout.write(`first page equal: ${same} of ${questions.length}\n`);
}

const site = await serve();
await withScratchLibrary((files) =>
  withScratchLibrary(async (empty) => {
    const base = "https://docs.example.com/";
    await ingest(files, [{ location: resolve(values.repo), name: "docs", baseUrl: base }]);
    const crawl = { delayMs: 0, pages: built.size + 10, discover: "sitemap" as const };
    const library = { ...empty, allowPrivateHosts: [site.host] };
    const [report] = await ingest(library, [{ location: `${site.url}/`, name: "site", crawl }]);
    for (const { path, reason } of (report?.skipped ?? []).slice(0, 8))
      process.stdout.write(`  left out of the crawl: ${path} ${reason}\n`);
    await compare(held(files, base), held(library, `${site.url}/`));
  }),
);
site.close();
process.exit();
