import type { Page, SourceBytes } from "../document.ts";
import { docxMarkdown } from "./docx-markdown.ts";
import { htmlPage } from "./html.ts";
import { orUnreadable } from "./unreadable.ts";

/** A Word document: its headings, lists, tables, notes and code. Word shows no anchors, so links lead to the file. */
export async function readDocx({ path, bytes, resolve }: SourceBytes): Promise<Page> {
  return htmlPage(path, await orUnreadable(() => docxMarkdown(bytes)), resolve);
}
