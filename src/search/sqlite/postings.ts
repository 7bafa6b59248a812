import type { DatabaseSync } from "node:sqlite";
import { createPostings, type Postings } from "../memory/inverted-index.ts";
import type { MeanLengths } from "../ranking/bm25.ts";
import { FIELDS, unpackTerms } from "../ranking/fields.ts";
import type { Levers } from "../tuning.ts";
import { createFollower } from "./table-watcher.ts";

/** Postings that are true to the table of terms. */
export function followPostings(
  database: DatabaseSync,
  { fieldWeights }: Pick<Levers, "fieldWeights">,
): () => Promise<Postings> {
  const state = database.prepare("select * from index_state");
  return createFollower(database, {
    rows: "select chunk, terms from index_terms where chunk > ? order by chunk limit ?",
    create: createPostings,
    adder(postings) {
      const worths = { means: meanLengths(state.get()), fieldWeights };
      return ({ chunk, terms }) => postings.add(Number(chunk), unpackTerms(terms as Uint8Array), worths);
    },
  });
}

/** Mean number of terms per chunk, from the row of `index_state`. */
export function meanLengths(state: Record<string, unknown> = {}): MeanLengths {
  return FIELDS.map((field) => Number(state[field]) / Math.max(1, Number(state.chunks)));
}
