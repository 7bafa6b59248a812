import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import type { McpHttpHandler } from "@modelcontextprotocol/server";
import type { Routes } from "../core/adapter.ts";
import { TrustedProxies } from "../core/client-address.ts";
import { ClientRateLimiter } from "../core/rate-limit.ts";
import { isBearer, isLocalHost, isLoopback, isSameOrigin } from "../core/request-origin.ts";
import type { McpConfig } from "./config.ts";
import type { McpDeps } from "./server.ts";

const PATH = "/mcp";
const CARD = `${PATH}/server-card`;
const WELL_KNOWN_CARD = "/.well-known/mcp/server-card.json";
const LARGEST_BODY = 100_000;
/** So many addresses together may call as often as they may; a public server is nobody's to wear out. */
const ADDRESSES = 10;

/**
 * What is served where. `host`: the address that is listened on; `pageToken`: opens the server too, where it has no token
 * of its own.
 */
export interface McpHttpOptions extends Omit<McpDeps, "transport"> {
  readonly config: McpConfig;
  readonly host: string;
  readonly pageToken?: string;
  readonly trustedProxies: readonly string[];
}

/** The MCP server over streamable HTTP at `/mcp`, and its card; nothing where it is off. */
export function createMcpRoutes({ config, host, pageToken, trustedProxies, ...deps }: McpHttpOptions): Routes[] {
  if (config.access === "off") return [];
  const token = config.token ?? pageToken;
  const limit = new ClientRateLimiter({ each: config.callsPerMinute, all: config.callsPerMinute * ADDRESSES });
  const proxies = new TrustedProxies(trustedProxies);
  let server: Promise<McpHttpHandler> | undefined;
  let listener: ReturnType<typeof listen> | undefined;
  const answer = async (request: Request, incoming: IncomingMessage): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const isCard = pathname === CARD || pathname === WELL_KNOWN_CARD;
    if (!isCard && pathname !== PATH) return refuse(404, "There is nothing here.");
    const refused = isCard && token ? undefined : refusal(request, { config, host, token });
    if (refused) return refused;
    if (isCard) return tellCard(request, deps.version, token);
    const wait = request.method === "POST" ? limit.take(clientOf(request, incoming, proxies)) : 0;
    if (wait > 0) return refuse(429, TOO_MANY, { "retry-after": String(Math.ceil(wait / 1000)) });
    server ??= load(deps);
    return (await server).fetch(request);
  };
  const handle: Routes["handle"] = (incoming, outgoing) => {
    listener ??= listen(answer);
    listener.then((listening) => listening(incoming, outgoing)).catch(() => outgoing.destroy());
  };
  return [PATH, WELL_KNOWN_CARD].map((prefix) => ({ prefix, handle }));
}

/** Node's requests and responses as those of the web. */
async function listen(answer: (request: Request, incoming: IncomingMessage) => Promise<Response>) {
  const { getRequestListener } = await import("@hono/node-server");
  return getRequestListener((request, bindings) => answer(request, (bindings as HttpBindings).incoming), {
    overrideGlobalObjects: false,
  });
}

/** The library is loaded for who calls: others should not carry it. */
async function load(deps: Omit<McpDeps, "transport">): Promise<McpHttpHandler> {
  const [{ createMcpHandler }, { createMcpServer }] = await Promise.all([
    import("@modelcontextprotocol/server"),
    import("./server.ts"),
  ]);
  return createMcpHandler(() => createMcpServer({ ...deps, transport: "http" }), {
    maxRequestBodySize: LARGEST_BODY,
    onerror: (err) => deps.log.warn({ err }, "mcp: a request was not understood"),
  });
}

function clientOf({ headers }: Request, { socket }: IncomingMessage, proxies: TrustedProxies): string {
  return proxies.clientOf(socket.remoteAddress, headers.get("x-forwarded-for") ?? undefined);
}

/** Why a request is turned away. */
function refusal(
  { headers }: Request,
  { config, host, token }: Pick<McpHttpOptions, "config" | "host"> & { readonly token?: string },
): Response | undefined {
  if (config.access === "public") return undefined;
  if (token) {
    const isKnown = isBearer(headers.get("authorization"), token);
    return isKnown ? undefined : refuse(401, NO_TOKEN, { "www-authenticate": 'Bearer realm="docent"' });
  }
  if (!isLoopback(host)) return refuse(403, CLOSED);
  const isFromHere = isLocalHost(headers.get("host") ?? undefined) && isSameOrigin(headers);
  return isFromHere ? undefined : refuse(403, "Without MCP_TOKEN this is for programs on Docent's own machine.");
}

const TOO_MANY = "Too many calls. Please wait a minute.";

const CLOSED =
  "Others can reach this address, and no MCP_TOKEN is set, so nobody is let in. Set MCP_TOKEN, or MCP=public where " +
  "everybody may read the documentation.";

const NO_TOKEN = "Send the token as `Authorization: Bearer <token>`.";

function refuse(status: number, error: string, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json({ error }, { status, headers: { ...headers, "cache-control": "no-store" } });
}

/** The card of the server, by which programs find out where it is and what it asks for. */
function tellCard(request: Request, version: string, token: string | undefined): Response {
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(405, "Only GET is understood here.");
  const authorization = { name: "Authorization", value: "Bearer {token}", isRequired: true, isSecret: true };
  const url = new URL(PATH, request.url).href;
  return Response.json({
    $schema: "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json",
    name: "docent/docs",
    title: "Docent",
    description: "Searches, reads and answers from the documentation.",
    version,
    remotes: [{ type: "streamable-http", url, ...(token && { headers: [authorization] }) }],
  });
}
