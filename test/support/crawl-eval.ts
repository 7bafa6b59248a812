import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { score } from "../../src/cli/eval/metrics.ts";
import { type EvalDocument, type EvalSet, readEvalSet } from "../../src/cli/eval/sets.ts";
import { ingest } from "../../src/ingest/ingest.ts";
import type { SearchIndex } from "../../src/search/search-index.ts";
import { type DocsPage, docsAnswer } from "./docs-site.ts";
import { publishedPage } from "./html-page.ts";
import { startSite } from "./local-server.ts";
import { withScratchLibrary } from "./scratch.ts";

/**
 * Compares how well documents of evaluation sets are found when they are read from a folder and when they are read by
 * a crawl of a
 * site that publishes them as HTML, and where it offers Markdown: `node test/support/crawl-eval.ts FOLDER...`.
 */
const folders = process.argv.slice(2);

/** Enough passages to name ten documents. */
const DEPTH = 60;

interface Found {
  readonly pages: number;
  readonly ndcg10: number;
}

async function compare(set: EvalSet): Promise<void> {
  const pages = new Map<string, DocsPage>();
  for (const document of set.documents)
    pages.set(`/${encodeURI(document.id)}/`, await publishedPage(fileOf(document), sourceOf(document), (link) => link));
  const found = [await readFolder(set), await readSite(set, pages, false), await readSite(set, pages, true)];
  const cells = found.flatMap(({ pages, ndcg10 }) => [String(pages), ndcg10.toFixed(4)]);
  process.stdout.write(`| ${[set.name, set.documents.length, ...cells].join(" | ")} |\n`);
}

function readFolder(set: EvalSet): Promise<Found> {
  return withScratchLibrary(async (library, scratch) => {
    for (const document of set.documents) {
      const file = join(scratch, "docs", fileOf(document));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, sourceOf(document));
    }
    const [report] = await ingest(library, [{ location: join(scratch, "docs"), name: "set" }]);
    const ndcg10 = await measure(set, library.engine, (path) => path.replace(/\.mdx?$/, ""));
    return { pages: report?.pages ?? 0, ndcg10 };
  });
}

async function readSite(set: EvalSet, pages: Map<string, DocsPage>, twins: boolean): Promise<Found> {
  const site = await startSite(docsAnswer({ pages, by: "sitemap", twins }));
  try {
    return await withScratchLibrary(async (empty) => {
      const library = { ...empty, allowPrivateHosts: [site.host] };
      const crawl = { delayMs: 0, pages: pages.size + 10, discover: "sitemap" as const };
      const [report] = await ingest(library, [{ location: `${site.url}/`, name: "set", crawl }]);
      const ndcg10 = await measure(set, library.engine, (path) => decodeURI(path).replace(/^\/|\/$/g, ""));
      return { pages: report?.pages ?? 0, ndcg10 };
    });
  } finally {
    site.close();
  }
}

/** The mean nDCG@10 of all questions that have a judgement. */
async function measure(set: EvalSet, engine: SearchIndex, idOf: (path: string) => string): Promise<number> {
  const scores: number[] = [];
  for (const { id, text, exclude } of set.questions) {
    const grades = set.grades.get(id);
    if (!grades) continue;
    const { passages } = await engine.search({ text, limit: DEPTH });
    const ranking = [...new Set(passages.map(({ path }) => idOf(path)))].filter((found) => !exclude?.includes(found));
    scores.push(score(ranking, grades).ndcg10);
  }
  return scores.reduce((sum, one) => sum + one, 0) / scores.length;
}

/** Documents that begin with imports are MDX. */
function fileOf({ id, text }: EvalDocument): string {
  return `${id}.${/^import .+ from ["']/m.test(text) ? "mdx" : "md"}`;
}

/** A title that stands beside a text goes to where pages have it. */
function sourceOf({ title, text }: EvalDocument): string {
  return title && !text.startsWith("---") ? `---\ntitle: ${JSON.stringify(title)}\n---\n\n${text}` : text;
}

process.stdout.write(
  "| set | documents | pages from the folder | nDCG@10 | pages by HTML | nDCG@10 | pages by Markdown twins | nDCG@10 |\n",
);
process.stdout.write(`|${" --- |".repeat(8)}\n`);
for (const folder of folders) await compare(readEvalSet(resolve(folder)));
process.exit();
