import type { Page, SourceText } from "../../document.ts";
import { splitFrontMatter } from "../front-matter.ts";
import { markdownBlocks } from "../markdown.ts";
import { titleFromPath } from "../title.ts";
import { rstMarkdown } from "./rst-markdown.ts";

/**
 * reStructuredText as Sphinx and docutils write it. Directives and roles that documentation uses are read; what only
 * running the project's code would show, such as `automodule`, is left out, and said so. Front matter, which other tools
 * put before it, names the page.
 */
export function readRst({ path, text, resolve, anchors = "docutils" }: SourceText): Page {
  const { matter, body } = splitFrontMatter(text);
  const { markdown, generated } = rstMarkdown(body, resolve);
  const blocks = markdownBlocks(markdown, { resolve, anchors });
  const [first] = blocks;
  const own = first?.kind === "heading" ? first : undefined;
  const title = matter.title ?? own?.text ?? titleFromPath(path);
  const note = `leaves out what ${generated} directive${generated === 1 ? "" : "s"} would generate from code`;
  return {
    title,
    blocks: own?.level === 1 && own.text === title ? blocks.slice(1) : blocks,
    notes: generated > 0 ? [note] : [],
  };
}
