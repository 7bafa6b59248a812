import type { Page, SourceText } from "../document.ts";
import { takesLong } from "./html-limits.ts";
import { type HtmlMarkdown, htmlMarkdown, withLinks } from "./html-markdown.ts";
import { markdownBlocks } from "./markdown.ts";
import { readInSandbox } from "./sandbox.ts";
import { titleFromPath } from "./title.ts";

/** A page as a browser gets it: main content only, headings with the ids that they really have. */
export async function readHtml({ path, text, resolve }: SourceText): Promise<Page> {
  const read = takesLong(text) ? await readInSandbox("html", text) : htmlMarkdown(text);
  return htmlPage(path, read, resolve);
}

/** The page that HTML came to. */
export function htmlPage(path: string, read: HtmlMarkdown, resolve: SourceText["resolve"]): Page {
  const blocks = markdownBlocks(withLinks(read, resolve));
  const [first] = blocks;
  const repeatsTitle = first?.kind === "heading" && first.level === 1;
  return { title: read.title || titleFromPath(path), blocks: repeatsTitle ? blocks.slice(1) : blocks, notes: [] };
}
