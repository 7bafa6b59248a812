import type { DatabaseSync } from "node:sqlite";
import { checkDimensions } from "./sqlite-write.ts";
import { cosine, createSignScan, packVector, type SignScan } from "./vectors.ts";
import { bestVisible } from "./visible.ts";

/** How many chunks the look at the signs alone hands on to be compared exactly. */
const COMPARED = 1000;
/** Rows in memory for every live one before the removed ones are cleared out. */
const SLACK = 2;

/**
 * Finds the chunks whose vectors are nearest to a question's, best first, of those that may be seen. The signs are held in memory and follow
 * the table: rows are only ever added under higher ids, and a removed one is noticed when it is compared.
 */
export function createNearest(
  database: DatabaseSync,
): (question: Float32Array, count: number, isVisible: (chunk: number) => boolean) => number[] {
  const sql = {
    dimensions: database.prepare("select dimensions from index_state"),
    size: database.prepare("select count(*) as rows from index_vectors"),
    newest: database.prepare("select max(chunk) as chunk from index_vectors"),
    added: database.prepare("select chunk, signs from index_vectors where chunk > ? order by chunk"),
    vector: database.prepare("select scale, components from index_vectors where chunk = ?"),
  };
  let held: { scan: SignScan; dimensions: number; newest: number } | undefined;

  const follow = (dimensions: number): SignScan => {
    if (held?.dimensions !== dimensions) held = undefined;
    if (held && Number(sql.newest.get()?.chunk) === held.newest) return held.scan;
    // Counting reads the whole table, so it is done only where there is news.
    if (held && held.scan.size > Number(sql.size.get()?.rows) * SLACK + 1000) held = undefined;
    held ??= { scan: createSignScan(dimensions), dimensions, newest: 0 };
    for (const row of sql.added.iterate(held.newest)) {
      held.scan.add(Number(row.chunk), new Uint32Array((row.signs as Uint8Array).slice().buffer));
      held.newest = Number(row.chunk);
    }
    return held.scan;
  };

  return (question, count, isVisible) => {
    const dimensions = sql.dimensions.get()?.dimensions ?? null;
    if (dimensions === null) return [];
    checkDimensions(question.length, dimensions);
    const scan = follow(question.length);
    const { signs } = packVector(question);
    return bestVisible(COMPARED, (most) => scan.nearest(signs, most), isVisible)
      .flatMap((id) => {
        const row = sql.vector.get(id);
        if (!row) return [];
        const components = new Int8Array((row.components as Uint8Array).buffer);
        return [{ id, near: cosine(question, Number(row.scale), components) }];
      })
      .sort((one, other) => other.near - one.near)
      .slice(0, count)
      .map(({ id }) => id);
  };
}
