import { UserError } from "../../errors.ts";
import { openFiles } from "./files.ts";

/** Formats that there is a reader for. */
export type Format = "markdown" | "mdx" | "html" | "text";

/** Where documents come from: a folder or file today; a website or a repository is one more implementation. */
export interface DocumentSource {
  /** Names the source in the index; what is synced under it replaces what was there. */
  readonly name: string;
  /** Everything that changes how the files are read or addressed; another value means that all pages changed. */
  readonly settings: string;
  /** How many files are coming, for a progress bar; left out where that is not cheap to know. */
  expected?(): Promise<number>;
  /** Every file once, in a stable order. Rejects only when the source as a whole cannot be read. */
  files(signal?: AbortSignal): AsyncIterable<SourceFile | SkippedFile>;
  /** The address of the page made from the file at `path`, without an anchor. `slug`: what the page calls itself. */
  urlOf(path: string, slug?: string): string;
  /** The address that a link in the page at `path` leads to; the link itself where it cannot be told. */
  resolve(link: string, path: string): string;
}

/** A file with its content. `path` uses `/` and is relative to the source. */
export interface SourceFile {
  readonly path: string;
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

/** `location`: what the person typed. `baseUrl`: where the published pages live. */
export interface SourceOptions {
  readonly name: string;
  readonly location: string;
  readonly baseUrl?: string;
}

/** Kinds of sources by the form of their location, most particular first: a new kind is a file and a line here. */
const KINDS: readonly {
  readonly matches: (location: string) => boolean;
  readonly open: (options: SourceOptions) => Promise<DocumentSource>;
}[] = [{ matches: (location) => !/^[a-z][a-z+.-]+:/i.test(location), open: openFiles }];

/** Opens what `location` names. Throws a `UserError` where there is nothing, or no kind of source fits. */
export async function openSource(options: SourceOptions): Promise<DocumentSource> {
  const kind = KINDS.find(({ matches }) => matches(options.location));
  if (!kind) throw new UserError(`Cannot read ${options.location}: a source is a folder or a file on this machine.`);
  return kind.open(options);
}
