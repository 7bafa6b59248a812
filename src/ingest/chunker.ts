import { hash } from "node:crypto";
import type { Chunk } from "../search/search-index.ts";
import type { Heading, Page, PageContent } from "./document.ts";
import { splitContent } from "./splitter.ts";

/** What a chunk holds at most when it can be helped, in characters. Smaller finds better, larger quotes better. */
const TARGET = 1400;

/** Code, a table or a list may take a chunk this far, so that it stays with the sentence that introduces it. */
const STRETCH = 2000;

/** Where a chunk comes from: `url` is the page's address without an anchor. */
export interface Origin {
  readonly source: string;
  readonly path: string;
  readonly url: string;
}

interface Section {
  readonly headings: readonly Heading[];
  readonly content: PageContent[];
}

/**
 * Cuts a page along its headings: a chunk lies within one section, holds whole fences, tables and, up to a size,
 * lists, and needs no neighbour to be quoted. A section without words of its own makes no chunk.
 *
 * @example
 * const chunks = chunkPage(page, { source: "docs", path: "port.md", url: "https://docs.example.com/port/" });
 */
export function chunkPage(page: Page, origin: Origin): Chunk[] {
  const seen = new Map<string, number>();
  const pieces = sectionsOf(page).flatMap(({ headings, content }) =>
    pack(content).map((text) => ({
      headings: headings.map((heading) => heading.text),
      text,
      anchor: anchorOf(headings),
    })),
  );
  return pieces.map(({ headings, text, anchor }, ordinal) => {
    const key = JSON.stringify([origin.source, origin.path, headings, text]);
    const occurrence = seen.get(key) ?? 0;
    seen.set(key, occurrence + 1);
    const url = anchor && !origin.url.includes("#") ? `${origin.url}#${fragment(anchor)}` : origin.url;
    return { id: hash("sha1", key + occurrence).slice(0, 20), ordinal, headings, text, url };
  });
}

/** As the standard for addresses wants it; `=` stays, since a PDF's `#page=3` is read as it stands. */
function fragment(anchor: string): string {
  return encodeURIComponent(anchor).replaceAll("%3D", "=");
}

function sectionsOf(page: Page): Section[] {
  const sections: Section[] = [{ headings: [], content: [] }];
  for (const block of page.blocks) {
    if (block.kind !== "heading") sections.at(-1)?.content.push(block);
    else {
      const above = (sections.at(-1)?.headings ?? []).filter(({ level }) => level < block.level);
      sections.push({ headings: [...above, block], content: [] });
    }
  }
  return sections;
}

/** The heading's own anchor; where the site gives it none, the nearest one above. */
function anchorOf(headings: readonly Heading[]): string | undefined {
  return headings.findLast(({ anchor }) => anchor !== undefined)?.anchor;
}

/** Fills chunks with a section's content in order. What ends in a colon stays with what it introduces. */
function pack(content: readonly PageContent[]): string[] {
  const chunks: string[] = [];
  let current: PageContent[] = [];
  const flush = (kept: PageContent[] = []) => {
    if (current.length > kept.length) chunks.push(join(current.slice(0, current.length - kept.length)));
    current = kept;
  };
  for (const piece of content.flatMap((block) => splitContent(block, TARGET))) {
    const size = join([...current, piece]).length;
    const previous = current.at(-1);
    const introduced = piece.kind !== "text" && previous?.kind === "text" && /[:：]\**$/.test(previous.markdown);
    if (size > (introduced ? STRETCH : TARGET)) flush(introduced ? [previous] : []);
    current.push(piece);
  }
  flush();
  return chunks;
}

function join(pieces: readonly PageContent[]): string {
  return pieces.map(({ markdown }) => markdown).join("\n\n");
}
