import type { Dirent, Stats } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { UserError } from "../../core/errors.ts";
import type { SkippedFile } from "../document.ts";
import { EXTENSIONS, type Format, formatOf, type SourceFile, unreadReason } from "../readers/formats.ts";
import { pageUrl, resolveLink, type Site } from "./page-url.ts";
import { MAX_BYTES, oversize } from "./size.ts";
import type { DocumentSource, FilesOptions, OpenOptions } from "./source.ts";

/** A file that is to be read, or why it is not. */
type Entry = { readonly path: string; readonly format: Format } | SkippedFile;

/** A folder, read recursively, or a single file. Throws a `UserError` where there is neither. */
export async function openFolder({ name, location, baseUrl, isWanted }: OpenOptions): Promise<DocumentSource> {
  const full = resolve(location);
  const isFolder = (await existing(full, location)).isDirectory();
  if (!isFolder && !formatOf(full, { named: true }))
    throw new UserError(`Cannot read ${location}: it ${unreadReason(full) ?? `must be ${oneOf(EXTENSIONS)}`}.`);
  const site: Site = { root: isFolder ? full : dirname(full), baseUrl };
  const list = async () => (isFolder ? await walk(full) : listOne(full)).filter(({ path }) => isWanted(path));
  return {
    name,
    settings: JSON.stringify([site.root, baseUrl ?? null]),
    files: (options) => readAll(site.root, list, location, options),
    urlOf: (path, slug) => pageUrl(site, path, slug),
    resolve: (link, path) => resolveLink(site, link, path, pageUrl(site, path)),
  };
}

async function existing(full: string, location: string): Promise<Stats> {
  try {
    return await stat(full);
  } catch (cause) {
    const why = codeOf(cause) === "ENOENT" ? "there is no such file or folder" : reasonOf(cause);
    throw new UserError(`Cannot read ${location}: ${why}. Check the path (looked for ${full}).`, { cause });
  }
}

async function* readAll(
  root: string,
  list: () => Promise<Entry[]>,
  location: string,
  { signal, onListed }: FilesOptions = {},
): AsyncGenerator<SourceFile | SkippedFile> {
  const entries = await list();
  onListed?.(entries.length);
  if (entries.length === 0) throw new UserError(`There is nothing to read in ${location}: no ${oneOf(EXTENSIONS)}.`);
  for (const entry of entries) {
    signal?.throwIfAborted();
    yield "skipped" in entry ? entry : await readOne(root, entry);
  }
}

async function readOne(
  root: string,
  { path, format }: { path: string; format: Format },
): Promise<SourceFile | SkippedFile> {
  const file = join(root, path);
  try {
    const { size } = await stat(file);
    if (size === 0) return { path, skipped: "is empty", keep: false };
    if (size > MAX_BYTES) return { path, skipped: oversize(size), keep: false };
    return { path, format, bytes: await readFile(file) };
  } catch (error) {
    return { path, skipped: `cannot be read: ${reasonOf(error)}`, keep: true };
  }
}

function listOne(full: string): Entry[] {
  const format = formatOf(full, { named: true });
  return format ? [{ path: basename(full), format }] : [];
}

async function walk(root: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  try {
    await walkFolder(root, root, new Set([await realpath(root)]), entries);
  } catch (cause) {
    throw new UserError(`Cannot read the folder ${root}: ${reasonOf(cause)}.`, { cause });
  }
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** `above`: the real paths of the folders that lead here; a link to one of them would go round for ever. */
async function walkFolder(root: string, folder: string, above: ReadonlySet<string>, entries: Entry[]): Promise<void> {
  for (const child of await readdir(folder, { withFileTypes: true })) {
    const full = join(folder, child.name);
    const path = pathIn(root, full);
    const kind = await kindOf(child, full);
    const format = kind === "file" ? formatOf(path) : undefined;
    const unread = kind === "file" ? unreadReason(path) : undefined;
    if (format) entries.push({ path, format });
    if (unread) entries.push({ path, skipped: unread, keep: false });
    if (kind === "broken") entries.push({ path, skipped: "is a link that leads nowhere", keep: false });
    if (kind === "folder") entries.push(...(await walkChild(root, full, above)));
  }
}

async function walkChild(root: string, folder: string, above: ReadonlySet<string>): Promise<Entry[]> {
  const path = pathIn(root, folder);
  if (isToolFolder(basename(folder))) return [{ path, skipped: "is no folder of documents", keep: false }];
  const real = await realpath(folder);
  if (above.has(real)) return [{ path, skipped: "is a link to a folder above it", keep: false }];
  const entries: Entry[] = [];
  try {
    await walkFolder(root, folder, new Set([...above, real]), entries);
    return entries;
  } catch (error) {
    return [{ path, skipped: `cannot be read: ${reasonOf(error)}`, keep: true }];
  }
}

async function kindOf(child: Dirent, full: string): Promise<"file" | "folder" | "broken" | "other"> {
  if (!child.isSymbolicLink()) return child.isDirectory() ? "folder" : child.isFile() ? "file" : "other";
  try {
    const target = await stat(full);
    return target.isDirectory() ? "folder" : target.isFile() ? "file" : "other";
  } catch {
    return "broken";
  }
}

function isToolFolder(name: string): boolean {
  return name === "node_modules" || name.startsWith(".");
}

function pathIn(root: string, full: string): string {
  return relative(root, full).split(sep).join("/");
}

function oneOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** The system's own words, without the call and the path that Node adds. */
function reasonOf(error: unknown): string {
  if (codeOf(error) === "EACCES" || codeOf(error) === "EPERM") return "permission denied";
  if (codeOf(error) === "ENOENT") return "it is no longer there";
  return error instanceof Error ? error.message : String(error);
}
