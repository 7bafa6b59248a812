import type { NearRow } from "../search-index.ts";

/** How near chunks are in meaning to a question. */
export interface VectorSimilarity {
  /** The nearest, nearest first. */
  readonly nearest: readonly NearRow[];
  /** The cosine for any chunk, where it is known. */
  cosineOf(chunk: number): number | undefined;
}

/** Where nothing is known of meaning. */
export const NO_NEIGHBOURS: VectorSimilarity = { nearest: [], cosineOf: () => undefined };

/**
 * Adds to scores by words what chunks are worth by meaning: the nearest `weight` times the best score, the last of
 * the nearest
 * nothing, others in proportion to their cosine. Fusing by places in two rankings instead hides how far apart
 * chunks are, and lets weak embeddings push out what the words name (`npm run eval -- --embeddings` shows both).
 */
export function addVectorSimilarity(
  chunks: readonly { readonly id: number; score: number }[],
  { nearest, cosineOf }: VectorSimilarity,
  weight: number,
): void {
  if (nearest.length === 0) return;
  const [most, least] = [nearest[0]?.cosine ?? 0, nearest.at(-1)?.cosine ?? 0];
  const best = chunks.reduce((best, { score }) => Math.max(best, score), 0) || 1;
  const known = new Map(nearest.map(({ id, cosine }) => [id, cosine]));
  for (const chunk of chunks) {
    const cosine = known.get(chunk.id) ?? cosineOf(chunk.id) ?? least;
    const share = most > least ? (cosine - least) / (most - least) : Number(known.has(chunk.id));
    chunk.score += weight * best * Math.max(0, share);
  }
}
