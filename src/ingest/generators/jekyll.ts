import { parseDocument } from "yaml";
import { type AddressRule, type ContentFolder, INDEX_OR_README, type Shape } from "./generator.ts";

/** Jekyll's names for patterns of posts' addresses. */
const STYLES: Readonly<Record<string, string>> = {
  date: "/:categories/:year/:month/:day/:title:output_ext",
  pretty: "/:categories/:year/:month/:day/:title/",
  ordinal: "/:categories/:year/:y_day/:title:output_ext",
  none: "/:categories/:title:output_ext",
};

/** What is never made a page of, whatever the settings say. */
const NEVER = ["Gemfile*", "vendor/**", "node_modules/**", "LICENSE*"];

/** A setting that is a map of its own. */
type Settings = Readonly<Record<string, unknown>>;

/** The rule of Jekyll. */
export function jekyllRule(config: string): AddressRule {
  const settings = settingsOf(config);
  const permalink = words(settings.permalink) ?? "date";
  const suffix = suffixOf(permalink);
  const home = words(settings.collections_dir)?.replace(/^\/|\/$/g, "");
  const inHome = (folder: string) => (home ? `${home}/${folder}` : folder);
  const collections = collectionsOf(settings.collections);
  const posts = collections.find(({ name }) => name === "posts")?.permalink ?? permalink;
  const folders = collections
    .filter(({ name, isOutput }) => isOutput && name !== "posts")
    .map(({ name, permalink: own }): ContentFolder => {
      const pattern = own ?? `/:collection/:path${suffix}`;
      return { folder: inHome(`_${name}`), prefix: "", permalink: pattern.replaceAll(":collection", name) };
    });
  const postPattern = (STYLES[posts] ?? posts).replaceAll(":collection", "posts");
  const hidden = collections.filter(({ name, isOutput }) => !isOutput && name !== "posts");
  return {
    shape: SHAPES[suffix] ?? "clean",
    contents: [
      { folder: "", prefix: "" },
      { folder: inHome("_posts"), prefix: "", permalink: postPattern },
      { folder: inHome("*/_posts"), prefix: "*", permalink: postPattern },
      ...folders,
    ],
    index: INDEX_OR_README,
    htmlPages: true,
    timeZone: words(settings.timezone),
    excluded: {
      by: "_config.yml",
      patterns: [...NEVER, ...listOf(settings.exclude), ...hidden.map(({ name }) => inHome(`_${name}/**`))],
    },
    anchors: "kramdown",
  };
}

const SHAPES: Readonly<Record<string, Shape>> = { "/": "directory", ":output_ext": "html" };

/** How addresses of pages and collections end, by the pattern of posts. */
function suffixOf(permalink: string): string {
  if (permalink === "pretty" || permalink.endsWith("/")) return "/";
  return STYLES[permalink] || permalink.endsWith(":output_ext") ? ":output_ext" : "";
}

function settingsOf(config: string): Settings {
  try {
    return mapOf(parseDocument(config, { logLevel: "silent" }).toJS({ maxAliasCount: 20 }));
  } catch {
    return {};
  }
}

function mapOf(value: unknown): Settings {
  return typeof value === "object" && value !== null ? (value as Settings) : {};
}

function words(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Names of files and folders, and patterns of them. */
function listOf(value: unknown): string[] {
  const entries = Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
  return entries.flatMap((entry) => {
    const path = entry.replace(/^\/|\/$/g, "");
    return [path, `${path}/**`];
  });
}

interface Collection {
  readonly name: string;
  readonly isOutput: boolean;
  readonly permalink?: string;
}

function collectionsOf(value: unknown): Collection[] {
  if (Array.isArray(value)) return value.map((name) => ({ name: String(name), isOutput: false }));
  return Object.entries(mapOf(value)).map(([name, own]) => {
    const { output, permalink } = mapOf(own);
    return { name, isOutput: output === true, permalink: words(permalink) };
  });
}
