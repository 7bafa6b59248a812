import { gfm } from "@joplin/turndown-plugin-gfm";
import { type Cheerio, type CheerioAPI, load } from "cheerio";
import type { AnyNode } from "domhandler";
import TurndownService from "turndown";
import { replaceProse, rewriteProse } from "./dialects/markdown-dialect.ts";
import { flattenCells } from "./html-cells.ts";
import { checkNesting } from "./html-limits.ts";
import { HEADINGS, inside, mainContent } from "./main-content.ts";

const turndown = new TurndownService({
  headingStyle: "atx",
  codeBlockStyle: "fenced",
  bulletListMarker: "-",
  hr: "---",
});
turndown.use(gfm);
// Within a word an underscore means nothing in Markdown, and people search for `max_tokens` as it stands.
const escapeAll = turndown.escape.bind(turndown);
turndown.escape = (text) => escapeAll(text).replace(/(?<=[\p{L}\p{N}])\\_(?=[\p{L}\p{N}])/gu, "_");
turndown.addRule("heading with its id", {
  filter: ["h1", "h2", "h3", "h4", "h5", "h6"],
  replacement: (content, node) => {
    const text = content.replace(/\s+/g, " ").trim();
    return text
      ? `\n\n${"#".repeat(Number(node.nodeName[1]))} ${text} {#${node.getAttribute("data-anchor") ?? ""}}\n\n`
      : "";
  },
});

/**
 * The main content of a page as Markdown, headings with the ids that they really have. `title`: what the page calls
 * itself.
 * `links`: as they stand in the page; in the Markdown each is the mark of its place in this list.
 */
export interface HtmlMarkdown {
  readonly title: string;
  readonly markdown: string;
  readonly links: readonly string[];
}

/** White space that nobody wrote to be read, and that costs turndown the square of its length. */
const LONG_GAP = /(?:&nbsp;|\s){200,}/g;

/** Stands around a link's number. Documents cannot hold it: control characters are removed before. */
const LINK_MARK = "\u0001";

/**
 * Reads HTML as far as that can be done without knowing where its links lead. Throws a `NotTextError` where it is no
 * page for people.
 */
export function htmlMarkdown(html: string): HtmlMarkdown {
  checkNesting(html);
  const $ = load(html);
  const documentTitle = oneLine($("head > title").first().text());
  const main = mainContent($);
  flattenCells($);
  const title = oneLine(inside(main, "h1").first().text()) || documentTitle;
  const links: string[] = [];
  const mark = (link: string) => `${LINK_MARK}${links.push(link) - 1}${LINK_MARK}`;
  return { title, markdown: withoutBreaks(turndown.turndown(prepared($, main, mark))), links };
}

/** Lines in a cell of a table are one line of Markdown, in which nobody wants to see tags. */
function withoutBreaks(markdown: string): string {
  return rewriteProse(markdown, (prose) =>
    prose.replace(/^\|[^\n]*<br>[^\n]*$/gm, (row) => replaceProse(row, /[ \t]{0,20}<br>[ \t]{0,20}/, () => " ")),
  );
}

/** The Markdown with every link as `resolve` says where it leads. */
export function withLinks({ markdown, links }: HtmlMarkdown, resolve: (link: string) => string): string {
  return markdown.replace(new RegExp(`${LINK_MARK}(\\d+)${LINK_MARK}`, "g"), (_, index) =>
    destination(resolve(links[Number(index)] ?? "")),
  );
}

/** An address as it may stand in a Markdown link. */
function destination(url: string): string {
  const escaped = url.replace(/[<>()]/g, "\\$&");
  return escaped.includes(" ") ? `<${escaped}>` : escaped;
}

function prepared($: CheerioAPI, main: Cheerio<AnyNode>, mark: (link: string) => string): string {
  inside(main, HEADINGS).each((_, heading) => {
    const id = anchorOf($(heading));
    if (id) $(heading).attr("data-anchor", id);
  });
  inside(main, "pre").each((_, pre) => {
    $(pre).replaceWith(codeBlock($, $(pre)));
  });
  inside(main, "a[href]").each((_, link) => {
    $(link).attr("href", mark($(link).attr("href") ?? ""));
  });
  inside(main, "img[src]").each((_, image) => {
    $(image).attr("src", mark($(image).attr("src") ?? ""));
  });
  return $.html(main).replace(LONG_GAP, (gap) => (gap.includes("\n") ? "\n\n" : " "));
}

/** The heading's own id, that of a target inside it, or that of the section it opens. */
function anchorOf(heading: Cheerio<AnyNode>): string | undefined {
  const section = heading.parent("section[id], div[id]");
  const opens = section.children().first().is(heading);
  return (
    heading.attr("id") ??
    heading.find("[id]").first().attr("id") ??
    heading.find("a[name]").first().attr("name") ??
    (opens ? section.attr("id") : undefined)
  );
}

/** Highlighters wrap lines and words in elements of their own; what counts is the text and the language. */
function codeBlock($: CheerioAPI, pre: Cheerio<AnyNode>): Cheerio<AnyNode> {
  pre.find("br").replaceWith("\n");
  const lines = pre.find("code > div, code > .line, .ec-line");
  const rows = lines.map((_, line) => $(line).text().replace(/\n$/, "")).get();
  const text = rows.length > 0 ? rows.join("\n") : pre.text();
  const code = $("<code>").text(text);
  const language = languageOf(pre);
  if (language) code.addClass(`language-${language}`);
  return $("<pre>").append(code);
}

function languageOf(pre: Cheerio<AnyNode>): string | undefined {
  const code = pre.find("code").first();
  const named = pre.attr("data-language") ?? code.attr("data-language") ?? pre.attr("data-lang");
  const classes = [pre, code, pre.parent(), pre.parent().parent()].map((part) => part.attr("class") ?? "").join(" ");
  return named ?? /\b(?:language|lang|highlight-source|highlight|brush)[-:]\s*([\w+#-]+)/.exec(classes)?.[1];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
