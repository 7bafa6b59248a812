import { gfm } from "@joplin/turndown-plugin-gfm";
import { type Cheerio, type CheerioAPI, load } from "cheerio";
import type { AnyNode } from "domhandler";
import TurndownService from "turndown";
import type { Page } from "../document.ts";
import { HEADINGS, mainContent } from "./main-content.ts";
import { markdownBlocks } from "./markdown.ts";
import { checkNesting } from "./nesting.ts";
import type { Manuscript } from "./reader.ts";
import { titleFromPath } from "./title.ts";

const turndown = new TurndownService({
  headingStyle: "atx",
  codeBlockStyle: "fenced",
  bulletListMarker: "-",
  hr: "---",
});
turndown.use(gfm);
turndown.addRule("heading with its id", {
  filter: ["h1", "h2", "h3", "h4", "h5", "h6"],
  replacement: (content, node) => {
    const text = content.replace(/\s+/g, " ").trim();
    return text
      ? `\n\n${"#".repeat(Number(node.nodeName[1]))} ${text} {#${node.getAttribute("data-anchor") ?? ""}}\n\n`
      : "";
  },
});

/** A page as a browser gets it: main content only, headings with the ids that they really have. */
export function readHtml({ path, text, resolve }: Manuscript): Page {
  checkNesting(text);
  const $ = load(text);
  const documentTitle = oneLine($("head > title").first().text());
  const main = mainContent($);
  const title = oneLine(main.find("h1").first().text()) || documentTitle || titleFromPath(path);
  const blocks = markdownBlocks(turndown.turndown(prepared($, main, resolve)));
  const [first] = blocks;
  const repeatsTitle = first?.kind === "heading" && first.level === 1;
  return { title, blocks: repeatsTitle ? blocks.slice(1) : blocks, notes: [] };
}

function prepared($: CheerioAPI, main: Cheerio<AnyNode>, resolve: (link: string) => string): string {
  main.find(HEADINGS).each((_, heading) => {
    const id = anchorOf($(heading));
    if (id) $(heading).attr("data-anchor", id);
  });
  main.find("pre").each((_, pre) => {
    $(pre).replaceWith(codeBlock($, $(pre)));
  });
  main.find("a[href]").each((_, link) => {
    $(link).attr("href", resolve($(link).attr("href") ?? ""));
  });
  main.find("img[src]").each((_, image) => {
    $(image).attr("src", resolve($(image).attr("src") ?? ""));
  });
  return $.html(main);
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
