import type { Passage, SearchIndex, SearchResult } from "../search/search-index.ts";
import { queryTokens } from "../text/tokenizer.ts";
import { definedThings, sidesOf } from "./extract/subjects.ts";
import { releasePassages, sincePassages } from "./releases.ts";

// The numbers below that weigh or bound were set by reading answers and are not swept.

/** Asks for the beginning and for nothing else, as a chip does. */
const BARE_START =
  /^\W*(?:(?:so|hi|hello|ok(?:ay)?)\W+)*(?:(?:how (?:do|can|should) (?:i|we|you|one)|how to|help me|where (?:do|should|can) (?:i|we)) )?(?:get(?:ting)? started|(?:start|begin)(?: here)?|first steps|quick ?start)(?: (?:with|using) (?:it|this|the (?:docs|project|product)))?\W*$/i;
/** What pages and sections about the beginning are called, the likeliest first. */
const STARTING_NAMES = [
  /^(?:getting|get)[ -]?started\b|\bquick[ -]?start\b/i,
  /^(?:(?:getting|get)[ -]?started|quick[ -]?start|tutorial|installation|installing|introduction|overview)$/i,
  /\b(?:getting|get)[ -]?started\b/i,
  /^(?:install|setup|set up|introduction)\b/i,
];
/** Folders of such pages; what else lies deep is the beginning of a part alone. */
const STARTING_FOLDER =
  /(?:^|\/)(?:intro\w*|get(?:ting)?[-_]?started|start|quick[-_]?start|overview|welcome|tutorials?)\//i;
const DEPTH_COST = 0.6;
const STARTING_WORDS = "getting started quickstart quick start installation install introduction tutorial";
/** Among so many passages the beginning is looked for, and so many of its page are read. */
const STARTING_LIMIT = 60;
const STARTING_READ = 4;

