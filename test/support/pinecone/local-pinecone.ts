import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readSpecification, type Specification } from "./specification.ts";

/** A request as it came. */
export interface Call {
  readonly method: string;
  readonly route: string;
  readonly body: unknown;
  readonly status: number;
}

/**
 * What goes wrong with requests of a route: a status, with a pause asked for in seconds, silence, or a line that
 * breaks.
 */
export type Trouble = { readonly status: number; readonly retryAfter?: number } | "silence" | "break";

interface Fault {
  readonly route: string;
  readonly trouble: Trouble;
  times: number;
}

interface Vector {
  readonly id: string;
  readonly values: readonly number[];
  readonly metadata?: Readonly<Record<string, unknown>>;
}

interface Index {
  readonly name: string;
  readonly dimension: number;
  readonly namespaces: Map<string, Map<string, Vector>>;
  /** How often it is still described as not ready. */
  unready: number;
}

/** A Pinecone on this machine: control and data plane on one port, checked against its API's description. */
export interface LocalPinecone {
  /** For the setting `PINECONE_CONTROLLER_HOST`. */
  readonly url: string;
  readonly apiKey: string;
  readonly calls: readonly Call[];
  /** What broke the description or a limit. Empty when all is well. */
  readonly violations: readonly string[];
  addIndex(name: string, dimension: number): void;
  /** The records of a namespace, by id. */
  records(index: string, namespace?: string): ReadonlyMap<string, Vector>;
  dimensionOf(index: string): number | undefined;
  fault(route: string, trouble: Trouble, times?: number): void;
  /** Breaks every line. */
  hangUp(): void;
  close(): Promise<void>;
}

/** Limits of the real one. https://docs.pinecone.io/reference/api/database-limits */
const MOST_METADATA_BYTES = 40 * 1024;
const MOST_VECTORS = 1000;
const MOST_ID_BYTES = 512;
/** Ids on one page of a listing: few, so that pages are turned. */
const PAGE = 5;
const API_KEY = "pcsk_local_0123456789";

/** Reading the description takes a moment: once for each process. */
let specification: Specification | undefined | null = null;

/** Starts a Pinecone with no index. */
export async function startLocalPinecone(): Promise<LocalPinecone> {
  specification ??= readSpecification();
  const pinecone = new PineconeServer(specification ?? undefined);
  await pinecone.listen();
  return pinecone;
}

class PineconeServer implements LocalPinecone {
  readonly apiKey = API_KEY;
  readonly calls: Call[] = [];
  readonly violations: string[] = [];
  readonly #indexes = new Map<string, Index>();
  readonly #faults: Fault[] = [];
  readonly #specification: Specification | undefined;
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  constructor(known: Specification | undefined) {
    this.#specification = known;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  addIndex(name: string, dimension: number): void {
    this.#indexes.set(name, { name, dimension, namespaces: new Map(), unready: 0 });
  }

  records(index: string, namespace = ""): ReadonlyMap<string, Vector> {
    return this.#indexes.get(index)?.namespaces.get(namespace) ?? new Map();
  }

  dimensionOf(index: string): number | undefined {
    return this.#indexes.get(index)?.dimension;
  }

  fault(route: string, trouble: Trouble, times = 1): void {
    this.#faults.push({ route, trouble, times });
  }

  hangUp(): void {
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body: unknown = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
    // Whoever came by another line goes on by that line.
    const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
    // Each index has a host of its own; here it is the first part of the path.
    const [, host = "", path = url.pathname] = /^\/host\/([^/]+)(\/.*)$/.exec(url.pathname) ?? [];
    const method = request.method ?? "GET";
    const route = path.replace(/^\/indexes\/.+/, "/indexes/{index_name}");
    const fault = this.#faults.find((one) => one.route === route && one.times > 0);
    if (fault) fault.times--;
    if (fault?.trouble === "silence") return;
    if (fault?.trouble === "break") return void request.socket.destroy();
    const answer = fault
      ? this.#refusal(fault.trouble)
      : this.#answer(request, method, route, { url, path, host, body });
    this.calls.push({ method, route, body, status: answer.status });
    for (const problem of this.#specification?.response(method, route, answer.status, answer.body) ?? [])
      this.violations.push(`answer to ${method} ${route}: ${problem}`);
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(JSON.stringify(answer.body));
  }

  #refusal(trouble: { readonly status: number; readonly retryAfter?: number }): Answer {
    const headers: Record<string, string> =
      trouble.retryAfter === undefined ? {} : { "retry-after": String(trouble.retryAfter) };
    return { ...problem(trouble.status, "injected"), headers };
  }

  #answer(request: IncomingMessage, method: string, route: string, asked: Asked): Answer {
    if (request.headers["api-key"] !== this.apiKey) return problem(401, "Invalid API Key");
    if (!request.headers["x-pinecone-api-version"]) this.violations.push("a request names no version of the API");
    for (const trouble of this.#specification?.request(method, route, asked.body) ?? [])
      this.violations.push(`${method} ${route}: ${trouble}`);
    if (!asked.host) return this.#control(`${method} ${route}`, asked);
    const index = this.#indexes.get(asked.host);
    return index ? this.#data(`${method} ${route}`, index, asked) : problem(404, "Index not found");
  }

