import { posix } from "node:path";
import type { AddressRule, ContentFolder, ReadConfig } from "./generator.ts";
import { GENERATORS, shapeRule } from "./generators.ts";

/** What makes a source's pages, and its rule, whose folders are paths of the source. `mark`: the file that tells. */
export interface Recognised {
  readonly name: string;
  readonly mark?: string;
  readonly rule: AddressRule;
}

/**
 * Where to look for a generator. `folder`: the source's, as an absolute path with `/`. `read`: a file by its absolute
 * path. `isRoot`: whether a folder is the repository's root, above which nothing is looked at. `style`: what somebody
 * named by hand.
 */
export interface Search {
  readonly folder: string;
  readonly read: ReadConfig;
  readonly isRoot: (folder: string) => Promise<boolean>;
  readonly style?: string;
}

/** Where projects keep a site that documents them. */
const SITE_FOLDERS = ["", "docs", "website", "site", "doc", "documentation"];

/** Levels above the source's folder that are looked at, where no repository's root ends the search. */
const MOST_LEVELS = 5;

/**
 * Finds the generator of a folder by the files that it leaves there, in the usual folders below, and in those above and
 * beside it up to the repository's root.
 */
export async function recognise(search: Search): Promise<Recognised | undefined> {
  const { folder, style } = search;
  const shaped = style === undefined ? undefined : shapeRule(style);
  if (style !== undefined && shaped) return { name: style, rule: shaped };
  const found = await lookAround(search);
  if (found || style === undefined) return found;
  const named = GENERATORS[style];
  return named && { name: named.name, rule: placed(await named.rule("", async () => undefined, ""), folder, folder) };
}

async function lookAround(search: Search): Promise<Recognised | undefined> {
  let above = search.folder;
  for (let level = 0; level < MOST_LEVELS; level++) {
    for (const below of SITE_FOLDERS) {
      const found = await look(posix.join(above, below), search);
      if (found) return found;
    }
    if (above === "/" || (await search.isRoot(above))) return undefined;
    above = posix.dirname(above);
  }
  return undefined;
}

async function look(project: string, { folder, read, style }: Search): Promise<Recognised | undefined> {
  const readHere: ReadConfig = (path) => read(posix.join(project, path));
  for (const [id, { name, marks, isMark, rule }] of Object.entries(GENERATORS)) {
    if (style !== undefined && id !== style) continue;
    for (const mark of marks) {
      const config = await readHere(mark);
      if (config === undefined || isMark?.(config) === false) continue;
      const shown = posix.relative(folder, posix.join(project, mark));
      const here = placed(await rule(config, readHere, mark), project, folder);
      // A site that publishes other folders says nothing about this one.
      if (here.contents.length > 0) return { name, mark: shown, rule: here };
    }
  }
  return undefined;
}

/**
 * The rule with its folders as paths of the source. A source within such a folder is published where it says itself.
 */
function placed(rule: AddressRule, project: string, source: string): AddressRule {
  const here = (path: string) => posix.relative(source, posix.join(project, path));
  const contents = rule.contents.flatMap((content): ContentFolder[] => {
    const inside = here(content.folder);
    if (!inside.startsWith("..")) return [{ ...content, folder: inside }];
    const [named = ""] = content.folder.split("*", 1);
    const isAround = !posix.relative(posix.join(project, named), source).startsWith("..");
    return isAround ? [{ folder: "", prefix: "" }] : [];
  });
  const listed = rule.listed && { ...rule.listed, paths: rule.listed.paths.map(here) };
  const excluded = rule.excluded && { ...rule.excluded, patterns: rule.excluded.patterns.map(here) };
  return { ...rule, contents, listed, excluded };
}

/** What was recognised, in a few words for people. */
export function generatorNote({ name, mark }: Recognised): string {
  return mark ? `${name} (${mark})` : name;
}
