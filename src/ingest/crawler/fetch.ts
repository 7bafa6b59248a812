import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { Agent, type Dispatcher, request } from "undici";
import { retry, retryAfterMs } from "../../core/retry.ts";
import { toUtf8 } from "../readers/decode.ts";
import { type CrawlPace, createCrawlPace, POLITE, type Politeness } from "./rate-limit.ts";
import { type Resolve, safeConnector, UnsafeAddressError } from "./ssrf-guard.ts";

/** How Docent names itself to websites; its first word is what robots.txt speaks to. */
export const USER_AGENT = "Docent/1.0 (reads documentation; obeys robots.txt)";

/**
 * - `bytes`: of one answer, after decompression.
 * - `timeoutMs`: for one request with its redirects and its body.
 * - `redirects`: followed for one request.
 * - `retries`: further tries after a lost connection, 429 and 5xx, the first after `backoffMs`, then ever later.
 * - `longestWaitMs`: a server that wants more time than this before the next try is left alone.
 */
export interface FetchLimits {
  readonly bytes: number;
  readonly timeoutMs: number;
  readonly redirects: number;
  readonly retries: number;
  readonly backoffMs: number;
  readonly longestWaitMs: number;
}

/** Generous for a page of documentation, and bearable when a server means harm. */
export const FETCH_LIMITS: FetchLimits = {
  bytes: 10 * 1024 * 1024,
  timeoutMs: 20_000,
  redirects: 5,
  retries: 2,
  backoffMs: 500,
  longestWaitMs: 60_000,
};

/** `allowPrivate`: hosts that may lead to private addresses, as in ALLOW_PRIVATE_HOSTS. `resolve`: for tests. */
export interface FetcherOptions {
  readonly allowPrivate?: readonly string[];
  readonly limits?: Partial<FetchLimits>;
  readonly politeness?: Partial<Politeness>;
  readonly resolve?: Resolve;
}

/** What a request asks for beside its address: `etag` and `lastModified` of the copy that is there already. */
export interface FetchOptions {
  readonly etag?: string;
  readonly lastModified?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

/** What is sent to an API: `json` as it stands, and the token that opens it. */
export interface PostOptions {
  readonly json: string;
  readonly token: string;
  readonly signal?: AbortSignal;
}

/**
 * An answer, whatever its status. `url`: where it came from in the end. `bytes` are decompressed, text in UTF-8; none
 * with 304. `robots`: what its X-Robots-Tag says.
 */
export interface Fetched {
  readonly url: string;
  readonly status: number;
  readonly type: string;
  readonly etag?: string;
  readonly lastModified?: string;
  readonly link?: string;
  readonly robots?: string;
  readonly bytes: Uint8Array;
}

/** No answer that could be used, and why, as a clause. `passing`: another time it may go well. */
export class FetchError extends Error {
  override readonly name = "FetchError";
  readonly passing: boolean;

  constructor(message: string, passing: boolean, options?: ErrorOptions) {
    super(message, options);
    this.passing = passing;
  }
}

/** Fetches from websites that nobody vouches for. */
export interface Fetcher {
  /**
   * Rejects with a `FetchError` where there is no answer, or one that is too large, too slow or leads to where it may
   * not.
   */
  get(url: string, options?: FetchOptions): Promise<Fetched>;
  /**
   * The same for a question to an API, which may be asked twice. No redirect is followed: the token is for this host
   * alone.
   */
  post(url: string, options: PostOptions): Promise<Fetched>;
  /** Obeys a host that asks for more time between requests. */
  slowDown(url: string, delayMs: number): void;
  /** How many requests went out, redirects and further tries included. */
  readonly requests: number;
  close(): Promise<void>;
}

/** A fetcher with connections, pace and count of its own. */
export function createFetcher(options: FetcherOptions = {}): Fetcher {
  const limits = { ...FETCH_LIMITS, ...options.limits };
  const allowed = options.allowPrivate ?? [];
  const agent = new Agent({ connect: safeConnector(allowed, options.resolve), maxHeaderSize: 32 * 1024 });
  const paces = new Map<string, CrawlPace>();
  let requests = 0;

  const paceOf = (url: string): CrawlPace => {
    const { host } = new URL(url);
    const pace = paces.get(host) ?? createCrawlPace({ ...POLITE, ...options.politeness });
    paces.set(host, pace);
    return pace;
  };

  const follow = async (from: string, asked: Asked, signal: AbortSignal): Promise<Answer> => {
    let url = from;
    for (let hop = 0; hop <= limits.redirects; hop++) {
      const answer = await paceOf(url).run(() => {
        requests++;
        return askOnce(url, { ...asked, signal }, agent, limits.bytes);
      }, signal);
      if (!("to" in answer)) return answer;
      if (asked.token) throw new FetchError("leads elsewhere, where a token is not sent", false);
      url = addressOf(answer.to, url);
    }
    throw new FetchError(`redirects more than ${limits.redirects} times`, false);
  };

  const insist = async (url: string, asked: Asked): Promise<Fetched> => {
    const first = addressOf(url);
    const attempt = () => answered(() => follow(first, asked, deadline(asked.signal, limits.timeoutMs)), asked);
    try {
      return await retry(attempt, (error, count) => pauseAfter(error, count, limits), asked.signal);
    } catch (error) {
      if (error instanceof PassingError && error.answer?.status === 403) return error.answer;
      throw error;
    }
  };

  return {
    get: (url, asked = {}) => insist(url, asked),
    post: (url, asked) => insist(url, asked),
    slowDown: (url, delayMs) => paceOf(url).slowDown(Math.min(delayMs, limits.longestWaitMs)),
    get requests() {
      return requests;
    },
    close: () => agent.destroy(),
  };
}

/** `retryAfter` as the server wrote it. */
type Answer = Fetched & { readonly retryAfter?: string };

/** A request of either kind. */
type Asked = FetchOptions & Partial<PostOptions>;

/** One request: its answer, or where it is sent on to. */
async function askOnce(
  url: string,
  asked: Asked,
  dispatcher: Agent,
  most: number,
): Promise<Answer | { readonly to: string }> {
  const { json: body, signal } = asked;
  const method = body === undefined ? "GET" : "POST";
  const answer = await request(url, { dispatcher, method, body, headers: headersOf(asked), signal });
  const { location } = answer.headers;
  if (answer.statusCode < 300 || answer.statusCode >= 400 || typeof location !== "string")
    return fetched(url, answer, most);
  await answer.body.dump();
  return { to: location };
}

/** An answer that may be another one next time; `askedMs`: how long the server wants to be left alone. */
class PassingError extends FetchError {
  readonly answer: Fetched;
  readonly askedMs: number;

