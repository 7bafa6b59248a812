import { newestFirst } from "../text/releases.ts";

/** A folder of a source that holds its pages as of one version. */
export interface VersionFolder {
  readonly folder: string;
  readonly version: string;
}

/**
 * The versions that a folder of a source holds its pages in.
 *
 * - `usual`: the folder that answers where a question names no version; without it, the pages beside the folders do.
 * - `beside`: the folders, and the files of none, in which the same pages lie as of no version.
 */
export interface VersionedPages {
  readonly folders: readonly VersionFolder[];
  readonly usual?: string;
  readonly beside: readonly string[];
}

/** What is left out for a question: of each source the folders, and what lies beside them, of other versions. */
export function otherVersions({ folders, usual, beside }: VersionedPages, version: string | undefined): string[] {
  const named = folders.find((one) => one.version === version)?.folder;
  const shown = named ?? usual;
  const others = folders.map(({ folder }) => folder).filter((folder) => folder !== shown);
  return shown === undefined ? others : [...others, ...beside];
}

/**
 * The version that a text names, of those that there are; the longest where several fit. Where it names a part of one,
 * as `v2` of `2.4`, the newest of those.
 */
export function versionIn(text: string, known: readonly string[]): string | undefined {
  const longestFirst = known.toSorted((one, other) => other.length - one.length);
  return longestFirst.find((version) => patternOf(version).test(text)) ?? newestOfPart(text, known);
}

function newestOfPart(text: string, known: readonly string[]): string | undefined {
  for (const [, part = ""] of text.matchAll(
    /(?<![\w.])(?:v|versions?\s+v?)(\d+(?:\.\d+){0,3})(?:\.x)?(?![\w.]*\d)/giu,
  )) {
    const [newest] = known.filter((version) => version.replace(/^v/i, "").startsWith(`${part}.`)).toSorted(newestFirst);
    if (newest) return newest;
  }
  return undefined;
}

/** What asks about versions themselves. */
const ABOUT_VERSIONS =
  /\b(?:chang|new\b|upgrad|updat|migrat|releas|introduc|deprecat|remov|add(?:ed)?\b|since|differ|compar|fix)/i;

/**
 * A question without the version that it names, once nothing else is searched: pages seldom name their own. What asks
 * about versions stays as it is, and so does a number that says more than the version.
 */
export function withoutVersion(text: string, version: string): string {
  if (ABOUT_VERSIONS.test(text)) return text;
  const bare = version.replace(/^v(?=\d)/i, "").replace(/(?:\.x)+$/i, "");
  const [first = "", ...more] = /^\d/.test(bare) ? bare.split(".").map(escapePattern) : [escapePattern(bare)];
  const whole = [first, ...more].join("\\.") + (bare === version || more.length > 0 ? "" : "\\.x");
  const part = more.reduceRight((rest, one) => `(?:\\.${one}${rest})?`, "");
  const forms = `(?:versions?\\s+v?|v)${first}${part}(?:\\.x)?${/^\d+$/.test(whole) ? "" : `|${whole}`}`;
  const mention = new RegExp(
    `(?<![\\w.])(?:(?:in|for|with|on|of|using|under)\\s+)?(?:the\\s+)?(?:${forms})(?![\\w]|\\.\\d)(?:\\s+(?:version|release|docs))?`,
    "iu",
  );
  const rest = text.replace(mention, " ").replace(/\s+/g, " ").trim();
  return /\p{L}{3}/u.test(rest) ? rest : text;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/**
 * A bare number says nothing (`4 items`): it needs a `v` or the word. A number with a dot, a date, or a name as in
 * `the next release`, is clear. `1.x` is every version that begins with 1.
 */
function patternOf(version: string): RegExp {
  const name = version.replace(/^v(?=\d)/i, "");
  const bare = name.replace(/(?:\.x)+$/i, "");
  const escaped = escapePattern(bare);
  const isNumber = /^\d/.test(bare);
  const after = isNumber ? "(?:\\.(?:\\d+|x))*(?![\\w])(?!\\.\\d)" : "(?![\\w-])";
  const clear = isNumber && /[.-]/.test(bare) ? `|(?<![\\w.])${escaped}${after}` : "";
  const anyOf = bare === name ? "" : `|(?<![\\w.])${escaped}\\.x(?![\\w])`;
  const named = isNumber ? "" : `|(?<![\\w-])${escaped}\\s+(?:version|release|docs)`;
  return new RegExp(`(?<![\\w.])v${escaped}${after}|versions?\\s+v?${escaped}${after}${clear}${anyOf}${named}`, "iu");
}
