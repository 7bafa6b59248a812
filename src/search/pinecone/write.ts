import type { EmbeddedDocument, SearchIndex } from "../search-index.ts";
import { type PineconeLedger, prefixOf, recordId } from "./ledger.ts";
import type { NewRecord, PineconeRecords } from "./records.ts";

/** What is written to: the index of the text, the records in Pinecone, and the ledger of what Pinecone was given. */
export interface WriteTargets {
  readonly text: SearchIndex;
  readonly records: PineconeRecords;
  readonly ledger: PineconeLedger;
}

/**
 * The half that writes. Vectors go first, then the text that makes them count, then what is stale; each may be
 * repeated.
 */
export function createPineconeWriter(
  targets: WriteTargets,
): Pick<SearchIndex, "hashes" | "put" | "putAll" | "remove" | "synced" | "drop" | "dropVectors"> {
  const { text, ledger } = targets;
  return {
    /** Those alone whose vectors Pinecone was given too: an index that was local is moved by the next sync. */
    async hashes(source) {
      const written = ledger.hashes(source);
      return new Map([...(await text.hashes(source))].filter(([path, hash]) => written.get(path) === hash));
    },
    put: (document, vectors) => putAll(targets, [{ document, vectors }]),
    putAll: (documents) => putAll(targets, documents),
    async remove(source, paths) {
      for (const path of paths) forget(ledger, source, path);
      await text.remove(source, paths);
      await sweep(targets);
    },
    async synced(source) {
      await sweep(targets);
      await compare(targets, source);
      await text.synced(source);
    },
    async drop(source) {
      forget(ledger, source);
      await text.drop(source);
      await sweep(targets);
    },
    async dropVectors() {
      for (const source of ledger.sources()) forget(ledger, source);
      await text.dropVectors();
      await sweep(targets);
    },
  };
}

async function putAll(targets: WriteTargets, documents: readonly EmbeddedDocument[]): Promise<void> {
  const { text, records, ledger } = targets;
  const fresh = documents.flatMap(recordsOf);
  ledger.removeStale(fresh.map(({ id }) => id));
  if (fresh.length > 0) await records.upsert(fresh);
  const known = new Set(fresh.map(({ id }) => id));
  for (const { document } of documents)
    ledger.addStale(ledger.idsOf(document.source, document.path).filter((id) => !known.has(id)));
  await text.putAll(documents.map(({ document }) => ({ document })));
  for (const embedded of documents)
    ledger.save(
      embedded.document,
      recordsOf(embedded).map(({ id }) => id),
    );
  await sweep(targets);
}

/** The records of a document; none without vectors, as of what is not to be sent anywhere. */
function recordsOf({ document, vectors }: EmbeddedDocument): NewRecord[] {
  return document.chunks.flatMap((chunk, index) => {
    const vector = vectors?.[index];
    return vector ? [{ id: recordId(document, chunk.id), document, chunk, vector }] : [];
  });
}

/** Notes that the records of a source, or of one of its documents, must go. */
function forget(ledger: PineconeLedger, source: string, path?: string): void {
  ledger.addStale(ledger.idsOf(source, path));
  ledger.forget(source, path);
}

/** Removes the records that must go. */
async function sweep({ records, ledger }: WriteTargets): Promise<void> {
  const ids = ledger.stale();
  if (ids.length === 0) return;
  await records.remove(ids);
  ledger.removeStale(ids);
}

/** Removes what an earlier process of another disk left of a source, or wrote of pages that are gone. */
async function compare(targets: WriteTargets, source: string): Promise<void> {
  const { records, ledger } = targets;
  if (ledger.isCompared(source) || ledger.idsOf(source).length === 0) return;
  const known = new Set(ledger.idsOf(source));
  const unknown: string[] = [];
  for await (const id of records.list(prefixOf(source))) if (!known.has(id)) unknown.push(id);
  ledger.addStale(unknown);
  await sweep(targets);
  ledger.setCompared(source);
}