/** What only code is called: `this`, --this, this(), ns::this, this.that, this_that, thisThat, ThatOther404, E1234. */
const CODE_NAME =
  /`([^`\n]{2,60})`|(?<![\w-])(--[a-z][\w-]+)|\b((?:[A-Za-z_$][\w$]*(?:\.|::?))+[A-Za-z_$][\w$]*|[A-Za-z]\w*_\w+|[a-z]+[A-Z]\w*|[A-Z]\w*[a-z]\w*[A-Z]\w*[a-z]\w*(?:Error|Exception)|[A-Z][a-z]+\w*[A-Z]\w*\d+|[A-Z]{1,6}-?\d{3,6}|[A-Z][a-z]+[A-Z]\w+(?=:\s))/g;
/** Titles that ask what something is. */
const ASKS_WHAT = /^what (?:is|are)\b/i;
/** So many names are looked up. */
const MOST_NAMES = 2;
const NAMED_LIMIT = 8;
const DEFINED_LIMIT = 40;
/** What a passage that is named outweighs the best of the others by. */
const NAMED_BONUS = 1.2;
/** The same, for the release that brought what is asked about. */
const SINCE_BONUS = 1.3;
/** The same, for one that is called like what is asked the meaning of. */
const DEFINED_BONUS = 1.1;
/** Each of two things that are set against each other brings so many passages, this near to the best. */
const SIDE_LIMIT = 2;
const SIDE_SHARE = 0.85;

/**
 * What a search found; `names`: code names in the question, by the chunk that begins what they are the name of.
 * `isRelease`: the first passages are what the release brought that is asked about.
 */
export interface DirectedResult extends SearchResult {
  readonly names?: ReadonlyMap<string, string>;
  readonly isRelease?: boolean;
}

/**
 * What a search found, and before it what the form of a question leads to: the page that a code name in it is the name
 * of, something about each of two things, the beginning of the docs.
 */
export async function directed(text: string, found: SearchResult, engine: SearchIndex): Promise<DirectedResult> {
  if (BARE_START.test(text)) return startingPage(found, engine);
  const best = found.passages[0]?.score ?? 0;
  const release = await releasePassages(text, engine);
  if (release.length > 0)
    return {
      passages: [...inOrder(release), ...found.passages.map((each) => ({ ...each, score: 0 }))],
      confidence: 1,
      isRelease: true,
    };
  const since = await sincePassages(text, engine);
  const named = await namedPassages(text, engine);
  const defined = await definedPassages(text, engine);
  const sides = await Promise.all(sidesOf(text).map((side) => engine.search({ text: side.text, limit: SIDE_LIMIT })));
  const beside = sides.flatMap(({ passages }) => passages.map((each) => ({ ...each, score: best * SIDE_SHARE })));
  return {
    names: new Map([...named, ...since].map(({ name, passage }) => [passage.id, name])),
    confidence: named.length + since.length > 0 ? 1 : found.confidence,
    passages: merged([
      ...since.map(({ passage }) => ({ ...passage, score: best * SINCE_BONUS })),
      ...named.map(({ passage }) => ({ ...passage, score: best * NAMED_BONUS })),
      ...defined.map((passage) => ({ ...passage, score: best * DEFINED_BONUS })),
      ...found.passages,
      ...beside,
    ]),
  };
}

/** Passages of which each counts as much as the one before, and a little less. */
function inOrder(passages: readonly Passage[]): Passage[] {
  return passages.map((passage, index) => ({ ...passage, score: 1 - index / (4 * passages.length) }));
}

/** Each passage once, with its best score; what scores alike stays in order. */
function merged(passages: readonly Passage[]): Passage[] {
  const best = new Map<string, Passage>();
  for (const passage of passages) {
    const known = best.get(passage.id);
    if (!known || known.score < passage.score) best.set(passage.id, passage);
  }
  return [...best.values()].toSorted((one, other) => other.score - one.score);
}

/** The beginnings of pages and sections that are called like a code name in the question. */
async function namedPassages(text: string, engine: SearchIndex): Promise<{ name: string; passage: Passage }[]> {
  const names = [...new Set([...text.matchAll(CODE_NAME)].map((match) => match.slice(1).find(Boolean) ?? ""))];
  const found = await Promise.all(
    names.slice(0, MOST_NAMES).map(async (name) => {
      const { passages } = await engine.search({ text: name, limit: NAMED_LIMIT });
      return passages
        .filter((passage) => isNamed(passage, name))
        .slice(0, 1)
        .map((passage) => ({ name, passage }));
    }),
  );
  return found.flat();
}

/**
 * The beginning of the page that asks what is asked, or else of the section or page that is called like what is asked
 * the meaning of.
 */
async function definedPassages(text: string, engine: SearchIndex): Promise<Passage[]> {
  const things = await Promise.all(
    definedThings(text).map(async (thing) => {
      const { passages } = await engine.search({ text: thing, limit: DEFINED_LIMIT });
      const asked = termsKey(thing);
      return passages.filter(
        ({ title, headings }) => termsKey((headings.at(-1) ?? title).split(/[:(–—]/)[0] ?? "") === asked,
      );
    }),
  );
  const named = things.flat();
  const asks = named.find(({ title, headings }) => headings.length === 0 && ASKS_WHAT.test(title));
  return [asks ?? named[0]].filter((each) => each !== undefined);
}

function termsKey(text: string): string {
  return queryTokens(text)
    .flatMap(({ terms }) => terms)
    .toSorted()
    .join(" ");
}

/** Whether a passage is the beginning of what a name is the name of. */
function isNamed({ title, headings, path, text }: Passage, name: string): boolean {
  const bare = bareName(name);
  const page =
    path
      .split("/")
      .at(-1)
      ?.replace(/\.\w+$/, "") ?? "";
  const own = headings.at(-1);
  if (own !== undefined) return bareName(own) === bare || bareName(own.split(/[ (<=]/)[0] ?? "") === bare;
  return bareName(title) === bare || bareName(page) === bare || text.startsWith(`${name}:`);
}

function bareName(name: string): string {
  return name.toLowerCase().replace(/\([^)]*\)$|[^\p{L}\p{N}]+/gu, "");
}

/** The page that the docs begin with; what was found anyway where no page is called so. */
async function startingPage(found: SearchResult, engine: SearchIndex): Promise<SearchResult> {
  const { passages } = await engine.search({ text: STARTING_WORDS, limit: STARTING_LIMIT });
  const [first] = passages
    .map((passage) => ({ passage, rank: startingRank(passage) }))
    .filter(({ rank }) => Number.isFinite(rank))
    .toSorted((one, other) => one.rank - other.rank);
  if (!first) return found;
  const page = await engine.neighbours(first.passage, first.passage.ordinal, STARTING_READ);
  const read = page.slice(0, STARTING_READ).map((passage, index) => ({ ...passage, score: 1 - index / 20 }));
  return { passages: read, confidence: 1 };
}

/** How far a page is from being the first: by what it is called, then by how deep it lies. */
function startingRank({ title, path }: Passage): number {
  const page =
    path
      .split("/")
      .at(-1)
      ?.replace(/\.\w+$/, "") ?? "";
  const name = STARTING_NAMES.findIndex((pattern) => pattern.test(title) || pattern.test(page));
  const depth = path.split("/").length - (STARTING_FOLDER.test(path) ? 1 : 0);
  return name < 0 ? Number.POSITIVE_INFINITY : name + depth * DEPTH_COST;
}
