import { RecursiveCharacterTextSplitter } from "@langchain/textsplitters";
import { syntheticPages, syntheticQuestions, syntheticVector } from "./corpus.ts";
import { type Measurement, startClock, timed } from "./measure.ts";

/** What a beginner's tutorial recommends. */
const SPLITTER = new RecursiveCharacterTextSplitter({ chunkSize: 1000, chunkOverlap: 200 });

interface Entry {
  readonly text: string;
  readonly vector: readonly number[];
}

/**
 * LangChain's splitter with a store like its MemoryVectorStore, which version 1 no longer carries in its own
 * package: every vector an array of numbers, every search a pass over all of them, then a full sort. Embedding is
 * free here, which flatters it, and nothing survives the process.
 */
export async function measureTutorial(chunks: number, dimensions: number): Promise<Measurement> {
  const entries: Entry[] = [];
  const clock = startClock();
  for (const page of syntheticPages(chunks)) {
    if (entries.length >= chunks) break;
    clock.go();
    const texts = await SPLITTER.splitText(page.chunks.map(({ text }) => text).join("\n\n"));
    clock.pause();
    for (const text of texts.slice(0, chunks - entries.length))
      entries.push({ text, vector: Array.from(syntheticVector(entries.length, dimensions)) });
  }
  const times = await timed(syntheticQuestions(60), (_, i) => {
    const vector = Array.from(syntheticVector(i, dimensions));
    return async () => nearest(entries, vector, 10);
  });
  const { length } = entries;
  return { chunksPerSecond: length / clock.seconds(), chunksPerCpuSecond: length / clock.cpuSeconds(), ...times };
}

function nearest(entries: readonly Entry[], vector: readonly number[], count: number): string[] {
  return entries
    .map((entry) => ({ entry, similarity: similarity(vector, entry.vector) }))
    .sort((one, other) => other.similarity - one.similarity)
    .slice(0, count)
    .map(({ entry }) => entry.text);
}

/** The cosine of the angle between two vectors. */
export function similarity(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let [dot, left, right] = [0, 0, 0];
  for (let i = 0; i < one.length; i++) {
    const [a, b] = [one[i] ?? 0, other[i] ?? 0];
    dot += a * b;
    left += a * a;
    right += b * b;
  }
  return dot / Math.sqrt(left * right);
}
