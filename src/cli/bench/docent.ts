import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createSqliteEngine } from "../../knowledge/engines/sqlite.ts";
import { openDatabase } from "../../storage/database.ts";
import { syntheticPages, syntheticQuestions, syntheticVector } from "./corpus.ts";
import { type Measurement, timed } from "./measure.ts";

/** Indexes synthetic pages in `folder` and searches them; with `dimensions`, by vectors too. */
export async function measureDocent(folder: string, chunks: number, dimensions: number): Promise<Measurement> {
  const engine = createSqliteEngine(openDatabase(folder));
  let made = 0;
  let indexing = 0;
  for (const page of syntheticPages(chunks)) {
    const vectors = dimensions > 0 ? page.chunks.map(() => syntheticVector(made++, dimensions)) : undefined;
    const start = performance.now();
    await engine.put(page, vectors);
    indexing += performance.now() - start;
  }
  await engine.close();
  return { chunksPerSecond: (chunks / indexing) * 1000, megabytes: size(folder) / 1e6 };
}

/** Searches what `measureDocent` indexed, in a process that has done nothing else. */
export async function searchDocent(folder: string, dimensions: number): Promise<Measurement> {
  const engine = createSqliteEngine(openDatabase(folder));
  const times = await timed(syntheticQuestions(300), (text, i) => {
    const vector = dimensions > 0 ? syntheticVector(i, dimensions) : undefined;
    return () => engine.search({ text, vector, limit: 10 });
  });
  await engine.close();
  return times;
}

/** One search, for the time from the start of a process to its first answer. */
export async function firstDocentAnswer(folder: string): Promise<void> {
  const engine = createSqliteEngine(openDatabase(folder));
  await engine.search({ text: syntheticQuestions(1)[0] ?? "", limit: 10 });
  await engine.close();
}

function size(folder: string): number {
  return readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}
