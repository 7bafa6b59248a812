/** A version as it is written: `2.10.0`, `v3.0-rc.1`, `2025-03-26`. */
const VERSION =
  /(?<![\w.])v?(\d{4}-\d{2}-\d{2}|\d{1,5}(?:\.\d{1,5}){1,3}(?:[-.]?(?:alpha|beta|rc|pre|dev|canary|next|a|b)[.-]?\d{0,5})?)(?![\w]|\.\d)/i;
/** A version of one number is one where a word or a letter says so. */
const PLAIN = /(?:\bversion\s+|\brelease\s+|(?<![\w.])v)(\d{1,5})(?![\w]|\.\d)/i;

/** Words that may stand before the version in a release's heading, beside the name of the project. */
const BEFORE =
  /^(?:what['’]?s|what|is|new|changes?|notes?|releases?|released|version|in|for|of|the|patch|minor|major|\W+|[@\w./-]{1,80}@)$/i;
/** Names of other things that are numbered. */
const NO_NAME =
  /^(?:steps?|sections?|chapters?|parts?|figures?|tables?|appendix|examples?|supported|since|rfc|iso|http|python|node(?:\.js)?|php|ubuntu|debian)\b/i;
/** And what may stand behind it, beside what is in brackets or quotes: a date, that it is a release. */
const AFTER =
  /^(?:\W*|\W*\d{1,4}(?:st|nd|rd|th)?\W*|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\W*|release[ds]?|notes|changes|changelog|unreleased|yanked|lts|final|on|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\W*)$/i;
/** A name of a project has so many words. */
const LONGEST_NAME = 3;

/** The version whose release a heading begins, in all forms that changelogs use; undefined for any other heading. */
export function releaseOf(heading: string): string | undefined {
  const line = heading.slice(0, 300);
  const found = VERSION.exec(line) ?? PLAIN.exec(line);
  if (!found?.[1]) return undefined;
  const before = wordsOf(line.slice(0, found.index));
  const after = wordsOf(
    line.slice(found.index + found[0].length).replace(/\([^()]*\)|\[[^[\]]*\]|"[^"]*"|“[^”]*”/g, " "),
  );
  const named = before.filter((word) => !BEFORE.test(word));
  const isTold = named.length < before.length;
  const isName =
    named.length <= LONGEST_NAME && named.every((word) => /^\p{Lu}/u.test(word) && (isTold || !NO_NAME.test(word)));
  return isName && after.every((word) => AFTER.test(word)) ? found[1] : undefined;
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

/** The version of the release that a section is a part of, by the headings above it. */
export function releaseAbove(headings: readonly string[]): string | undefined {
  for (const heading of headings) {
    const release = releaseOf(heading);
    if (release) return release;
  }
  return undefined;
}

/** The version that a question names, if any. */
export function namedVersion(text: string): string | undefined {
  return (VERSION.exec(text) ?? PLAIN.exec(text))?.[1];
}

/** The later of two versions or dates comes first. */
export function newestFirst(one: string, other: string): number {
  return other.localeCompare(one, "en", { numeric: true });
}
