import type { Manuscript, Page } from "../document.ts";
import { htmlPage } from "./html.ts";
import { readApart } from "./sandbox.ts";

/** A Word document: its headings, lists, tables, notes and code. Word shows no anchors, so links lead to the file. */
export async function readDocx(path: string, bytes: Uint8Array, resolve: Manuscript["resolve"]): Promise<Page> {
  return htmlPage(path, await readApart("docx", bytes), resolve);
}
