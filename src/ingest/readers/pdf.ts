import type { Page, PageBlock, SourceBytes } from "../document.ts";
import { pdfText } from "./pdf-text.ts";
import { titleFromPath } from "./title.ts";
import { orUnreadable } from "./unreadable.ts";

/**
 * A PDF: its text, page by page, so that links lead to the page (`#page=3`). Tables and headings are text like all
 * else.
 */
export async function readPdf({ path, bytes }: SourceBytes): Promise<Page> {
  const { title, pages } = await orUnreadable(() => pdfText(bytes));
  const blocks = pages.flatMap((text, index): PageBlock[] => {
    const paragraphs = paragraphsOf(text);
    if (paragraphs.length === 0) return [];
    const heading: PageBlock = { kind: "heading", level: 2, text: `Page ${index + 1}`, anchor: `page=${index + 1}` };
    return [heading, ...paragraphs.map((markdown): PageBlock => ({ kind: "text", markdown }))];
  });
  return {
    title: title ?? titleFromPath(path),
    blocks,
    notes: blocks.length === 0 ? ["has no text; is it a scan?"] : [],
  };
}

/** Lines that end in the middle of a sentence go on in the next; words parted at the end of a line are joined. */
function paragraphsOf(text: string): string[] {
  return text
    .replace(/(\p{L})-\n(?=\p{Ll})/gu, "$1")
    .split(/\n\s*\n|(?<=[.:!?])\n(?=[\p{Lu}\d•])/u)
    .map((paragraph) => escapeMarkdown(paragraph.replace(/\s+/g, " ").trim()))
    .filter(Boolean);
}

/** Text that only looks like Markdown at the start of a line. */
function escapeMarkdown(text: string): string {
  return text.replace(/^([#>])/, "\\$1");
}
