import { setTimeout as delay } from "node:timers/promises";
import type { PineconeStore } from "@langchain/pinecone";
import type { Pinecone } from "@pinecone-database/pinecone";
import { UserError } from "../../core/errors.ts";
import type { Chunk, IndexedDocument, Passage } from "../search-index.ts";
import { createPineconeFetch, PINECONE_TIMEOUTS, type PineconeTimeouts } from "./fetch.ts";

/** Where vectors go: a namespace (empty for the default one) of an index. `controllerHost`: another Pinecone. */
export interface PineconeTarget {
  readonly apiKey: string;
  readonly index: string;
  readonly namespace: string;
  readonly controllerHost?: string;
}

/** Requests under way at once. */
const CONCURRENCY = 4;

/** Ids in one request for deletion. https://docs.pinecone.io/reference/api/database-limits */
const MOST_IDS = 1000;

/**
 * Of the 40 KB that a record's metadata may have, what is left for its text.
 * https://docs.pinecone.io/guides/index-data/indexing-overview#metadata-size
 */
const MOST_TEXT_BYTES = 30_000;

/** Where an index is made that is not there yet: what every plan of Pinecone has. */
const NEW_INDEX = { metric: "cosine", spec: { serverless: { cloud: "aws", region: "us-east-1" } } } as const;

/** A record near to a question: `passage` is made of what Pinecone holds of it. */
export interface NearRecord {
  readonly id: string;
  readonly passage: Passage;
}

/** A chunk of a document on its way there. */
export interface NewRecord {
  readonly id: string;
  readonly document: IndexedDocument;
  readonly chunk: Chunk;
  readonly vector: Float32Array;
}

interface Opened {
  readonly store: PineconeStore;
  readonly dimension: number;
}

/** The client makes no vectors: it is given them. */
const NO_EMBEDDINGS = {
  embedDocuments: () => Promise.reject(new Error("Vectors are made elsewhere")),
  embedQuery: () => Promise.reject(new Error("Vectors are made elsewhere")),
};

/**
 * The records of one namespace. Nothing is asked before it is needed, nor is the client loaded, which takes a moment.
 * An index that is not there is made with the first vectors; until then it is an empty one. Every call rejects with
 * a `UserError` where there is a remedy.
 */
export class PineconeRecords {
  readonly #target: PineconeTarget;
  readonly #patience: PineconeTimeouts;
  #opened: Opened | undefined;

  constructor(target: PineconeTarget, patience: Partial<PineconeTimeouts> = {}) {
    this.#target = target;
    this.#patience = { ...PINECONE_TIMEOUTS, ...patience };
  }

