import { Readable } from "node:stream";
import { load } from "cheerio";
import JSZip from "jszip";
import mammoth from "mammoth";
import { NotTextError } from "./decode.ts";
import { type HtmlMarkdown, htmlMarkdown } from "./html-markdown.ts";

/** The XML of a document may unpack to so many bytes; a book of a thousand pages has some 20 MB. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * What mammoth does not know by itself: titles, the styles that people give code, and tables of contents, which
 * repeat the headings.
 */
const STYLES = [
  "p[style-name='Title'] => h1:fresh",
  ...["Code", "Code Block", "Source Code", "HTML Preformatted", "Preformatted Text", "macro"].map(
    (name) => `p[style-name='${name}'] => pre:separator('\n')`,
  ),
  ...["Code", "Code Char", "Inline Code", "Source Text", "Verbatim Char", "HTML Code"].map(
    (name) => `r[style-name='${name}'] => code`,
  ),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((level) => `p[style-name='toc ${level}'] => !`),
  "p[style-name='TOC Heading'] => !",
];

/** Fonts in which people write code where they use no style for it. */
const MONOSPACE = /courier|consolas|menlo|monaco|mono\b|lucida console/i;

/**
 * A Word document as Markdown, by way of HTML. Rejects with a `NotTextError` where it is none or unpacks to too much.
 */
export async function docxMarkdown(bytes: Uint8Array): Promise<HtmlMarkdown> {
  await checkArchive(bytes);
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(bytes) },
    {
      styleMap: STYLES,
      // A file says nothing about how it is read, and pictures are not read at all.
      includeEmbeddedStyleMap: false,
      convertImage: mammoth.images.imgElement(async () => ({ src: "" })),
      transformDocument: markCode,
    },
  );
  return htmlMarkdown(tidied(value));
}

/**
 * Says what is no Word document, and counts what really comes out of it: what an archive says of its own size may be
 * a lie.
 */
async function checkArchive(bytes: Uint8Array): Promise<void> {
  const archive = await JSZip.loadAsync(bytes).catch((cause: unknown) => {
    throw new NotTextError("is no Word document: it is no archive, or broken", { cause });
  });
  if (!archive.file("[Content_Types].xml")) throw new NotTextError("is no Word document: it is another archive");
  let size = 0;
  for (const file of archive.file(/\.(?:xml|rels)$/)) {
    for await (const piece of new Readable().wrap(file.nodeStream())) {
      size += (piece as Uint8Array).length;
      if (size > MOST_BYTES) throw new NotTextError(`unpacks to more than ${MOST_BYTES / 1024 / 1024} MB`);
    }
  }
}

/** What mammoth reads out of a file, as far as it is looked at here. */
interface Element {
  readonly type: string;
  readonly children?: readonly Element[];
  readonly styleName?: string | null;
  readonly font?: string | null;
  readonly value?: string;
}

/** Gives text in a font for code the style of code; a paragraph of nothing else becomes a block. */
function markCode(element: Element): Element {
  if (element.type === "run" && !element.styleName && MONOSPACE.test(element.font ?? ""))
    return { ...element, styleName: "Code" };
  const children = element.children?.map(markCode);
  const runs = children?.filter((child) => child.type !== "bookmarkStart") ?? [];
  const isCode =
    element.type === "paragraph" &&
    (element.styleName ?? "Normal") === "Normal" &&
    runs.length > 0 &&
    runs.every(({ styleName }) => styleName === "Code");
  return { ...element, ...(children && { children }), ...(isCode && { styleName: "Code" }) };
}

/**
 * Without the bookmarks that only Word follows, with what is said of a picture in its place; the first row of a table
 * is its head, as people mean it.
 */
function tidied(html: string): string {
  const $ = load(html);
  $("a[id]:not([href])").remove();
  $("li a[href^='#footnote-ref'], li a[href^='#endnote-ref']").remove();
  $("a[href^='#']").each((_, link) => {
    $(link).replaceWith($(link).contents());
  });
  $("img").each((_, image) => {
    $(image).replaceWith($("<em>").text($(image).attr("alt") ?? ""));
  });
  $("table").each((_, table) => {
    if ($(table).find("th").length > 0) return;
    $(table)
      .find("tr")
      .first()
      .children("td")
      .each((_, cell) => {
        $(cell).replaceWith($("<th>").append($(cell).contents()));
      });
  });
  $("td > p + p, th > p + p").before(" ");
  $("td > p, th > p").each((_, paragraph) => {
    $(paragraph).replaceWith($(paragraph).contents());
  });
  return $.html();
}
