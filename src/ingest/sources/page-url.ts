import { posix } from "node:path";
import { pathToFileURL } from "node:url";

/** Where the files of a source lie (`root`, an absolute folder) and where their published pages live. */
export interface Site {
  readonly root: string;
  readonly baseUrl?: string;
}

/** Files that become the page of their folder. */
const INDEX = /^(index|readme)$/i;
const MARKDOWN = /\.(md|mdx|markdown)$/i;
const HTML = /\.html?$/i;

/**
 * The one place that decides a page's address. With a base URL it is where documentation generators publish the file:
 * `guides/images.mdx` at `<base>/guides/images/`, an index or readme at its folder, HTML and text under their own
 * names. Without one it is the file's own `file://` address, which opens on the machine that holds the docs.
 */
export function pageUrl(site: Site, path: string, slug?: string): string {
  if (!site.baseUrl) return pathToFileURL(posix.join(site.root, path)).href;
  const base = site.baseUrl.replace(/\/+$/, "");
  const route = slug === undefined ? routeOf(path) : slugRoute(path, slug);
  return `${base}/${route.split("/").map(encodeURIComponent).join("/")}`;
}

function routeOf(path: string): string {
  const { dir, name } = posix.parse(path);
  if (!MARKDOWN.test(path) && !(HTML.test(path) && name === "index")) return path;
  return withSlash(INDEX.test(name) ? dir : posix.join(dir, name));
}

/** A slug with a slash is the whole route; a bare one stands in for the file's name. */
function slugRoute(path: string, slug: string): string {
  const bare = slug.replace(/^\/+|\/+$/g, "");
  return withSlash(slug.includes("/") ? bare : posix.join(posix.dirname(path), bare));
}

function withSlash(route: string): string {
  return route === "" || route === "." ? "" : `${route}/`;
}

/**
 * The address that a link written in the file at `path` leads to. Links between files become addresses of their pages.
 * A link that begins at the site's root stays as it is where no base URL tells which site.
 */
export function resolveLink(site: Site, link: string, path: string, here: string): string {
  if (link.startsWith("#")) return here + link;
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(link) || link === "") return link;
  if (link.startsWith("/")) return site.baseUrl ? (URL.parse(link, site.baseUrl)?.href ?? link) : link;
  const [, target = "", tail = ""] = /^([^?#]*)(.*)$/s.exec(link) ?? [];
  const file = posix.join(posix.dirname(path), decoded(target));
  if (file.startsWith("..")) return URL.parse(link, here)?.href ?? link;
  if (MARKDOWN.test(file) || /\.\w+$/.test(file)) return pageUrl(site, file) + tail;
  return URL.parse(link, here)?.href ?? link;
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}
