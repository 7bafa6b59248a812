import { extractText, getDocumentProxy, getMeta } from "unpdf";

/** The text of a PDF, a string for each page, with its line ends. */
export interface PdfText {
  readonly title?: string;
  readonly pages: readonly string[];
}

/**
 * Reads the text of a PDF. A scan has none: nothing is recognised in pictures. Rejects where it is broken or locked.
 */
export async function pdfText(bytes: Uint8Array): Promise<PdfText> {
  const pdf = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
  const { text } = await extractText(pdf, { mergePages: false });
  const { info } = await getMeta(pdf);
  const title = typeof info.Title === "string" ? info.Title.trim() : "";
  return { title: title || undefined, pages: text };
}
