import type { Place } from "../core/prompt.ts";
import type { Passage, SearchIndex } from "./search-index.ts";

/** What a question may be answered from: sources by name, and the version that they are of, where one counts. */
export interface Scope {
  readonly sources: readonly string[];
  readonly version?: string;
}

/** What a scope needs to know of a source: its name, who may see it, and the version that it is of. */
export interface ScopedSource {
  readonly name: string;
  readonly audience?: readonly string[];
  readonly version?: string;
}

/**
 * `texts`: what may name a version, the question first, then what was said before. `versions`: what counts in a
 * place.
 */
export interface ScopeRequest {
  readonly place?: Place;
  readonly texts: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * The sources that people in a place may see. Where the question names a version that some of them are of, or the
 * place has one,
 * only those of that version and those of none. Without a place only what everybody may see.
 */
export function scopeOf(sources: readonly ScopedSource[], { place, texts, versions }: ScopeRequest): Scope {
  const visible = sources.filter(({ audience }) => isVisibleIn(audience, place));
  const known = [...new Set(visible.flatMap(({ version }) => version ?? []))];
  const usual = placeNames(place)
    .map((name) => versions[name])
    .find((version) => version !== undefined);
  const version = texts.map((text) => versionIn(text, known)).find((named) => named !== undefined) ?? usual;
  const isWanted = (source: ScopedSource) => !version || !source.version || source.version === version;
  const counts = version !== undefined && known.includes(version);
  return {
    sources: visible.filter((source) => !counts || isWanted(source)).map(({ name }) => name),
    version: counts ? version : undefined,
  };
}

/**
 * Whether people in a place may see what is for an audience. Without an audience it is for everybody; an empty one is
 * nobody.
 */
export function isVisibleIn(audience: readonly string[] | undefined, place: Place | undefined): boolean {
  return audience === undefined || placeNames(place).some((name) => audience.includes(name));
}

/** A place as settings write it, the narrowest first: its channel, its workspace, its platform. */
function placeNames(place: Place | undefined): string[] {
  if (!place) return [];
  const { platform, workspace, channel } = place;
  return [`${platform}:${workspace}/${channel}`, `${platform}:${workspace}`, platform];
}

/** The version that a text names, of those that there are; the longest where several fit. */
function versionIn(text: string, known: readonly string[]): string | undefined {
  const longestFirst = known.toSorted((one, other) => other.length - one.length);
  return longestFirst.find((version) => patternOf(version).test(text));
}

/**
 * A bare number says nothing (`4 items`): it needs a `v` or the word. A number with a dot, or a name as in `the next
 * release`, is clear.
 */
function patternOf(version: string): RegExp {
  const name = version.replace(/^v(?=\d)/i, "");
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const isNumber = /^\d/.test(name);
  const after = isNumber ? "(?:\\.(?:\\d+|x))*(?![\\w])(?!\\.\\d)" : "(?![\\w-])";
  const clear = isNumber && name.includes(".") ? `|(?<![\\w.])${escaped}${after}` : "";
  const named = isNumber ? "" : `|(?<![\\w-])${escaped}\\s+(?:version|release|docs)`;
  return new RegExp(`(?<![\\w.])v${escaped}${after}|version\\s+v?${escaped}${after}${clear}${named}`, "iu");
}

/**
 * The index as somebody may use it who may only see these sources. What it finds is looked at again: nothing may
 * ever slip through.
 */
export function withinSources(index: SearchIndex, sources: readonly string[]): SearchIndex {
  const isVisible = ({ source }: Passage) => sources.includes(source);
  return {
    ...index,
    async search(query) {
      const { passages, confidence } = await index.search({ ...query, sources });
      return { passages: passages.filter(isVisible), confidence };
    },
  };
}
