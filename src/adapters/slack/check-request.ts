import type { IncomingMessage, ServerResponse } from "node:http";

/** Slack's events are smaller by far. */
const LARGEST_BODY = 4 * 1024 * 1024;

/** How far from this machine's time a request may say that it was made, in seconds; Slack's own advice. */
const MOST_DRIFT_SECONDS = 5 * 60;

/**
 * Turns away what Bolt takes and should not: a request that was made in the future, which could be sent again until
 * then, and a body that is no object, on which it stumbles. Everything else goes to `take`, its body read.
 */
export async function checkRequest(
  request: IncomingMessage,
  response: ServerResponse,
  take: () => void,
  now: () => number = Date.now,
): Promise<void> {
  if (request.method !== "POST") return take();
  const made = Number(request.headers["x-slack-request-timestamp"] ?? 0);
  if (made > now() / 1000 + MOST_DRIFT_SECONDS) return refuse(response, 401);
  const body = await readBody(request);
  if (!body) return refuse(response, 413);
  if (!isObject(body.toString("utf8"), request.headers["content-type"])) return refuse(response, 400);
  // Where Bolt looks for a body that was read before.
  Object.assign(request, { rawBody: body });
  take();
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}

/** Undefined where it is too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    size += piece.length;
    if (size > LARGEST_BODY) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/**
 * Whether a body can be an object in JSON, or fields of a form whose payload can be one. Bolt finds out whether it
 * is.
 */
function isObject(body: string, type: string | undefined): boolean {
  if (type !== "application/x-www-form-urlencoded") return /^\s*\{/.test(body);
  const payload = new URLSearchParams(body).get("payload");
  return payload === null || /^\s*\{/.test(payload);
}
