import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { Ajv } from "ajv";
import { type ChatMessage, embed, think } from "./model-mind.ts";
import { shared } from "./needs.ts";

/**
 * What goes wrong. `stall` sends half an answer and then nothing, `cut` breaks the connection there, `unfinished`
 * ends it as if all were well.
 */
export type Fault =
  | "unauthorized"
  | "unknown-model"
  | "rate-limit"
  | "server-error"
  | "hang"
  | "stall"
  | "cut"
  | "unfinished"
  | "malformed"
  | "empty"
  | "no-stream-options";

/**
 * A request that arrived. `aborted` turns true when the client closed it before it was answered; `ms`: how long it
 * was open, once it is over.
 */
export interface ModelRequest {
  readonly path: string;
  readonly body: ChatRequest;
  readonly authorization?: string;
  aborted: boolean;
  ms?: number;
  /** When its first streamed word was sent whole, milliseconds since 1970. */
  firstWordAt?: number;
}

/** The parts of a chat or embeddings request that tests look at. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly stream?: boolean;
  readonly stream_options?: object;
  readonly input?: string | readonly string[];
  readonly encoding_format?: "float" | "base64";
}

/** `times`: how many requests it meets, all of them by default. `path`: which ones, chat by default. */
export interface FaultOptions {
  readonly times?: number;
  readonly path?: "/chat/completions" | "/embeddings";
  /** Seconds, for `rate-limit`. */
  readonly retryAfter?: number;
}

/** A local OpenAI-compatible endpoint over real HTTP that answers from the passages in its prompt. */
export interface ModelServer {
  /** The base URL, for `Endpoint.baseUrl`. */
  readonly url: string;
  /** Every request so far, oldest first. */
  readonly requests: readonly ModelRequest[];
  /** Lets `answer` speak; undefined from it, or no function, leaves it to the built-in mind. */
  respond(answer?: (request: ChatRequest) => string | undefined): void;
  /** Makes requests fail until `fault()` is called without a name. */
  fault(fault?: Fault, options?: FaultOptions): void;
  /** Waits this long between two streamed pieces. */
  delay(milliseconds: number): void;
  close(): Promise<void>;
}

const STATUS: Readonly<Partial<Record<Fault, readonly [number, string, string]>>> = {
  unauthorized: [401, "invalid_api_key", "Incorrect API key provided."],
  "unknown-model": [404, "model_not_found", "The model does not exist."],
  "rate-limit": [429, "rate_limit_exceeded", "Rate limit reached."],
  "server-error": [500, "server_error", "The server had an error."],
};
/** Sizes of streamed pieces, in turn: they cut through words, marks and links. */
const PIECES = [1, 3, 7, 2, 11, 5, 4];
const validators = loadValidators();

interface State {
  answer?: (request: ChatRequest) => string | undefined;
  fault?: Fault;
  options: FaultOptions;
  left: number;
  delay: number;
}

