import type { EmbeddingsInterface } from "@langchain/core/embeddings";
import type { Found, Source } from "../core/answer.ts";
import type { Logger } from "../core/log.ts";
import { type Passage, type SearchIndex, UNSURE_BELOW } from "../search/search-index.ts";
import { releaseOf } from "../text/releases.ts";
import { directed } from "./directed.ts";
import { favour, goesOn, stillCited, type Talk } from "./favour.ts";

// The numbers below that weigh or bound were set by reading answers and are not swept.

/**
 * What is asked of the docs: the question alone, what was talked about before it, newest first, and the last answer.
 * `talk`: what that cited, and how the question goes on from it.
 */
export interface PreparedSearch {
  readonly text: string;
  readonly context: readonly string[];
  readonly told?: string;
  readonly talk?: Talk;
}

/**
 * What is read of one section.
 *
 * - `n`: the number it is cited by, from 1.
 * - `relevance`: its best passage's score, as a share of the very best one's.
 * - `ids`: the chunks that `text` is made of.
 * - `continues`: its page says it right behind the section before.
 * - `name`: what the question calls it by, as the code of an error.
 */
export interface Section {
  readonly n: number;
  readonly title: string;
  readonly headings: readonly string[];
  readonly url: string;
  /** Where its page lies within its source. */
  readonly path?: string;
  readonly text: string;
  readonly relevance: number;
  readonly ids: readonly string[];
  readonly continues?: boolean;
  readonly name?: string;
}

/**
 * Sections for a question, best first. `confidence` in 0..1, as the engine says. `isRelease`: together they are what
 * the release brought that is asked about.
 */
export interface RetrievedContext {
  readonly isRelease?: boolean;
  readonly sections: readonly Section[];
  readonly confidence: number;
}

/** `passageTokens`: how much of the docs is read for one answer at the most. */
export interface RetrieveOptions {
  readonly engine: SearchIndex;
  readonly embedder?: Pick<EmbeddingsInterface, "embedQuery">;
  readonly log: Logger;
  readonly passageTokens: number;
}

/** Passages asked of the engine: enough that several chunks of the best sections are among them. */
const LIMIT = 12;
/** Passages asked of the engine in a talk, where the best are those that go with what was told before. */
const TALK_LIMIT = 60;
/** So sure it may be of a question for what it goes on from. */
const MOST_BY_TALK = UNSURE_BELOW - 0.01;
/** How many of the best sections are read on where they were cut. */
const READ_ON = 2;
/** A best section that is shorter than this, in characters, is a headline: what stands below it is read too. */
const STUB = 400;
/** So many chunks behind it at the most. */
const FOLLOWING = 2;
/** Less relevant sections, as a share of the best one's relevance, are not read even where nothing else was. */
const LEAST_RELEVANCE = 0.4;

/**
 * Finds what the docs say: best sections first, whole where they were cut, none twice, none that is not worth its
 * tokens.
 */
export async function retrieve(search: PreparedSearch, options: RetrieveOptions): Promise<RetrievedContext> {
  const vector = await embed(search.text, options);
  const found = await find(search, vector, options.engine);
  const { passages, confidence, names, isRelease = false } = await directed(search.text, found, options.engine);
  const groups = await Promise.all(
    groupBySection(passages).map((group, rank) => (rank < READ_ON ? readOn(group, options.engine) : group)),
  );
  const best = passages[0]?.score ?? 1;
  const read = isRelease ? groups : await withFollowing(groups, options.engine);
  const sections = read.map((group, index) => {
    const [name] = group.flatMap(({ id }) => names?.get(id) ?? []);
    const continues = isBehind(group, read[index - 1]);
    return { ...joinSection(group, index + 1, best), ...(continues && { continues }), ...(name && { name }) };
  });
  return { sections: worthReading(sections, options.passageTokens), confidence, isRelease };
}

/** What a search found; in a talk, what goes with what was cited before first. */
async function find({ text, context, talk }: PreparedSearch, vector: Float32Array | undefined, engine: SearchIndex) {
  if (!talk || talk.cited.length === 0) return engine.search({ text, context, vector, limit: LIMIT });
  const found = await engine.search({ text, context, vector, limit: TALK_LIMIT });
  const passages = favour(found.passages, talk);
  if (!goesOn(talk)) return { ...found, passages: passages.slice(0, LIMIT) };
  const together = await engine.search({ text: `${talk.subject} ${talk.asked}`, vector, limit: LIMIT });
  // What is added says little alone: it is hedged, not refused, where the docs speak of all that is asked.
  const both = Math.min(Math.sqrt(found.confidence * together.confidence), MOST_BY_TALK);
  const confidence = Math.max(found.confidence, both);
  return { confidence, passages: stillCited(passages, together.passages, talk).slice(0, LIMIT) };
}

/** About how many tokens a model counts: four characters each, as is usual for a budget. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** The name of a section: its page, then its own heading. */
export function sectionTitle({ title, headings }: Pick<Passage, "title" | "headings">): string {
  const own = headings.at(-1);
  const release = headings.slice(0, -1).find((heading) => releaseOf(heading));
  const name = own && releaseOf(own) ? own.replace(/[[\]]/g, "") : own;
  const place = release && name ? `${releaseOf(release)}, ${name}` : name;
  return place && place !== title ? `${title}: ${place}` : title;
}

/** A section as it is named where it is cited. Of a file of this machine only its place in its source is told. */
export function sourceOf(section: Pick<Section, "title" | "headings" | "url" | "path">, n: number): Source {
  const { url, path } = section;
  return { n, title: sectionTitle(section), url, ...(url.startsWith("file:") && path && { path }) };
}

