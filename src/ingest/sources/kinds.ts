import { existsSync } from "node:fs";
import { basename, extname } from "node:path";
import picomatch from "picomatch";
import { UserError } from "../../core/errors.ts";
import { formatOf } from "../readers/formats.ts";
import { isRepository, parseRepository } from "./repository-location.ts";
import type { DocumentSource, OpenOptions, SourceContext, SourceOptions } from "./source.ts";

/**
 * A kind of source.
 *
 * - `isAt`: whether a location is of this kind, by its form.
 * - `nameOf`: what a source is called that nobody named.
 * - `isLocal`: it lies on this machine: a location counts from the working folder, and is read at every start.
 * - `exists`: whether it is still where it was; left out where only asking the network would tell.
 * - `hasThreads`: what people answered each other there can be read beside its files.
 */
export interface SourceKind {
  isAt(location: string): boolean;
  nameOf(location: string): string;
  readonly isLocal?: boolean;
  exists?(location: string): boolean;
  readonly hasThreads?: boolean;
  open(options: OpenOptions, context: SourceContext): Promise<DocumentSource>;
}

/** The kinds of sources, in the order in which a location is tried. A new one is a file and an entry here. */
const KINDS: Readonly<Record<string, SourceKind>> = {
  repository: {
    isAt: isRepository,
    nameOf(location) {
      const { url, path } = parseRepository(location);
      return basename(path) || basename(url.replace(/(?:\/|\.)git$/, ""));
    },
    hasThreads: true,
    open: async (...given) => (await import("./repository.ts")).openRepository(...given),
  },
  page: {
    isAt: (location) => isWeb(location) && !["text", undefined].includes(formatOf(pathOf(location), { named: true })),
    nameOf: (location) => stemOf(pathOf(location)),
    open: async (...given) => (await import("./page.ts")).openPage(...given),
  },
  website: {
    isAt: isWeb,
    nameOf: (location) => new URL(location).host,
    open: async (...given) => (await import("./website.ts")).openWebsite(...given),
  },
  folder: {
    isAt: (location) => !/^[a-z][a-z+.-]+:/i.test(location),
    nameOf: stemOf,
    isLocal: true,
    exists: existsSync,
    open: async (options) => (await import("./folder.ts")).openFolder(options),
  },
};

/** The names of the kinds, as people write them where a location does not tell, or tells something else. */
export const SOURCE_KINDS = Object.keys(KINDS);

/** What a source is: by what was said of it, else by the form of its location. Throws a `UserError` where it is nothing. */
export function kindOf({ kind, location }: Pick<SourceOptions, "kind" | "location">): SourceKind {
  const found = kind === undefined ? Object.values(KINDS).find(({ isAt }) => isAt(location)) : KINDS[kind];
  if (found) return found;
  if (kind !== undefined)
    throw new UserError(
      `Cannot read ${location}: ${kind} is no kind of source; it is one of ${SOURCE_KINDS.join(", ")}.`,
    );
  throw new UserError(
    `Cannot read ${location}: a source is a folder or file, a website (https://...), or a repository (github:owner/repo, https://....git).`,
  );
}

/** Opens what `location` names, without reading it yet. Throws a `UserError` where there is nothing, or no kind fits. */
export async function openSource(options: SourceOptions, context: SourceContext = {}): Promise<DocumentSource> {
  return kindOf(options).open({ ...options, isWanted: wanted(options) }, context);
}

function wanted({ include = [], exclude = [] }: SourceOptions): (path: string) => boolean {
  const isIncluded = include.length > 0 ? picomatch([...include]) : () => true;
  const isExcluded = exclude.length > 0 ? picomatch([...exclude]) : () => false;
  return (path) => isIncluded(path) && !isExcluded(path);
}

function isWeb(location: string): boolean {
  return ["https:", "http:"].includes(URL.parse(location)?.protocol ?? "");
}

function pathOf(location: string): string {
  return new URL(location).pathname;
}

function stemOf(path: string): string {
  return basename(path, extname(path));
}
