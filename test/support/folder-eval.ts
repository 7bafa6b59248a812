import { cpSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { score } from "../../src/cli/eval/metrics.ts";
import { type EvalSet, readEvalSet, readLines } from "../../src/cli/eval/sets.ts";
import { ingest } from "../../src/ingest/ingest.ts";
import type { SearchIndex } from "../../src/search/search-index.ts";
import { withScratchLibrary } from "./scratch.ts";

/**
 * Asks the questions of an evaluation set of its documentation as it lies in a folder, read as an ingest reads it:
 * `node test/support/folder-eval.ts --set FOLDER --repo FOLDER --base URL [--style GENERATOR] [--as-markdown]`. Documents are named by the
 * paths of files without their endings; where the questions say an `anchor`, it counts too whether that very section is
 * among the first three. `--as-markdown`: every page of text is taken for Markdown, whatever it is written in.
 */
const { values } = parseArgs({
  options: {
    set: { type: "string", default: "" },
    repo: { type: "string", default: "" },
    base: { type: "string", default: "https://docs.example.com/" },
    style: { type: "string" },
    "as-markdown": { type: "boolean", default: false },
  },
});

/** Enough passages to name ten documents. */
const DEPTH = 60;
const SOURCES = 3;

const anchored = z.object({ id: z.string(), anchor: z.string().optional() });

/** The folder, or a copy in which every page is called Markdown. */
function folderIn(scratch: string): string {
  const folder = join(scratch, basename(resolve(values.repo)));
  if (!values["as-markdown"]) return resolve(values.repo);
  mkdirSync(folder, { recursive: true });
  cpSync(resolve(values.repo), folder, { recursive: true });
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    if (/\.(?:rst|adoc)$/.test(name)) renameSync(join(folder, name), join(folder, name.replace(/\.\w+$/, ".md")));
  return folder;
}

async function measure(set: EvalSet, engine: SearchIndex): Promise<void> {
  const anchors = new Map(readLines(join(values.set, "queries.jsonl"), anchored).map(({ id, anchor }) => [id, anchor]));
  const sums = { ndcg10: 0, first: 0, three: 0, section: 0 };
  const asked = set.questions.filter(({ id }) => set.grades.has(id));
  for (const { id, text } of asked) {
    const { passages } = await engine.search({ text, limit: DEPTH });
    const grades = set.grades.get(id) ?? new Map<string, number>();
    const pages = [...new Set(passages.map(({ path }) => path.replace(/\.\w+$/, "")))];
    const sources = passages.filter(({ url }, at) => passages.findIndex((one) => one.url === url) === at);
    const isSection = ({ path, url }: (typeof passages)[number]) =>
      anchors.get(id) &&
      grades.has(path.replace(/\.\w+$/, "")) &&
      decodeURIComponent(url.split("#")[1] ?? "") === anchors.get(id);
    sums.ndcg10 += score(pages, grades).ndcg10;
    sums.first += Number(grades.has(pages[0] ?? ""));
    sums.three += Number(pages.slice(0, SOURCES).some((page) => grades.has(page)));
    sums.section += Number(sources.slice(0, SOURCES).some((source) => isSection(source)));
  }
  const share = (sum: number, of = asked.length) => (sum / of).toFixed(4);
  const labelled = asked.filter(({ id }) => anchors.get(id)).length;
  process.stdout.write(
    `questions ${asked.length} | nDCG@10 ${share(sums.ndcg10)} | page first ${share(sums.first)} | page in three ${share(sums.three)} | section in three ${share(sums.section, labelled)} of ${labelled}\n`,
  );
}

await withScratchLibrary(async (library, scratch) => {
  const [report] = await ingest(library, [
    { location: folderIn(scratch), name: "docs", baseUrl: values.base, addressStyle: values.style },
  ]);
  process.stdout.write(
    `${report?.pages} pages, ${report?.chunks} chunks, ${report?.generator ?? "no generator"}, ${report?.seconds.toFixed(1)} s\n`,
  );
  for (const { path, reason } of report?.skipped ?? []) process.stdout.write(`left out: ${path} ${reason}\n`);
  await measure(readEvalSet(resolve(values.set)), library.engine);
});
process.exit();
