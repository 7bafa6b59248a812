import type { Passage, SearchIndex } from "../search/search-index.ts";
import { namedVersion, newestFirst, releaseAbove } from "../text/releases.ts";
import { indexTerms } from "../text/tokenizer.ts";

// The numbers below that bound were set by reading answers and are not swept.

/** Asks what a release brought. */
const ASKS_CHANGES =
  /\b(?:chang(?:e[sd]?|ed|es|ing)|change ?log|what['’]?s new|what is new|new in|release notes?|breaking|fix(?:ed|es)?|added|removed|deprecat\w+|improve\w*|introduc\w+|news)\b/i;
const LATEST = /\b(?:latest|newest|last|most recent|current)\s+(?:stable\s+)?(?:release|version)\b/i;
/** Asks which release brought something. */
const ASKS_SINCE =
  /\b(?:since (?:when|which|what)|(?:when|which (?:version|release)|what (?:version|release))\b.{0,80}\b(?:add|introduc|support|available|appear|drop|remov|deprecat|ship|land|releas|change|fix)\w*)/i;
/** Words of such a question that say nothing of the thing. */
const ASKING =
  /(?<![\w.-])(?:since|when|which|what|version|release|was|were|is|are|there|did|does|do|has|have|been|in|the|a|an|of|for|to|first|get|got|support(?:ed)?|add(?:ed)?|introduced?|available|appear(?:ed)?|drop(?:ped)?|remov(?:ed)?|deprecated?|shipp?(?:ed)?|land(?:ed)?|released?|changed?|fix(?:ed)?|exist)(?![\w.-]*\w)/gi;

/** Among so many passages a release is looked for; it is read so far, and so many of its patches are. */
const LIMIT = 60;
const LONGEST = 40;
const MOST_RELEASES = 3;

/** What one release brought, in its order; empty where no release is asked about, or none is known. */
export async function releasePassages(text: string, engine: SearchIndex): Promise<Passage[]> {
  const version = namedVersion(text);
  const isLatest = version === undefined && LATEST.test(text);
  if (!ASKS_CHANGES.test(text) || (!version && !isLatest)) return [];
  const { passages } = await engine.search({
    text: `${version ?? ""} changelog release added changed fixed`,
    limit: LIMIT,
  });
  const releases = Map.groupBy(passages, ({ headings }) => releaseAbove(headings));
  const known = [...releases.keys()].filter((release) => release !== undefined);
  if (!version) return newestRelease(passages, engine);
  const asked = versionsLike(version, known);
  const read = await Promise.all(asked.map((release) => wholeRelease(release, releases.get(release)?.[0], engine)));
  return read.flat();
}

/** The newest release of the changelog that was found first. */
async function newestRelease(passages: readonly Passage[], engine: SearchIndex): Promise<Passage[]> {
  const [found] = passages.filter(({ headings }) => releaseAbove(headings));
  const page = found ? await engine.neighbours(found, found.ordinal, LONGEST) : [];
  const releases = Map.groupBy(page, ({ headings }) => releaseAbove(headings) ?? "");
  const [newest] = [...releases.keys()].filter(Boolean).toSorted(newestFirst);
  return (newest && releases.get(newest)) || [];
}

/** The release itself, else those that it stands for: 1.8.0 and its patches for 1.8. */
function versionsLike(version: string, known: readonly string[]): string[] {
  if (known.includes(version)) return [version];
  const parts = known.filter((release) => release.startsWith(`${version}.`));
  return parts.toSorted(newestFirst).reverse().slice(0, MOST_RELEASES);
}

async function wholeRelease(release: string, found: Passage | undefined, engine: SearchIndex): Promise<Passage[]> {
  if (!found) return [];
  const around = await engine.neighbours(found, LONGEST, LONGEST);
  return around.filter(({ headings }) => releaseAbove(headings) === release);
}

/** The oldest release that speaks of all that is asked since when it is there; empty where nothing asks that. */
export async function sincePassages(text: string, engine: SearchIndex): Promise<{ name: string; passage: Passage }[]> {
  if (!ASKS_SINCE.test(text)) return [];
  const thing = plain(text.replace(ASKING, " ").replace(/[?!.]+\s*$/, ""));
  const terms = new Set(indexTerms(thing));
  if (terms.size === 0) return [];
  const { passages } = await engine.search({ text: `${thing} changelog change log release`, limit: LIMIT });
  const lines = passages.flatMap((passage) => {
    const release = releaseAbove(passage.headings);
    return release ? passage.text.split("\n").map((line) => ({ passage, release, line })) : [];
  });
  const literal = lines.filter(({ line }) => plain(line).includes(thing));
  const told = literal.length > 0 ? literal : lines.filter(({ line }) => speaksOf(line, terms));
  const [oldest] = told.toSorted((one, other) => newestFirst(other.release, one.release));
  return oldest ? [{ name: thing, passage: oldest.passage }] : [];
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[`*_"']/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

function speaksOf(line: string, terms: ReadonlySet<string>): boolean {
  const said = new Set(indexTerms(line));
  return [...terms].every((term) => said.has(term));
}
