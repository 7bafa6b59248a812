import type { Page, SourceText } from "../document.ts";
import { NotTextError } from "./decode.ts";
import { type FrontMatter, splitFrontMatter } from "./front-matter.ts";
import { type HtmlMarkdown, htmlMarkdown, withLinks } from "./html-markdown.ts";
import { markdownBlocks } from "./markdown.ts";
import { titleFromPath } from "./title.ts";
import { isHiddenHtml } from "./unpublished.ts";

/** What a template engine puts in: Liquid, Hugo, Jinja and their kin. */
const TEMPLATE = /\{%[^%]{0,300}%\}|\{\{[^{}]{0,300}\}\}/g;

/** A page that a browser leaves at once. */
const FORWARDS = /<meta\b[^>]{0,200}http-equiv=["']?refresh["']?[^>]{0,200}\burl=/i;

/** Begins as no page does that a browser gets. */
const ONLY_TEMPLATE = /^\s{0,1000}\{[%{#]/;

/**
 * A page as a browser gets it: main content only, headings with the ids that they really have. One with front matter is
 * a generator's source: what its templates would put in is not there.
 */
export function readHtml({ path, text, resolve }: SourceText): Page {
  const { matter, body }: { matter: FrontMatter; body: string } = text.startsWith("---")
    ? splitFrontMatter(text)
    : { matter: {}, body: text };
  if (matter.unpublished) throw new NotTextError(matter.unpublished);
  if (isHiddenHtml(body)) throw new NotTextError("asks not to be indexed");
  if (FORWARDS.test(body.slice(0, 10_000))) throw new NotTextError("only leads to another page");
  if (body === text && ONLY_TEMPLATE.test(text)) throw new NotTextError("is a template and no page");
  const shown = body === text ? text : body.replace(TEMPLATE, "");
  const page = htmlPage(path, htmlMarkdown(shown.replace(/\s{100,}/g, (space) => space.slice(0, 100))), resolve);
  const { title = page.title, slug, date } = matter;
  return { ...page, title, slug, date };
}

/** The page that HTML came to. */
export function htmlPage(path: string, read: HtmlMarkdown, resolve: SourceText["resolve"]): Page {
  const blocks = markdownBlocks(withLinks(read, resolve));
  const [first] = blocks;
  const repeatsTitle = first?.kind === "heading" && first.level === 1;
  return { title: read.title || titleFromPath(path), blocks: repeatsTitle ? blocks.slice(1) : blocks, notes: [] };
}
