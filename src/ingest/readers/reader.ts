import type { Page, SkippedFile } from "../document.ts";
import type { AnchorStyle } from "../generators/anchors.ts";
import { decode, NotTextError, toUtf8 } from "./decode.ts";
import { entryOf, FORMATS, type Format, type SourceFile } from "./formats.ts";
import { isRst } from "./rst/is-rst.ts";
import { holdsSecrets } from "./secrets.ts";

/** Raise this when readers or chunks come out differently, so that the next sync reads every page again. */
export const READER_VERSION = 5;

/**
 * Reads a file. `anchors`: how its site makes those of headings. Rejects with a `NotTextError` where the bytes are no
 * text, whatever the name says.
 */
export async function readPage(
  { path, format, bytes, notes = [] }: SourceFile,
  resolve: (link: string) => string,
  anchors?: AnchorStyle,
): Promise<Page> {
  const entry = entryOf(format);
  if ("splitParts" in entry) throw new NotTextError("has parts, which are pages of their own");
  if ("readBytes" in entry) return (await entry.readBytes())({ path, bytes, resolve });
  const { text, note } = decode(format === "html" ? toUtf8(bytes) : bytes);
  if (holdsSecrets(text)) throw new NotTextError("holds keys or passwords and no documentation");
  const told = isByName(format) && isRst(text) ? FORMATS.rst : entry;
  const page = await (await told.readText())({ path, text, resolve, anchors });
  return { ...page, notes: [...notes, ...(note ? [note] : []), ...page.notes] };
}

/** Whether a file's name alone says what its text is written in. */
function isByName(format: Format): boolean {
  return format === "markdown" || format === "text";
}

/**
 * A file in parts that are documents of their own, such as the operations of an API's description; every other file is
 * its one part. A file that cannot be taken apart is one skipped file.
 */
export async function partsOf(file: SourceFile): Promise<(SourceFile | SkippedFile)[]> {
  const entry = entryOf(file.format);
  if (!("splitParts" in entry)) return [file];
  try {
    const parts = await (await entry.splitParts())(file.bytes);
    return parts.map(({ pointer, markdown }, index) => ({
      path: `${file.path}#${pointer}`,
      part: pointer,
      format: "markdown",
      bytes: Buffer.from(markdown),
      notes: index === 0 ? file.notes : undefined,
    }));
  } catch (error) {
    return [{ path: file.path, skipped: error instanceof Error ? error.message : String(error), keep: false }];
  }
}
