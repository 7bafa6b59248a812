import type { Page, SourceText } from "../document.ts";
import { NotTextError } from "./decode.ts";
import { type HtmlMarkdown, htmlMarkdown, withLinks } from "./html-markdown.ts";
import { markdownBlocks } from "./markdown.ts";
import { titleFromPath } from "./title.ts";
import { isHiddenHtml } from "./unpublished.ts";

/** A page as a browser gets it: main content only, headings with the ids that they really have. */
export function readHtml({ path, text, resolve }: SourceText): Page {
  if (isHiddenHtml(text)) throw new NotTextError("asks not to be indexed");
  return htmlPage(path, htmlMarkdown(text.replace(/\s{100,}/g, (space) => space.slice(0, 100))), resolve);
}

/** The page that HTML came to. */
export function htmlPage(path: string, read: HtmlMarkdown, resolve: SourceText["resolve"]): Page {
  const blocks = markdownBlocks(withLinks(read, resolve));
  const [first] = blocks;
  const repeatsTitle = first?.kind === "heading" && first.level === 1;
  return { title: read.title || titleFromPath(path), blocks: repeatsTitle ? blocks.slice(1) : blocks, notes: [] };
}
