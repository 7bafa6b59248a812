import type { DatabaseSync } from "node:sqlite";
import { isEnglish } from "../../text/tokenizer.ts";
import { addUpPages, confidenceOf, createScorer, type ScoredChunk, sum } from "../ranking/bm25.ts";
import { foldDuplicates } from "../ranking/duplicates.ts";
import { fingerprint, unpackTerms } from "../ranking/fields.ts";
import { addVectorSimilarity, NO_NEIGHBOURS, type VectorSimilarity } from "../ranking/hybrid.ts";
import { analyseQuery } from "../ranking/query.ts";
import type { Passage, Query, SearchIndex, SearchResult } from "../search-index.ts";
import type { RankingSettings } from "../tuning.ts";
import { meanLengths, watchPostings } from "./postings.ts";
import { bestVisible, createSourceFilter } from "./source-filter.ts";
import { createNearestNeighbours } from "./vectors.ts";

/** How many chunks each first look hands on to the ranking. */
const CANDIDATES = 100;

/** A chunk that may answer, with what ranking it needs. */
interface Candidate extends ScoredChunk {
  readonly id: number;
  readonly packed: Uint32Array;
}

/** The half of the engine that reads the index, always as it is right now. */
export function createSearch(
  database: DatabaseSync,
  levers: RankingSettings,
): Pick<SearchIndex, "load" | "search" | "neighbours"> {
  const sql = statements(database);
  const nearest = createNearestNeighbours(database);
  const visibleIn = createSourceFilter(database);
  const follow = watchPostings(database, levers);

  const candidates = (chunks: readonly number[], parts: (packed: Uint32Array) => number[]): Candidate[] =>
    chunks.flatMap((id) => {
      const row = sql.terms.get(id);
      if (!row) return [];
      const packed = unpackTerms(row.terms as Uint8Array);
      const own = parts(packed);
      return [{ id, page: Number(row.document), packed, parts: own, score: sum(own) }];
    });

  const passage = ({ id, score }: Candidate): Passage[] => {
    const row = sql.passage.get(id);
    return row ? [toPassage(row, score)] : [];
  };

  const nearnessTo = async (
    { vector, near = [] }: Query,
    isVisible: (chunk: number) => boolean,
  ): Promise<VectorSimilarity> => {
    if (vector) return nearest.to(vector, CANDIDATES, isVisible);
    const found = near.flatMap(({ source, path, id, cosine }) => {
      const chunk = sql.chunk.get(source, path, id)?.id;
      return chunk === undefined ? [] : [{ id: Number(chunk), cosine }];
    });
    return { ...NO_NEIGHBOURS, nearest: found.filter(({ id }) => isVisible(id)) };
  };

  const search = async (query: Query): Promise<SearchResult> => {
    const postings = await follow();
    const state = sql.state.get();
    const frequency = (term: string) => postings.frequency(fingerprint(term));
    const terms = analyseQuery(query, { chunks: Number(state?.chunks), frequency }, levers);
    const isVisible = visibleIn(query.sources);
    const scorer = createScorer(terms, meanLengths(state), levers);
    const worded = bestVisible(CANDIDATES, (count) => postings.best(terms, count), isVisible);
    const nearness = await nearnessTo(query, isVisible);
    const found = candidates(worded, scorer);
    const confidence = confidenceOf(found, terms, isEnglish(query.text));
    const known = new Set(worded);
    const meant = nearness.nearest.map(({ id }) => id).filter((id) => !known.has(id));
    const all = [...found, ...candidates(meant, scorer)];
    addVectorSimilarity(all, nearness, levers.meaning * (1 - confidence) ** 2);
    addUpPages(all, levers);
    const best = levers.folding ? foldDuplicates(all, query.limit) : all.slice(0, query.limit);
    return { passages: best.flatMap(passage), confidence };
  };

  return {
    async load() {
      await Promise.all([follow(), nearest.load()]);
    },
    search,
    async neighbours(passage, before, after) {
      return sql.neighbours
        .all(passage.source, passage.path, passage.ordinal - before, passage.ordinal + after)
        .map((row) => toPassage(row, passage.score));
    },
  };
}

const PASSAGE = "c.key, c.ordinal, c.headings, c.text, c.url, d.source, d.path, d.title";

function statements(database: DatabaseSync) {
  const prepare = (text: string) => database.prepare(text);
  return {
    state: prepare("select * from index_state"),
    terms: prepare("select document, terms from index_terms where chunk = ?"),
    passage: prepare(
      `select ${PASSAGE} from index_chunks c join index_documents d on d.id = c.document where c.id = ?`,
    ),
    chunk: prepare(`select c.id from index_chunks c join index_documents d on d.id = c.document
      where d.source = ? and d.path = ? and c.key = ?`),
    neighbours: prepare(`select ${PASSAGE} from index_chunks c join index_documents d on d.id = c.document
      where d.source = ? and d.path = ? and c.ordinal between ? and ? order by c.ordinal`),
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
