import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { isEnglish } from "../../text/language.ts";
import type { InvertedIndex } from "../memory/inverted-index.ts";
import { isUseless, probeOutcome } from "../probes.ts";
import { createScorer, type Scorer } from "../ranking/bm25.ts";
import { confidenceOf } from "../ranking/confidence.ts";
import { foldDuplicates } from "../ranking/duplicates.ts";
import { fingerprint, unpackTerms } from "../ranking/fields.ts";
import { addVectorSimilarity, NO_NEIGHBOURS, type VectorSimilarity } from "../ranking/hybrid.ts";
import { addUpPages, type ScoredChunk, sum } from "../ranking/pages.ts";
import { analyseQuery } from "../ranking/query.ts";
import type { Neighbour, Passage, Query, SearchIndex, SearchResult } from "../search-index.ts";
import { shelfOf, wantedShelves } from "../shelf.ts";
import type { RankingSettings } from "../tuning.ts";
import { meanLengthsOf } from "./postings.ts";
import { createNearestNeighbours } from "./vectors.ts";

/** A chunk that may answer, with what ranking it needs. */
interface Candidate extends ScoredChunk {
  readonly id: number;
  readonly packed: Uint32Array;
}

/** The half of the index that reads, always as the index is right now. `watch`: its postings, true to their table. */
export function createSearch(
  database: DatabaseSync,
  settings: RankingSettings,
  watch: () => Promise<InvertedIndex>,
): Pick<SearchIndex, "load" | "search" | "neighbours" | "pages"> {
  const chunks = createChunkReader(database);
  const neighbours = createNearestNeighbours(database);
  const state = database.prepare("select * from index_state");
  const vectorWeight = () => {
    const outcome = probeOutcome(database);
    return outcome && isUseless(outcome) ? settings.uselessVectorWeight : settings.vectorWeight;
  };

  const similarityTo = async ({ vector, near = [], ...query }: Query): Promise<VectorSimilarity> => {
    const isWanted = wantedShelves(query);
    if (vector) return neighbours.to(vector, settings.candidates, isWanted);
    const visible = near.filter(({ source, path }) => isWanted?.(shelfOf(source, path)) ?? true);
    return { ...NO_NEIGHBOURS, nearest: visible.flatMap(chunks.neighbour) };
  };

  const search = async (query: Query): Promise<SearchResult> => {
    const index = await watch();
    const current = state.get();
    const frequency = (term: string) => index.frequency(fingerprint(term));
    const terms = analyseQuery(query, { chunks: Number(current?.chunks), frequency }, settings);
    const scorer = createScorer(terms, meanLengthsOf(current), settings);
    const byWords = index.best(terms, settings.candidates, wantedShelves(query));
    const similarity = await similarityTo(query);
    const found = chunks.candidates(byWords, scorer);
    const confidence = confidenceOf(found, terms, {
      k1: settings.k1,
      chunks: Number(current?.chunks),
      isEnglish: isEnglish(query.text),
    });
    const known = new Set(byWords);
    const byVector = similarity.nearest.map(({ id }) => id).filter((id) => !known.has(id));
    const all = [...found, ...chunks.candidates(byVector, scorer)];
    addVectorSimilarity(all, similarity, vectorWeight());
    addUpPages(all, settings);
    return { passages: best(all, query.limit, settings).flatMap(chunks.passage), confidence };
  };

  return {
    async load() {
      await Promise.all([watch(), neighbours.load()]);
    },
    search: oneAtATime(search),
    neighbours: chunks.around,
    pages: chunks.at,
  };
}

/** The same work, each call after the one before; whatever else waits for the event loop comes in between. */
function oneAtATime<Given, Result>(work: (given: Given) => Promise<Result>): (given: Given) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (given) => {
    const result = last.then(() => setImmediate()).then(() => work(given));
    last = result.catch(() => undefined);
    return result;
  };
}

/** So many of the best of what is ranked. */
function best(ranked: readonly Candidate[], limit: number, settings: RankingSettings): readonly Candidate[] {
  return settings.deduplication ? foldDuplicates(ranked, limit, settings.duplicateShare) : ranked.slice(0, limit);
}

const PASSAGE = "c.key, c.ordinal, c.headings, c.text, c.url, d.source, d.path, d.title";
const WITH_DOCUMENT = "index_chunks c join index_documents d on d.id = c.document";

/** Reads from the database what ranking and answers need of chunks. */
function createChunkReader(database: DatabaseSync) {
  const terms = database.prepare(
    "select chunk, document, terms from index_terms where chunk in (select value from json_each(?))",
  );
  const passage = database.prepare(`select ${PASSAGE} from ${WITH_DOCUMENT} where c.id = ?`);
  const chunk = database.prepare(`select c.id from ${WITH_DOCUMENT} where d.source = ? and d.path = ? and c.key = ?`);
  const around = database.prepare(
    `select ${PASSAGE} from ${WITH_DOCUMENT} where d.source = ? and d.path = ? and c.ordinal between ? and ?
      order by c.ordinal`,
  );
  const at = database.prepare(
    `select ${PASSAGE} from ${WITH_DOCUMENT} where d.url = ?1 or d.path = ?1 order by d.url = ?1 desc, d.id, c.ordinal`,
  );
  return {
    /** Those of the chunks that are still there, in their order. */
    candidates(ids: readonly number[], scorer: Scorer): Candidate[] {
      const rows = new Map(terms.all(JSON.stringify(ids)).map((row) => [row.chunk, row]));
      return ids.flatMap((id) => {
        const row = rows.get(id);
        if (!row) return [];
        const packed = unpackTerms(row.terms as Uint8Array);
        const termScores = scorer(packed);
        return [{ id, page: Number(row.document), packed, termScores, score: sum(termScores) }];
      });
    },
    passage: ({ id, score }: Candidate): Passage[] => {
      const row = passage.get(id);
      return row ? [toPassage(row, score)] : [];
    },
    /** A chunk that was found elsewhere, where it is here too. */
    neighbour: ({ source, path, id, cosine }: Neighbour) => {
      const found = chunk.get(source, path, id)?.id;
      return found === undefined ? [] : [{ id: Number(found), cosine }];
    },
    around: async ({ source, path, ordinal, score }: Passage, before: number, after: number) =>
      around.all(source, path, ordinal - before, ordinal + after).map((row) => toPassage(row, score)),
    at: async (address: string) => at.all(address).map((row) => toPassage(row, 0)),
  };
}

function toPassage(row: Record<string, unknown>, score: number): Passage {
  return {
    id: String(row.key),
    ordinal: Number(row.ordinal),
    headings: JSON.parse(String(row.headings)) as string[],
    text: String(row.text),
    url: String(row.url),
    source: String(row.source),
    path: String(row.path),
    title: String(row.title),
    score,
  };
}