/** How many of the sections that were found are told of. */
const MOST_FOUND = 5;

/** What was found, in short. */
export function foundOf({ sections, confidence }: RetrievedContext): Found {
  const nearest = sections
    .toSorted((a, b) => b.relevance - a.relevance)
    .slice(0, MOST_FOUND)
    .map((section) => ({
      title: sectionTitle(section),
      url: section.url,
      ids: section.ids,
      score: Math.round(section.relevance * 100) / 100,
    }));
  return { confidence: Math.round(confidence * 1000) / 1000, nearest };
}

/** Search by words alone where the embeddings endpoint fails: a weaker answer is better than none. */
async function embed(text: string, { embedder, log }: RetrieveOptions): Promise<Float32Array | undefined> {
  if (!embedder) return undefined;
  try {
    return Float32Array.from(await embedder.embedQuery(text));
  } catch (error) {
    log.warn({ cause: error instanceof Error ? error.name : "unknown" }, "no embedding: searching by words alone");
    return undefined;
  }
}

/**
 * Passages of one section together, sections in the order of their best passage; a text that was seen already is left
 * out.
 */
function groupBySection(passages: readonly Passage[]): Passage[][] {
  const groups = new Map<string, Passage[]>();
  const seen = new Set<string>();
  for (const passage of passages) {
    if (seen.has(passage.text)) continue;
    seen.add(passage.text);
    const key = sectionKey(passage);
    groups.set(key, [...(groups.get(key) ?? []), passage]);
  }
  return [...groups.values()];
}

function sectionKey(passage: Passage): string {
  return JSON.stringify([passage.source, passage.path, passage.url, passage.headings]);
}

/** Adds the chunks next to a section's best one that belong to the same section. */
async function readOn(group: Passage[], engine: SearchIndex): Promise<Passage[]> {
  const [best] = group;
  if (!best) return group;
  const around = await engine.neighbours(best, 1, 1);
  const known = new Set(group.map((passage) => passage.id));
  return [...group, ...around.filter((near) => sectionKey(near) === sectionKey(best) && !known.has(near.id))];
}

/** The sections, and behind the best ones what their page says below them where they say hardly anything themselves. */
async function withFollowing(groups: Passage[][], engine: SearchIndex): Promise<Passage[][]> {
  const following = await Promise.all(groups.slice(0, READ_ON).map((group) => followingOf(group, engine)));
  const taken = new Set<string>();
  return groups.flatMap((group, rank) => {
    const own = group.filter(({ id }) => !taken.has(id));
    const next = (following[rank] ?? []).filter(({ id }) => !taken.has(id));
    for (const { id } of [...own, ...next]) taken.add(id);
    return [own, ...[...Map.groupBy(next, sectionKey).values()]].filter((each) => each.length > 0);
  });
}

/** What stands under the headings below a short section's own, or below one that announces it. */
async function followingOf(group: readonly Passage[], engine: SearchIndex): Promise<Passage[]> {
  const last = group.toSorted((a, b) => a.ordinal - b.ordinal).at(-1);
  const length = group.reduce((sum, { text }) => sum + text.length, 0);
  if (!last || (length >= STUB && !/[:：]\s*$/.test(last.text))) return [];
  const next = (await engine.neighbours(last, 0, FOLLOWING)).filter(({ ordinal }) => ordinal > last.ordinal);
  const isBelow = (passage: Passage) => last.headings.every((heading, level) => passage.headings[level] === heading);
  const end = next.findIndex((passage) => !isBelow(passage));
  return next.slice(0, end < 0 ? next.length : end).map((passage) => ({ ...passage, score: last.score }));
}

/** Whether a group of passages stands right behind another one in the same page. */
function isBehind(group: readonly Passage[], before: readonly Passage[] = []): boolean {
  const first = Math.min(...group.map(({ ordinal }) => ordinal));
  const last = Math.max(...before.map(({ ordinal }) => ordinal));
  const [one, other] = [group[0], before[0]];
  return one?.source === other?.source && one?.path === other?.path && first === last + 1;
}

function joinSection(group: readonly Passage[], n: number, best: number): Section {
  const ordered = group.toSorted((a, b) => a.ordinal - b.ordinal);
  const [first] = ordered;
  return {
    n,
    title: first?.title ?? "",
    headings: first?.headings ?? [],
    url: first?.url ?? "",
    path: first?.path,
    text: ordered.map((passage, index) => joint(passage, ordered[index - 1]) + passage.text).join(""),
    relevance: best > 0 ? (group[0]?.score ?? 0) / best : 1,
    ids: ordered.map((passage) => passage.id),
  };
}

/** What stands between two passages of a section: a sign where something between them was not found. */
function joint(passage: Passage, before: Passage | undefined): string {
  if (!before) return "";
  return passage.ordinal > before.ordinal + 1 ? "\n\n…\n\n" : "\n\n";
}

/**
 * The sections that are worth their tokens, numbered anew: the more was read already, the nearer to the best one a
 * section
 * must come. The very best is read whatever its length.
 */
function worthReading(sections: readonly Section[], tokens: number): Section[] {
  let used = 0;
  const worth = sections.filter(({ text, relevance }, rank) => {
    const cost = countTokens(text);
    const asked = LEAST_RELEVANCE + (1 - LEAST_RELEVANCE) * (used / tokens);
    if (rank > 0 && (relevance < asked || used + cost > tokens)) return false;
    used += cost;
    return true;
  });
  return worth.map((section, index) => ({ ...section, n: index + 1 }));
}
