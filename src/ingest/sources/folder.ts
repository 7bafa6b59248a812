import { constants, type Stats } from "node:fs";
import { open, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, posix, resolve, sep } from "node:path";
import { UserError } from "../../core/errors.ts";
import type { SkippedFile } from "../document.ts";
import { generatorNote, type Recognised, recognise } from "../generators/recognise.ts";
import { EXTENSIONS, formatOf, type SourceFile, unreadReason } from "../readers/formats.ts";
import type { ReadPart } from "../readers/includes/assemble.ts";
import { explainFile } from "./file-trouble.ts";
import { namesakesOf, pageUrl, publishedOnly, resolveLink, type Site } from "./page-url.ts";
import { mayBePart, takesInParts, textOf, withoutParts, withParts } from "./parts.ts";
import { MAX_BYTES, MAX_CONFIG, oversize } from "./size.ts";
import type { DocumentSource, FilesOptions, OpenOptions } from "./source.ts";
import { type FolderEntry, isBelowReal, walk } from "./walk.ts";

/** A folder, read recursively, or a single file. Throws a `UserError` where there is neither. */
export async function openFolder(options: OpenOptions): Promise<DocumentSource> {
  const { name, location, baseUrl, addressStyle, isWanted } = options;
  const full = resolve(location);
  const isFolder = (await existing(full, location)).isDirectory();
  if (!isFolder && !formatOf(full, { named: true }))
    throw new UserError(`Cannot read ${location}: it ${unreadReason(full) ?? `must be ${oneOf(EXTENSIONS)}`}.`);
  const root = isFolder ? full : dirname(full);
  const found = await recogniseFolder(root, addressStyle);
  const common: Site = { root, baseUrl, rule: found?.rule };
  let site = common;
  const list = async () => {
    const wanted = (isFolder ? await walk(full, found?.rule) : listOne(full)).filter(({ path }) => isWanted(path));
    const entries = baseUrl ? publishedOnly(wanted, found?.rule) : wanted;
    const read = entries.filter((entry) => !("skipped" in entry)).map(({ path }) => path);
    site = { ...common, namesakes: namesakesOf(read, common) };
    return entries;
  };
  return {
    name,
    get settings() {
      const names = site.namesakes?.size ? [...site.namesakes] : [];
      return JSON.stringify([site.root, baseUrl ?? null, ...(found ? [found.name, found.rule] : []), ...names]);
    },
    anchors: found?.rule.anchors,
    generator: found && generatorNote(found),
    files: (options) => readAll({ root: site.root, full, location, list }, options),
    urlOf: (path, own) => pageUrl(site, path, own),
    resolve: (link, path) => resolveLink(site, link, path, pageUrl(site, path)),
  };
}

/** What makes a site of the folder, by the files in it or above it, as far as the repository that it lies in. */
async function recogniseFolder(root: string, style: string | undefined): Promise<Recognised | undefined> {
  const native = (path: string) => path.split(posix.sep).join(sep);
  const read = async (path: string) => {
    const text = await readFile(native(path), "utf8").catch(() => undefined);
    return text?.slice(0, MAX_CONFIG);
  };
  const isRoot = async (folder: string) =>
    (await stat(join(native(folder), ".git")).catch(() => undefined)) !== undefined;
  return recognise({ folder: root.split(sep).join(posix.sep), read, isRoot, style });
}

async function existing(full: string, location: string): Promise<Stats> {
  try {
    return await stat(full);
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    const why = isMissing ? "there is no such file or folder" : explainFile(cause);
    throw new UserError(`Cannot read ${location}: ${why}. Check the path (looked for ${full}).`, { cause });
  }
}

/** What was opened: the folder that paths count from, and the folder or file that was named. */
interface Opened {
  readonly root: string;
  readonly full: string;
  readonly location: string;
  list(): Promise<FolderEntry[]>;
}

async function* readAll(
  { root, full, location, list }: Opened,
  { signal, onListed }: FilesOptions = {},
): AsyncGenerator<SourceFile | SkippedFile> {
  const entries = await list();
  onListed?.(entries.length);
  if (entries.length === 0) throw new UserError(`There is nothing to read in ${location}: no ${oneOf(EXTENSIONS)}.`);
  const real = await realpath(full);
  const read = (entry: ReadableEntry) => readOne(join(root, entry.path), real, entry);
  const part = partReader(root, await realpath(root));
  for (const entry of await withoutParts(entries, textsOf(entries, read), part)) {
    signal?.throwIfAborted();
    const file = "skipped" in entry ? entry : await read(entry);
    yield "skipped" in file ? file : await withParts(file, part);
  }
}

type ReadableEntry = Exclude<FolderEntry, SkippedFile>;

/** The files that may take in others. */
async function* textsOf(
  entries: readonly FolderEntry[],
  read: (entry: ReadableEntry) => Promise<SourceFile | SkippedFile>,
): AsyncGenerator<SourceFile | SkippedFile> {
  for (const entry of entries) if (!("skipped" in entry) && takesInParts(entry.path)) yield await read(entry);
}

/** Reads what pages take in, as they are read themselves: nothing outside of the folder. */
function partReader(root: string, real: string): ReadPart {
  return async (path) => {
    if (!mayBePart(path)) return undefined;
    const file = await readOne(join(root, path), real, { path, format: "text" });
    return "bytes" in file ? textOf(file.bytes) : undefined;
  };
}

/** Looks where the file is when it is read, whatever it was when it was listed. */
async function readOne(file: string, real: string, { path, format }: ReadableEntry): Promise<SourceFile | SkippedFile> {
  try {
    const place = await realpath(file);
    if (!isBelowReal(real, place))
      return { path, skipped: "has become a link that leads out of the source", keep: false };
    // Not `await using`, which Node 22 does not know.
    const handle = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { size } = await handle.stat();
      if (size === 0) return { path, skipped: "is empty", keep: false };
      if (size > MAX_BYTES) return { path, skipped: oversize(size), keep: false };
      return { path, format, bytes: await handle.readFile() };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { path, skipped: `cannot be read: ${explainFile(error)}`, keep: true };
  }
}

function listOne(full: string): FolderEntry[] {
  const format = formatOf(full, { named: true });
  return format ? [{ path: basename(full), format }] : [];
}

function oneOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
