import type { DatabaseSync } from "node:sqlite";
import { createFollower } from "./follower.ts";
import { checkDimensions } from "./sqlite-write.ts";
import { createVectorScan, type Near } from "./vectors.ts";
import { bestVisible } from "./visible.ts";

/** Finds about `count` chunks whose vectors are nearest to a question's, nearest first, of those that may be seen. */
export type FindNearest = (
  question: Float32Array,
  count: number,
  isVisible: (chunk: number) => boolean,
) => Promise<readonly Near[]>;

/** Compares a question with every vector in the database; nothing where there is none. */
export function createNearest(database: DatabaseSync): FindNearest {
  const dimensions = database.prepare("select dimensions from index_state");
  const follow = createFollower(database, {
    rows: "select chunk, scale, components from index_vectors where chunk > ? order by chunk limit ?",
    epoch: "vector_epoch",
    create: createVectorScan,
    adder: (scan) => (row) =>
      scan.add(Number(row.chunk), {
        scale: Number(row.scale),
        components: new Int8Array((row.components as Uint8Array).buffer),
      }),
  });
  return async (question, count, isVisible) => {
    const stored = dimensions.get()?.dimensions ?? null;
    if (stored === null) return [];
    checkDimensions(question.length, stored);
    const nearest = (await follow()).compare(question);
    return bestVisible(count, nearest, ({ id }) => isVisible(id));
  };
}
