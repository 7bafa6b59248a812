import type { Query } from "./search-index.ts";

/** Folders that hold one version of a documentation by their names: `v2`, `1.0`, `version-1.x`, `2025-03-26`. */
const NUMBERED =
  /^(?:(?:version|release)[-_])?v?\d+(?:\.(?:\d+|x))*(?:[-.]?(?:alpha|beta|rc|lts|stable|dev|preview|snapshot)[\w.-]{0,20})?$/i;
const DATED = /^\d{4}-\d{2}-\d{2}$/;
const NAMED = /^(?:latest|stable|current|next|main|master|dev|edge|nightly|canary|unreleased)$/i;

/** Files that are about the whole project, whatever folder they lie in. */
const ABOUT_ALL =
  /(?:^|\/)(?:readme|change(?:log|s)|history|news|releases?|release[-_]?notes|whats[-_]?new|upgrad\w*|migrat\w*|contributing)\b[^/]*$/i;

/** The shelf of files that are about the whole project. */
export const PROJECT = "*";

/** The folder that a path lies in by which one version of a documentation may be told; undefined outside of any. */
export function versionFolderOf(path: string): string | undefined {
  const folders = path.replace(/^\/+/, "").split("#", 1)[0]?.split("/").slice(0, -1) ?? [];
  const at = folders.findIndex((name) => isVersionName(name));
  return at < 0 ? undefined : folders.slice(0, at + 1).join("/");
}

/** Whether a folder's name is a version's. A bare number is none: it may count chapters. */
export function isVersionName(name: string): boolean {
  return (
    (NUMBERED.test(name) && !/^\d+$/.test(name)) || DATED.test(name) || NAMED.test(name) || /^version-\w/.test(name)
  );
}

/**
 * Where in its source a page stands: in the folder of a version, with what is about the whole project, else in its
 * topmost folder. Searches leave out whole shelves.
 */
export function shelfOf(source: string, path: string): string {
  return shelfIn(source, shelfFolderOf(path));
}

/** The folder that names the shelf of a path; a star for what is about the whole project. */
export function shelfFolderOf(path: string): string {
  return versionFolderOf(path) ?? (ABOUT_ALL.test(path) ? PROJECT : topFolder(path));
}

/** The shelf of a source for what lies in a folder. */
export function shelfIn(source: string, folder: string): string {
  return `${source}\n${folder}`;
}

/** Whether a shelf is searched for a query; undefined where all are. */
export function wantedShelves({ sources, without = [] }: Pick<Query, "sources" | "without">) {
  if (!sources && without.length === 0) return undefined;
  const left = new Set(without);
  return (shelf: string) => !left.has(shelf) && (!sources || sources.includes(shelf.slice(0, shelf.indexOf("\n"))));
}

function topFolder(path: string): string {
  const [first = "", ...rest] = path.replace(/^\/+/, "").split("/");
  return rest.length > 0 ? first : "";
}
