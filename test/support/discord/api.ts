import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { getApplication, getCommands, getGateway, getGuilds, putCommands } from "./application-routes.ts";
import { deleteResponse, editResponse, followUp, getResponse, respond } from "./interaction-routes.ts";
import { createMessage, editMessage, getMessage, getMessages } from "./message-routes.ts";
import type { Answer, Body, Platform, Request, SentFile } from "./platform.ts";
import { type RateLimits, rateLimitHeaders } from "./rate-limits.ts";
import { Refusal, refusals } from "./refusal.ts";
import type { Specification } from "./specification.ts";
import { changeThread, getChannel, openDm, startThread, startTyping } from "./thread-routes.ts";

/** A request that came, and what was answered. `at` and `ms` in milliseconds. */
export interface Call {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** The route as the official description writes it. */
  readonly route: string;
  readonly body: Body;
  readonly files: readonly SentFile[];
  status: number;
  ms: number;
}

/** Something that goes wrong on purpose, for the calls that it matches. */
export interface Fault {
  matches(call: Call): boolean;
  /** How many calls it hits. */
  times: number;
  /** Answered late by so many milliseconds. */
  readonly delayMs?: number;
  /** Answered with this status; a 429 with `retryAfter` seconds. */
  readonly status?: number;
  /** The error's code and words beside its status. */
  readonly code?: number;
  readonly message?: string;
  readonly retryAfter?: number;
  readonly global?: boolean;
  /** The request is carried out, and only its answer is lost. */
  readonly answerLost?: boolean;
}

type Handle = (platform: Platform, request: Request) => Answer | Promise<Answer>;

/** What a client could have known before it sent: a field out of its limits, or nothing to send. */
const MALFORMED = new Set([50035, 50006]);

/** Interactions need no token and are free of the global limit. */
const INTERACTION = /^\/(interactions|webhooks)\//;

const MESSAGES = "/channels/{channel_id}/messages";
const RESPONSE = "/webhooks/{webhook_id}/{webhook_token}";

const ROUTES: readonly (readonly [method: string, route: string, handle: Handle])[] = [
  ["GET", "/gateway/bot", getGateway],
  ["GET", "/applications/@me", getApplication],
  ["GET", "/applications/{application_id}/commands", getCommands],
  ["PUT", "/applications/{application_id}/commands", putCommands],
  ["GET", "/applications/{application_id}/guilds/{guild_id}/commands", getCommands],
  ["PUT", "/applications/{application_id}/guilds/{guild_id}/commands", putCommands],
  ["POST", "/interactions/{interaction_id}/{interaction_token}/callback", respond],
  ["POST", RESPONSE, followUp],
  ["PATCH", `${RESPONSE}/messages/@original`, editResponse],
  ["GET", `${RESPONSE}/messages/@original`, getResponse],
  ["DELETE", `${RESPONSE}/messages/@original`, deleteResponse],
  ["PATCH", `${RESPONSE}/messages/{message_id}`, editResponse],
  ["POST", MESSAGES, createMessage],
  ["PATCH", `${MESSAGES}/{message_id}`, editMessage],
  ["GET", MESSAGES, getMessages],
  ["GET", `${MESSAGES}/{message_id}`, getMessage],
  ["POST", `${MESSAGES}/{message_id}/threads`, startThread],
  ["POST", "/channels/{channel_id}/typing", startTyping],
  ["GET", "/channels/{channel_id}", getChannel],
  ["PATCH", "/channels/{channel_id}", changeThread],
  ["POST", "/users/@me/channels", openDm],
  ["GET", "/users/@me/guilds", getGuilds],
];

/** Routes whose calls share a channel's pace. */
const PACED = new Set(
  ["POST", "PATCH"].flatMap((method) => [`${method} ${MESSAGES}`, `${method} ${MESSAGES}/{message_id}`]),
);

const PATTERNS = ROUTES.map(([method, route, handle]) => ({ method, route, handle, pattern: patternOf(route) }));

