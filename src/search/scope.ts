import type { Place } from "../core/prompt.ts";
import type { Passage, SearchIndex } from "./search-index.ts";
import { shelfIn, shelfOf, wantedShelves } from "./shelf.ts";
import { otherVersions, type VersionedPages, versionIn } from "./versions.ts";

/**
 * What a question may be answered from: sources by name, `without` shelves of them that are of other versions. And the
 * version that the answer is for, where one counts.
 */
export interface Scope {
  readonly sources: readonly string[];
  readonly without: readonly string[];
  readonly version?: string;
}

/**
 * What a scope needs to know of a source: its name, who may see it, and the version that it is of, or those that it
 * holds.
 */
export interface ScopedSource {
  readonly name: string;
  readonly audience?: readonly string[];
  readonly version?: string;
  readonly versions?: readonly VersionedPages[];
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
  const held = (source: ScopedSource) => (source.versions ?? []).flatMap(({ folders }) => folders);
  const known = [
    ...new Set(visible.flatMap((source) => [source.version ?? [], ...held(source).map((one) => one.version)].flat())),
  ];
  const usual = placeNames(place)
    .map((name) => versions[name])
    .find((version) => version !== undefined);
  const version = texts.map((text) => versionIn(text, known)).find((named) => named !== undefined) ?? usual;
  const counts = version !== undefined && known.includes(version);
  const read = visible.filter((source) => !counts || !source.version || source.version === version);
  const without = read.flatMap(({ name, versions: pages = [] }) =>
    pages.flatMap((one) => otherVersions(one, version).map((folder) => shelfIn(name, folder))),
  );
  return { sources: read.map(({ name }) => name), without, version: counts ? version : undefined };
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

/**
 * The index as somebody may use it who may only see these sources, without shelves of theirs. What it finds is looked
 * at again: nothing may ever slip through.
 */
export function withinScope(index: SearchIndex, { sources, without }: Omit<Scope, "version">): SearchIndex {
  const isWanted = wantedShelves({ sources, without });
  const isVisible = ({ source, path }: Pick<Passage, "source" | "path">) => isWanted?.(shelfOf(source, path)) ?? true;
  return {
    ...index,
    async search(query) {
      const { passages, confidence } = await index.search({ ...query, sources, without });
      return { passages: passages.filter(isVisible), confidence };
    },
    async sources() {
      return (await index.sources()).filter(({ name }) => sources.includes(name));
    },
    async pages(address) {
      return (await index.pages(address)).filter(isVisible);
    },
    async outline(source, limit) {
      return (await index.outline(source, limit)).filter(isVisible);
    },
  };
}
