import type { DatabaseSync } from "node:sqlite";
import type { Way } from "../crawler/ways.ts";
import type { SkippedFile } from "../document.ts";
import type { AnchorStyle } from "../generators/anchors.ts";
import type { OwnAddress } from "../generators/generator.ts";
import type { Budget } from "../readers/budget.ts";
import type { SourceFile } from "../readers/formats.ts";
import type { Github } from "./github.ts";

/** How a website is visited. `discover`: the one way to find its pages; without it the first that finds some. */
export interface CrawlSettings {
  readonly discover?: Way;
  readonly pages: number;
  readonly depth: number;
  readonly concurrency: number;
  readonly delayMs: number;
}

/** What people answer each other on GitHub. */
export const THREAD_KINDS = ["discussions", "issues"] as const;

export type ThreadKind = (typeof THREAD_KINDS)[number];

/**
 * How files are read. `known`: paths that the index holds, for a source that looks a second time before it leaves one
 * of them out. `onListed`: told how many files are coming, where a source knows before it reads them.
 */
export interface FilesOptions {
  readonly signal?: AbortSignal;
  readonly known?: Iterable<string>;
  readonly onListed?: (files: number) => void;
}

/** Where documents come from: a folder, a website, a repository. */
export interface DocumentSource {
  /** Names the source in the index; what is synced under it replaces what was there. */
  readonly name: string;
  /** Everything that changes how the files are read or addressed; another value means that all pages changed. */
  readonly settings: string;
  /** Every file once, in a stable order. Rejects only when the source as a whole cannot be read. */
  files(options?: FilesOptions): AsyncIterable<SourceFile | SkippedFile>;
  /**
   * The address of the page made from the file at `path`, without an anchor. `own`: what the page says of itself.
   */
  urlOf(path: string, own?: OwnAddress): string;
  /** How the site makes anchors of headings, where that is known by now. */
  readonly anchors?: AnchorStyle;
  /** What was recognised as the generator of the site, where one was, by now. */
  readonly generator?: string;
  /** The address that a link in the page at `path` leads to; the link itself where it cannot be told. */
  resolve(link: string, path: string): string;
  /** How many requests it took, for a source that is fetched. */
  readonly requests?: number;
}

/**
 * `location`: what the person typed. `baseUrl`: where the published pages live. `addressStyle`: how their addresses are
 * made, where the files do not tell. `include` and `exclude`: patterns of
 * paths, such
 * as `guides/**`; what is to be read matches one of the former, if there are any, and none of the latter. `answered`:
 * what of a repository on
 * GitHub is read beside its files.
 */
export interface SourceOptions {
  readonly name: string;
  readonly location: string;
  readonly kind?: string;
  readonly baseUrl?: string;
  readonly addressStyle?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly crawl?: Partial<CrawlSettings>;
  readonly answered?: readonly ThreadKind[];
}

/**
 * What sources work with. `database`: keeps copies of what was fetched. `dataDir`: keeps repositories.
 * `allowPrivateHosts`: as in ALLOW_PRIVATE_HOSTS. `github`: where `github:` leads, and what opens it. With `dryRun`
 * no copy is kept.
 */
export interface SourceContext {
  readonly database?: DatabaseSync;
  readonly dataDir?: string;
  readonly allowPrivateHosts?: readonly string[];
  readonly github?: Github;
  readonly dryRun?: boolean;
  /** What reading pages to find others costs, is watched by this. */
  readonly budget?: Budget;
}

/** What a kind of source is opened with: the patterns are one question by now. */
export interface OpenOptions extends SourceOptions {
  isWanted(path: string): boolean;
}
