import type { AnchorStyle } from "./anchors.ts";

/** How addresses of pages end: `guide/install/`, `guide/install.html` or `guide/install`. */
export type Shape = "directory" | "html" | "clean";

/**
 * A folder of pages, from the project's root, and where below the site they are published. `permalink`: a pattern of
 * their addresses there, such as `:year/:title/`.
 *
 * A `*` in `folder` is any one name: it stands where the prefix has a `*` too, else behind the prefix.
 */
export interface ContentFolder {
  readonly folder: string;
  readonly prefix: string;
  readonly permalink?: string;
}

/** What a page says of its own address in its front matter. */
export interface OwnAddress {
  readonly slug?: string;
  readonly id?: string;
  readonly title?: string;
  readonly date?: string;
}

/**
 * How a generator makes addresses.
 *
 * - `contents`: its folders of pages, the longest name counts.
 * - `index`: names of files that become the page of their folder; `keepsIndex`: as `guide/index.html`;
 *   `slashesIndex`: as `guide/` where other pages have no slash at their end.
 * - `segment`: what becomes of a folder's or file's name.
 * - `underscored`: it makes pages of files whose names begin with `_`, which elsewhere are parts of others.
 * - `slug`: what a page's own address in its front matter means; `usesId`: its id stands in for its file's name.
 * - `rewrites`: files that are published as if they were others: pattern and path, as VitePress writes them.
 * - `languages`: `page.fr.md` is the page in French where `fr` is one of them.
 * - `htmlPages`: HTML among the pages is a page of its own, with front matter.
 * - `timeZone`: in which the dates of addresses are told.
 * - `listed`: the only files that become pages; `excluded`: patterns of files that never do. Both from the project's
 *   root, with the file that says so.
 */
export interface AddressRule {
  readonly shape: Shape;
  readonly contents: readonly ContentFolder[];
  readonly index: RegExp;
  readonly keepsIndex?: boolean;
  readonly slashesIndex?: boolean;
  readonly segment?: (name: string) => string;
  readonly slug?: "ignored" | "whole";
  readonly usesId?: boolean;
  readonly underscored?: boolean;
  readonly isIndex?: (folder: string, name: string) => boolean;
  readonly rewrites?: readonly (readonly [from: string, to: string])[];
  readonly languages?: readonly string[];
  readonly htmlPages?: boolean;
  readonly timeZone?: string;
  readonly listed?: { readonly by: string; readonly paths: readonly string[] };
  readonly excluded?: { readonly by: string; readonly patterns: readonly string[] };
  readonly anchors: AnchorStyle;
}

/** Reads a text file of a project, by its path from the project's root; undefined where there is none. */
export type ReadConfig = (path: string) => Promise<string | undefined>;

/** A documentation generator. `marks`: files, one of which it leaves in every project; `rule`: read out of them. */
export interface Generator {
  readonly name: string;
  readonly marks: readonly string[];
  /** Whether the file is a mark of this generator after all. */
  readonly isMark?: (config: string) => boolean;
  readonly rule: (config: string, read: ReadConfig, mark: string) => AddressRule | Promise<AddressRule>;
}

/** An index or a readme. */
export const INDEX_OR_README = /^(?:index|readme)$/i;

/** A value of a settings file in any language: `key: "value"`, `key = value`. Only plain words are understood. */
export function setting(config: string, key: string): string | undefined {
  const match = new RegExp(
    `(?:^|[\\n{,])[ \\t]*["']?${key}["']?[ \\t]*[:=][ \\t]*(?:"([^"\\n]*)"|'([^'\\n]*)'|([\\w./-]+))`,
    "i",
  ).exec(config);
  return match?.slice(1).find((value) => value !== undefined);
}

/** A path without slashes and dots at its ends; empty for the folder itself. */
export function bare(path: string): string {
  return path.replace(/^(?:\.?\/)+|\/+$/g, "").replace(/^\.$/, "");
}
