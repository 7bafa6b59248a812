import { statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ingest } from "../../src/ingest/ingest.ts";
import type { SyncReport } from "../../src/ingest/report.ts";
import { type BuiltPage, headingAt, idsOf, lettersOf, plainRoute, readBuilt, textOf } from "./generators/built-site.ts";
import { leftovers } from "./generators/leftover.ts";
import { listedRoutes } from "./generators/listed-site.ts";
import { withScratchLibrary } from "./scratch.ts";

/**
 * Reads a documentation repository and compares its addresses and anchors with the site that its own generator built of
 * it: `node test/support/generators.ts --repo FOLDER [--site BUILT | --listed] [--base URL] [--all]`. Prints the generator that was
 * recognised, the pages, what was left out and why, the addresses and anchors that are equal and those that differ, and
 * what is left of the dialect's markup. `--listed`: the addresses are compared
 * with what the project lists itself, where its generator cannot be run here.
 */
const { values } = parseArgs({
  options: {
    repo: { type: "string" },
    site: { type: "string" },
    base: { type: "string", default: "https://docs.example.com" },
    listed: { type: "boolean", default: false },
    all: { type: "boolean", default: false },
  },
});
if (!values.repo) throw new Error("Name the folder of the documentation: --repo FOLDER.");
const repo = resolve(values.repo);
const base = `${values.base.replace(/\/+$/, "")}/`;

/** A chunk as the index holds it. */
interface ReadChunk {
  readonly path: string;
  readonly page: string;
  readonly url: string;
  readonly headings: readonly string[];
  readonly text: string;
}

/** What was compared, and what differed, in words. */
interface Comparison {
  readonly total: number;
  readonly differing: readonly string[];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function readRepository(): Promise<{ report: SyncReport; chunks: ReadChunk[] }> {
  return withScratchLibrary(async (library) => {
    const [report] = await ingest(library, [{ location: repo, name: "docs", baseUrl: base }]);
    if (!report) throw new Error("the sync said nothing");
    const rows = library.database
      .prepare(`select d.path, d.url as page, c.url, c.headings, c.text from index_chunks c
        join index_documents d on d.id = c.document order by d.path, c.ordinal`)
      .all() as unknown as (Omit<ReadChunk, "headings"> & { headings: string })[];
    return { report, chunks: rows.map((row) => ({ ...row, headings: JSON.parse(row.headings) as string[] })) };
  });
}

/** The route of an address below the site's own. */
function routeOf(url: string): string {
  const [address = ""] = url.split("#", 1);
  return plainRoute(decodeURIComponent(address.startsWith(base) ? address.slice(base.length) : address));
}

function compareAddresses(chunks: readonly ReadChunk[], built: ReadonlyMap<string, BuiltPage>): Comparison {
  const pages = Map.groupBy(chunks, ({ path }) => path);
  const differing = [...pages].flatMap(([path, [first]]) => {
    if (!first) return [];
    const route = routeOf(first.page);
    const page = built.get(route);
    if (!page && values.site && statSync(join(values.site, route), { throwIfNoEntry: false })?.isFile()) return [];
    if (!page) return [`${path}: ${route || "/"} is no page of the site`];
    return isAbout(page, pages.get(path) ?? []) ? [] : [`${path}: ${route || "/"} is another page (${page.file})`];
  });
  return { total: pages.size, differing };
}

/** Whether most of the words that were read stand on the page. */
function isAbout(page: BuiltPage, chunks: readonly ReadChunk[]): boolean {
  const shown = textOf(page).toLowerCase();
  const words = new Set(
    chunks.flatMap(
      ({ text }) =>
        text
          .replace(/\]\([^)\s]*\)/g, " ")
          .toLowerCase()
          .match(/[\p{L}\p{N}]{4,}/gu) ?? [],
    ),
  );
  const found = [...words].filter((word) => shown.includes(word)).length;
  return words.size === 0 || found / words.size > 0.6;
}

function compareAnchors(chunks: readonly ReadChunk[], built: ReadonlyMap<string, BuiltPage>): Comparison {
  const sections = new Map(
    chunks
      .filter(({ headings }) => headings.length > 0)
      .map((chunk) => [JSON.stringify([chunk.path, chunk.url, chunk.headings]), chunk]),
  );
  const compared = [...sections.values()].flatMap((chunk) => {
    const page = built.get(routeOf(chunk.page));
    return page ? [difference(chunk, page)] : [];
  });
  return { total: compared.length, differing: compared.filter((one) => one !== undefined) };
}

