import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";
import type { Routes } from "./core/adapter.ts";
import { UserError } from "./core/errors.ts";
import type { Logger } from "./core/log.ts";
import { isBearer } from "./core/request-origin.ts";

/** How long `close` waits for answers on the wire before it cuts them, in milliseconds. */
const GRACE_MS = 3000;

/**
 * - `routes`: what adapters serve; the longest prefix wins.
 * - `reasons`: why Docent cannot answer right now, one sentence each; none when it can.
 * - `refusals`: what is off for good although it is set up, one sentence each; Docent is ready without it.
 */
export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  readonly log: Logger;
  readonly routes: readonly Routes[];
  readonly reasons: () => readonly string[] | Promise<readonly string[]>;
  readonly refusals?: () => readonly string[];
  readonly metrics: Registry;
  /** Opens `/metrics` to other machines; without one it is for this machine alone. */
  readonly metricsToken?: string;
  readonly graceMs?: number;
}

/** The running server. `port` is the real one where 0 was asked for. */
export interface Http {
  readonly port: number;
  /** The address to open in a browser on this machine. */
  readonly url: string;
  /** Takes no more requests; what is still on the wire after the grace is cut. */
  close(): Promise<void>;
}

/**
 * The one HTTP server: the page, the adapters' routes, `/healthz` (the process is alive), `/readyz` (it can
 * answer; 503 with the reasons where it cannot) and `/metrics`. Rejects with a `UserError` where it cannot listen.
 */
export async function startHttp(options: HttpOptions): Promise<Http> {
  const server = createServer((request, response) => {
    // Once nobody is listened to any more, a connection whose answer has ended is not kept for another request.
    response.once("close", () => setImmediate(() => server.listening || server.closeIdleConnections()));
    serve(options, request, response).catch((error: unknown) => {
      options.log.error({ err: error, path: pathOf(request) }, "request failed");
      if (response.headersSent) response.destroy();
      else text(response, 500, "Something went wrong here. Please try again.\n");
    });
  });
  const port = await listen(server, options);
  return {
    port,
    url: `http://${nameOf(options.host)}:${port}`,
    close: () => close(server, options.graceMs ?? GRACE_MS),
  };
}

async function serve(options: HttpOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = pathOf(request);
  if (path === "/healthz") return text(response, 200, "ok\n");
  if (path === "/readyz") return ready(response, await options.reasons(), options.refusals?.() ?? []);
  if (path === "/metrics") return tellMetrics(options, request, response);
  const routes = routesFor(options.routes, path);
  if (!routes) return text(response, 404, "There is nothing here.\n");
  routes.handle(request, response);
}

/** What is measured tells how much is asked and of what: not for everybody who finds the address. */
async function tellMetrics(options: HttpOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!mayReadMetrics(options, request)) return text(response, 403, NO_METRICS);
  return text(response, 200, await options.metrics.metrics(), options.metrics.contentType);
}

const NO_METRICS =
  "Metrics are told to this machine alone, and to others with METRICS_TOKEN: send it as `Authorization: Bearer <token>`.\n";

function mayReadMetrics({ metricsToken }: HttpOptions, { headers, socket }: IncomingMessage): boolean {
  if (metricsToken !== undefined && isBearer(headers.authorization, metricsToken)) return true;
  // What a proxy on this machine passes on is not from this machine.
  const isPassedOn = ["x-forwarded-for", "forwarded", "via"].some((name) => headers[name] !== undefined);
  return !isPassedOn && /^(?:::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? "");
}

function ready(response: ServerResponse, reasons: readonly string[], refusals: readonly string[]): void {
  const lines = reasons.length === 0 ? ["ready", ...refusals] : [...reasons, ...refusals];
  text(response, reasons.length === 0 ? 200 : 503, lines.map((line) => `${line}\n`).join(""));
}

function routesFor(routes: readonly Routes[], path: string): Routes | undefined {
  return routes
    .filter(({ prefix }) => path === prefix || path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`))
    .toSorted((one, other) => other.prefix.length - one.prefix.length)[0];
}

function text(response: ServerResponse, status: number, body: string, type = "text/plain; charset=utf-8"): void {
  response.writeHead(status, {
    "content-type": type,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}

function pathOf(request: IncomingMessage): string {
  return request.url?.split("?")[0] ?? "/";
}

function listen(server: Server, { host, port }: HttpOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen({ host, port }, () => {
      server.removeAllListeners("error");
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Why the server cannot listen, with what to do about it. */
function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const why: Record<string, string> = {
    EADDRINUSE: `Port ${port} is in use by another program. Stop that program, or set PORT to another number.`,
    EACCES: `This user may not listen on port ${port}. Set PORT to a number above 1023.`,
    EADDRNOTAVAIL: `This machine has no address ${host}. Set HOST to 127.0.0.1, or to 0.0.0.0 for every address.`,
    ENOTFOUND: `The name ${host} is not known. Set HOST to 127.0.0.1, or to 0.0.0.0 for every address.`,
  };
  const message = why[error.code ?? ""];
  return message ? new UserError(message, { cause: error }) : error;
}

/** What a browser on this machine calls the address that the server listens on. */
function nameOf(host: string): string {
  if (["127.0.0.1", "0.0.0.0", "::", "::1"].includes(host)) return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
