import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../../core/errors.ts";

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
  return async (address, init) => {
    for (const pause of [...patience.retryMs, undefined]) {
      const response = await attempt(address, init, patience.timeoutMs, pause === undefined);
      if (response && (pause === undefined || !PASSING.includes(response.status))) return checked(response);
      const asked = Number(response?.headers.get("retry-after") ?? 0) * 1000;
      await delay(Math.max(pause ?? 0, Math.min(asked, patience.longestPauseMs)));
    }
    throw new Error("unreachable: the last try returns or throws");
  };
}

/** Undefined where the line broke and there is another try. */
async function attempt(
  address: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
  timeoutMs: number,
  isLast: boolean,
): Promise<Response | undefined> {
  try {
    const response = await fetch(address, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    // Read here, so that a body that never ends is a time-out too. Those statuses have none.
    const body = [204, 304].includes(response.status) ? null : await response.arrayBuffer();
    return new Response(body, response);
  } catch (cause) {
    if (!isLast) return undefined;
    const why = (cause as Error).name === "TimeoutError" ? "takes too long to answer" : "is out of reach";
    throw new UserError(`Pinecone ${why}. Check the network and https://status.pinecone.io.`, { cause });
  }
}

function checked(response: Response): Response {
  if (response.status === 401 || response.status === 403)
    throw new UserError(
      `Pinecone refused the key (${response.status}). Check PINECONE_API_KEY and what its project may do.`,
    );
  if (PASSING.includes(response.status))
    throw new UserError(
      `Pinecone cannot do this right now (${response.status}). Try again later; what is done is kept.`,
    );
  return response;
}