function difference({ path, url, headings }: ReadChunk, page: BuiltPage): string | undefined {
  const heading = headings.at(-1) ?? "";
  const id = decodeURIComponent(url.split("#")[1] ?? "");
  const there = id === "" ? undefined : headingAt(page, id);
  const ids = idsOf(page, heading);
  if (id === "" && ids.length === 0) return undefined;
  const isSame = there !== undefined && isHeading(there, headings);
  return isSame
    ? undefined
    : `${path}: ${heading} → #${id}; the site has ${ids.map((one) => `#${one}`).join(" ") || "none"}`;
}

/** An anchor of a section above counts where the heading has none of its own. */
function isHeading(there: string, headings: readonly string[]): boolean {
  const shown = lettersOf(there);
  return headings.some((heading) => shown.includes(lettersOf(heading)) || lettersOf(heading).includes(shown));
}

function showComparison(name: string, { total, differing }: Comparison): void {
  const equal = total - differing.length;
  say(`${name} equal: ${equal} of ${total} (${total === 0 ? "-" : ((100 * equal) / total).toFixed(1)} %)`);
  for (const line of differing.slice(0, values.all ? undefined : 25)) say(`  ${line}`);
}

function showLeftOut({ skipped, noted }: SyncReport): void {
  const reasons = Map.groupBy(skipped, ({ reason }) => reason.replace(/: .*|\(.*\)/g, ""));
  for (const [reason, files] of reasons)
    say(
      `left out: ${files.length} ${reason} (such as ${files
        .slice(0, 3)
        .map(({ path }) => path)
        .join(", ")})`,
    );
  for (const [reason, files] of Map.groupBy(noted, (note) => note.reason)) say(`noted: ${files.length} ${reason}`);
}

function showLeftovers(chunks: readonly ReadChunk[]): void {
  const marked = chunks.filter(({ path }) => !path.endsWith(".txt"));
  const found = marked.flatMap(({ path, text }) => leftovers(text).map((left) => ({ ...left, path })));
  const touched = marked.filter(({ text }) => leftovers(text).length > 0).length;
  say(`markup left: ${touched} of ${chunks.length} chunks (${((100 * touched) / chunks.length).toFixed(2)} %)`);
  const kinds = Map.groupBy(found, ({ kind }) => kind);
  for (const [kind, all] of kinds) say(`  ${kind}: ${all.length}`);
  for (const { kind, line, path } of spread(kinds)) say(`    ${kind} | ${path} | ${line.slice(0, 120)}`);
}

/** Ten of all, or all: one of each kind in turn. */
function spread<Item>(kinds: ReadonlyMap<string, readonly Item[]>): Item[] {
  const most = Math.max(0, ...[...kinds.values()].map(({ length }) => length));
  const turns = Array.from({ length: most }, (_, at) => [...kinds.values()].flatMap((all) => all[at] ?? []));
  return turns.flat().slice(0, values.all ? undefined : 10);
}

const { report, chunks } = await readRepository();
say(`repository: ${basename(repo)}`);
say(`generator: ${report.generator ?? "none recognised"}`);
say(`pages: ${report.pages}, chunks: ${report.chunks}, seconds: ${report.seconds.toFixed(1)}`);
showLeftOut(report);
if (values.site) {
  const built = readBuilt(resolve(values.site));
  showComparison("addresses", compareAddresses(chunks, built));
  showComparison("anchors", compareAnchors(chunks, built));
  const read = new Set(chunks.map(({ page }) => routeOf(page)));
  const missing = [...built.keys()].filter((route) => !read.has(route));
  say(`pages of the site that were not read: ${missing.length} (such as ${missing.slice(0, 8).join(", ")})`);
}
if (values.listed) {
  const routes = listedRoutes(repo);
  const pages = [...new Map(chunks.map(({ path, page }) => [path, routeOf(page)]))].filter(
    ([path]) => !path.includes("#"),
  );
  const differing = pages.filter(([, route]) => !routes.has(route)).map(([path, route]) => `${path}: ${route}`);
  showComparison("addresses that the project lists,", { total: pages.length, differing });
}
showLeftovers(chunks);
process.exit();
