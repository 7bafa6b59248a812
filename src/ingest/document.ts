import type { AnchorStyle } from "./generators/anchors.ts";

/** A decoded file. `resolve` turns a link of the page into the address it leads to. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
  /** How the site makes anchors of headings, where that is known. */
  readonly anchors?: AnchorStyle;
  resolve(link: string): string;
}

/** A file whose format is no text, as its reader gets it. */
export interface SourceBytes {
  readonly path: string;
  readonly bytes: Uint8Array;
  resolve(link: string): string;
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
 * - `slug`: the address that the page gives itself in its front matter; `id`: the name that it gives itself there;
 *   `date`: when it was written.
 * - `notes`: what was wrong with the file although it could be read; one short clause each.
 */
export interface Page {
  readonly title: string;
  readonly slug?: string;
  readonly id?: string;
  readonly date?: string;
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
