import type { Format, Page, SourceFile, SourceText } from "../document.ts";
import { decode, NotTextError } from "./decode.ts";
import { readMarkdown, readMdx } from "./markdown.ts";
import { readNotebook } from "./notebook.ts";
import { readPdf } from "./pdf.ts";
import { readText } from "./text.ts";

/** Raise this when readers or chunks come out differently, so that the next sync reads every page again. */
export const READER_VERSION = 2;

/** A format a line. What needs a heavy library is loaded with the first file of its kind. */
const READERS: Readonly<
  Record<Exclude<Format, "pdf" | "docx" | "api">, (manuscript: SourceText) => Page | Promise<Page>>
> = {
  markdown: readMarkdown,
  mdx: readMdx,
  html: async (manuscript) => (await import("./html.ts")).readHtml(manuscript),
  text: readText,
  notebook: readNotebook,
};

/** Reads a file. Rejects with a `NotTextError` where the bytes are no text, whatever the name says. */
export async function readPage(file: SourceFile, resolve: (link: string) => string): Promise<Page> {
  if (file.format === "pdf") return readPdf(file.path, file.bytes);
  if (file.format === "docx") return (await import("./docx.ts")).readDocx(file.path, file.bytes, resolve);
  if (file.format === "api") throw new NotTextError("has operations, which are pages of their own");
  const { text, note } = decode(file.bytes);
  const page = await READERS[file.format]({ path: file.path, text, resolve });
  return note ? { ...page, notes: [note, ...page.notes] } : page;
}
