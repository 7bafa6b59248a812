import { createHmac } from "node:crypto";
import { RateLimiter } from "../../core/rate-limit.ts";
import { isSameText } from "../../core/request-origin.ts";

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
    if (isSameText(typed, this.#token)) return "welcome";
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
    return isSameText(session, this.session(browser));
  }
}
