import { posix } from "node:path";
import picomatch from "picomatch";
import type { AddressRule } from "./generator.ts";
import { PAGE, placeOf } from "./route.ts";

/** Files that are published as pages, or for what they say. */
const READ = /\.(?:html?|txt)$/i;

/**
 * Tells of a path why its site has no page of it, as a clause; undefined where it has. `paths`: all that there are; a
 * list of pages that names none of them is not about them.
 */
export function unpublishedReasons(
  { contents, listed, excluded }: AddressRule,
  paths: readonly string[],
): (path: string) => string | undefined {
  const pages = new Set(listed?.paths);
  const isListed = listed && paths.some((path) => pages.has(path));
  const isExcluded = excluded ? picomatch([...excluded.patterns]) : () => false;
  const folders = contents.map(({ folder }) => folder);
  const isEverywhere = folders.length === 0 || folders.includes("");
  return (path) => {
    if (!PAGE.test(path) && !READ.test(path)) return undefined;
    const place = placeOf({ contents }, path);
    if (!isEverywhere && !place) return `is outside of the pages of its site, which are in ${folders[0]}`;
    if (isExcluded(path)) return `is left out by ${excluded?.by}`;
    if (isListed && PAGE.test(path) && !pages.has(path))
      return `is no page of the site: ${listed?.by} does not name it`;
    return /^404\.\w+$/.test(posix.join(place?.inside ?? path)) ? "is shown where a page is missing" : undefined;
  };
}
