import { posix } from "node:path";
import { pathToFileURL } from "node:url";
import type { SkippedFile } from "../document.ts";
import type { AddressRule, OwnAddress } from "../generators/generator.ts";
import { unpublishedReasons } from "../generators/published.ts";
import { PAGE, routeOf } from "../generators/route.ts";

/** Where the files of a source lie (`root`, an absolute folder) and where their published pages live. */
export interface Site {
  readonly root: string;
  readonly baseUrl?: string;
  /** How the site's generator makes addresses, where it is known. */
  readonly rule?: AddressRule;
  /** Files that would have the address of another page: they keep their own names. */
  readonly namesakes?: ReadonlySet<string>;
}

/** An index or a readme; a section of Hugo is known by its line, whether its settings are there or not. */
const COMMON_INDEX = /^(?:_?index|readme)$/i;

/** How pages are published where nothing tells what publishes them: a folder for each page, as most generators do. */
export const COMMON_RULE: AddressRule = { shape: "directory", contents: [], index: COMMON_INDEX, anchors: "github" };

/**
 * The one place that decides a page's address. With a base URL it is where the site's generator publishes the file:
 * commonly `guides/images.mdx` at `<base>/guides/images/`, an index or readme at its folder, HTML and text under their
 * own names. Without one it is the file's own `file://` address, which opens on the machine that holds the docs.
 */
export function pageUrl(site: Site, path: string, own: OwnAddress = {}): string {
  if (!site.baseUrl) return pathToFileURL(posix.join(site.root, path)).href;
  const base = site.baseUrl.replace(/\/+$/, "");
  const route = site.namesakes?.has(path) ? path : routeOf(site.rule ?? COMMON_RULE, path, own, base);
  return `${base}/${route.split("/").map(encodeURIComponent).join("/")}`;
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
  if (PAGE.test(file) || /\.\w+$/.test(file)) return pageUrl(site, file) + tail;
  return URL.parse(link, here)?.href ?? link;
}

/** Files of which another one has the address: `page.qmd` beside `page.md`. The plainest format has it. */
export function namesakesOf(paths: readonly string[], site: Site): ReadonlySet<string> {
  const taken = new Set<string>();
  const isLater = (path: string) => {
    const url = pageUrl(site, path);
    const isTaken = taken.has(url);
    taken.add(url);
    return isTaken;
  };
  const pages = paths.filter((path) => PAGE.test(path));
  const plainestFirst = pages.toSorted((one, other) => plainness(one) - plainness(other));
  return new Set(site.baseUrl ? plainestFirst.filter(isLater) : []);
}

function plainness(path: string): number {
  return /\.md$/i.test(path) ? 0 : /\.mdx$/i.test(path) ? 1 : 2;
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}

/** The files that the site has a page of, each with an address of its own. */
export function publishedOnly<Entry extends { readonly path: string }>(
  entries: readonly Entry[],
  rule = COMMON_RULE,
): (Entry | SkippedFile)[] {
  const read = entries.filter((entry) => !("skipped" in entry)).map(({ path }) => path);
  const reasonOf = unpublishedReasons(rule, read);
  const published = entries.map((entry) => {
    const skipped = "skipped" in entry ? undefined : reasonOf(entry.path);
    return skipped === undefined ? entry : { path: entry.path, skipped, keep: false };
  });
  return withoutTwins(published, rule);
}

/**
 * Two pages never share an address: where a folder has an index and a readme, and both would be its page, the index.
 */
function withoutTwins<Entry extends { readonly path: string }>(
  entries: readonly Entry[],
  rule: AddressRule,
): (Entry | SkippedFile)[] {
  const isIndex = (path: string) => PAGE.test(path) && rule.index.test(posix.parse(path).name);
  const read = entries.filter((entry) => !("skipped" in entry));
  const winners = new Map<string, string>();
  for (const { path } of read) {
    const { dir, name } = posix.parse(path);
    if (isIndex(path) && (!winners.has(dir) || /^_?index$/i.test(name))) winners.set(dir, path);
  }
  return entries.map((entry) => {
    const winner = winners.get(posix.dirname(entry.path) === "." ? "" : posix.dirname(entry.path));
    if (!isIndex(entry.path) || winner === undefined || winner === entry.path) return entry;
    return { path: entry.path, skipped: `gives way to ${posix.basename(winner)}, which has its address`, keep: false };
  });
}
