import { UserError } from "../../core/errors.ts";
import { retry, retryAfterMs } from "../../core/retry.ts";

/** How patient Pinecone is asked. Milliseconds. */
export interface PineconeTimeouts {
  /** How long one request may take. */
  readonly timeoutMs: number;
  /** Pauses before each further try. */
  readonly retryMs: readonly number[];
  /** The longest pause that Pinecone may ask for with a 429. */
  readonly longestPauseMs: number;
  /** How long a new index may take to get ready, and how often it is looked at. */
  readonly creationMs: number;
  readonly creationPollMs: number;
}

export const PINECONE_TIMEOUTS: PineconeTimeouts = {
  timeoutMs: 10_000,
  retryMs: [500, 2000],
  longestPauseMs: 20_000,
  creationMs: 180_000,
  creationPollMs: 2000,
};

/** Statuses after which the same request may succeed: too many requests, and trouble at Pinecone. */
const PASSING = [408, 425, 429, 500, 502, 503, 504];

/**
 * The client's own `fetch`: it has no time-outs, does not repeat queries and tells nobody the status. Everything sent
 * with it may be sent twice: writes go by id.
 */
export function createPineconeFetch(patience: PineconeTimeouts): typeof fetch {
  return (address, init) =>
    retry(
      async () => checked(await ask(address, init, patience.timeoutMs)),
      (error, attempt) => {
        const pause = patience.retryMs[attempt - 1];
        if (pause === undefined || !(error instanceof PassingError)) return undefined;
        return Math.max(pause, Math.min(error.askedMs, patience.longestPauseMs));
      },
    );
}

/** Trouble that may pass. `askedMs`: how long Pinecone wants to be left alone. */
class PassingError extends UserError {
  readonly askedMs: number;

  constructor(message: string, askedMs = 0, options?: ErrorOptions) {
    super(message, options);
    this.askedMs = askedMs;
  }
}

async function ask(
  address: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
  timeoutMs: number,
): Promise<Response> {
  try {
    const response = await fetch(address, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    // Read here, so that a body that never ends is a time-out too. Those statuses have none.
    const body = [204, 304].includes(response.status) ? null : await response.arrayBuffer();
    return new Response(body, response);
  } catch (cause) {
    const why = (cause as Error).name === "TimeoutError" ? "takes too long to answer" : "is out of reach";
    throw new PassingError(`Pinecone ${why}. Check the network and https://status.pinecone.io.`, 0, { cause });
  }
}

function checked(response: Response): Response {
  if (response.status === 401 || response.status === 403)
    throw new UserError(
      `Pinecone refused the key (${response.status}). Check PINECONE_API_KEY and what its project may do.`,
    );
  if (PASSING.includes(response.status))
    throw new PassingError(
      `Pinecone cannot do this right now (${response.status}). Try again later; what is done is kept.`,
      retryAfterMs(response.headers.get("retry-after")),
    );
  return response;
}
