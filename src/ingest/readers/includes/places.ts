import { posix } from "node:path";

/** Folders in which projects keep what pages take in. */
const FOLDERS = [
  "includes",
  "_includes",
  "snippets",
  "_snippets",
  "examples",
  "partials",
  "_partials",
  "static",
  "static/examples",
  "assets",
  "layouts/partials",
];

/** Families of Antora: `partial$limits.adoc` lies in `modules/<module>/partials/`. */
const ANTORA = /^(?:(?:[\w.-]+@)?(?:[\w.-]+:)?([\w.-]*):)?(partial|example|page|attachment)\$(.+)$/;

/** More places than these are not looked at. */
const MOST = 60;

/**
 * Where a file may lie that the page at `path` names, likeliest first: beside the page, in the folders above it and
 * those below these that hold parts; never outside of the source. Settings of the tool that would tell are not read.
 */
export function placesOf(target: string, path: string): string[] {
  const antora = ANTORA.exec(target);
  if (antora) return antoraPlaces(antora, path);
  const isRooted = /^(?:@site|@|~)?\//.test(target);
  const name = target.replace(/^(?:@site|@|~)?\/+/, "");
  const above = foldersAbove(posix.dirname(path));
  const beside = (isRooted ? above.toReversed() : above).map((folder) => posix.join(folder, name));
  if (/^\.\.?\//.test(target)) return inside([beside[0] ?? "", ...beside]);
  const held = above.flatMap((folder) => FOLDERS.map((parts) => posix.join(folder, parts, name)));
  return inside([...beside, ...withoutFirst(name), ...held]);
}

/** A page's folder and all above it, up to the source's own. */
function foldersAbove(folder: string): string[] {
  return folder === "." || folder === "/" || folder === "" ? ["."] : [folder, ...foldersAbove(posix.dirname(folder))];
}

/** Where a path counts from above the source. */
function withoutFirst(name: string): string[] {
  const parts = name.split("/");
  return [1, 2].flatMap((count) => (parts.length > count ? [parts.slice(count).join("/")] : []));
}

function antoraPlaces([, named, family = "", rest = ""]: RegExpExecArray, path: string): string[] {
  const [, above = "", own = "ROOT"] = /^(.*?)modules\/([^/]+)\//.exec(path) ?? [];
  return inside([posix.join(above, "modules", named || own, `${family}s`, rest)]);
}

function inside(places: readonly string[]): string[] {
  const normal = places.map((place) => posix.normalize(place)).filter((place) => !/^(?:\.\.(?:\/|$)|\/)/.test(place));
  return [...new Set(normal)].slice(0, MOST);
}
