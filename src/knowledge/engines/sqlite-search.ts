import type { DatabaseSync } from "node:sqlite";
import { foldDuplicates } from "./duplicates.ts";
import type { Engine, Findings, Passage, Query } from "./engine.ts";
import { FIELDS, unpackTerms } from "./fields.ts";
import { soughtTerms } from "./question.ts";
import { addUpPages, confidenceOf, FIELD_WEIGHTS, type Scored, type SoughtTerm, scoreTerms, sum } from "./rank.ts";
import { createFrequency } from "./sqlite-frequency.ts";
import { createNearest } from "./sqlite-vectors.ts";

/** How many chunks each first look hands on to the ranking. */
const CANDIDATES = 200;
/** How many places of terms the first look reads at most, and the number of rarest terms that it reads in any case. */
const POSTINGS = 40_000;
const ALWAYS_LOOKED_FOR = 2;
/** Reciprocal rank fusion: how fast a place in either list loses its worth. */
const FUSION = 60;

/** A chunk that may answer, with what ranking it needs. */
interface Candidate extends Scored {
  readonly id: number;
  readonly packed: Uint32Array;
}

/** The half of the engine that reads the index, always as it is right now. */
export function createSearch(database: DatabaseSync): Pick<Engine, "search" | "neighbours"> {
  const sql = statements(database);
  const nearest = createNearest(database);

  const frequency = createFrequency(database);

  const lexical = (terms: readonly SoughtTerm[], means: readonly number[]): Candidate[] => {
    if (terms.length === 0) return [];
    const match = telling(terms)
      .map(({ term }) => `"${term}"`)
      .join(" OR ");
    return sql.candidates.all(match, CANDIDATES).map((row) => {
      const packed = unpackTerms(row.terms as Uint8Array);
      const parts = scoreTerms(packed, terms, means);
      return { id: Number(row.id), page: Number(row.document), packed, parts, score: sum(parts) };
    });
  };

  const candidate = (id: number): Candidate[] => {
    const row = sql.chunk.get(id);
    if (!row) return [];
    return [{ id, page: Number(row.document), packed: unpackTerms(row.terms as Uint8Array), parts: [], score: 0 }];
  };

  const passage = ({ id, score }: Candidate): Passage[] => {
    const row = sql.passage.get(id);
    return row ? [toPassage(row, score)] : [];
  };

  const search = (query: Query): Findings => {
    const state = sql.state.get() ?? {};
    const chunks = Number(state.chunks);
    const terms = soughtTerms(query, { chunks, frequency: (term) => frequency(term, chunks) });
    const means = FIELDS.map((field) => Number(state[field]) / Math.max(1, chunks));
    const worded = lexical(terms, means);
    const confidence = confidenceOf(worded, terms);
    addUpPages(worded);
    const near = query.vector ? nearest(query.vector, CANDIDATES) : [];
    const ranked = near.length > 0 ? fuse(worded, near, candidate) : worded;
    return { passages: foldDuplicates(ranked, query.limit).flatMap(passage), confidence };
  };

  return {
    async search(query) {
      return search(query);
    },
    async neighbours(passage, before, after) {
      return sql.neighbours
        .all(passage.source, passage.path, passage.ordinal - before, passage.ordinal + after)
        .map((row) => toPassage(row, passage.score));
    },
  };
}

/**
 * The terms that the first look needs: the rarest, until together they stand in more chunks than can be looked at in time.
 * The others count in the ranking.
 */
function telling(terms: readonly SoughtTerm[]): SoughtTerm[] {
  const rarestFirst = [...terms].sort((one, other) => one.chunks - other.chunks);
  let postings = 0;
  return rarestFirst.filter(({ chunks }, i) => {
    postings += chunks;
    return i < ALWAYS_LOOKED_FOR || postings <= POSTINGS;
  });
}

/** Joins the rankings by words and by vectors: each place counts 1 / (60 + place). */
function fuse(worded: readonly Candidate[], near: readonly number[], load: (id: number) => Candidate[]): Candidate[] {
  const byId = new Map(worded.map((candidate) => [candidate.id, candidate]));
  for (const candidate of near.filter((id) => !byId.has(id)).flatMap(load)) byId.set(candidate.id, candidate);
  for (const candidate of byId.values()) candidate.score = 0;
  for (const ids of [worded.map(({ id }) => id), near])
    for (const [place, id] of ids.entries()) {
      const candidate = byId.get(id);
      if (candidate) candidate.score += 1 / (FUSION + place + 1);
    }
  return [...byId.values()].sort((one, other) => other.score - one.score);
}

const PASSAGE = "c.key, c.ordinal, c.headings, c.text, c.url, d.source, d.path, d.title";

function statements(database: DatabaseSync) {
  const prepare = (text: string) => database.prepare(text);
  return {
    state: prepare("select * from index_state"),
    candidates: prepare(`with best as (
        select rowid as chunk from index_terms where index_terms match ?
        order by bm25(index_terms, ${FIELD_WEIGHTS.join(", ")}) limit ?
      ) select c.id, c.document, c.terms from best join index_chunks c on c.id = best.chunk`),
    chunk: prepare("select document, terms from index_chunks where id = ?"),
    passage: prepare(
      `select ${PASSAGE} from index_chunks c join index_documents d on d.id = c.document where c.id = ?`,
    ),
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
