import type { Page, SourceText } from "../document.ts";
import { htmlPage } from "./html.ts";
import { readInSandbox } from "./sandbox.ts";

/** A Word document: its headings, lists, tables, notes and code. Word shows no anchors, so links lead to the file. */
export async function readDocx(path: string, bytes: Uint8Array, resolve: SourceText["resolve"]): Promise<Page> {
  return htmlPage(path, await readInSandbox("docx", bytes), resolve);
}
