import type { DatabaseSync } from "node:sqlite";
import { foldDuplicates } from "./duplicates.ts";
import type { Engine, Findings, Passage, Query } from "./engine.ts";
import { fingerprint, unpackTerms } from "./fields.ts";
import { soughtTerms } from "./question.ts";
import { addUpPages, confidenceOf, createScorer, type Scored, sum } from "./rank.ts";
import { followPostings, meanLengths } from "./sqlite-postings.ts";
import { createNearest } from "./sqlite-vectors.ts";
import { bestVisible, createVisibility } from "./visible.ts";

/** How many chunks each first look hands on to the ranking. */
const CANDIDATES = 100;
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
  const visibleIn = createVisibility(database);

  const follow = followPostings(database);

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

  const search = async (query: Query): Promise<Findings> => {
    const postings = await follow();
    const state = sql.state.get();
    const frequency = (term: string) => postings.frequency(fingerprint(term));
    const terms = soughtTerms(query, { chunks: Number(state?.chunks), frequency });
    const isVisible = visibleIn(query.sources);
    const best = bestVisible(CANDIDATES, (count) => postings.best(terms, count), isVisible);
    const worded = candidates(best, createScorer(terms, meanLengths(state)));
    const confidence = confidenceOf(worded, terms);
    addUpPages(worded);
    const near = query.vector ? await nearest(query.vector, CANDIDATES, isVisible) : [];
    const ranked =
      near.length > 0
        ? fuse(
            worded,
            near.map(({ id }) => id),
            (chunks) => candidates(chunks, () => []),
          )
        : worded;
    return { passages: foldDuplicates(ranked, query.limit).flatMap(passage), confidence };
  };

  return {
    search,
    async neighbours(passage, before, after) {
      return sql.neighbours
        .all(passage.source, passage.path, passage.ordinal - before, passage.ordinal + after)
        .map((row) => toPassage(row, passage.score));
    },
  };
}

/** Joins the rankings by words and by vectors: each place counts 1 / (60 + place). */
function fuse(
  worded: readonly Candidate[],
  near: readonly number[],
  load: (chunks: readonly number[]) => Candidate[],
): Candidate[] {
  const byId = new Map(worded.map((candidate) => [candidate.id, candidate]));
  for (const candidate of load(near.filter((id) => !byId.has(id)))) byId.set(candidate.id, candidate);
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
    terms: prepare("select document, terms from index_terms where chunk = ?"),
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