function patternOf(route: string): RegExp {
  return new RegExp(`^${route.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);
}

/** What the API is made of. */
export interface Parts {
  readonly platform: Platform;
  readonly limits: RateLimits;
  readonly specification?: Specification;
  readonly calls: Call[];
  readonly faults: Fault[];
  /** What broke a rule: neither the client nor this server should ever fill it. */
  readonly violations: string[];
}

/** Serves the REST API under /api/v10, and the files on messages. */
export function createApi(parts: Parts): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (incoming, response) => {
    const url = new URL(incoming.url ?? "/", "http://local");
    const file = /^\/attachments\/(\d+)\//.exec(url.pathname);
    if (file) return void response.end(parts.platform.world.files.get(file[1] ?? ""));
    const started = performance.now();
    const { call, request, handle } = await read(incoming, url);
    parts.calls.push(call);
    const { answer, headers, lost } = await reply(parts, call, request, handle, incoming.headers.authorization);
    Object.assign(call, { status: answer.status, ms: performance.now() - started });
    check(parts, call, answer);
    if (lost) return void response.destroy();
    const type = answer.body === undefined ? {} : { "content-type": "application/json" };
    response.writeHead(answer.status, { ...headers, ...type });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  };
}

async function read(incoming: IncomingMessage, url: URL) {
  const method = incoming.method ?? "GET";
  const path = decodeURIComponent(url.pathname).replace(/^\/api\/v\d+/, "");
  const found = PATTERNS.find((one) => one.method === method && one.pattern.test(path));
  const { body, files } = await readBody(incoming);
  const call: Call = { at: Date.now(), method, path, route: found?.route ?? path, body, files, status: 0, ms: 0 };
  const parameters = { ...found?.pattern.exec(path)?.groups };
  const request: Request = { parameters, query: Object.fromEntries(url.searchParams), body, files };
  return { call, request, handle: found?.handle };
}

async function readBody(incoming: IncomingMessage): Promise<{ body: Body; files: SentFile[] }> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const type = incoming.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/")) return { body: raw.length > 0 ? JSON.parse(String(raw)) : {}, files: [] };
  const form = await new Response(raw, { headers: { "content-type": type } }).formData();
  const files: SentFile[] = [];
  for (const value of form.values())
    if (typeof value !== "string") files.push({ name: value.name, data: Buffer.from(await value.arrayBuffer()) });
  return { body: JSON.parse(String(form.get("payload_json") ?? "{}")), files };
}

interface Reply {
  readonly answer: Answer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly lost?: boolean;
}

async function reply(
  parts: Parts,
  call: Call,
  request: Request,
  handle: Handle | undefined,
  token?: string,
): Promise<Reply> {
  const fault = parts.faults.find((one) => one.times > 0 && one.matches(call));
  if (fault) fault.times--;
  if (fault?.delayMs) await pause(fault.delayMs);
  if (fault?.status) return broken(fault, fault.status);
  const ticket = parts.limits.take(bucketOf(call, request), !INTERACTION.test(call.path));
  if (!ticket.allowed) {
    parts.violations.push(`429 ${ticket.global ? "global" : "route"}: ${call.method} ${call.route}`);
    return { answer: tooMany(ticket.retryAfter, ticket.global), headers: ticket.headers };
  }
  const answer = await carryOut(parts, call, request, handle, token);
  return { answer, headers: ticket.headers, lost: fault?.answerLost };
}

function bucketOf({ method, route }: Call, { parameters }: Request): string | undefined {
  if (PACED.has(`${method} ${route}`)) return `messages:${parameters.channel_id}`;
  return route.startsWith(RESPONSE) ? `responses:${parameters.webhook_token}` : undefined;
}

function broken({ retryAfter = 1, global = false, code = 0, message }: Fault, status: number): Reply {
  if (status === 429) return { answer: tooMany(retryAfter, global), headers: rateLimitHeaders(retryAfter, global) };
  return { answer: { status, body: { message: message ?? `${status}: trouble on purpose`, code } } };
}

function tooMany(retry_after: number, global: boolean): Answer {
  return { status: 429, body: { message: "You are being rate limited.", code: 0, retry_after, global } };
}

async function carryOut(
  parts: Parts,
  call: Call,
  request: Request,
  handle: Handle | undefined,
  token?: string,
): Promise<Answer> {
  try {
    if (!handle) throw new Refusal(404, 0, `404: no route ${call.method} ${call.path}`);
    if (!INTERACTION.test(call.path) && token !== `Bot ${parts.platform.token}`) throw refusals.unauthorized();
    return await handle(parts.platform, request);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, code, message, details } = error;
    if (MALFORMED.has(code))
      parts.violations.push(`${call.method} ${call.route}: ${message} ${JSON.stringify(details)}`);
    return { status, body: { message, code, ...details } };
  }
}

function check({ specification, violations }: Parts, call: Call, answer: Answer): void {
  const { method, route } = call;
  const body = Array.isArray(call.body) || Object.keys(call.body).length > 0 ? call.body : undefined;
  const wrong = [
    ...(specification?.request(method, route, body) ?? []).map((problem) => `request ${problem}`),
    ...(specification?.response(method, route, answer.status, answer.body) ?? []).map((problem) => `answer ${problem}`),
  ];
  violations.push(...wrong.map((problem) => `${method} ${route}: ${problem}`));
}