  async upsert(records: readonly NewRecord[]): Promise<void> {
    const dimension = records[0]?.vector.length ?? 0;
    const { store } = (await this.#open(dimension)) ?? (await this.#make(dimension));
    const vectors = records.map(({ vector }) => [...vector]);
    const ids = records.map(({ id }) => id);
    await this.#ask(() => store.addVectors(vectors, records.map(toPage), { ids }));
  }

  async remove(ids: readonly string[]): Promise<void> {
    const opened = await this.#open();
    for (let start = 0; opened && start < ids.length; start += MOST_IDS)
      await this.#ask(() => opened.store.delete({ ids: ids.slice(start, start + MOST_IDS) }));
  }

  /** `sources`: nothing of any other one. */
  async nearest(vector: Float32Array, count: number, sources?: readonly string[]): Promise<readonly NearRecord[]> {
    const opened = await this.#open(vector.length);
    if (!opened) return [];
    // Asked of the index itself: the store leaves out what has a score of exactly 0.
    const filter = sources && { source: { $in: [...sources] } };
    const query = { vector: [...vector], topK: count, includeMetadata: true, ...(filter && { filter }) };
    const { matches } = await this.#ask(() => this.#namespace(opened).query(query));
    return matches.map(({ id, score = 0, metadata = {} }) => ({ id, passage: toPassage(metadata, score) }));
  }

  /** Every id that begins so. */
  async *list(prefix: string): AsyncGenerator<string> {
    const opened = await this.#open();
    for (let paginationToken: string | undefined; opened; ) {
      const options = { prefix, ...(paginationToken && { paginationToken }) };
      const page = await this.#ask(() => this.#namespace(opened).listPaginated(options));
      for (const { id } of page.vectors ?? []) if (id) yield id;
      paginationToken = page.pagination?.next;
      if (!paginationToken) return;
    }
  }

  /** Rejects where Pinecone cannot be asked. Resolves to the dimension of the index, where there is one. */
  async check(): Promise<number | undefined> {
    this.#opened = undefined;
    return (await this.#open())?.dimension;
  }

  #namespace({ store }: Opened) {
    return store.pineconeIndex.namespace(this.#target.namespace);
  }

  /**
   * Undefined where there is no such index. Throws a `UserError` where its vectors have another length than
   * `dimension`.
   */
  async #open(dimension?: number): Promise<Opened | undefined> {
    this.#opened ??= await this.#find();
    const { index } = this.#target;
    if (this.#opened && dimension !== undefined && dimension !== this.#opened.dimension)
      throw new UserError(
        `The Pinecone index ${index} holds vectors of ${this.#opened.dimension} numbers, but the embeddings model makes ${dimension}. Set OPENAI_EMBEDDING_MODEL to the model it was made for, or PINECONE_INDEX to another name.`,
      );
    return this.#opened;
  }

  async #find(): Promise<Opened | undefined> {
    const client = await this.#client();
    const index = await this.#ask(() => describe(client, this.#target.index));
    return index && this.#openAt(client, index.host, index.dimension ?? 0);
  }

  async #make(dimension: number): Promise<Opened> {
    const client = await this.#client();
    const { index: name } = this.#target;
    const { creationMs, creationPollMs } = this.#patience;
    await this.#ask(() => client.createIndex({ name, dimension, ...NEW_INDEX, suppressConflicts: true }));
    for (const until = performance.now() + creationMs; performance.now() < until; await delay(creationPollMs)) {
      const index = await this.#ask(() => describe(client, name));
      if (index?.status.ready) {
        this.#opened = await this.#openAt(client, index.host, dimension);
        return this.#opened;
      }
    }
    throw new UserError(
      `Pinecone does not get the new index ${name} ready. See https://app.pinecone.io and try again.`,
    );
  }

  /** The client hides our own words behind its own; after trouble the index is looked for anew. */
  async #ask<Result>(request: () => Promise<Result>): Promise<Result> {
    try {
      return await request();
    } catch (error) {
      this.#opened = undefined;
      const { cause } = error as Error;
      throw cause instanceof UserError ? cause : error;
    }
  }

  async #client(): Promise<Pinecone> {
    const { Pinecone } = await import("@pinecone-database/pinecone");
    const { apiKey, controllerHost } = this.#target;
    return new Pinecone({
      apiKey,
      fetchApi: createPineconeFetch(this.#patience),
      ...(controllerHost && { controllerHostUrl: controllerHost }),
    });
  }

  async #openAt(client: Pinecone, host: string, dimension: number): Promise<Opened> {
    const { PineconeStore } = await import("@langchain/pinecone");
    const { index, namespace } = this.#target;
    const pineconeIndex = client.index(index, host);
    const options = { pineconeIndex, namespace, maxConcurrency: CONCURRENCY, maxRetries: 0 };
    return { store: new PineconeStore(NO_EMBEDDINGS, options), dimension };
  }
}

/** What Pinecone says of an index; undefined where there is none of that name. */
async function describe(client: Pinecone, name: string) {
  try {
    return await client.describeIndex(name);
  } catch (error) {
    if ((error as Error).name === "PineconeNotFoundError") return undefined;
    throw error;
  }
}

/** Metadata is flat, and knows strings, numbers and lists of strings alone; what is empty is left out. */
function toPage({ document: { source, path, title }, chunk: { id, ordinal, headings, text, url } }: NewRecord) {
  const pageContent = Buffer.from(text)
    .subarray(0, MOST_TEXT_BYTES)
    .toString()
    .replace(/\uFFFD+$/, "");
  return { pageContent, metadata: { source, path, title, url, ordinal, chunk: id, headings: [...headings] } };
}

function toPassage(metadata: Readonly<Record<string, unknown>>, score: number): Passage {
  const { source, path, title, url, ordinal, chunk, headings, text } = metadata;
  return {
    id: String(chunk ?? ""),
    ordinal: Number(ordinal ?? 0),
    headings: Array.isArray(headings) ? headings.map(String) : [],
    text: String(text ?? ""),
    url: String(url ?? ""),
    source: String(source ?? ""),
    path: String(path ?? ""),
    title: String(title ?? ""),
    score,
  };
}
