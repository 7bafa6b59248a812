import { posix } from "node:path";
import type { AddressRule, ContentFolder } from "./generator.ts";

/** What a page says of its own address in its front matter. */
export interface OwnAddress {
  readonly slug?: string;
  readonly id?: string;
}

/** Files that generators make a page of. */
export const PAGE = /\.(?:md|mdx|markdown|mdown|mdoc|rst|adoc|asciidoc|qmd|rmd)$/i;
const NOTEBOOK = /\.ipynb$/i;
const HTML = /\.html?$/i;

/** Where a file's page is below the site's own address, as its generator publishes it. `base`: that address. */
export function routeOf(rule: AddressRule, path: string, own: OwnAddress, base: string): string {
  const { prefix, inside } = placeOf(rule, path);
  const isPage = PAGE.test(path) || (NOTEBOOK.test(path) && rule.anchors === "docutils");
  const route = isPage ? pageRoute(rule, inside, own) : fileRoute(inside);
  return prefix && !base.endsWith(`/${prefix}`) ? [prefix, route].filter(Boolean).join("/") : route;
}

/** A file that is published as it is, but an `index.html` is its folder. */
function fileRoute(path: string): string {
  const { dir, name } = posix.parse(path);
  return HTML.test(path) && name === "index" ? folderRoute(dir) : path;
}

function folderRoute(dir: string): string {
  return dir === "" || dir === "." ? "" : `${dir}/`;
}

function pageRoute(rule: AddressRule, path: string, own: OwnAddress): string {
  const { segment = (name: string) => name } = rule;
  const { dir, name: file } = posix.parse(path);
  const folder = dir.split("/").map(segment).join("/");
  const name = rule.usesId && own.id ? own.id : file;
  if (own.slug !== undefined && rule.slug !== "ignored") return slugRoute(rule, folder, own.slug);
  const isIndex = rule.index.test(file) || rule.isIndex?.(posix.basename(folder), segment(file));
  if (!isIndex) return shaped(rule, posix.join(folder, segment(name)));
  if (rule.keepsIndex) return posix.join(folder, "index.html");
  return rule.shape === "clean" && !rule.usesId ? folder : folderRoute(folder);
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

/** The folder of pages that a file lies in, and where in it; outside of all it is where it is. */
function placeOf({ contents }: AddressRule, path: string): { readonly prefix: string; readonly inside: string } {
  const found = contents
    .flatMap((content) => within(content, path) ?? [])
    .toSorted((one, other) => one.inside.length - other.inside.length)[0];
  return found ?? { prefix: "", inside: path };
}

/** A `*` in a folder is any one name, which then stands below the prefix. */
function within({ folder, prefix }: ContentFolder, path: string) {
  const wanted = folder.split("/").filter(Boolean);
  const parts = path.split("/");
  const fits = wanted.every((part, at) => part === "*" || part === parts[at]);
  if (!fits || parts.length <= wanted.length) return undefined;
  const named = wanted.flatMap((part, at) => (part === "*" ? [parts[at] ?? ""] : []));
  return { prefix: [prefix, ...named].filter(Boolean).join("/"), inside: parts.slice(wanted.length).join("/") };
}
