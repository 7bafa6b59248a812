/** Schemes of addresses that may become links; any other, such as `javascript:`, is shown as text at most. */
const SCHEMES = ["http:", "https:", "mailto:"];

/** The address of a link, as a browser would write it; undefined where it must not become one. */
export function linkAddress(url: string): URL | undefined {
  const parsed = URL.parse(url);
  return parsed && SCHEMES.includes(parsed.protocol) ? parsed : undefined;
}

/** The anchor of a section's address, `#` included; empty where it has none. */
export function fragmentOf(url: string): string {
  return url.slice(pageOf(url).length);
}

/** The address of a section's page. */
export function pageOf(url: string): string {
  return url.split("#")[0] ?? "";
}
