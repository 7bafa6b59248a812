import type { DatabaseSync } from "node:sqlite";
import { cosineOf, createVectorScan } from "../memory/vector-scan.ts";
import { NO_NEIGHBOURS, type VectorSimilarity } from "../ranking/hybrid.ts";
import type { NearRow } from "../search-index.ts";
import { shelfOf } from "../shelf.ts";
import { createTableWatcher } from "./table-watcher.ts";
import { checkDimensions } from "./write.ts";

/** How many of the nearest are compared exactly, which reads them from disk. */
const COMPARED = 50;

/** Tells how near chunks are to a question. */
export interface NearestNeighbours {
  /** Reads all vectors into memory; else the first question does. */
  load(): Promise<void>;
  /** About `count` of the nearest, on some shelves or on all, and how near any chunk is. */
  to(question: Float32Array, count: number, isWanted?: (shelf: string) => boolean): Promise<VectorSimilarity>;
}

/** Compares a question with every vector in the database; nothing is near where there is none. */
export function createNearestNeighbours(database: DatabaseSync): NearestNeighbours {
  const dimensions = database.prepare("select dimensions from index_state");
  const whole = database.prepare("select scale, components, remainders from index_vectors where chunk = ?");
  const follow = createTableWatcher(database, {
    rows: `select v.chunk, v.scale, v.components, d.source, d.path from index_vectors v
      cross join index_terms t on t.chunk = v.chunk cross join index_documents d on d.id = t.document
      where v.chunk > ? order by v.chunk limit ?`,
    epoch: "vector_epoch",
    create: createVectorScan,
    adder: (scan) => (row) =>
      scan.add({
        id: Number(row.chunk),
        shelf: shelfOf(String(row.source), String(row.path)),
        scale: Number(row.scale),
        components: bytes(row.components),
      }),
  });

  const exactly = (question: Float32Array, near: NearRow): NearRow => {
    const row = whole.get(near.id);
    if (!row) return near;
    const vector = {
      scale: Number(row.scale),
      components: bytes(row.components),
      remainders: bytes(row.remainders),
    };
    return { id: near.id, cosine: cosineOf(question, vector) };
  };

  const to: NearestNeighbours["to"] = async (question, count, isWanted) => {
    const stored = dimensions.get()?.dimensions ?? null;
    if (stored === null) return NO_NEIGHBOURS;
    checkDimensions(question.length, stored);
    const scan = (await follow()).compare(question);
    const found = scan.nearest(Math.max(count, COMPARED), isWanted);
    const nearest = [...found.slice(0, COMPARED).map((near) => exactly(question, near)), ...found.slice(COMPARED)]
      .sort((one, other) => other.cosine - one.cosine)
      .slice(0, count);
    return { nearest, cosineOf: scan.cosineOf };
  };
  return { load: async () => void (await follow()), to };
}

function bytes(blob: unknown): Int8Array {
  return new Int8Array((blob as Uint8Array).buffer);
}
