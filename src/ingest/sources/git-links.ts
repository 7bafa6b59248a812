import { posix } from "node:path";
import type { SkippedFile } from "../document.ts";
import { formatOf } from "../readers/formats.ts";
import { readFiles, type Tree, type TreeFile } from "./git.ts";

/** No path is longer than this; a link that holds more leads nowhere. In bytes. */
const LONGEST_PATH = 4096;

/**
 * What a commit holds that is not followed, with the reason: submodules, and links by where they lead. A link that
 * nobody would expect to be read is left out. `below`: the folder that is the source, else the whole repository.
 */
export async function notFollowed(
  folder: string,
  { files, links, submodules }: Tree,
  below: string,
  signal?: AbortSignal,
): Promise<SkippedFile[]> {
  const skipped = (path: string, reason: string): SkippedFile => ({ path, skipped: reason, keep: false });
  const paths = new Set(files.map(({ path }) => path));
  const folders = new Set([below, ...files.flatMap(({ path }) => foldersOf(path))]);
  const targets = await readTargets(folder, links, signal);
  const found = submodules.map(({ path }) => skipped(path, "is a submodule, which is a repository of its own"));
  for (const { path } of links) {
    const target = follow(path, targets);
    const isTelling = folders.has(target ?? "") || formatOf(path) !== undefined;
    if (target !== undefined && !isBelow(target, below))
      found.push(skipped(path, "is a link that leads out of the source"));
    else if (target === undefined || !(folders.has(target) || paths.has(target)))
      found.push(skipped(path, "is a link that leads nowhere"));
    else if (isTelling)
      found.push(skipped(path, `is a link to ${posix.relative(below, target) || "the source itself"}`));
  }
  return found;
}

/** Where each link leads, as a path in the repository; what leads out of it begins with `..` or `/`. */
async function readTargets(
  folder: string,
  links: readonly TreeFile[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const readable = links.filter(({ size }) => size <= LONGEST_PATH);
  const targets = new Map<string, string>();
  for await (const bytes of readFiles(folder, readable, signal)) {
    const { path = "" } = readable[targets.size] ?? {};
    const target = new TextDecoder().decode(bytes);
    targets.set(
      path,
      target.startsWith("/") ? target : posix.join(posix.dirname(path), target).replace(/\/$|^\.$/, ""),
    );
  }
  return targets;
}

/** Where a link leads in the end; undefined where that is nowhere. */
function follow(path: string, targets: ReadonlyMap<string, string>): string | undefined {
  if (!targets.has(path)) return undefined;
  const passed = new Set<string>();
  let at = path;
  for (let next = targets.get(at); next !== undefined; next = targets.get(at)) {
    if (passed.has(at)) return undefined;
    passed.add(at);
    at = next;
  }
  return at;
}

function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

function isBelow(path: string, folder: string): boolean {
  if (folder === "") return !/^(?:\/|\.\.(?:\/|$))/.test(path);
  return path === folder || path.startsWith(`${folder}/`);
}
