import { readdir, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { UserError } from "../../core/errors.ts";
import type { SkippedFile } from "../document.ts";
import type { AddressRule } from "../generators/generator.ts";
import { type Format, formatOf, unreadReason } from "../readers/formats.ts";
import { explainFile } from "./file-trouble.ts";
import { fileLeftOut, folderLeftOut, withoutPublic } from "./left-out.ts";

/** A file that is to be read, or why it is not. */
export type FolderEntry = { readonly path: string; readonly format: Format } | SkippedFile;

/**
 * The files below a folder in the order of their paths, each once. Links are not followed: what they lead to is either
 * below the folder too and read where it is, or nothing of this source. `rule`: of the site's generator. Throws a `UserError` where it cannot be read.
 */
export async function walk(root: string, rule?: AddressRule): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = [];
  try {
    await walkFolder({ root, real: await realpath(root), rule, entries }, root);
  } catch (cause) {
    throw new UserError(`Cannot read the folder ${root}: ${explainFile(cause)}.`, { cause });
  }
  return withoutPublic(entries).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether a real path is a folder's own or below it. */
export function isBelowReal(real: string, path: string): boolean {
  return path === real || path.startsWith(real.endsWith(sep) ? real : real + sep);
}

/** A walk under way. `real`: where the root really is. */
interface Walk {
  readonly root: string;
  readonly real: string;
  readonly rule?: AddressRule;
  readonly entries: FolderEntry[];
}

async function walkFolder(walk: Walk, folder: string): Promise<void> {
  for (const child of await readdir(folder, { withFileTypes: true })) {
    const full = join(folder, child.name);
    if (child.isSymbolicLink()) await addLink(walk, full);
    else if (child.isDirectory()) await addFolder(walk, full, child.name);
    else if (child.isFile()) addFile(walk, full, child.name);
  }
}

function addFile({ root, rule, entries }: Walk, full: string, name: string): void {
  const path = pathIn(root, full);
  const format = formatOf(path);
  const skipped = format ? fileLeftOut(name, rule) : unreadReason(path);
  if (skipped) entries.push({ path, skipped, keep: false });
  else if (format) entries.push({ path, format });
}

async function addFolder(walk: Walk, full: string, name: string): Promise<void> {
  const path = pathIn(walk.root, full);
  const skipped = folderLeftOut(name);
  if (skipped) {
    walk.entries.push({ path, skipped, keep: false });
    return;
  }
  try {
    await walkFolder(walk, full);
  } catch (error) {
    walk.entries.push({ path, skipped: `cannot be read: ${explainFile(error)}`, keep: true });
  }
}

async function addLink({ root, real, entries }: Walk, full: string): Promise<void> {
  const path = pathIn(root, full);
  const skipped = await linkReason(real, full);
  if (skipped) entries.push({ path, skipped, keep: false });
}

/** Why a link is not followed; undefined where nobody would expect that what it leads to is read. */
async function linkReason(real: string, full: string): Promise<string | undefined> {
  try {
    const target = await realpath(full);
    if (!isBelowReal(real, target)) return "is a link that leads out of the source";
    const isTelling = formatOf(full) !== undefined || (await stat(target)).isDirectory();
    return isTelling ? `is a link to ${pathIn(real, target) || "the source itself"}` : undefined;
  } catch {
    return "is a link that leads nowhere";
  }
}

function pathIn(root: string, full: string): string {
  return relative(root, full).split(sep).join("/");
}
