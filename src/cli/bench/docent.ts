import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { EmbeddedDocument, NearRow } from "../../search/search-index.ts";
import { createSqliteIndex } from "../../search/sqlite/index.ts";
import { createNearestNeighbours } from "../../search/sqlite/vectors.ts";
import { openDatabase } from "../../storage/database.ts";
import { mean } from "../eval/metrics.ts";
import { syntheticPages, syntheticQuestions, syntheticVector } from "./corpus.ts";
import { type Measurement, startClock, timed } from "./measure.ts";
import { similarity } from "./tutorial.ts";

/** Pages that are put at once, about as many as a sync does. */
const GROUP = 8;
/** Questions whose nearest vectors are found out exactly, for comparison. */
const COMPARED = 40;

/** Indexes synthetic pages in `folder` and searches them; with `dimensions`, by vectors too. */
export async function measureDocent(folder: string, chunks: number, dimensions: number): Promise<Measurement> {
  const database = openDatabase(folder);
  const index = createSqliteIndex(database);
  let made = 0;
  const clock = startClock();
  let group: EmbeddedDocument[] = [];
  const put = async () => {
    clock.go();
    await index.putAll(group);
    clock.pause();
    group = [];
  };
  for (const document of syntheticPages(chunks)) {
    const vectors = dimensions > 0 ? document.chunks.map(() => syntheticVector(made++, dimensions)) : undefined;
    if (group.push({ document, vectors }) === GROUP) await put();
  }
  await put();
  clock.go();
  await index.synced("bench");
  clock.pause();
  database.close();
  return {
    chunksPerSecond: chunks / clock.seconds(),
    chunksPerCpuSecond: chunks / clock.cpuSeconds(),
    megabytes: size(folder) / 1e6,
  };
}

/** Searches what `measureDocent` indexed, in a process that has done nothing else. */
export async function searchDocent(folder: string, chunks: number, dimensions: number): Promise<Measurement> {
  const database = openDatabase(folder);
  const index = createSqliteIndex(database);
  const vectorOf = (i: number) => (dimensions > 0 ? syntheticVector(1_000_000 + i, dimensions) : undefined);
  const times = await timed(syntheticQuestions(300), (text, i) => {
    const vector = vectorOf(i);
    return () => index.search({ text, vector, limit: 10 });
  });
  const found = createNearestNeighbours(database);
  const questions = Array.from({ length: COMPARED }, (_, i) => vectorOf(i)).filter((vector) => vector !== undefined);
  const recall10 =
    dimensions > 0
      ? await recall(questions, async (vector) => (await found.to(vector, 10)).nearest, chunks, dimensions)
      : undefined;
  database.close();
  return { ...times, recall10 };
}

/**
 * Share of the ten vectors nearest to each question, by exact comparison, that are found. Chunks are numbered from 1.
 */
async function recall(
  questions: readonly Float32Array[],
  find: (question: Float32Array) => Promise<readonly NearRow[]>,
  chunks: number,
  dimensions: number,
): Promise<number> {
  const nearest = questions.map(() => [] as { chunk: number; near: number }[]);
  for (let chunk = 1; chunk <= chunks; chunk++) {
    const vector = syntheticVector(chunk - 1, dimensions);
    for (const [i, question] of questions.entries()) {
      const best = nearest[i] ?? [];
      best.push({ chunk, near: similarity(question, vector) });
      if (best.length >= 100 || chunk === chunks) nearest[i] = best.sort((a, b) => b.near - a.near).slice(0, 10);
    }
  }
  const shares: number[] = [];
  for (const [i, question] of questions.entries()) {
    const found = new Set((await find(question)).map(({ id }) => id));
    shares.push((nearest[i] ?? []).filter(({ chunk }) => found.has(chunk)).length / 10);
  }
  return mean(shares);
}

/** One search, for the time from the start of a process to its first answer. */
export async function firstDocentAnswer(folder: string): Promise<void> {
  const database = openDatabase(folder);
  const index = createSqliteIndex(database);
  await index.search({ text: syntheticQuestions(1)[0] ?? "", limit: 10 });
  database.close();
}

function size(folder: string): number {
  return readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}
