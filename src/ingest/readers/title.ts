import { posix } from "node:path";

/** A title for a page that names none: the file's name, or the folder's for an index, as words. */
export function titleFromPath(path: string): string {
  const { dir, name } = posix.parse(path);
  const stem = /^(index|readme)$/i.test(name) ? posix.basename(dir) || name : name;
  const spaced = stem.replace(/[-_]+/g, " ").trim() || stem;
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
