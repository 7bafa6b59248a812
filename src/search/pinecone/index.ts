import type { DatabaseSync } from "node:sqlite";
import type { Logger } from "../../core/log.ts";
import type { EmbeddedDocument, Passage, Query, SearchIndex, SearchResult } from "../search-index.ts";
import type { PineconeTimeouts } from "./fetch.ts";
import { createPineconeLedger, type PineconeLedger, prefixOf, recordId } from "./ledger.ts";
import { type NearRecord, type NewRecord, PineconeRecords, type PineconeTarget } from "./records.ts";

/** How many passages are handed on to the half that fuses them with what its words find. */
const CANDIDATES = 100;

/** While somebody waits for an answer, or asks whether Pinecone is there, patience is short. */
const WAITED_FOR = { timeoutMs: 3000, retryMs: [300] } as const;

/**
 * - `text`: the engine that holds the text and finds by words, without vectors.
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
 * An engine whose vectors are elsewhere: `check` rejects, with a `UserError` where there is a remedy, while they are
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
    ...createWriter(text, records, ledger),
    search: (query) => search(query, { text, nearest, ledger, log }),
    load: () => text.load(),
    sources: () => text.sources(),
    neighbours: async (passage, before, after) => {
      const around = await text.neighbours(passage, before, after);
      return around.length > 0 ? around : [passage];
    },
    check: async () => void (await probe.check()),
    close: () => text.close(),
  };
}

/**
 * The half that writes. Vectors go first, then the text that makes them count, then what is stale; each may be
 * repeated.
 */
function createWriter(
  text: SearchIndex,
  records: PineconeRecords,
  ledger: PineconeLedger,
): Pick<SearchIndex, "hashes" | "put" | "putAll" | "remove" | "synced" | "drop" | "dropVectors"> {
  const sweep = async () => {
    const ids = ledger.stale();
    if (ids.length === 0) return;
    await records.remove(ids);
    ledger.removeStale(ids);
  };

  /** What an earlier process of another disk left of a source, or wrote of pages that are gone. */
  const compare = async (source: string) => {
    if (ledger.isCompared(source) || ledger.idsOf(source).length === 0) return;
    const known = new Set(ledger.idsOf(source));
    const unknown: string[] = [];
    for await (const id of records.list(prefixOf(source))) if (!known.has(id)) unknown.push(id);
    ledger.addStale(unknown);
    await sweep();
    ledger.setCompared(source);
  };

  const forget = async (source: string, path?: string) => {
    ledger.addStale(ledger.idsOf(source, path));
    ledger.forget(source, path);
  };

  const putAll = async (documents: readonly EmbeddedDocument[]) => {
    const fresh = documents.flatMap(recordsOf);
    ledger.removeStale(fresh.map(({ id }) => id));
    if (fresh.length > 0) await records.upsert(fresh);
    const known = new Set(fresh.map(({ id }) => id));
    for (const { document } of documents)
      ledger.addStale(ledger.idsOf(document.source, document.path).filter((id) => !known.has(id)));
    await text.putAll(documents.map(({ document }) => ({ document })));
    for (const embedded of documents)
      ledger.save(
        embedded.document,
        recordsOf(embedded).map(({ id }) => id),
      );
    await sweep();
  };

  return {
    /** Those alone whose vectors Pinecone was given too: an index that was local is moved by the next sync. */
    async hashes(source) {
      const written = ledger.hashes(source);
      return new Map([...(await text.hashes(source))].filter(([path, hash]) => written.get(path) === hash));
    },
    put: (document, vectors) => putAll([{ document, vectors }]),
    putAll,
    async remove(source, paths) {
      for (const path of paths) await forget(source, path);
      await text.remove(source, paths);
      await sweep();
    },
    async synced(source) {
      await sweep();
      await compare(source);
      await text.synced(source);
    },
    async drop(source) {
      await forget(source);
      await text.drop(source);
      await sweep();
    },
    async dropVectors() {
      for (const source of ledger.sources()) await forget(source);
      await text.dropVectors();
      await sweep();
    },
  };
}

/** The records of a document; none without vectors, as of what is not to be sent anywhere. */
function recordsOf({ document, vectors }: EmbeddedDocument): NewRecord[] {
  return document.chunks.flatMap((chunk, index) => {
    const vector = vectors?.[index];
    return vector ? [{ id: recordId(document, chunk.id), document, chunk, vector }] : [];
  });
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
