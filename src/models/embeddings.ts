import { hash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { EmbeddingsInterface } from "@langchain/core/embeddings";
import type { OpenAIEmbeddings } from "@langchain/openai";
import { UserError } from "../core/errors.ts";
import { transaction } from "../storage/database.ts";
import { loadClient } from "./client.ts";
import type { Endpoint } from "./endpoint.ts";

/** Texts in one request: large enough to be quick, small enough that a failed one costs little. */
const BATCH = 96;

/** How long one request may take, in milliseconds. */
const TIMEOUT_MS = 30_000;

/** LangChain's embeddings with the name of their model, by which vectors of two models are kept apart. */
export interface NamedEmbeddings extends EmbeddingsInterface {
  readonly model: string;
}

/** The model does not take one of these very texts; others may be fine. */
export class RefusedTextError extends Error {
  override readonly name = "RefusedTextError";
}

/** `timeoutMs` and `retries` count for one request; `retries` are further tries after 429, 5xx and lost connections. */
export interface EmbeddingOptions {
  readonly timeoutMs?: number;
  readonly retries?: number;
}

/**
 * Embeddings from an OpenAI-compatible server, each text of a document asked for once: vectors are kept in the
 * database by
 * model and text. Rejects with a `UserError` when no text could be embedded (key, address, model, outage), and with
 * `RefusedTextError` when the server does not take one of these very texts.
 */
export function createEmbeddings(
  endpoint: Endpoint,
  database: DatabaseSync,
  { timeoutMs = TIMEOUT_MS, retries = 2 }: EmbeddingOptions = {},
): NamedEmbeddings {
  let client: Promise<OpenAIEmbeddings> | undefined;
  const ask = async <Result>(work: (client: OpenAIEmbeddings) => Promise<Result>) => {
    client ??= createClient(endpoint, timeoutMs, retries);
    return explained(endpoint, work(await client));
  };
  const cache = openCache(database, endpoint.model);
  return {
    model: endpoint.model,
    async embedQuery(text) {
      const vector = await ask((model) => model.embedQuery(text));
      return checked(endpoint, [vector], 1)[0] ?? [];
    },
    async embedDocuments(texts) {
      const missing = [...new Set(texts.filter((text) => !cache.has(text)))];
      for (let start = 0; start < missing.length; start += BATCH) {
        const batch = missing.slice(start, start + BATCH);
        const vectors = await ask((model) => model.embedDocuments(batch));
        cache.add(batch, checked(endpoint, vectors, batch.length));
      }
      return texts.map((text) => cache.get(text));
    },
  };
}

async function createClient(endpoint: Endpoint, timeout: number, maxRetries: number): Promise<OpenAIEmbeddings> {
  const { OpenAIEmbeddings } = await loadClient();
  return new OpenAIEmbeddings({
    model: endpoint.model,
    apiKey: endpoint.apiKey,
    // Line breaks mean something in code, and not every compatible server knows base64, the client's own default.
    stripNewLines: false,
    encodingFormat: "float",
    batchSize: BATCH,
    maxRetries,
    timeout,
    configuration: { baseURL: endpoint.baseUrl },
  });
}

/** Vectors by the hash of model and text; the text itself is not stored twice. */
function openCache(database: DatabaseSync, model: string) {
  database.exec(
    "create table if not exists embedding_cache (key blob primary key, vector blob not null) without rowid",
  );
  const find = database.prepare("select vector from embedding_cache where key = ?");
  const insert = database.prepare("insert or replace into embedding_cache values (?, ?)");
  const keyOf = (text: string) => hash("sha256", JSON.stringify([model, text]), "buffer");
  const vectorOf = (text: string) => find.get(keyOf(text))?.vector as Uint8Array | undefined;
  return {
    has: (text: string) => vectorOf(text) !== undefined,
    get: (text: string) => unpack(vectorOf(text) ?? new Uint8Array()),
    add: (texts: readonly string[], vectors: readonly number[][]) =>
      transaction(database, () => {
        for (const [index, text] of texts.entries()) insert.run(keyOf(text), pack(vectors[index] ?? []));
      }),
  };
}

function pack(vector: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(vector).buffer);
}

function unpack(bytes: Uint8Array): number[] {
  // SQLite's bytes may begin anywhere; floats must begin at a multiple of four.
  return [...new Float32Array(Uint8Array.from(bytes).buffer)];
}

function checked(endpoint: Endpoint, vectors: readonly number[][], count: number): number[][] {
  const size = vectors[0]?.length ?? 0;
  const isSound = vectors.length === count && size > 0 && vectors.every((vector) => vector.length === size);
  if (isSound && vectors.every((vector) => vector.every(Number.isFinite))) return [...vectors];
  throw new UserError(
    `${hostOf(endpoint)} answered with something that is no embedding. Check that OPENAI_EMBEDDING_MODEL (${endpoint.model}) is an embeddings model.`,
  );
}

async function explained<Result>(endpoint: Endpoint, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    throw explain(endpoint, cause);
  }
}

/** The server's own words are left out of what people see: they may repeat a part of the key. */
function explain(endpoint: Endpoint, cause: unknown): Error {
  const host = hostOf(endpoint);
  const status = (cause as { status?: number }).status;
  const options = { cause };
  if (status === 401 || status === 403)
    return new UserError(`${host} refused the key (${status}). Check OPENAI_API_KEY.`, options);
  if (status === 404)
    return new UserError(
      `${host} has no embeddings model ${endpoint.model} at this address (404). Check OPENAI_EMBEDDING_MODEL and OPENAI_BASE_URL.`,
      options,
    );
  if (status !== undefined && status >= 400 && status < 500 && status !== 429 && status !== 408)
    return new RefusedTextError(`was not accepted by the embeddings model (${status})`, options);
  if (status !== undefined)
    return new UserError(
      `${host} could not embed right now (${status}). Try again later; what is done is kept.`,
      options,
    );
  if (/timeout|timed out/i.test(`${(cause as Error).name} ${(cause as Error).message}`))
    return new UserError(`${host} took too long to embed. Try again later; what is done is kept.`, options);
  return new UserError(`Cannot reach ${host} for embeddings. Check OPENAI_BASE_URL and the network.`, options);
}

function hostOf(endpoint: Endpoint): string {
  return endpoint.baseUrl ? new URL(endpoint.baseUrl).host : "api.openai.com";
}
