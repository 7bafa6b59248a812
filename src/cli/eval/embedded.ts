import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { createLog } from "../../core/log.ts";
import { embedAll } from "../../ingest/sync.ts";
import type { NamedEmbeddings } from "../../models/embeddings.ts";
import { openSearchIndex } from "../../search/open.ts";
import type { PineconeTarget } from "../../search/pinecone/records.ts";
import type { IndexedDocument, SearchIndex } from "../../search/search-index.ts";
import { type Difference, mean, pairedDifference } from "./metrics.ts";
import { fuseByPlaces, rankDocuments, scoreEach } from "./ranking.ts";
import { type EvalQuestion, type EvalSet, type Half, halve } from "./sets.ts";

/** The embeddings to measure with, and an index of Pinecone's beside the database where one is set. */
export interface EmbeddedOptions {
  readonly embeddings: NamedEmbeddings;
  readonly pinecone?: PineconeTarget;
}

/**
 * nDCG@10 by words alone, by embeddings alone, by both rankings fused by their places (reciprocal ranks, the usual
 * way), and by
 * both as Docent fuses them. `gain`: the last less the better of the first two.
 */
export interface Embedded {
  readonly n: number;
  readonly words: number;
  readonly meaning: number;
  readonly byPlaces: number;
  readonly both: number;
  readonly gain: Difference;
}

/** Documents that are put at once. */
const GROUP = 32;
/** How long Pinecone may take to show what was written, in milliseconds. */
const SHOWN_AFTER = 60_000;

/** Measures a set by its words and by embeddings, on each index. */
export async function measureEmbedded(
  set: EvalSet,
  documents: readonly IndexedDocument[],
  half: Half | undefined,
  { embeddings, pinecone }: EmbeddedOptions,
): Promise<Readonly<Record<string, Embedded>>> {
  const questions = halve(set.questions, half).filter(({ id }) => set.grades.has(id));
  const vectors = await embedQuestions(questions, embeddings);
  const measured: Record<string, Embedded> = {};
  for (const target of pinecone ? [undefined, { ...pinecone, namespace: `docent-eval-${set.name}` }] : [undefined]) {
    const database = new DatabaseSync(":memory:");
    const { index } = openSearchIndex(database, target, createLog("silent"));
    try {
      for (let start = 0; start < documents.length; start += GROUP)
        await index.putAll(await embedAll(embeddings, documents.slice(start, start + GROUP)));
      if (target) await shown(index, vectors.values().next().value);
      measured[target ? "Pinecone" : "SQLite"] = await measureOne(set, questions, vectors, index);
    } finally {
      await index.drop(set.name);
      database.close();
    }
  }
  return measured;
}

async function measureOne(
  set: EvalSet,
  questions: readonly EvalQuestion[],
  vectors: ReadonlyMap<string, Float32Array>,
  index: SearchIndex,
): Promise<Embedded> {
  const vectorOf = ({ id }: EvalQuestion) => vectors.get(id);
  const ndcg = async (rank: (question: EvalQuestion) => Promise<readonly string[]>) =>
    (await scoreEach(set, questions, rank)).scores.map(({ ndcg10 }) => ndcg10);
  const words = await ndcg(({ text }) => rankDocuments(index, { text }));
  const meaning = await ndcg((question) => rankDocuments(index, { text: "", vector: vectorOf(question) }));
  const byPlaces = await ndcg((question) => fuseByPlaces(index, question.text, { vector: vectorOf(question) }));
  const both = await ndcg((question) => rankDocuments(index, { text: question.text, vector: vectorOf(question) }));
  return {
    n: both.length,
    words: mean(words),
    meaning: mean(meaning),
    byPlaces: mean(byPlaces),
    both: mean(both),
    gain: pairedDifference(both, mean(words) >= mean(meaning) ? words : meaning),
  };
}

async function embedQuestions(
  questions: readonly EvalQuestion[],
  embeddings: NamedEmbeddings,
): Promise<ReadonlyMap<string, Float32Array>> {
  const vectors = await embeddings.embedDocuments(questions.map(({ text }) => text));
  return new Map(questions.map(({ id }, i) => [id, Float32Array.from(vectors[i] ?? [])]));
}

/** Waits until a remote index finds something: what is written there shows after a while. */
async function shown(index: SearchIndex, vector?: Float32Array): Promise<void> {
  for (const end = Date.now() + SHOWN_AFTER; Date.now() < end; await delay(500))
    if ((await index.search({ text: "", vector, limit: 1 })).passages.length > 0) return;
}
