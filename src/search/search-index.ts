/** A chunk and how near its vector is to another one: the cosine of the angle between them. */
export interface NearRow {
  readonly id: number;
  readonly cosine: number;
}

/**
 * An indexed piece of a document: a section, or a part of a long one. Never half a code fence or table.
 *
 * - `id`: stable while source, path, place in the page and content stay the same.
 * - `ordinal`: its position in the page, from 0.
 * - `headings`: the path of headings down to this chunk, the page's title left out.
 * - `text`: the Markdown of the chunk, its own heading line left out.
 * - `url`: the page's address with the anchor that the site really has.
 */
export interface Chunk {
  readonly id: string;
  readonly ordinal: number;
  readonly headings: readonly string[];
  readonly text: string;
  readonly url: string;
}

/** A page of a source, ready to be indexed. `path` is unique within `source`; `hash` covers all that is stored. */
export interface IndexedDocument {
  readonly source: string;
  readonly path: string;
  readonly title: string;
  readonly url: string;
  readonly hash: string;
  readonly chunks: readonly Chunk[];
}

/** A chunk found for a question. `score` is comparable within one search only; higher is better. */
export interface Passage extends Chunk {
  readonly source: string;
  readonly path: string;
  readonly title: string;
  readonly score: number;
}

/**
 * - `text`: what is asked.
 * - `context`: what was talked about before, newest first; weighs less than `text`.
 * - `vector`: the question's embedding, where a model is configured.
 * - `near`: chunks that were found by that embedding elsewhere, nearest first.
 * - `sources`: nothing of any other source is found; without it everything may be.
 * - `without`: shelves, as `shelfOf` names them, of which nothing is found.
 */
export interface Query {
  readonly text: string;
  readonly context?: readonly string[];
  readonly vector?: Float32Array;
  readonly near?: readonly Neighbour[];
  readonly sources?: readonly string[];
  readonly without?: readonly string[];
  readonly limit: number;
}

/** A chunk that is near to a question in meaning. `cosine`: that of the angle between the two embeddings. */
export interface Neighbour extends Pick<Passage, "source" | "path" | "id"> {
  readonly cosine: number;
}

/** What a search found. `confidence` in 0..1: how much of what was asked the best passages speak of. */
export interface SearchResult {
  readonly passages: readonly Passage[];
  readonly confidence: number;
}

/**
 * Below the first confidence the docs do not speak of the question, as far as words can tell; between the two they may.
 * Chosen among .46 to .48, which one half of the questions of five sets allows, with a look at both halves (`npm run
 * eval` prints the curves): of their own questions product docs refuse one in a hundred and are unsure of one in twenty, one of them of one in five;
 * of questions about other products they answer half as many as with one threshold, and of encyclopaedic ones one in
 * thirty at the most.
 */
export const UNCOVERED_BELOW = 0.32;
export const UNSURE_BELOW = 0.47;

/** A section of a page, without its text. `headings`: as those of a chunk. */
export type OutlineEntry = Pick<Passage, "source" | "path" | "title" | "headings" | "url">;

/** What an index holds of one source. `syncedAt`: milliseconds since 1970. */
export interface SourceState {
  readonly name: string;
  readonly documents: number;
  readonly chunks: number;
  readonly syncedAt: number;
}

/** A document on its way into the index. `vectors`: one per chunk, or none. */
export interface EmbeddedDocument {
  readonly document: IndexedDocument;
  readonly vectors?: readonly Float32Array[];
}

/** Where chunks live and are found. Every write is whole or not at all per document, whatever dies meanwhile. */
export interface SearchIndex {
  /** The hash of every document of a source, by path. */
  hashes(source: string): Promise<ReadonlyMap<string, string>>;
  /** Puts a document in place of its former state. `vectors`: one per chunk, or none. */
  put(document: IndexedDocument, vectors?: readonly Float32Array[]): Promise<void>;
  /** Puts several documents at once, which takes far less time than one after the other. */
  putAll(documents: readonly EmbeddedDocument[]): Promise<void>;
  /** Removes documents of a source; unknown paths are ignored. */
  remove(source: string, paths: readonly string[]): Promise<void>;
  /** Notes that a source was synced to its end just now. */
  synced(source: string): Promise<void>;
  /** Removes a source and all of its documents. */
  drop(source: string): Promise<void>;
  /** Removes all vectors, because another model is to make new ones; chunks are found by their words meanwhile. */
  dropVectors(): Promise<void>;
  sources(): Promise<readonly SourceState[]>;
  /**
   * The chunks of the pages that have this address, without an anchor, or this path in their source, in order: page by
   * page where several have it. The very same address comes first.
   */
  pages(address: string): Promise<readonly Passage[]>;
  /** The sections of a source, `limit` at the most, those of pages near its root first. */
  outline(source: string, limit: number): Promise<readonly OutlineEntry[]>;
  /** Reads into memory what searches need; else the first search does. */
  load(): Promise<void>;
  search(query: Query): Promise<SearchResult>;
  /** Which of these chunks it does not hold: their text, or their place, is another one by now. */
  gone(ids: readonly string[]): Promise<readonly string[]>;
  /** The chunks before and after a passage in its page, in order, the passage itself included. */
  neighbours(passage: Passage, before: number, after: number): Promise<readonly Passage[]>;
}
