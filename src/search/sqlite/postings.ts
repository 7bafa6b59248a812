import type { DatabaseSync } from "node:sqlite";
import { createInvertedIndex, type InvertedIndex } from "../memory/inverted-index.ts";
import type { MeanLengths } from "../ranking/bm25.ts";
import { FIELDS, unpackTerms } from "../ranking/fields.ts";
import { shelfOf } from "../shelf.ts";
import type { RankingSettings } from "../tuning.ts";
import { createPostingsFile } from "./postings-file.ts";
import { createTableWatcher } from "./table-watcher.ts";

/** An inverted index that is true to the table of terms: as it was kept, and what came since. */
export function watchPostings(
  database: DatabaseSync,
  settings: Pick<RankingSettings, "k1" | "b" | "fieldWeights">,
): () => Promise<InvertedIndex> {
  const state = database.prepare("select * from index_state");
  const file = createPostingsFile(database, settings);
  return createTableWatcher(database, {
    async restore() {
      const kept = await file.read();
      return kept && { ...kept, held: createInvertedIndex(settings, kept.index) };
    },
    rows: `select t.chunk, t.terms, d.source, d.path from index_terms t cross join index_documents d on d.id = t.document
      where t.chunk > ? order by t.chunk limit ?`,
    create: () => createInvertedIndex(settings),
    adder(index) {
      const weights = { ...settings, meanLengths: meanLengthsOf(state.get()) };
      return ({ chunk, terms, source, path }) =>
        index.add(
          { id: Number(chunk), shelf: shelfOf(String(source), String(path)), packed: unpackTerms(terms as Uint8Array) },
          weights,
        );
    },
  });
}

/** Mean number of terms per chunk, from the row of `index_state`. */
export function meanLengthsOf(state: Record<string, unknown> = {}): MeanLengths {
  return FIELDS.map((field) => Number(state[field]) / Math.max(1, Number(state.chunks)));
}
