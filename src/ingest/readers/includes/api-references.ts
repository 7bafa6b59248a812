import { posix } from "node:path";
import { parse } from "yaml";
import type { ReadPart } from "./assemble.ts";

/** A reference to a place in another file. */
export const OTHER_FILE = /["']?\$ref["']?\s*:\s*["']?(?!#|https?:)[\w./-]{1,300}\.(?:ya?ml|json)/;

/** Aliases that point at aliases can make a few bytes into gigabytes; descriptions use few. */
const MAX_ALIASES = 100;
const DEEPEST = 100;
const MOST_FILES = 500;
const MOST_CHARACTERS = 5_000_000;

/** Where the other files stand in the description that holds them all. */
const FILES = "x-files";

/** An API's description on its way to holding the files that it refers to. `paths`: of those, in their order. */
interface Bundle {
  readonly files: Map<string, unknown>;
  readonly missing: Set<string>;
  readonly read: ReadPart;
  characters: number;
}

/**
 * An API's description with the files of its source that it refers to, as JSON: references between files become
 * references within it. `notes`: what is missing, as a clause.
 */
export async function withReferences(
  { path, text }: { readonly path: string; readonly text: string },
  read: ReadPart,
): Promise<{ readonly text: string; readonly notes: readonly string[] }> {
  const bundle: Bundle = { files: new Map(), missing: new Set(), read, characters: 0 };
  const root = await rewritten(parsed(text), path, bundle, 0);
  const files = Object.fromEntries(bundle.files);
  const [first, ...more] = bundle.missing;
  const others = more.length > 0 ? ` and ${more.length} more` : "";
  return {
    text: JSON.stringify(typeof root === "object" && root !== null ? { ...root, [FILES]: files } : root),
    notes: first === undefined ? [] : [`refers to ${first}${others}, which the source does not have`],
  };
}

/** YAML may begin with a brace as JSON does, which is read much faster. */
function parsed(text: string): unknown {
  try {
    if (/^\s*\{/.test(text)) return JSON.parse(text);
  } catch {
    // It is YAML.
  }
  return parse(text, { maxAliasCount: MAX_ALIASES });
}

/** A value with its references rewritten; the files that they lead to are read on the way. */
async function rewritten(value: unknown, path: string, bundle: Bundle, depth: number): Promise<unknown> {
  if (typeof value !== "object" || value === null || depth > DEEPEST) return value;
  if (Array.isArray(value)) return Promise.all(value.map((one) => rewritten(one, path, bundle, depth + 1)));
  const entries: [string, unknown][] = [];
  for (const [key, one] of Object.entries(value)) {
    const isReference = key === "$ref" && typeof one === "string";
    entries.push([
      key,
      isReference ? await reference(one, path, bundle) : await rewritten(one, path, bundle, depth + 1),
    ]);
  }
  return Object.fromEntries(entries);
}

async function reference(written: string, path: string, bundle: Bundle): Promise<string> {
  const [file = "", pointer = ""] = written.split("#", 2);
  if (/^[a-z]+:/i.test(file)) return written;
  const place = file === "" ? path : posix.normalize(posix.join(posix.dirname(path), file));
  if (place === path && !bundle.files.has(path)) return file === "" ? written : `#${pointer}`;
  if (!(await isThere(place, bundle))) {
    bundle.missing.add(written);
    return written;
  }
  return `#/${FILES}/${place.replaceAll("~", "~0").replaceAll("/", "~1")}${pointer}`;
}

async function isThere(place: string, bundle: Bundle): Promise<boolean> {
  if (bundle.files.has(place)) return true;
  const isInside = !/^(?:\.\.(?:\/|$)|\/)/.test(place);
  if (!isInside || bundle.files.size >= MOST_FILES || bundle.characters > MOST_CHARACTERS) return false;
  const text = await bundle.read(place);
  if (text === undefined) return false;
  bundle.characters += text.length;
  // Known before it is read, so that files that refer to each other come to an end.
  bundle.files.set(place, {});
  try {
    bundle.files.set(place, await rewritten(parsed(text), place, bundle, 0));
  } catch {
    bundle.files.delete(place);
  }
  return bundle.files.has(place);
}
