import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/**
 * The routes of the pages that a project lists itself, for generators that cannot be run here: the summary of mdBook
 * and GitBook, the navigation of Mintlify. By the documentation of these generators, and by none of the program's code.
 */
export function listedRoutes(folder: string): Set<string> {
  if (existsSync(join(folder, "docs.json"))) return new Set(navigationOf(folder).map((page) => withoutIndex(page)));
  const isBook = existsSync(join(folder, "book.toml"));
  const summary = readFileSync(join(folder, isBook ? "src/SUMMARY.md" : "SUMMARY.md"), "utf8");
  const pages = [...summary.matchAll(/\]\(([^)\s#]+\.md)[^)]*\)/g)].map(([, path = ""]) => posix.normalize(path));
  return new Set(pages.map((page) => (isBook ? bookRoute(page) : withoutIndex(page.replace(/\.md$/, "")))));
}

/** Every page is a file beside its Markdown; a readme is the index of its folder. */
function bookRoute(page: string): string {
  return page
    .replace(/README\.md$/, "index.md")
    .replace(/\.md$/, ".html")
    .replace(/(^|\/)index\.html$/, "$1");
}

function withoutIndex(page: string): string {
  return page.replace(/^\/+/, "").replace(/\/?(?:^|(?<=\/))(?:index|README)$/, "");
}

/** Every word in a list of pages, and every root of a group, however deep. */
function navigationOf(folder: string): string[] {
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Record<string, unknown>;
  const pagesOf = (value: unknown): string[] => {
    if (Array.isArray(value)) return value.flatMap((one) => (typeof one === "string" ? [one] : pagesOf(one)));
    if (typeof value !== "object" || value === null) return [];
    const { $ref, root } = value as { $ref?: string; root?: unknown };
    const own = typeof root === "string" ? [root] : [];
    return [...own, ...($ref ? pagesOf(read($ref)) : []), ...Object.values(value).flatMap(pagesOf)];
  };
  return pagesOf(read("docs.json").navigation);
}
