import type { SkippedFile } from "../document.ts";
import { decode } from "../readers/decode.ts";
import { formatOf, type SourceFile } from "../readers/formats.ts";
import { OTHER_FILE, withReferences } from "../readers/includes/api-references.ts";
import { assemble, type ReadPart, syntaxOf } from "../readers/includes/assemble.ts";
import { holdsSecrets } from "../readers/secrets.ts";
import { readFiles, type TreeFile } from "./git.ts";
import { fileLeftOut } from "./left-out.ts";
import { MAX_BYTES } from "./size.ts";

/** Hidden folders hold nothing to read, but for the one in which GitBook keeps what pages take in. */
const HIDDEN = /(?:^|\/)\.(?!gitbook\/)/;

/** A file with what it takes in of others in its place; as it is where it takes in nothing. */
export async function withParts(file: SourceFile, read: ReadPart): Promise<SourceFile> {
  const text = textOf(file.bytes);
  if (file.format === "api" && text !== undefined && OTHER_FILE.test(text)) return withOtherFiles(file, text, read);
  const syntax = text === undefined ? undefined : syntaxOf(file, text);
  if (text === undefined || !syntax) return file;
  const { text: whole, notes } = await assemble({ path: file.path, text }, syntax, read);
  return { ...file, bytes: Buffer.from(whole), notes };
}

/** An API's description with the files that it refers to; as it is where it is broken, which its reader says. */
async function withOtherFiles(file: SourceFile, text: string, read: ReadPart): Promise<SourceFile> {
  try {
    const { text: whole, notes } = await withReferences({ path: file.path, text }, read);
    return { ...file, bytes: Buffer.from(whole), notes };
  } catch {
    return file;
  }
}

/**
 * Files without those that others take in whole: what stands on another page is no page of its own. Files with a title
 * of their own stay, and so do those that take in each other.
 */
export async function withoutParts<Entry extends { readonly path: string }>(
  entries: readonly Entry[],
  files: AsyncIterable<SourceFile | SkippedFile>,
  read: ReadPart,
): Promise<(Entry | SkippedFile)[]> {
  const pages = new Map<string, readonly string[]>();
  const titled = new Set<string>();
  for await (const file of files) {
    const text = "bytes" in file ? textOf(file.bytes) : undefined;
    if (text !== undefined && TITLE.test(text.slice(0, HEAD))) titled.add(file.path);
    const syntax = text !== undefined && "bytes" in file && syntaxOf(file, text);
    if (syntax) pages.set(file.path, (await assemble({ path: file.path, text: text ?? "" }, syntax, read)).parts);
  }
  const owners = new Map([...pages].flatMap(([page, parts]) => parts.map((part) => [part, page] as const)));
  return entries.map((entry) => {
    const owner = owners.get(entry.path);
    const isPage = titled.has(entry.path) || INDEX.test(entry.path);
    const isApart = owner === undefined || isPage || pages.get(entry.path)?.includes(owner);
    return isApart || "skipped" in entry
      ? entry
      : { path: entry.path, skipped: `is a part of ${owner}, which takes it in`, keep: false };
  });
}

/** A title at the beginning of a file, in its front matter, as a heading or with a line below it. */
const TITLE = /^\s*(?:#[ \t]+\S|=[ \t]+\S|(?:={3,}\n)?\S[^\n]*\n={3,}\s*\n|---\n(?:[^\n]*\n){0,30}?title:)/;
const HEAD = 4000;
const INDEX = /(?:^|\/)_?index\.\w+$/i;

/** Whether a file may be taken in by others: nothing hidden, and no file that may hold secrets. */
export function mayBePart(path: string): boolean {
  const name = path.split("/").at(-1) ?? "";
  return !HIDDEN.test(path) && fileLeftOut(name.replace(/^_+/, "")) === undefined;
}

/** The text of a part; undefined where it is none, or holds keys or passwords. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    const { text } = decode(bytes);
    return holdsSecrets(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Formats of text, which may take in others. */
export function takesInParts(path: string): boolean {
  return ["markdown", "mdx", "rst", "adoc"].includes(formatOf(path) ?? "");
}

/** Reads what pages take in of the same commit and folder. */
export function treeReader(folder: string, listed: readonly TreeFile[], signal?: AbortSignal): ReadPart {
  const files = new Map(listed.map((file) => [file.path, file]));
  return async (path) => {
    const file = mayBePart(path) ? files.get(path) : undefined;
    if (!file || file.size > MAX_BYTES) return undefined;
    for await (const bytes of readFiles(folder, [file], signal)) return textOf(bytes);
    return undefined;
  };
}
