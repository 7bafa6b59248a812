import picomatch from "picomatch";
import { UserError } from "../../core/errors.ts";
import { openFolder } from "./folder.ts";
import { isRepository, openRepository } from "./repository.ts";
import type { DocumentSource, OpenOptions, SourceContext, SourceKind, SourceOptions } from "./source.ts";

type OpenKind = (options: OpenOptions, context: SourceContext) => Promise<DocumentSource>;

/**
 * A new kind of source is a file, a line here, and a line in `kindOf`. What needs heavy libraries is loaded when it
 * is wanted.
 */
const OPEN: Readonly<Record<SourceKind, OpenKind>> = {
  folder: openFolder,
  website: async (...given) => (await import("./website.ts")).openWebsite(...given),
  page: async (...given) => (await import("./page.ts")).openPage(...given),
  repository: openRepository,
};

/** Web addresses that name one document and not a site. */
const DOCUMENT = /\.(?:md|mdx|markdown|pdf|docx|ipynb|json|ya?ml|html?)$/i;

/** What a location is by its form. Throws a `UserError` where it is nothing that can be read. */
export function kindOf(location: string): SourceKind {
  if (isRepository(location)) return "repository";
  const url = URL.parse(location);
  if (url?.protocol === "https:" || url?.protocol === "http:") return DOCUMENT.test(url.pathname) ? "page" : "website";
  if (!/^[a-z][a-z+.-]+:/i.test(location)) return "folder";
  throw new UserError(
    `Cannot read ${location}: a source is a folder or file, a website (https://...), or a repository (github:owner/repo, https://....git).`,
  );
}

/**
 * Opens what `location` names, without reading it yet. Throws a `UserError` where there is nothing, or no kind of
 * source fits.
 */
export async function openSource(options: SourceOptions, context: SourceContext = {}): Promise<DocumentSource> {
  return OPEN[options.kind ?? kindOf(options.location)]({ ...options, isWanted: wanted(options) }, context);
}

function wanted({ include = [], exclude = [] }: SourceOptions): (path: string) => boolean {
  const isIncluded = include.length > 0 ? picomatch([...include]) : () => true;
  const isExcluded = exclude.length > 0 ? picomatch([...exclude]) : () => false;
  return (path) => isIncluded(path) && !isExcluded(path);
}
