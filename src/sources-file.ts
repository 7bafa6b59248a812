import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { CHAT_PLACES } from "./adapters/platforms.ts";
import { WAYS } from "./ingest/crawler/ways.ts";
import { ADDRESS_STYLES } from "./ingest/generators/generators.ts";
import { kindOf, locationFrom, SOURCE_KINDS } from "./ingest/sources/kinds.ts";
import type { RegisteredSource } from "./ingest/sources/registry.ts";
import { THREAD_KINDS } from "./ingest/sources/source.ts";
import { MCP_PLACE } from "./mcp/config.ts";

/** Sources in `docent.yaml` have no use for aliases that point at aliases. */
const MAX_ALIASES = 20;

/** What a place can begin with, for the audience of a source. */
const PLACE_NAMES = [...CHAT_PLACES, MCP_PLACE];

/** What `docent.yaml` says. `versions`: the version that counts in a place, by place. */
export interface SourcesFile {
  readonly sources: readonly RegisteredSource[];
  readonly versions: Readonly<Record<string, string>>;
}

const words = z.string("must be text").trim().min(1, "must not be empty");
const count = z.int("must be a whole number").min(1, "must be at least 1");
const version = z.union([words, z.number().transform(String)], "must be a version, such as 4 or next");

/** A place as people write it, as wide as they like: `discord:<server>/<channel>`, `slack:<workspace>`, `web`. */
const place = words.regex(
  new RegExp(`^(${PLACE_NAMES.join("|")})(:[^/\\s:]+(/[^/\\s]+)?)?$`),
  `must be a place: ${anyOf(PLACE_NAMES)}, then :<server or workspace> and /<channel> where you like`,
);

function anyOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

const interval = z
  .string("must be a time such as 30m, 6h, 1d, or never")
  .regex(/^(\d+[mhd]|never)$/, "must be a time such as 30m, 6h, 1d, or never")
  .transform((value) => (value === "never" ? 0 : Number.parseInt(value, 10) * (MINUTES[value.at(-1) ?? ""] ?? 0)));

const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 };

const source = z.strictObject({
  name: words,
  location: words,
  kind: z.enum(SOURCE_KINDS, `must be one of ${SOURCE_KINDS.join(", ")}`).optional(),
  version: version.optional(),
  audience: z.array(place, "must be a list of places").min(1, "must name a place").optional(),
  refresh: interval.optional(),
  include: z.array(words, "must be a list of patterns").optional(),
  exclude: z.array(words, "must be a list of patterns").optional(),
  baseUrl: z.url({ protocol: /^https?$/, error: "must be an address that starts with http:// or https://" }).optional(),
  addressStyle: z.enum(ADDRESS_STYLES, `must be one of ${ADDRESS_STYLES.join(", ")}`).optional(),
  answered: z
    .array(
      z.enum(THREAD_KINDS, `must be ${THREAD_KINDS.join(" or ")}`),
      `must be a list of ${THREAD_KINDS.join(" and ")}`,
    )
    .optional(),
  crawl: z
    .strictObject({
      discover: z.enum(WAYS, `must be one of ${WAYS.join(", ")}`).optional(),
      pages: count.optional(),
      depth: count.optional(),
      concurrency: count.max(16, "must be at most 16").optional(),
      delayMs: z.int("must be a whole number").min(0, "must be at least 0").optional(),
    })
    .optional(),
});

const file = z.strictObject({
  sources: z.array(source, "must be a list of sources").min(1, "must name a source"),
  channels: z.array(z.strictObject({ place, version }), "must be a list of places with their version").optional(),
});

/** What can be told of sources although something else about them is wrong. */
const outline = z.object({
  sources: z.array(
    z.object({
      name: z.string().optional().catch(undefined),
      location: z.string().optional().catch(undefined),
      kind: z.enum(SOURCE_KINDS).optional().catch(undefined),
      answered: z.unknown().optional(),
    }),
  ),
});

/**
 * Reads `docent.yaml`; undefined where there is none. Instead of throwing it gives the problems, all of them, each
 * with the
 * place where it stands. Locations on this machine count from the file's own folder.
 */
export function readSourcesFile(path: string): { declared?: SourcesFile; problems: readonly string[] } {
  let yaml: string;
  try {
    yaml = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { problems: [] };
    return { problems: [`${path} cannot be read: ${(error as Error).message}`] };
  }
  try {
    return check(path, parse(yaml, { maxAliasCount: MAX_ALIASES }));
  } catch (error) {
    return { problems: [`${path} is no YAML: ${(error as Error).message.split("\n", 1)[0]}`] };
  }
}

function check(path: string, content: unknown): { declared?: SourcesFile; problems: readonly string[] } {
  const parsed = file.safeParse(content);
  const malformed = parsed.success ? [] : parsed.error.issues.map((issue) => `${where(issue.path)} ${issue.message}`);
  const named = outline.safeParse(content).data?.sources ?? [];
  const problems = [...malformed, ...repeated(named.flatMap(({ name = [] }) => name)), ...named.flatMap(misplaced)];
  if (!parsed.success || problems.length > 0) return { problems: problems.map((problem) => `${path}: ${problem}`) };
  const { sources, channels = [] } = parsed.data;
  return {
    problems: [],
    declared: {
      sources: sources.map((one) => toSource(one, dirname(resolve(path)))),
      versions: Object.fromEntries(channels.map((channel) => [channel.place, channel.version])),
    },
  };
}

/** `sources[2].refresh` as people count: the third source. */
function where(path: readonly PropertyKey[]): string {
  const [list, index, ...rest] = path;
  if (typeof index !== "number") return path.join(".") || "the file";
  return `${String(list)}, number ${index + 1}${rest.length > 0 ? `: ${rest.join(".")}` : ""}`;
}

function repeated(names: readonly string[]): string[] {
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...twice].map((name) => `two sources are named ${name}; give one of them another name`);
}

function misplaced({ name, location, kind, answered }: z.infer<typeof outline>["sources"][number]): string[] {
  if (!location) return [];
  try {
    const { hasThreads } = kindOf({ kind, location });
    return answered && !hasThreads ? [`${name ?? location}: answered is for a repository on GitHub`] : [];
  } catch (error) {
    return [`${name ?? location}: ${(error as Error).message}`];
  }
}

function toSource({ refresh, ...declared }: z.infer<typeof source>, folder: string): RegisteredSource {
  return { ...declared, location: locationFrom(folder, declared), refreshMinutes: refresh, declared: true };
}
