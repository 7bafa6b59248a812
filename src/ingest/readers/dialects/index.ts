import { codeTitles } from "./code-titles.ts";
import { containers } from "./containers.ts";
import { definitionLists } from "./definition-lists.ts";
import { elements } from "./elements.ts";
import { footnotes } from "./footnotes.ts";
import { hugo } from "./hugo.ts";
import { liquid } from "./liquid.ts";
import type { Dialect } from "./markdown-dialect.ts";
import { mkdocs } from "./mkdocs.ts";
import { myst } from "./myst.ts";

/**
 * What documentation tools add to Markdown, in the order in which it is rewritten: what makes fences or moves text to
 * the margin comes before what reads it. A new one is a file and a line here. No page says which tool it is for, so
 * each is known by its own marks.
 */
export const DIALECTS: readonly Dialect[] = [
  hugo,
  liquid,
  myst,
  mkdocs,
  containers,
  elements,
  codeTitles,
  footnotes,
  definitionLists,
];

/** The text in Markdown that every reader understands. */
export function plainDialects(text: string): string {
  return DIALECTS.reduce((rest, { marks, rewrite }) => (marks.test(rest) ? rewrite(rest) : rest), text);
}
