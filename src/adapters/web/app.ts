import { Hono, type MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { TrustedProxies } from "../../core/client-address.ts";
import { createApi } from "./api.ts";
import { type Asset, loadAssets, loadDocument } from "./assets.ts";
import type { Env, WebContext, WebDeps } from "./context.ts";
import { browserOf, guard, keepBrowser, signIn, signInForm } from "./guard.ts";
import { SignInLimit } from "./rate-limit.ts";

/** Room for the longest question in any script, escaped in JSON, and what stands around it. */
const LARGEST_BODY = 64 * 1024;
const TOO_LARGE = "This is far too long to be a question. Please shorten it.";

/**
 * Nothing from elsewhere, nothing inline, in nobody's frame; HTML enters the page only through DOMPurify's
 * policy. The referrer stays on this site: with `no-referrer` browsers would send the sign-in form without its
 * `Origin`.
 */
const HEADERS = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: ["dompurify"],
  },
  referrerPolicy: "same-origin",
  xFrameOptions: "DENY",
  // Whether this address speaks TLS is for the proxy in front of it to say.
  strictTransportSecurity: false,
});

/**
 * Reads the body of a request, up to the largest that is taken. Its length may not be told beforehand: some proxies
 * pass it on piece by piece.
 */
const takeBody: MiddlewareHandler<Env> = async (web, next) => {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of web.req.raw.body ?? []) {
    size += piece.length;
    if (size > LARGEST_BODY) return web.json({ error: TOO_LARGE }, 413);
    pieces.push(piece);
  }
  web.set("body", new TextDecoder().decode(Buffer.concat(pieces)));
  return next();
};

/** The page and its small JSON interface. */
export function createApp(parts: WebDeps): Hono<Env> {
  const app = new Hono<Env>();
  const page = loadDocument("index.html");
  const source = loadDocument("source.html");
  app.use(HEADERS);
  for (const [path, asset] of loadAssets()) app.get(path, (web) => sendAsset(web, asset));
  const gate = parts.accessToken ? new SignInLimit(parts.accessToken) : undefined;
  const adminGate = parts.adminToken ? new SignInLimit(parts.adminToken) : undefined;
  const access = { host: parts.host, gate, adminGate, proxies: new TrustedProxies(parts.trustedProxies) };
  app.use(guard(access));
  app.use(takeBody);
  app.get("/sign-in", signInForm(access));
  app.post("/sign-in", signIn(access));
  app.get("/", (web) => {
    keepBrowser(web, browserOf(web));
    return web.html(page, 200, { "cache-control": "no-cache" });
  });
  app.get("/source", (web) => web.html(source, 200, { "cache-control": "no-cache" }));
  app.route("/api", createApi(parts));
  app.notFound((web) => web.text("There is nothing here.\n", 404));
  app.onError((error, web) => {
    parts.log.error({ err: error, path: web.req.path }, "page request failed");
    return web.json({ error: "Something went wrong here. Please try again." }, 500);
  });
  return app;
}

function sendAsset(web: WebContext, { type, body, zipped, tag }: Asset): Response {
  const headers = { "content-type": type, "cache-control": "no-cache", etag: tag, vary: "accept-encoding" };
  if (web.req.header("if-none-match") === tag) return web.body(null, 304, headers);
  const zips = web.req.header("accept-encoding")?.includes("gzip");
  return zips ? web.body(zipped, 200, { ...headers, "content-encoding": "gzip" }) : web.body(body, 200, headers);
}
