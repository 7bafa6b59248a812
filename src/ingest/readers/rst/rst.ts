import type { Page, SourceText } from "../../document.ts";
import { markdownBlocks } from "../markdown.ts";
import { titleFromPath } from "../title.ts";
import { rstMarkdown } from "./rst-markdown.ts";

/**
 * reStructuredText as Sphinx and docutils write it. Directives and roles that documentation uses are read; what only
 * running the project's code would show, such as `automodule`, is left out, and said so.
 */
export function readRst({ path, text, resolve, anchors = "docutils" }: SourceText): Page {
  const { markdown, generated } = rstMarkdown(text, resolve);
  const blocks = markdownBlocks(markdown, { resolve, anchors });
  const [first] = blocks;
  const isTitled = first?.kind === "heading";
  const note = `leaves out what ${generated} directive${generated === 1 ? "" : "s"} would generate from code`;
  return {
    title: isTitled ? first.text : titleFromPath(path),
    blocks: isTitled && first.level === 1 ? blocks.slice(1) : blocks,
    notes: generated > 0 ? [note] : [],
  };
}
