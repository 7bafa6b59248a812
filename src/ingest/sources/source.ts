import type { DatabaseSync } from "node:sqlite";
import picomatch from "picomatch";
import { UserError } from "../../core/errors.ts";
import { openFiles } from "./folder.ts";
import type { Github } from "./github.ts";
import type { AnsweredKind } from "./github-threads.ts";
import { isRepository, openRepository } from "./repository.ts";
import type { CrawlSettings } from "./website.ts";

/** Formats that there is a reader for. */
export type Format = "markdown" | "mdx" | "html" | "text" | "pdf" | "docx" | "notebook" | "api";

/** Where documents come from: a folder, a website, a repository. */
export interface DocumentSource {
  /** Names the source in the index; what is synced under it replaces what was there. */
  readonly name: string;
  /** Everything that changes how the files are read or addressed; another value means that all pages changed. */
  readonly settings: string;
  /** How many files are coming, for a progress bar; left out where that is not cheap to know. */
  expected?(): Promise<number>;
  /**
   * Every file once, in a stable order. Rejects only when the source as a whole cannot be read. `known`: paths that the index
   * holds, for a source that looks a second time before it leaves one of them out.
   */
  files(signal?: AbortSignal, known?: Iterable<string>): AsyncIterable<SourceFile | SkippedFile>;
  /** The address of the page made from the file at `path`, without an anchor. `slug`: what the page calls itself. */
  urlOf(path: string, slug?: string): string;
  /** The address that a link in the page at `path` leads to; the link itself where it cannot be told. */
  resolve(link: string, path: string): string;
  /** How many requests it took, for a source that is fetched. */
  readonly requests?: number;
}

/**
 * A file with its content. `path` uses `/` and is relative to the source. `part`: where one file becomes several documents, the
 * place of this one in it, as the fragment of an address; the path then ends in `#` and the part.
 */
export interface SourceFile {
  readonly path: string;
  readonly part?: string;
  readonly format: Format;
  readonly bytes: Uint8Array;
}

/**
 * A file or folder that is not read, and why (a clause such as `is empty`). With `keep` the trouble may pass, so what
 * the index holds of it, or below it, stays.
 */
export interface SkippedFile {
  readonly path: string;
  readonly skipped: string;
  readonly keep: boolean;
}

/** What a source is, where its location does not tell, or tells something else. */
export const KINDS = ["folder", "website", "page", "repository"] as const;
export type Kind = (typeof KINDS)[number];

/**
 * `location`: what the person typed. `baseUrl`: where the published pages live. `include` and `exclude`: patterns of paths, such
 * as `guides/**`; what is to be read matches one of the former, if there are any, and none of the latter. `answered`: what of a repository on
 * GitHub is read beside its files.
 */
export interface SourceOptions {
  readonly name: string;
  readonly location: string;
  readonly kind?: Kind;
  readonly baseUrl?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly crawl?: Partial<CrawlSettings>;
  readonly answered?: readonly AnsweredKind[];
}

/**
 * What sources work with. `database`: keeps copies of what was fetched. `dataDir`: keeps repositories.
 * `allowPrivateHosts`: as in ALLOW_PRIVATE_HOSTS. `github`: where `github:` leads, and what opens it. With `dryRun` no copy is kept.
 */
export interface SourceContext {
  readonly database?: DatabaseSync;
  readonly dataDir?: string;
  readonly allowPrivateHosts?: readonly string[];
  readonly github?: Github;
  readonly dryRun?: boolean;
}

/** What a kind of source is opened with: the patterns are one question by now. */
export interface OpenOptions extends SourceOptions {
  isWanted(path: string): boolean;
}

type Open = (options: OpenOptions, context: SourceContext) => Promise<DocumentSource>;

/** A new kind of source is a file, a line here, and a line in `kindOf`. What needs heavy libraries is loaded when it is wanted. */
const OPEN: Readonly<Record<Kind, Open>> = {
  folder: openFiles,
  website: async (...given) => (await import("./website.ts")).openWebsite(...given),
  page: async (...given) => (await import("./page.ts")).openUrl(...given),
  repository: openRepository,
};

/** Web addresses that name one document and not a site. */
const DOCUMENT = /\.(?:md|mdx|markdown|pdf|docx|ipynb|json|ya?ml|html?)$/i;

/** What a location is by its form. Throws a `UserError` where it is nothing that can be read. */
export function kindOf(location: string): Kind {
  if (isRepository(location)) return "repository";
  const url = URL.parse(location);
  if (url?.protocol === "https:" || url?.protocol === "http:") return DOCUMENT.test(url.pathname) ? "page" : "website";
  if (!/^[a-z][a-z+.-]+:/i.test(location)) return "folder";
  throw new UserError(
    `Cannot read ${location}: a source is a folder or file, a website (https://...), or a repository (github:owner/repo, https://....git).`,
  );
}

/** Opens what `location` names, without reading it yet. Throws a `UserError` where there is nothing, or no kind of source fits. */
export async function openSource(options: SourceOptions, context: SourceContext = {}): Promise<DocumentSource> {
  return OPEN[options.kind ?? kindOf(options.location)]({ ...options, isWanted: wanted(options) }, context);
}

function wanted({ include = [], exclude = [] }: SourceOptions): (path: string) => boolean {
  const isIncluded = include.length > 0 ? picomatch([...include]) : () => true;
  const isExcluded = exclude.length > 0 ? picomatch([...exclude]) : () => false;
  return (path) => isIncluded(path) && !isExcluded(path);
}
