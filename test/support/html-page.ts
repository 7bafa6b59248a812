import MarkdownIt from "markdown-it";
import type { Page } from "../../src/ingest/document.ts";
import { readPage } from "../../src/ingest/readers/reader.ts";
import type { DocsPage } from "./docs-site.ts";

const markdownIt = new MarkdownIt();

/** A Markdown or MDX page as a generator publishes it: headings with their ids, the source as its Markdown twin. */
export async function publishedPage(
  path: string,
  markdown: string,
  resolve: (link: string) => string,
): Promise<DocsPage> {
  const format = path.endsWith(".mdx") ? "mdx" : "markdown";
  const page = await readPage({ path, format, bytes: Buffer.from(markdown) }, resolve);
  return { title: markdownIt.utils.escapeHtml(page.title), html: page.blocks.map(htmlOf).join("\n"), markdown };
}

function htmlOf(block: Page["blocks"][number]): string {
  if (block.kind !== "heading") return markdownIt.render(block.markdown);
  const id = block.anchor ? ` id="${block.anchor}"` : "";
  return `<h${block.level}${id}>${markdownIt.utils.escapeHtml(block.text)}</h${block.level}>`;
}
