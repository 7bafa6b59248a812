import type { DocumentPage } from "../core/answer.ts";
import { fragmentOf, pageOf } from "../core/link.ts";
import type { Passage, SearchIndex } from "../search/search-index.ts";
import { sourceOf } from "./retrieve.ts";

/**
 * The page at an address of the documentation, or the section that its anchor names, with what stands below it.
 * Undefined where the index holds none. `address`: as sources have it, or for files of this machine the path within
 * their source.
 */
export async function readDocumentPage(address: string, engine: SearchIndex): Promise<DocumentPage | undefined> {
  const found = await engine.pages(pageOf(address));
  const [first] = found;
  if (!first) return undefined;
  const page = found.filter(({ source, path }) => source === first.source && path === first.path);
  const read = address.includes("#") ? sectionAt(page, fragmentOf(address)) : page;
  const [top] = read;
  if (!top) return undefined;
  const whole = { ...top, headings: [], url: pageOf(top.url) };
  const { n: _, ...source } = sourceOf(read === page ? whole : top, 0);
  return { ...source, text: textOf(read) };
}

/** The chunks at an anchor, and those under headings below its own. */
function sectionAt(page: readonly Passage[], anchor: string): readonly Passage[] {
  const begin = page.findIndex(({ url }) => fragmentOf(url) === anchor);
  const top = page[begin];
  if (!top) return [];
  const isBelow = ({ headings }: Passage) => top.headings.every((heading, level) => headings[level] === heading);
  const rest = page.slice(begin);
  const end = rest.findIndex((chunk) => !isBelow(chunk));
  return end < 0 ? rest : rest.slice(0, end);
}

/** Chunks as the page has them, each new heading above what it is for. */
function textOf(chunks: readonly Passage[]): string {
  const [first] = chunks;
  const parts = chunks.map(({ headings, text }, index) => [
    ...headings
      .map((heading, level) => ({ heading, level }))
      .filter(({ heading, level }) => index === 0 || chunks[index - 1]?.headings[level] !== heading)
      .map(({ heading, level }) => `${"#".repeat(Math.min(level + 2, 6))} ${heading}`),
    text,
  ]);
  return [`# ${first?.title ?? ""}`, ...parts.flat()].join("\n\n").trim();
}
