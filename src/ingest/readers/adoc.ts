import { posix } from "node:path";
import { LoggerManager, load, NullLogger } from "@asciidoctor/core";
import type { Page, SourceText } from "../document.ts";
import { countIdsOn } from "./adoc-ids.ts";
import { boundedText } from "./bounded.ts";
import { NotTextError } from "./decode.ts";
import { splitFrontMatter } from "./front-matter.ts";
import { htmlPage } from "./html.ts";
import { htmlMarkdown } from "./html-markdown.ts";

// What it would say of a page is nothing for the log of whoever runs Docent.
LoggerManager.logger = new NullLogger();
countIdsOn();

/** Longer paragraphs than this, in characters, are nobody's: what may be emphasis takes time by the square of one. */
const LONGEST_PARAGRAPH = 10_000;

/** What a page must not change: nothing is fetched, drawn or numbered for it. Links between files keep their names. */
const ATTRIBUTES = {
  experimental: "",
  relfilesuffix: ".adoc",
  "source-highlighter": null,
  sectnums: null,
  sectanchors: null,
  sectlinks: null,
  icons: null,
  toc: null,
  "max-include-depth": 0,
};
/** How Antora reads pages, where they do not say otherwise. */
const ANTORA = {
  "env-site": "",
  env: "site",
  "site-gen": "antora",
  "site-gen-antora": "",
};

/** Where the site's settings want anchors with dashes, and a page says nothing else. */
const DASHED = { idprefix: "@", idseparator: "-@" };

/** A page of a module: `xref:other:page.adoc` leads to the pages of that one, whatever folder the link stands in. */
const MODULE = /^(.*?)modules\/([^/]+)\/pages\//;
const RESOURCE = /^(?:[\w.-]+@)?(?:([\w.-]+):)?(?:([\w.-]*):)?([^:#]+\.adoc)(#.*)?$/;

/**
 * AsciiDoc, as Asciidoctor reads it in its secure mode: it opens no file and asks no server. What a page takes in is in
 * it already.
 */
export async function readAdoc({ path, text, resolve, anchors }: SourceText): Promise<Page> {
  const { matter, body } = splitFrontMatter(text);
  if (matter.unpublished) throw new NotTextError(matter.unpublished);
  const isAntora = anchors === "antora" || anchors === "antora-dashed";
  const attributes = { ...ATTRIBUTES, ...(isAntora && ANTORA), ...(anchors === "antora-dashed" && DASHED) };
  const document = await load(withBreaks(boundedText(body)), { safe: "secure", attributes });
  const title = document.getDocumentTitle();
  const html = `<main>${title ? `<h1>${title}</h1>` : ""}${await document.convert()}</main>`;
  const page = htmlPage(path, htmlMarkdown(html), (link) => resolve(fromModule(link, path)));
  return { ...page, title: matter.title ?? page.title };
}

/** A link to a page of Antora by its module, as the way to its file. */
function fromModule(link: string, path: string): string {
  const [, component = "", own] = MODULE.exec(path) ?? [];
  const [, first, second, page = "", anchor = ""] = own ? (RESOURCE.exec(link) ?? []) : [];
  if (!page || (first && second !== undefined) || /^\.{1,2}\//.test(page)) return link;
  const pages = `${component}modules/${first || own}/pages`;
  return posix.relative(posix.dirname(path), posix.join(pages, page)) + anchor;
}

/** The text with an empty line wherever a paragraph is too long. */
function withBreaks(text: string): string {
  let length = 0;
  const lines = text.split("\n").flatMap((line) => {
    const isTooLong = length > LONGEST_PARAGRAPH;
    length = line.trim() === "" || isTooLong ? 0 : length + line.length;
    return isTooLong ? ["", line] : [line];
  });
  return lines.join("\n");
}
