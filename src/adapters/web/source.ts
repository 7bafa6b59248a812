import { readFile, stat } from "node:fs/promises";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Source } from "../../core/answer.ts";
import { decodePart } from "./render.ts";

/** The largest file that is shown, in bytes. */
const LARGEST = 2 * 1024 * 1024;
const MARKDOWN = new Set([".md", ".mdx", ".markdown"]);
const FRONT_MATTER = /^\uFEFF?---\r?\n[\s\S]*?\r?\n---\r?\n/;

/** A cited file of this machine, as the page shows it. `anchor`: the section that was cited. */
export interface SourceView {
  readonly title: string;
  readonly path: string;
  readonly anchor: string;
  readonly text: string;
  readonly markdown: boolean;
}

/** Whether a source is a file of the machine that Docent runs on, which no browser opens from a page. */
export function isLocalFile({ url }: Source): boolean {
  return URL.parse(url)?.protocol === "file:";
}

/** Reads a cited file; undefined where it is gone, not readable, too large or no plain file. */
export async function readSource({ title, url }: Source): Promise<SourceView | undefined> {
  const address = new URL(url);
  const anchor = decodePart(address.hash.slice(1));
  address.hash = "";
  try {
    const path = fileURLToPath(address);
    const text = (await readText(path)).replace(FRONT_MATTER, "");
    return { title, path, anchor, text, markdown: MARKDOWN.has(extname(path)) };
  } catch {
    return undefined;
  }
}

async function readText(path: string): Promise<string> {
  const about = await stat(path);
  if (!about.isFile() || about.size > LARGEST) throw new Error("This is no file to show");
  return readFile(path, "utf8");
}
