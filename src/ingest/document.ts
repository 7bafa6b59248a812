/** A decoded file. `resolve` turns a link of the page into the address it leads to. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
  resolve(link: string): string;
}

/** Formats that there is a reader for. */
export type Format = "markdown" | "mdx" | "html" | "text" | "pdf" | "docx" | "notebook" | "api";

/**
 * A file with its content. `path` uses `/` and is relative to the source. `part`: where one file becomes several
 * documents, the
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

/**
 * A page as a reader understood it, before it is cut into chunks.
 *
 * - `slug`: the address that the page gives itself in its front matter.
 * - `notes`: what was wrong with the file although it could be read; one short clause each.
 */
export interface Page {
  readonly title: string;
  readonly slug?: string;
  readonly blocks: readonly PageBlock[];
  readonly notes: readonly string[];
}

/** A piece of a page in reading order. */
export type PageBlock = Heading | PageContent;

/** `text` is plain, without Markdown. Without an `anchor` the real page has no id there. */
export interface Heading {
  readonly kind: "heading";
  readonly level: number;
  readonly text: string;
  readonly anchor?: string;
}

/** A whole fence, table, list, or anything else (`text`), as Markdown. */
export interface PageContent {
  readonly kind: "text" | "code" | "table" | "list";
  readonly markdown: string;
}
