import type { SkippedFile } from "../document.ts";
import type { AddressRule } from "../generators/generator.ts";
import { formatOf } from "../readers/formats.ts";

/** Folders of tools. */
const TOOLS = new Set(["node_modules", "bower_components", "__pycache__"]);

/** Folders in which generators keep what pages are made with, and no pages. */
const PARTS =
  /^_(?:partials?|includes?|snippets|templates?|layouts?|components?|shared|macros|drafts?|static|build|site|data|sass|assets|themes?)$/i;

/** Folders whose files a site hands out as they are, beside its pages. */
const PUBLIC = /(?:^|\/)(?:public|static|_static)\//;

/** Files that hold what nobody may see, by their names; pages about secrets are Markdown. */
const SECRETS =
  /^(?:(?:credentials?|secrets?|passwords?|passwd|htpasswd|tokens?|(?:api|access|private|secret)[-_]?keys?)\.(?:txt|json|ya?ml)|id_(?:rsa|dsa|ecdsa|ed25519)(?:\..*)?)$/i;

/** Why a folder is not looked into, as a clause; undefined where it is. */
export function folderLeftOut(name: string): string | undefined {
  if (TOOLS.has(name)) return "is no folder of documents";
  if (name.startsWith(".")) return "is hidden";
  return PARTS.test(name) ? "holds parts of pages and no pages" : undefined;
}

/** Names of modules and the like: `__init__.md` is a page about one. */
const DUNDER = /^__\w{1,80}__\./;

/** Why a file is not read whatever its format, as a clause; undefined where it may be. `rule`: of its generator. */
export function fileLeftOut(name: string, rule?: AddressRule): string | undefined {
  if (name.startsWith(".")) return "is hidden";
  if (SECRETS.test(name)) return "may hold secrets";
  if (name === "robots.txt") return "is for crawlers";
  const isPage = rule?.underscored === true || /^_index\./i.test(name) || DUNDER.test(name);
  const isPart = name.startsWith("_") && !isPage && /\.(?:mdx?|markdown|html?)$/i.test(name);
  return isPart ? "is a part of other pages: its name begins with _" : undefined;
}

/** Why the file at a path is not read, by the first part of the path that is left out; undefined where it may be. */
export function pathLeftOut(path: string, rule?: AddressRule): SkippedFile | undefined {
  const names = path.split("/");
  for (const [index, name] of names.entries()) {
    const isFile = index === names.length - 1;
    const skipped = isFile ? fileLeftOut(name, rule) : folderLeftOut(name);
    if (skipped) return { path: names.slice(0, index + 1).join("/"), skipped, keep: false };
  }
  return undefined;
}

/** Files without the HTML that a site hands out as it is, where it has pages that are made of Markdown. */
export function withoutPublic<Entry extends { readonly path: string }>(
  files: readonly Entry[],
): (Entry | SkippedFile)[] {
  const isMarkdown = ({ path }: Entry) => ["markdown", "mdx"].includes(formatOf(path) ?? "");
  if (!files.some(isMarkdown)) return [...files];
  return files.map((file) => {
    const isPublic = formatOf(file.path) === "html" && PUBLIC.test(file.path);
    return isPublic ? { path: file.path, skipped: "is handed out by the site beside its pages", keep: false } : file;
  });
}
