import type { DatabaseSync } from "node:sqlite";
import type { Logger } from "../../core/log.ts";
import type { Passage, Query, SearchIndex, SearchResult } from "../search-index.ts";
import type { PineconeTimeouts } from "./fetch.ts";
import { createPineconeLedger, type PineconeLedger } from "./ledger.ts";
import { type NearRecord, PineconeRecords, type PineconeTarget } from "./records.ts";
import { createPineconeWriter } from "./write.ts";

/** How many passages are handed on to the half that fuses them with what its words find. */
const CANDIDATES = 100;

/** While somebody waits for an answer, or asks whether Pinecone is there, patience is short. */
const WAITED_FOR = { timeoutMs: 3000, retryMs: [300] } as const;

/**
 * - `text`: the index that holds the text and finds by words, without vectors.
 * - `database`: where it is noted what Pinecone was given.
 */
export interface PineconeIndexOptions {
  readonly text: SearchIndex;
  readonly database: DatabaseSync;
  readonly target: PineconeTarget;
  readonly log: Logger;
  readonly patience?: Partial<PineconeTimeouts>;
}

/**
 * An index whose vectors are elsewhere: `check` rejects, with a `UserError` where there is a remedy, while they are
 * out of reach.
 */
export interface RemoteIndex extends SearchIndex {
  check(): Promise<void>;
}

/**
 * Vectors in Pinecone, text and words in `text`, both rankings fused. Pinecone shows what was written after a while:
 * what the text half does not have (any more) is left out. While Pinecone is out of reach words alone are searched;
 * where this process has no text of a source yet, vectors alone, and what Pinecone holds of the text.
 */
export function createPineconeIndex({ text, database, target, log, patience }: PineconeIndexOptions): RemoteIndex {
  const records = new PineconeRecords(target, patience);
  const asked = new PineconeRecords(target, { ...WAITED_FOR, ...patience });
  const probe = new PineconeRecords(target, { ...WAITED_FOR, ...patience, retryMs: [] });
  const ledger = createPineconeLedger(database, `${target.controllerHost ?? ""} ${target.index} ${target.namespace}`);
  const nearest = createNearest(asked, log);
  return {
    ...createPineconeWriter({ text, records, ledger }),
    search: (query) => search(query, { text, nearest, ledger, log }),
    load: () => text.load(),
    sources: () => text.sources(),
    outline: (source, limit) => text.outline(source, limit),
    gone: (ids) => text.gone(ids),
    pages: (address) => text.pages(address),
    neighbours: async (passage, before, after) => {
      const around = await text.neighbours(passage, before, after);
      return around.length > 0 ? around : [passage];
    },
    check: async () => void (await probe.check()),
  };
}

/** What a search looks into. */
interface Halves {
  readonly text: SearchIndex;
  readonly nearest: Nearest;
  readonly ledger: PineconeLedger;
  readonly log: Logger;
}

async function search(query: Query, { text, nearest, ledger, log }: Halves): Promise<SearchResult> {
  const [near, held] = await Promise.all([nearest(query), text.sources()]);
  const isHere = ({ passage: { source } }: NearRecord) =>
    held.some(({ name }) => name === source) || ledger.has(source);
  const here = near.filter(isHere).map(({ passage }) => ({ ...passage, cosine: passage.score }));
  const found = await text.search({ ...query, vector: undefined, near: here });
  if (here.length === near.length) return found;
  const elsewhere = near.filter((one) => !isHere(one)).map(({ passage }) => passage);
  if (here.length > 0) return { ...found, passages: interleaved(found.passages, elsewhere, query.limit) };
  log.warn("no text of the documentation is here yet: searching by vectors alone");
  return { passages: elsewhere.slice(0, query.limit), confidence: Math.max(0, elsewhere[0]?.score ?? 0) };
}

/** Two rankings whose scores cannot be compared, in turn. */
function interleaved(one: readonly Passage[], other: readonly Passage[], limit: number): Passage[] {
  return Array.from({ length: limit }, (_, i) => [one[i], other[i]])
    .flat()
    .filter((passage) => passage !== undefined)
    .slice(0, limit);
}

/** Finds by vector; never rejects. */
type Nearest = (query: Query) => Promise<readonly NearRecord[]>;

/**
 * None where nothing was asked by vector, or Pinecone cannot answer: words alone find less, which is better than
 * nothing. While it is away nobody waits for it: one question at a time asks it all the same, to see whether it is
 * back.
 */
function createNearest(records: PineconeRecords, log: Logger): Nearest {
  let isAway = false;
  let isAsked = false;
  const ask = async (vector: Float32Array, sources: Query["sources"]) => {
    isAsked = true;
    try {
      const near = await records.nearest(vector, CANDIDATES, sources);
      if (isAway) log.info("Pinecone answers again");
      isAway = false;
      return near;
    } catch (err) {
      if (!isAway) log.warn({ err }, "Pinecone did not answer: searching by words alone until it does");
      isAway = true;
      return [];
    } finally {
      isAsked = false;
    }
  };
  return async ({ vector, sources }) => {
    if (!vector || sources?.length === 0) return [];
    if (!isAway) return ask(vector, sources);
    if (!isAsked) void ask(vector, sources);
    return [];
  };
}