  #control(operation: string, { url, path, body }: Asked): Answer {
    if (operation === "POST /indexes") {
      const { name, dimension } = body as { name: string; dimension: number };
      if (this.#indexes.has(name)) return problem(409, "Index already exists");
      this.#indexes.set(name, { name, dimension, namespaces: new Map(), unready: 2 });
    }
    const name = operation === "POST /indexes" ? (body as { name: string }).name : path.split("/")[2];
    const index = this.#indexes.get(name ?? "");
    if (!index) return problem(404, `Resource ${name} not found`);
    const ready = index.unready === 0 || index.unready-- === 0;
    const described = {
      name: index.name,
      dimension: index.dimension,
      metric: "cosine",
      host: `${url.origin}/host/${index.name}`,
      spec: { serverless: { cloud: "aws", region: "us-east-1" } },
      status: { ready, state: ready ? "Ready" : "Initializing" },
      vector_type: "dense",
    };
    return { status: operation === "POST /indexes" ? 201 : 200, body: described };
  }

  #data(operation: string, index: Index, asked: Asked): Answer {
    const { namespace = "", ...body } = (asked.body ?? {}) as { namespace?: string } & Record<string, unknown>;
    const name = namespace || (asked.url.searchParams.get("namespace") ?? "");
    const records = index.namespaces.get(name) ?? new Map<string, Vector>();
    index.namespaces.set(name, records);
    if (operation === "POST /vectors/upsert") return this.#upsert(index, records, body.vectors as Vector[]);
    if (operation === "POST /query") return query(index, records, name, body as unknown as Query);
    if (operation === "GET /vectors/list") return list(records, name, asked.url.searchParams);
    if (operation !== "POST /vectors/delete") return problem(404, `${operation} is not here`);
    const ids = (body.ids ?? []) as string[];
    if (ids.length > MOST_VECTORS) this.violations.push(`${ids.length} ids in one deletion`);
    for (const id of ids) records.delete(id);
    return { status: 200, body: {} };
  }

  #upsert({ dimension }: Index, records: Map<string, Vector>, vectors: readonly Vector[]): Answer {
    if (vectors.length > MOST_VECTORS) return problem(400, "too many vectors");
    for (const { id, values, metadata } of vectors) {
      if (values.length !== dimension)
        return problem(400, `Vector dimension ${values.length} does not match ${dimension}`);
      if (Buffer.byteLength(JSON.stringify(metadata ?? {})) > MOST_METADATA_BYTES)
        return problem(400, "metadata too large");
      if (Buffer.byteLength(id) > MOST_ID_BYTES || /[^ -~]/.test(id)) return problem(400, "unusable id");
      if (Object.values(metadata ?? {}).some((value) => !isMetadata(value))) return problem(400, "nested metadata");
    }
    for (const vector of vectors) records.set(vector.id, vector);
    return { status: 200, body: { upsertedCount: vectors.length } };
  }
}

interface Asked {
  readonly url: URL;
  readonly path: string;
  readonly host: string;
  readonly body: unknown;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Query {
  readonly vector: readonly number[];
  readonly topK: number;
  readonly filter?: { readonly source: { readonly $in: readonly string[] } };
}

function problem(status: number, message: string): Answer {
  return { status, body: { error: { code: "UNKNOWN", message }, status } };
}

function isMetadata(value: unknown): boolean {
  const isList = Array.isArray(value) && value.every((item) => typeof item === "string");
  return isList || ["string", "number", "boolean"].includes(typeof value);
}

function query(index: Index, records: Map<string, Vector>, namespace: string, { vector, topK, filter }: Query): Answer {
  if (vector.length !== index.dimension)
    return problem(400, `Vector dimension ${vector.length} does not match ${index.dimension}`);
  const matches = [...records.values()]
    .filter(({ metadata }) => !filter || filter.source.$in.includes(String(metadata?.source)))
    .map(({ id, values, metadata }) => ({ id, score: cosine(values, vector), values: [], metadata }))
    .toSorted((one, other) => other.score - one.score)
    .slice(0, topK);
  return { status: 200, body: { matches, namespace, usage: { readUnits: 1 } } };
}

function cosine(one: readonly number[], other: readonly number[]): number {
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
  return dot(one, other) / (Math.sqrt(dot(one, one) * dot(other, other)) || 1);
}

function list(records: Map<string, Vector>, namespace: string, asked: URLSearchParams): Answer {
  const ids = [...records.keys()].filter((id) => id.startsWith(asked.get("prefix") ?? "")).toSorted();
  const start = Number(asked.get("paginationToken") ?? 0);
  const next = start + PAGE < ids.length ? { pagination: { next: String(start + PAGE) } } : {};
  const vectors = ids.slice(start, start + PAGE).map((id) => ({ id }));
  return { status: 200, body: { vectors, namespace, usage: { readUnits: 1 }, ...next } };
}
