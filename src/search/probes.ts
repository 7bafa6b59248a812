import type { DatabaseSync } from "node:sqlite";
import type { SearchIndex } from "./search-index.ts";

/** How vectors did when the docs' own headings and link texts were asked: `found` of `asked` led to their own page. */
export interface ProbeOutcome {
  readonly asked: number;
  readonly found: number;
}

/** The embeddings of texts, in their order. */
export type Embed = (texts: readonly string[]) => Promise<readonly (readonly number[])[]>;

/** A text of the docs, and the page that it is about. */
interface Probe {
  readonly text: string;
  readonly source: string;
  readonly path: string;
}

/** Probes that are asked, half of them link texts where there are as many. Not swept. */
const PROBES = 48;
/** Chunks that are looked through for them. */
const SAMPLE = 600;
/** With fewer pages, or fewer probes, chance tells as much. */
const FEWEST_PAGES = 10;
const FEWEST_PROBES = 12;
/** The page has to be among so many chunks at the most, and among so few that chance finds this share of all pages. */
const DEPTH = 10;
const CHANCE = 0.1;
/**
 * Vectors that find less than so much more than chance are useless: noise finds up to an eighth of all, the weakest
 * encoder that helps nine tenths.
 */
const LEAST_OVER_CHANCE = 0.15;
/** Probes are asked anew where so large a share of the chunks came or went since. */
const STALE_SHARE = 0.2;

const LINK = /\[([^\][\n]{8,80})\]\(([^()\s]+)\)/g;

/** Reads the outcome of the last probes; nothing where none were asked of these vectors. */
export function probeOutcome(database: DatabaseSync): ProbeOutcome | undefined {
  if (!database.prepare("select 1 from sqlite_schema where name = 'index_probes'").get()) return undefined;
  const row = database.prepare("select asked, found from index_probes").get();
  return row && { asked: Number(row.asked), found: Number(row.found) };
}

/** Whether vectors find hardly more than chance would, which is a tenth of what is asked at the most. */
export function isUseless({ asked, found }: ProbeOutcome): boolean {
  return found < asked * (CHANCE + LEAST_OVER_CHANCE);
}

/**
 * Asks the headings and link texts of some sources by their vectors alone, and notes how many find their own page: an
 * encoder for which that fails says nothing of these docs, and searches let it count for little. Does nothing where
 * little has changed since the last time, or there are too few pages to tell.
 */
export async function probeVectors(
  index: Pick<SearchIndex, "search">,
  database: DatabaseSync,
  sources: readonly string[],
  embed: Embed,
): Promise<void> {
  const chunks = Number(database.prepare("select chunks from index_state").get()?.chunks ?? 0);
  const known = Number(database.prepare("select chunks from index_probes").get()?.chunks ?? -1);
  if (known >= 0 && Math.abs(chunks - known) <= known * STALE_SHARE) return;
  const pages = countPages(database, sources);
  const probes = pages < FEWEST_PAGES ? [] : chooseProbes(database, sources);
  if (probes.length < FEWEST_PROBES) return;
  const vectors = await embed(probes.map(({ text }) => text));
  const limit = Math.min(DEPTH, Math.floor(pages * CHANCE));
  let found = 0;
  for (const [i, { source, path }] of probes.entries()) {
    const vector = Float32Array.from(vectors[i] ?? []);
    const { passages } = await index.search({ text: "", vector, sources, limit });
    if (passages.some((passage) => passage.source === source && passage.path === path)) found++;
  }
  database.prepare("insert or replace into index_probes values (1, ?, ?, ?)").run(probes.length, found, chunks);
}

function countPages(database: DatabaseSync, sources: readonly string[]): number {
  const count = database.prepare(
    "select count(*) as pages from index_documents where source in (select value from json_each(?))",
  );
  return Number(count.get(JSON.stringify(sources))?.pages ?? 0);
}

/** Texts spread over all pages: those of links that lead to another page, then headings. */
function chooseProbes(database: DatabaseSync, sources: readonly string[]): readonly Probe[] {
  const rows = sampleChunks(database, sources);
  const find = database.prepare("select source, path from index_documents where url = ? limit 1");
  const linked = rows.flatMap((row) =>
    [...String(row.text).matchAll(LINK)].flatMap(([, text = "", url = ""]): Probe[] => {
      const page = isTelling(text) ? find.get(url.replace(/#.*$/, "")) : undefined;
      if (!page || (page.path === row.path && page.source === row.source)) return [];
      return sources.includes(String(page.source))
        ? [{ text, source: String(page.source), path: String(page.path) }]
        : [];
    }),
  );
  const headed = rows.flatMap((row): Probe[] => {
    const heading = (JSON.parse(String(row.headings)) as string[]).at(-1) ?? "";
    const text = isTelling(heading) ? heading : `${row.title} ${heading}`.trim();
    return isTelling(text) ? [{ text, source: String(row.source), path: String(row.path) }] : [];
  });
  const anchors = spread(unique(linked), PROBES / 2);
  return [...anchors, ...spread(unique(headed), PROBES - anchors.length)];
}

function sampleChunks(database: DatabaseSync, sources: readonly string[]): readonly Record<string, unknown>[] {
  const sampled = database.prepare(`
    select c.headings, c.text, d.source, d.path, d.title from index_chunks c join index_documents d on d.id = c.document
    where d.source in (select value from json_each(?)) and c.id % ? = 0 order by c.id limit ?`);
  const last = Number(database.prepare("select max(id) as id from index_chunks").get()?.id ?? 0);
  return sampled.all(JSON.stringify(sources), Math.max(1, Math.floor(last / SAMPLE)), 2 * SAMPLE);
}

/** Whether a text has three words or more. */
function isTelling(text: string): boolean {
  return text.trim().split(/\s+/).length >= 3;
}

function unique(probes: readonly Probe[]): readonly Probe[] {
  return [...new Map(probes.map((probe) => [probe.text.toLowerCase(), probe])).values()];
}

/** About so many of them, evenly. */
function spread<Item>(items: readonly Item[], most: number): readonly Item[] {
  const step = Math.max(1, items.length / most);
  return Array.from({ length: Math.min(most, items.length) }, (_, i) => items[Math.floor(i * step)]).filter(
    (item) => item !== undefined,
  );
}
