import { getConnInfo } from "@hono/node-server/conninfo";
import type { Handler, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { TrustedProxies } from "../../core/client-address.ts";
import { isLocalHost, isLoopback, isSameOrigin } from "../../core/request-origin.ts";
import { loadDocument } from "./assets.ts";
import type { Env, WebContext } from "./context.ts";
import type { SignInLimit } from "./rate-limit.ts";
import { authorOf, ID, newBrowser } from "./reply-target.ts";

/** The longest life that browsers grant a cookie. */
const COOKIE_SECONDS = 400 * 24 * 60 * 60;
const BROWSER = "docent_browser";
const SESSION = "docent_session";
const ADMIN_SESSION = "docent_admin";

/**
 * `host`: the address that is listened on. `gate`: guards the page where there is a token, `adminGate` what admins may
 * do there. `proxies`: in front of it.
 */
interface Access {
  readonly host: string;
  readonly proxies: TrustedProxies;
  readonly gate?: SignInLimit;
  readonly adminGate?: SignInLimit;
}

/**
 * Lets in who may use the page and notes whose browser it is; everybody else gets a page or a sentence that
 * says why not.
 */
export function guard(access: Access): MiddlewareHandler<Env> {
  const signInPage = signInDocument("");
  return async (web, next) => {
    const refusal = refusalOf(web, access);
    if (refusal) return refuse(web, refusal);
    const browser = browserOf(web);
    if (!isSignedIn(web, browser, access.gate) && web.req.path !== "/sign-in")
      return web.req.path === "/" ? web.html(signInPage, 401) : web.json({ error: SIGN_IN }, 401);
    if (browser) web.set("author", authorOf(browser));
    web.set(
      "admin",
      browser !== undefined && access.adminGate?.knows(browser, getCookie(web, ADMIN_SESSION) ?? "") === true,
    );
    return next();
  };
}

function refusalOf(web: WebContext, { host, gate }: Access): Refusal | undefined {
  if (!gate && !isLoopback(host)) return OFF;
  if (!gate && !isLocalHost(web.req.header("host"))) return WRONG_HOST;
  return isSensitive(web) && !isSameOrigin(web.req.raw.headers) ? WRONG_ORIGIN : undefined;
}

function isSignedIn(web: WebContext, browser: string | undefined, gate: SignInLimit | undefined): boolean {
  return !gate || (browser !== undefined && gate.knows(browser, getCookie(web, SESSION) ?? ""));
}

const SIGN_IN = "Please sign in again: reload the page.";

interface Refusal {
  readonly title: string;
  readonly text: string;
}

const OFF: Refusal = {
  title: "The page is off",
  text:
    "Docent listens on an address that others can reach, and no ACCESS_TOKEN is set, so it shows its page to nobody. " +
    "Set ACCESS_TOKEN to a long random text and start Docent again, or leave HOST unset to use the page on its own machine alone.",
};
const WRONG_HOST: Refusal = {
  title: "Not under this name",
  text:
    "Without an ACCESS_TOKEN the page is for the machine that Docent runs on: open it as http://localhost there. " +
    "To publish it under a name of its own, set ACCESS_TOKEN.",
};
const WRONG_ORIGIN: Refusal = {
  title: "Not from here",
  text:
    "This request comes from another site, so it was not carried out. If you were on Docent's own page, " +
    "a proxy in front of it changes the Host header: let it pass the header on.",
};

function refuse(web: WebContext, { title, text }: Refusal): Response {
  if (web.req.path !== "/") return web.json({ error: text }, 403);
  return web.html(loadDocument("notice.html", { title, text }), 403);
}

/**
 * Whatever changes something or tells something about a conversation. Opening the page itself is free to links
 * elsewhere.
 */
function isSensitive(web: WebContext): boolean {
  return web.req.path.startsWith("/api/") || (web.req.method !== "GET" && web.req.method !== "HEAD");
}

/** The secret of the browser that sent a request. */
export function browserOf(web: WebContext): string | undefined {
  const browser = getCookie(web, BROWSER);
  return browser && ID.test(browser) ? browser : undefined;
}

/** Makes a browser known by its next request; resolves to its secret. */
export function keepBrowser(web: WebContext, browser = newBrowser()): string {
  keepCookie(web, BROWSER, browser);
  return browser;
}

/** No script reads it, and no other site's request carries it. */
function keepCookie(web: WebContext, name: string, value: string): void {
  const secure = web.req.header("x-forwarded-proto") === "https";
  setCookie(web, name, value, { path: "/", httpOnly: true, sameSite: "Strict", secure, maxAge: COOKIE_SECONDS });
}

/** The form that takes a token; where there is no token to type, the page itself. */
export function signInForm({ gate, adminGate }: Access): Handler<Env> {
  return (web) => (gate || adminGate ? web.html(signInDocument(""), 401) : web.redirect("/", 303));
}

function turnAway(web: WebContext, waits: boolean): Response | Promise<Response> {
  if (waits) return web.html(signInDocument("Too many attempts. Please wait a minute."), 429);
  return web.html(signInDocument("That is not the access token."), 401);
}

/** Takes a token from the sign-in form; it is never read from an address, which ends up in logs. */
export function signIn({ gate, adminGate, proxies }: Access): Handler<Env> {
  return async (web) => {
    if (!gate && !adminGate) return web.redirect("/", 303);
    const typed = new URLSearchParams(web.var.body).get("token") ?? "";
    const from = proxies.clientOf(getConnInfo(web).remote.address, web.req.header("x-forwarded-for"));
    const [asVisitor, asAdmin] = [gate?.signIn(typed, from), adminGate?.signIn(typed, from)];
    const outcomes = [asVisitor, asAdmin];
    if (!outcomes.includes("welcome")) return turnAway(web, outcomes.includes("wait"));
    // A new id: one that somebody planted in this browser before must not become a way in.
    const browser = keepBrowser(web);
    if (gate) keepCookie(web, SESSION, gate.session(browser));
    if (adminGate && asAdmin === "welcome") keepCookie(web, ADMIN_SESSION, adminGate.session(browser));
    return web.redirect("/", 303);
  };
}

function signInDocument(problem: string): string {
  return loadDocument("sign-in.html", { problem });
}
