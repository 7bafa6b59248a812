import type { DatabaseSync } from "node:sqlite";

/** How much further each look goes while too little of the last one may be seen. */
const FURTHER = 8;

/** The best `count` of a ranking that may be seen; `find` gives so many of its best as it is asked for. */
export function bestVisible<Found>(
  count: number,
  find: (count: number) => readonly Found[],
  isVisible: (found: Found) => boolean,
): Found[] {
  for (let look = count; ; look *= FURTHER) {
    const found = find(look);
    const visible = found.filter(isVisible);
    if (visible.length >= count || found.length < look) return visible.slice(0, count);
  }
}

/** Makes the question whether a chunk is of one of some sources. Without sources every chunk is. */
export function createSourceFilter(
  database: DatabaseSync,
): (sources: readonly string[] | undefined) => (chunk: number) => boolean {
  const source = database.prepare(
    "select d.source from index_chunks c join index_documents d on d.id = c.document where c.id = ?",
  );
  return (sources) => {
    if (!sources) return () => true;
    const wanted = new Set<unknown>(sources);
    return (chunk) => wanted.has(source.get(chunk)?.source);
  };
}
