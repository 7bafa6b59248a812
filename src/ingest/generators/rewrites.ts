import type { AddressRule } from "./generator.ts";

/** A name in a pattern: `:name`, `:name*` for any number of folders, and what it may be. */
const NAME = /:(\w+)(?:\([^()]*\))?([*+?]?)/g;

/** More names than anybody writes cost more than they are worth. */
const MOST_NAMES = 3;

/** The path as whose page a file is published. */
export function rewritten({ rewrites = [] }: AddressRule, path: string): string {
  for (const [from, to] of rewrites) {
    const values = match(from, path);
    if (values) return to.replace(NAME, (_, name: string) => values[name] ?? "").replace(/\/{2,}/g, "/");
  }
  return path;
}

function match(pattern: string, path: string): Readonly<Record<string, string | undefined>> | undefined {
  const names = [...pattern.matchAll(NAME)].map(([, name = ""]) => name);
  if (names.length > MOST_NAMES) return undefined;
  // Of each name: the text before it, the name itself, and how often it may come.
  const source = pattern.split(NAME).map((part, at) => {
    if (at % 3 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    if (at % 3 === 1) return "";
    return part === "*" || part === "+" ? "(.+)" : "([^/]+)";
  });
  const [whole, ...values] = new RegExp(`^${source.join("")}$`).exec(path) ?? [];
  return whole === undefined ? undefined : Object.fromEntries(names.map((name, at) => [name, values[at]]));
}
