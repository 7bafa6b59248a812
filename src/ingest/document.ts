/**
 * A page as a reader understood it, before it is cut into chunks.
 *
 * - `slug`: the address that the page gives itself in its front matter.
 * - `notes`: what was wrong with the file although it could be read; one short clause each.
 */
export interface Page {
  readonly title: string;
  readonly slug?: string;
  readonly blocks: readonly Block[];
  readonly notes: readonly string[];
}

/** A piece of a page in reading order. */
export type Block = Heading | Content;

/** `text` is plain, without Markdown. Without an `anchor` the real page has no id there. */
export interface Heading {
  readonly kind: "heading";
  readonly level: number;
  readonly text: string;
  readonly anchor?: string;
}

/** A whole fence, table, list, or anything else (`text`), as Markdown. */
export interface Content {
  readonly kind: "text" | "code" | "table" | "list";
  readonly markdown: string;
}
