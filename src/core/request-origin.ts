import { createHash, timingSafeEqual } from "node:crypto";

/** Whether a name or address is this machine's own, which nobody else can reach. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  return name === "localhost" || name === "::1" || /^127\.\d+\.\d+\.\d+$/.test(name);
}

/**
 * Whether the `Host` header names this machine. Where no token is asked for this keeps out a website that
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

/** Whether an `Authorization` header carries a token. */
export function isBearer(header: string | null | undefined, token: string): boolean {
  return isSameText(header ?? "", `Bearer ${token}`);
}

/** Compares without telling by its duration where two texts differ. */
export function isSameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
