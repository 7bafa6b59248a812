import type { Section } from "../retrieve.ts";

/** Stands where an address was that the docs do not have. */
export const REMOVED = "(link removed)";

/** The addresses that an answer may show. */
export interface Links {
  /** Whether the docs that were read have this address; one's own machine is always fine. */
  isKnown(url: string): boolean;
  /** Whether a word looks like an address that some apps would make a link, and the docs do not have it. */
  isStrangeDomain(word: string): boolean;
  /** A text with unknown addresses taken out. */
  withoutUnknown(text: string): string;
}

const URL_IN_TEXT = /\b(?:[a-z][a-z0-9+.-]{0,20}:\/\/|www\.)[^\s<>`"'“”「」[\]\\|]+/gi;
const LOOPBACK = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)(?::\d+)?(?:[/?#]|$)/i;
/**
 * A name that apps make a link of: it ends like a domain, which every pair of letters may be. Some are file
 * names (`notes.md`), so such a word becomes code and is not removed; `js` and `ts` are no domains.
 */
const DOMAIN =
  /[\w-]\.(?:(?!js|ts)[a-z]{2}|com|net|org|edu|gov|pro|web|xxx|aero|asia|coop|name|museum|dev|app|xyz|info|top|site|online|link|click|shop|biz|example)(?![\w-])/i;

/** The addresses of sections and of what stands in them. */
export function knownLinks(sections: readonly Section[]): Links {
  const text = sections.map((section) => section.text).join("\n");
  const known = new Set(sections.map((section) => canonical(section.url)));
  for (const [url] of text.matchAll(URL_IN_TEXT)) known.add(canonical(trimUrl(url)));
  const lower = text.toLowerCase();
  const isKnown = (url: string) => LOOPBACK.test(url) || (/^(?:https?:|www\.)/i.test(url) && known.has(canonical(url)));
  return {
    isKnown,
    isStrangeDomain: (word) => DOMAIN.test(trimUrl(word)) && !lower.includes(trimUrl(word).toLowerCase()),
    withoutUnknown: (code) => code.replace(URL_IN_TEXT, (url) => (isKnown(trimUrl(url)) ? url : REMOVED)),
  };
}

/** An address without what is the sentence's: closing marks, and a bracket that it does not open. */
export function trimUrl(run: string): string {
  let open = run.split("(").length - run.split(")").length;
  let end = run.length;
  for (; end > 0; end--) {
    const last = run[end - 1] ?? "";
    if (last === ")" && open < 0) open += 1;
    else if (!/[.,;:!?'*_~|]/.test(last)) break;
  }
  return run.slice(0, end);
}

/** One spelling: a host has no capitals, and a last slash says nothing. */
function canonical(url: string): string {
  const [, scheme = "", host = "", rest = ""] = /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)(.*)$/is.exec(url) ?? [];
  return `${scheme.toLowerCase() || "https://"}${host.toLowerCase()}${rest.replace(/\/(?=$|[?#])/, "")}`;
}