  constructor(answer: Fetched, askedMs = 0) {
    super(`could not be fetched: the server answered ${answer.status}`, true);
    this.answer = answer;
    this.askedMs = askedMs;
  }
}

/** One attempt: rejects with a `FetchError`, one of its kind where the server answered that it may pass. */
async function answered(work: () => Promise<Answer>, { signal }: FetchOptions): Promise<Fetched> {
  const answer = await work().catch((error) => {
    signal?.throwIfAborted();
    throw explain(error);
  });
  const { status, retryAfter } = answer;
  // A 403 that says when to come back means "too fast", not "never".
  const passes = status === 429 || status >= 500 || (status === 403 && retryAfter !== undefined);
  if (passes) throw new PassingError(answer, retryAfterMs(retryAfter));
  return answer;
}

function pauseAfter(error: unknown, attempt: number, limits: FetchLimits): number | undefined {
  if (attempt > limits.retries || !(error instanceof FetchError && error.passing)) return undefined;
  const backoff = limits.backoffMs * 2 ** (attempt - 1);
  const pause = Math.max(backoff, error instanceof PassingError ? error.askedMs : 0);
  return pause <= limits.longestWaitMs ? pause : undefined;
}

function addressOf(url: string, base?: string): string {
  const parsed = URL.parse(url, base);
  if (!parsed) throw new FetchError("has an address that cannot be read", false);
  // Names and passwords in a link would end up in logs and answers.
  parsed.username = "";
  parsed.password = "";
  parsed.hash = "";
  if (!/^https?:$/.test(parsed.protocol)) throw new FetchError(`leads to a ${parsed.protocol} address`, false);
  return parsed.href;
}

function headersOf({ etag, lastModified, accept, json, token }: Asked): Record<string, string> {
  return {
    "user-agent": USER_AGENT,
    accept: accept ?? "*/*",
    "accept-encoding": "gzip, deflate, br",
    ...(json !== undefined && { "content-type": "application/json" }),
    ...(token && { authorization: `Bearer ${token}` }),
    ...(etag && { "if-none-match": etag }),
    ...(lastModified && { "if-modified-since": lastModified }),
  };
}

function deadline(signal: AbortSignal | undefined, timeoutMs: number): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

async function fetched(
  url: string,
  { statusCode: status, headers, body }: Dispatcher.ResponseData,
  most: number,
): Promise<Answer> {
  const header = (name: string) => [headers[name] ?? []].flat().join(", ") || undefined;
  const bytes = await readBody(body, header("content-encoding"), most);
  const [type = "", ...parameters] = (header("content-type") ?? "").split(";").map((part) => part.trim().toLowerCase());
  return {
    url,
    status,
    type,
    etag: header("etag"),
    lastModified: header("last-modified"),
    link: header("link"),
    retryAfter: header("retry-after"),
    robots: header("x-robots-tag"),
    bytes: /^text\/|xhtml|markdown/.test(type) ? toUtf8(bytes, charsetOf(parameters)) : bytes,
  };
}

function charsetOf(parameters: readonly string[]): string | undefined {
  return parameters
    .find((part) => part.startsWith("charset="))
    ?.slice("charset=".length)
    .replace(/["']/g, "");
}

/** Counts what comes out of the decompressor, so that a small answer cannot become a large one. */
async function readBody(body: Dispatcher.ResponseData["body"], encoding: string | undefined, most: number) {
  const decompress = decompressor(encoding);
  body.on("error", (error) => decompress?.destroy(error));
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of decompress ? body.pipe(decompress) : body) {
    size += (piece as Uint8Array).length;
    if (size > most) {
      body.destroy();
      throw new FetchError(`is larger than ${Math.round(most / 1024 / 1024)} MB`, false);
    }
    pieces.push(piece as Uint8Array);
  }
  return Buffer.concat(pieces);
}

function decompressor(encoding: string | undefined) {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case "identity":
      return undefined;
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    default:
      throw new FetchError(`is packed in a way that is not understood (${encoding?.slice(0, 40)})`, false);
  }
}

/** The trouble in a clause. What cannot go away by itself is not tried again. */
function explain(error: unknown): FetchError {
  if (error instanceof FetchError) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof UnsafeAddressError) return new FetchError(`may not be fetched: ${cause.message}`, false);
  const { code = "", name, message } = cause as NodeJS.ErrnoException;
  const options = { cause: error };
  if (name === "TimeoutError" || code.includes("TIMEOUT"))
    return new FetchError("took too long to fetch", true, options);
  if (code === "ENOTFOUND") return new FetchError("could not be fetched: there is no such host", true, options);
  if (/^(Z_|ERR__ERROR_|ERR_BROTLI|ERR_PADDING)/.test(code))
    return new FetchError("is packed, but not readably", false, options);
  return new FetchError(`could not be fetched: ${code || message}`, true, options);
}
