import { existsSync } from "node:fs";
import { basename, extname, resolve } from "node:path";
import picomatch from "picomatch";
import { UserError } from "../../core/errors.ts";
import { formatOf } from "../readers/formats.ts";
import { isRepository, parseRepository } from "./repository-location.ts";
import type { DocumentSource, OpenOptions, SourceContext, SourceOptions } from "./source.ts";

/**
 * A kind of source.
 *
 * - `isAt`: whether a location is of this kind, by its form.
 * - `form`: how a location of this kind is written, for the message where one is of no kind; left out where another
 *   kind's form says it.
 * - `nameOf`: what a source is called that nobody named.
 * - `isLocal`: it lies on this machine: a location is a path that counts from a folder, and is read at every start.
 * - `locate`: the location counted from a folder, where it is more than a path, such as `zip:handbook.zip`.
 * - `exists`: whether it is still where it was; left out where only asking the network would tell.
 * - `hasThreads`: what people answered each other there can be read beside its files.
 */
export interface SourceKind {
  isAt(location: string): boolean;
  readonly form?: string;
  nameOf(location: string): string;
  readonly isLocal?: boolean;
  locate?(location: string, folder: string): string;
  exists?(location: string): boolean;
  readonly hasThreads?: boolean;
  open(options: OpenOptions, context: SourceContext): Promise<DocumentSource>;
}

/** The kinds of sources, in the order in which a location is tried: the plainest last. A new one is an entry here. */
const KINDS: Readonly<Record<string, SourceKind>> = {
  repository: {
    isAt: isRepository,
    form: "a repository (github:owner/repo, https://....git)",
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
    form: "a website (https://...)",
    nameOf: (location) => new URL(location).host,
    open: async (...given) => (await import("./website.ts")).openWebsite(...given),
  },
  folder: {
    isAt: isPath,
    form: "a folder or file",
    nameOf: stemOf,
    isLocal: true,
    exists: existsSync,
    open: async (options) => (await import("./folder.ts")).openFolder(options),
  },
};

/** The names of the kinds, as people write them where a location does not tell, or tells something else. */
export const SOURCE_KINDS = Object.keys(KINDS);

/**
 * What a source is: by what was said of it, else by the form of its location. Throws a `UserError` where it is
 * nothing.
 */
export function kindOf({ kind, location }: Pick<SourceOptions, "kind" | "location">): SourceKind {
  const found = kind === undefined ? Object.values(KINDS).find(({ isAt }) => isAt(location)) : KINDS[kind];
  if (found) return found;
  if (kind !== undefined)
    throw new UserError(
      `Cannot read ${location}: ${kind} is no kind of source; it is one of ${SOURCE_KINDS.join(", ")}.`,
    );
  const forms = Object.values(KINDS).flatMap(({ form = [] }) => form);
  const [last, ...others] = forms;
  throw new UserError(`Cannot read ${location}: a source is ${others.reverse().join(", ")}, or ${last}.`);
}

/** A location as it is kept: what lies on this machine is counted from `folder`. Throws as `kindOf` does. */
export function locationFrom(folder: string, source: Pick<SourceOptions, "kind" | "location">): string {
  const { isLocal, locate } = kindOf(source);
  const { location } = source;
  if (locate) return locate(location, folder);
  return isLocal || isPath(location) ? resolve(folder, location) : location;
}

/**
 * Opens what `location` names, without reading it yet. Throws a `UserError` where there is nothing, or no kind fits.
 */
export async function openSource(options: SourceOptions, context: SourceContext = {}): Promise<DocumentSource> {
  return kindOf(options).open({ ...options, isWanted: wanted(options) }, context);
}

function wanted({ include = [], exclude = [] }: SourceOptions): (path: string) => boolean {
  const isIncluded = include.length > 0 ? picomatch([...include]) : () => true;
  const isExcluded = exclude.length > 0 ? picomatch([...exclude]) : () => false;
  return (path) => isIncluded(path) && !isExcluded(path);
}

/** Whether a location begins with no scheme. A single letter is a drive. */
function isPath(location: string): boolean {
  return !/^[a-z][a-z+.-]+:/i.test(location);
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
