import { getDocumentProxy, getMeta } from "unpdf";
import { type PdfPiece, pageText } from "./pdf-columns.ts";

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
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    pages.push(pageText(items.flatMap((item) => ("str" in item ? [pieceOf(item)] : []))));
    page.cleanup();
  }
  const { info } = await getMeta(pdf);
  const title = typeof info.Title === "string" ? info.Title.trim() : "";
  return { title: title || undefined, pages };
}

/** A piece of text where its matrix places it. */
function pieceOf(item: { str: string; transform: number[]; width: number; height: number; hasEOL: boolean }): PdfPiece {
  const [, , , , x = 0] = item.transform;
  return { text: item.str, x, width: item.width, size: item.height, isEnd: item.hasEOL };
}
