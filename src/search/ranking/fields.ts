import { splitFences } from "../../text/fences.ts";
import { type Analysis, indexTerms } from "../../text/tokenizer.ts";
import type { Chunk } from "../search-index.ts";

/** What a chunk is searched by, in the order in which lengths and terms are stored. */
export const FIELDS = ["title", "headings", "body", "code"] as const;

/** One list of terms per field, in the order of `FIELDS`. */
export type FieldTerms = readonly (readonly string[])[];

/** The target of a Markdown link or image: an address says little that its text does not. */
const LINK_TARGET = /\]\([^()\s]*(?:\s+"[^"]*")?\)/g;

/** The terms of a chunk under its page's title. */
export function fieldTerms(title: string, chunk: Chunk, analysis: Analysis): FieldTerms {
  const runs = splitFences(chunk.text.split("\n"));
  const linesOf = (wanted: boolean) =>
    runs.flatMap(({ isCode, lines }) => (isCode === wanted ? lines : [""])).join("\n");
  return [title, chunk.headings.join("\n"), linesOf(false).replace(LINK_TARGET, "]"), linesOf(true)].map((text) =>
    indexTerms(text, analysis),
  );
}

/**
 * The terms of a chunk as numbers, for scoring without reading its text again: four lengths in the order of
 * `FIELDS`, then the fingerprint of every term in order.
 */
export function packTerms(fields: FieldTerms): Uint32Array {
  return new Uint32Array([
    ...fields.map((terms) => terms.length),
    ...fields.flatMap((terms) => terms.map(fingerprint)),
  ]);
}

/** The terms of a chunk from the bytes of what `packTerms` made. */
export function unpackTerms(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** 32 bits that stand for a term (FNV-1a). Two terms of one question sharing them is too rare to matter. */
export function fingerprint(term: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < term.length; i++) hash = Math.imul(hash ^ term.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
