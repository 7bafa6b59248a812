import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { RateLimiter } from "../../core/rate-limit.ts";

/** Whether a name or address is this machine's own, which nobody else can reach. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  return name === "localhost" || name === "::1" || /^127\.\d+\.\d+\.\d+$/.test(name);
}

/**
 * Whether the `Host` header names this machine. Where no token guards the page this keeps out a website that
 * points its own name at 127.0.0.1 (DNS rebinding) and a proxy that would publish the page by accident.
 */
export function isLocalHost(header: string | undefined): boolean {
  const address = `http://${header}`;
  return header !== undefined && URL.canParse(address) && isLoopback(new URL(address).hostname);
}

/**
 * Whether a request comes from a page of this very server. Browsers tell it for everything that can change
 * something: by `Origin`, and the newer ones by `Sec-Fetch-Site`. Programs that send neither are no website.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  const origin = headers.get("origin");
  if (origin === null) return true;
  return URL.canParse(origin) && new URL(origin).host === headers.get("host")?.toLowerCase();
}

/** Compares without telling by its duration where two texts differ. */
function equal(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** How often one address may be wrong. */
const WRONG_LIMITS = { most: 10, windowMs: 60_000 };

/** What comes of an attempt to sign in. */
export type SignIn = "welcome" | "wrong" | "wait";

/**
 * Who knows the access token. A browser that does gets a session bound to its own id: it holds as long as the
 * token stays the same, through restarts and without being stored.
 */
export class SignInLimit {
  readonly #token: string;
  readonly #wrong: RateLimiter;

  constructor(token: string, now?: () => number) {
    this.#token = token;
    this.#wrong = new RateLimiter({ ...WRONG_LIMITS, now });
  }

  /**
   * Checks a token that was typed; `from` is the network address that sent it. The right one is always welcome: many
   * people can share an address, and one of them must not lock out the others.
   */
  signIn(typed: string, from: string): SignIn {
    if (equal(typed, this.#token)) return "welcome";
    if (!this.#wrong.hasRoom(from)) return "wait";
    this.#wrong.count(from);
    return "wrong";
  }

  /** The session of a browser that has signed in. */
  session(browser: string): string {
    return createHmac("sha256", this.#token).update(`session of ${browser}`).digest("hex");
  }

  /** Whether a browser has signed in. */
  knows(browser: string, session: string): boolean {
    return equal(session, this.session(browser));
  }
}
