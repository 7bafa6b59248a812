import { posix } from "node:path";
import { isVersionName, PROJECT, shelfFolderOf, versionFolderOf } from "../search/shelf.ts";
import type { VersionedPages } from "../search/versions.ts";
import { newestFirst } from "../text/releases.ts";

/** Folders in which dates and numbers are those of posts and releases. */
const NO_VERSIONS =
  /^(?:blog|posts?|news|articles|releases?|release[-_]?notes|change(?:log|s)?|migrations?|upgrad\w*|archives?|events|rfcs?)$/i;
/** Names that say which version it is rather than its number; the first is what most people have. */
const NAMED = ["stable", "latest", "current"];
const UNSTABLE = /alpha|beta|rc\d*$|dev|preview|snapshot|next|nightly|canary|unreleased|edge|main|master/i;

/** Above this share of pages that lie under the same name elsewhere, folders hold the same pages. */
const SAME = 0.3;

/** Finds the folders of a source that hold the same pages as of different versions, by the paths of its pages. */
export function versionsIn(paths: readonly string[]): VersionedPages[] {
  const plain = paths.map((path) => path.replace(/^\/+/, "").replace(/\/$/, ""));
  const areas = new Map<string, Map<string, Set<string>>>();
  for (const path of plain) {
    const folder = versionFolderOf(path);
    if (folder === undefined) continue;
    const area = areas.get(posix.dirname(folder)) ?? new Map<string, Set<string>>();
    areas.set(posix.dirname(folder), area);
    area.set(folder, (area.get(folder) ?? new Set()).add(path.slice(folder.length + 1)));
  }
  return [...areas].flatMap(([area, folders]) => versionsOfArea(area === "." ? "" : area, folders, plain) ?? []);
}

function versionsOfArea(
  area: string,
  folders: ReadonlyMap<string, ReadonlySet<string>>,
  paths: readonly string[],
): VersionedPages | undefined {
  const names = [...folders.keys()];
  const isDocusaurus = posix.basename(area) === "versioned_docs";
  if (area.split("/").some((name) => NO_VERSIONS.test(name)) || !names.some(isNumbered)) return undefined;
  const beside = pagesBeside(area, paths, isDocusaurus);
  const others = (folder: string) => [
    ...[...folders].filter(([name]) => name !== folder).map(([, pages]) => pages),
    beside.pages,
  ];
  const alike = names.filter((folder) => shareIn(folders.get(folder) ?? new Set(), others(folder)) >= SAME);
  if (!isDocusaurus && alike.length * 2 < names.length) return undefined;
  const isSame = shareIn(beside.pages, [...folders.values()]) >= SAME;
  const versioned = names.map((folder) => ({ folder, version: versionOf(folder) }));
  const next = beside.shelves.map((folder) => ({ folder, version: "next" }));
  if (beside.isNext) return { folders: [...versioned, ...next], usual: usualOf(names), beside: [] };
  return { folders: versioned, usual: isSame ? undefined : usualOf(names), beside: isSame ? beside.shelves : [] };
}

/**
 * Pages of no version that may be the same. Of Docusaurus those in `docs` are what comes next; where there is no such
 * folder, what lies beside its versions is current.
 */
function pagesBeside(area: string, paths: readonly string[], isDocusaurus: boolean) {
  const above = isDocusaurus ? posix.dirname(area).replace(/^\.$/, "") : area;
  const docs = posix.join(above, "docs");
  const isNext = isDocusaurus && paths.some((path) => path.startsWith(`${docs}/`));
  const folder = isNext ? docs : above;
  const start = folder === "" ? "" : `${folder}/`;
  const found = paths.filter(
    (path) => path.startsWith(start) && versionFolderOf(path) === undefined && shelfFolderOf(path) !== PROJECT,
  );
  return {
    isNext,
    pages: new Set(found.map((path) => path.slice(start.length))),
    shelves: [...new Set(found.map(shelfFolderOf))],
  };
}

/** The share of pages that lie in one of the others under the same name. */
function shareIn(pages: ReadonlySet<string>, others: readonly ReadonlySet<string>[]): number {
  const same = [...pages].filter((page) => others.some((other) => other.has(page))).length;
  return same / Math.max(1, pages.size);
}

function isNumbered(folder: string): boolean {
  return /\d/.test(posix.basename(folder)) && isVersionName(posix.basename(folder));
}

/** The newest that is stable, or the newest. */
function usualOf(folders: readonly string[]): string | undefined {
  const named = NAMED.flatMap((name) => folders.find((folder) => posix.basename(folder).toLowerCase() === name) ?? []);
  const newest = folders.toSorted((one, other) => newestFirst(versionOf(one), versionOf(other)));
  return named[0] ?? newest.find((folder) => !UNSTABLE.test(posix.basename(folder))) ?? newest[0];
}

function versionOf(folder: string): string {
  return posix
    .basename(folder)
    .replace(/^(?:version|release)[-_]/i, "")
    .replace(/^v(?=\d)/i, "");
}
