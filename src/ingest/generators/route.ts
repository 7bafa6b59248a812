import { posix } from "node:path";
import type { AddressRule, ContentFolder, OwnAddress } from "./generator.ts";
import { permalinkOf } from "./permalinks.ts";
import { rewritten } from "./rewrites.ts";

/** Files that generators make a page of. */
export const PAGE = /\.(?:md|mdx|markdown|mdown|mkd|mdoc|rst|adoc|asciidoc|qmd|rmd)$/i;
const NOTEBOOK = /\.ipynb$/i;
const HTML = /\.html?$/i;

/** Where a file's page is below the site's own address, as its generator publishes it. `base`: that address. */
export function routeOf(rule: AddressRule, path: string, own: OwnAddress, base: string): string {
  const isPage =
    PAGE.test(path) || (NOTEBOOK.test(path) && rule.anchors === "docutils") || (rule.htmlPages && HTML.test(path));
  const first = placeOf(rule, path) ?? { prefix: "", inside: path };
  const byPattern = isPage ? permalinkRoute(rule, first, own) : undefined;
  // A page that the pattern of its folder is not for counts from the folder around it.
  const plain = { contents: rule.contents.filter(({ permalink }) => permalink === undefined) };
  const { prefix, inside } = byPattern === undefined ? (placeOf(plain, path) ?? first) : first;
  const route = byPattern ?? (isPage ? pageRoute(rule, rewritten(rule, inside), own) : fileRoute(inside));
  if (!prefix || base.endsWith(`/${prefix}`)) return route;
  return route === "" && !isSlashed(rule) ? prefix : `${prefix}/${route}`;
}

/** Whether the page of a folder ends in a slash. */
function isSlashed({ shape, slashesIndex }: AddressRule): boolean {
  return shape !== "clean" || slashesIndex === true;
}

/** A file that is published as it is, but an `index.html` is its folder. */
function fileRoute(path: string): string {
  const { dir, name } = posix.parse(path);
  return HTML.test(path) && name === "index" ? folderRoute(dir) : path;
}

function folderRoute(dir: string): string {
  return dir === "" || dir === "." ? "" : `${dir}/`;
}

/** By the pattern of the folder of pages; undefined where the page is none of those, or says its whole address. */
function permalinkRoute(rule: AddressRule, { inside, permalink }: Place, own: OwnAddress): string | undefined {
  const { dir, name } = posix.parse(inside);
  if (permalink === undefined || /^_index$/i.test(name) || own.slug?.includes("/")) return undefined;
  if (own.slug && rule.usesId) return slugRoute(rule, "", own.slug);
  const isBundle = !/:path\b/.test(permalink) && /^index$/i.test(name) && dir !== "";
  return permalinkOf(permalink, isBundle ? dir : posix.join(dir, name), {
    ...own,
    date: dayIn(own.date, rule.timeZone),
  });
}

/** The day of a moment where the site is made; a day alone is the same everywhere. */
function dayIn(date: string | undefined, timeZone: string | undefined): string | undefined {
  const moment = date && timeZone && /\d:\d/.test(date) ? Date.parse(date.replace(/ (?=[+-]\d|Z)/, "")) : Number.NaN;
  if (Number.isNaN(moment)) return date;
  try {
    return new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(moment);
  } catch {
    return date;
  }
}

function pageRoute(rule: AddressRule, path: string, own: OwnAddress): string {
  const { segment = (name: string) => name } = rule;
  const { dir, name: file } = namedIn(rule, path);
  const folder = dir.split("/").map(segment).join("/");
  const name = rule.usesId && own.id ? own.id : file;
  if (own.slug !== undefined && rule.slug !== "ignored") return slugRoute(rule, folder, own.slug);
  const isIndex = rule.index.test(file) || rule.isIndex?.(posix.basename(folder), segment(file));
  if (!isIndex) return shaped(rule, posix.join(folder, segment(name)));
  if (rule.keepsIndex) return posix.join(folder, "index.html");
  return isSlashed(rule) ? folderRoute(folder) : folder;
}

/** The folder and the name of a page; one whose name ends in a language is below that language. */
function namedIn({ languages = [] }: AddressRule, path: string): { readonly dir: string; readonly name: string } {
  const { dir, name } = posix.parse(path);
  const [, stem, code = ""] = /^(.+)\.([a-z]{2,3}(?:-[a-z]{2,4})?)$/i.exec(name) ?? [];
  if (stem === undefined || !languages.includes(code.toLowerCase())) return { dir, name };
  return { dir: posix.join(code.toLowerCase(), dir), name: stem };
}

/** A slug with a slash is the whole route; a bare one stands in for the file's name; one with an ending is a file. */
function slugRoute(rule: AddressRule, folder: string, slug: string): string {
  const bare = slug.replace(/^\/+|\/+$/g, "");
  const isWhole = slug.includes("/") || rule.slug === "whole";
  const route = isWhole ? bare : posix.join(folder, bare);
  return HTML.test(route)
    ? route
    : shaped({ ...rule, shape: rule.shape === "html" && slug.endsWith("/") ? "directory" : rule.shape }, route);
}

function shaped({ shape }: AddressRule, route: string): string {
  if (route === "" || route === ".") return "";
  return { directory: `${route}/`, html: `${route}.html`, clean: route }[shape];
}

/** Where a file lies: the prefix and the pattern of its folder of pages, and its path in it. */
interface Place extends Pick<ContentFolder, "prefix" | "permalink"> {
  readonly inside: string;
}

/** The folder of pages that a file lies in, and where in it; undefined where it is outside of all. */
export function placeOf({ contents }: Pick<AddressRule, "contents">, path: string): Place | undefined {
  return contents
    .flatMap((content) => within(content, path) ?? [])
    .toSorted((one, other) => one.inside.length - other.inside.length)[0];
}

function within({ folder, prefix, permalink }: ContentFolder, path: string): Place | undefined {
  const wanted = folder.split("/").filter(Boolean);
  const parts = path.split("/");
  const fits = wanted.every((part, at) => part === "*" || part === parts[at]);
  if (!fits || parts.length <= wanted.length) return undefined;
  const named = wanted.flatMap((part, at) => (part === "*" ? [parts[at] ?? ""] : [])).join("/");
  const place = prefix.includes("*") ? prefix.replace("*", named) : [prefix, named].filter(Boolean).join("/");
  return { prefix: place, permalink, inside: parts.slice(wanted.length).join("/") };
}
