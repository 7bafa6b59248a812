import type { DatabaseSync } from "node:sqlite";
import { cosineOf, createVectorScan, type Near } from "../memory/vector-scan.ts";
import { FAR, type Nearness } from "../ranking/hybrid.ts";
import { bestVisible } from "./source-filter.ts";
import { createFollower } from "./table-watcher.ts";
import { checkDimensions } from "./write.ts";

/** How many of the nearest are compared exactly, which reads them from disk. */
const COMPARED = 50;

/** Tells how near chunks are to a question. */
export interface Nearest {
  /** Reads all vectors into memory; else the first question does. */
  load(): Promise<void>;
  /** About `count` of the nearest that may be seen, and how near any chunk is. */
  to(question: Float32Array, count: number, isVisible: (chunk: number) => boolean): Promise<Nearness>;
}

/** Compares a question with every vector in the database; nothing is near where there is none. */
export function createNearest(database: DatabaseSync): Nearest {
  const dimensions = database.prepare("select dimensions from index_state");
  const whole = database.prepare("select scale, components, remainders from index_vectors where chunk = ?");
  const follow = createFollower(database, {
    rows: "select chunk, scale, components from index_vectors where chunk > ? order by chunk limit ?",
    epoch: "vector_epoch",
    create: createVectorScan,
    adder: (scan) => (row) =>
      scan.add(Number(row.chunk), { scale: Number(row.scale), components: bytes(row.components) }),
  });

  const exactly = (question: Float32Array, near: Near): Near => {
    const row = whole.get(near.id);
    if (!row) return near;
    const vector = {
      scale: Number(row.scale),
      components: bytes(row.components),
      remainders: bytes(row.remainders),
    };
    return { id: near.id, cosine: cosineOf(question, vector) };
  };

  const to: Nearest["to"] = async (question, count, isVisible) => {
    const stored = dimensions.get()?.dimensions ?? null;
    if (stored === null) return FAR;
    checkDimensions(question.length, stored);
    const scan = await (await follow()).compare(question);
    const found = bestVisible(Math.max(count, COMPARED), scan.nearest, ({ id }) => isVisible(id));
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