/** Starts on a free port of this machine. */
export async function startModelServer(): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  const state: State = { options: {}, left: 0, delay: 0 };
  const server = createServer((request, response) => {
    serve(request, response, state, requests).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    respond: (answer) => {
      state.answer = answer;
    },
    fault: (fault, options = {}) => {
      Object.assign(state, { fault, options, left: options.times ?? Number.POSITIVE_INFINITY });
    },
    delay: (milliseconds) => {
      state.delay = milliseconds;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(incoming: IncomingMessage, response: ServerResponse, state: State, requests: ModelRequest[]) {
  const since = performance.now();
  const path = (incoming.url ?? "").replace(/^\/v1/, "");
  if (path === "/models") return json(response, 200, { object: "list", data: [modelEntry("local")] });
  const body = JSON.parse(await readBody(incoming)) as ChatRequest;
  const request: ModelRequest = { path, body, authorization: incoming.headers.authorization, aborted: false };
  requests.push(request);
  response.on("close", () => {
    request.aborted = !response.writableFinished;
    request.ms = performance.now() - since;
  });
  const problem = validators?.[path]?.(body);
  if (problem) return fail(response, 400, "invalid_request", problem);
  const fault = takeFault(state, path);
  const status = fault && STATUS[fault];
  if (status) return fail(response, ...status, fault === "rate-limit" ? state.options.retryAfter : undefined);
  if (fault === "hang") return;
  if (path === "/embeddings") return json(response, 200, embeddings(body));
  if (path === "/chat/completions") return chat(response, request, state, fault);
  return fail(response, 404, "not_found", `No such path: ${path}`);
}

function takeFault(state: State, path: string): Fault | undefined {
  if (!state.fault || state.left <= 0 || path !== (state.options.path ?? "/chat/completions")) return undefined;
  state.left -= 1;
  return state.fault;
}

async function chat(response: ServerResponse, request: ModelRequest, state: State, fault?: Fault): Promise<void> {
  const { body } = request;
  if (fault === "no-stream-options" && body.stream_options)
    return fail(response, 400, "invalid_request", "Unknown parameter: 'stream_options'.");
  const text = fault === "empty" ? "" : (state.answer?.(body) ?? think(body.messages));
  if (body.stream) return stream(response, request, text, state.delay, fault);
  if (fault === "malformed" || fault === "cut")
    return void response.writeHead(200, { "content-type": "application/json" }).end('{"id": "x", "choi');
  json(
    response,
    200,
    completion(
      body.model,
      { message: { role: "assistant", content: text, refusal: null }, logprobs: null },
      "chat.completion",
      text,
    ),
  );
}

async function stream(response: ServerResponse, request: ModelRequest, text: string, delay: number, fault?: Fault) {
  const { body } = request;
  response.writeHead(200, { "content-type": "text/event-stream" });
  const id = `chatcmpl-${randomUUID()}`;
  const send = (delta: object, finish: string | null = null) =>
    writeInTwo(
      response,
      `data: ${JSON.stringify({ ...chunk(body.model, id), choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] })}\n\n`,
    );
  await send({ role: "assistant", content: "" });
  const pieces = cutUp(text);
  let sent = "";
  for (const [index, piece] of pieces.entries()) {
    if (fault && index >= pieces.length / 2 && breakOff(response, fault)) return;
    sent += piece;
    if (/\S\s/.test(sent)) request.firstWordAt ??= Date.now();
    await send({ content: piece });
    if (delay > 0) await wait(delay);
    if (response.destroyed) return;
  }
  await send({}, "stop");
  if (body.stream_options)
    await writeInTwo(
      response,
      `data: ${JSON.stringify({ ...chunk(body.model, id), choices: [], usage: usage(text) })}\n\n`,
    );
  response.end("data: [DONE]\n\n");
}

/** Ends half an answer in the fault's way; false for a fault that is not met here. */
function breakOff(response: ServerResponse, fault: Fault): boolean {
  if (fault === "cut") response.destroy();
  if (fault === "unfinished") response.end();
  if (fault === "malformed") response.end('data: {"id": "x", "choices": [{"del\n\n');
  return ["cut", "unfinished", "malformed", "stall"].includes(fault);
}

/** Two writes for one event, parted at an odd byte, as networks do. */
async function writeInTwo(response: ServerResponse, event: string): Promise<void> {
  const bytes = Buffer.from(event);
  const cut = Math.floor(bytes.length / 3) | 1;
  response.write(bytes.subarray(0, cut));
  await new Promise<void>((resolve) => response.write(bytes.subarray(cut), () => resolve()));
}

function cutUp(text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const size = PIECES[turn % PIECES.length] ?? 1;
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return pieces;
}

function embeddings({ model, input, encoding_format }: ChatRequest): object {
  const texts = typeof input === "string" ? [input] : (input ?? []);
  const data = texts.map((text, index) => {
    const vector = embed(text);
    const base64 = Buffer.from(Float32Array.from(vector).buffer).toString("base64");
    return { object: "embedding", index, embedding: encoding_format === "base64" ? base64 : vector };
  });
  return { object: "list", model, data, usage: { prompt_tokens: texts.length, total_tokens: texts.length } };
}

function completion(model: string, choice: object, object: string, text: string): object {
  const id = `chatcmpl-${randomUUID()}`;
  const choices = [{ index: 0, finish_reason: "stop", ...choice }];
  return { id, object, created: 0, model, choices, usage: usage(text) };
}

function chunk(model: string, id: string): object {
  return { id, object: "chat.completion.chunk", created: 0, model };
}

function usage(text: string): object {
  const tokens = Math.ceil(text.length / 4);
  return { prompt_tokens: 1, completion_tokens: tokens, total_tokens: tokens + 1 };
}

function modelEntry(id: string): object {
  return { id, object: "model", created: 0, owned_by: "test" };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function fail(response: ServerResponse, status: number, code: string, message: string, retryAfter?: number): void {
  if (retryAfter !== undefined) response.setHeader("retry-after", String(retryAfter));
  json(response, status, { error: { message, type: code, param: null, code } });
}

/** The published description has `nullable` in places without a `type`, where the checker does not take it. */
function withoutBareNullable(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("nullable" in value) || "type" in value) return value;
  const { nullable: _nullable, ...rest } = value;
  return rest;
}

/** Checks requests against OpenAI's published description, where it is on this machine. */
function loadValidators(): Record<string, (body: unknown) => string | undefined> | undefined {
  const file = shared("specs/openai/openapi-subset.json");
  if (!file) return undefined;
  const ajv = new Ajv({ strict: false, validateFormats: false });
  ajv.addSchema(JSON.parse(readFileSync(file, "utf8"), withoutBareNullable), "openai");
  const check = (schema: string) => {
    const validate = ajv.compile({ $ref: `openai#/components/schemas/${schema}` });
    return (body: unknown) => (validate(body) ? undefined : ajv.errorsText(validate.errors));
  };
  return {
    "/chat/completions": check("CreateChatCompletionRequest"),
    "/embeddings": check("CreateEmbeddingRequest"),
  };
}
