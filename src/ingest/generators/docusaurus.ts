import { type AddressRule, bare, type ContentFolder, INDEX_OR_README, type ReadConfig, setting } from "./generator.ts";

/** `01-intro`, `2. setup`; a version or a date is no number prefix. */
function withoutNumber(name: string): string {
  if (/^\d+[-_.]\d+/.test(name)) return name;
  return /^\d+\s*[-_.]+\s*([^-_.\s].*)$/.exec(name)?.[1] ?? name;
}

/** Several documentations of one site: each has its folder, its place, and a name for those of its versions. */
interface Instance {
  readonly id?: string;
  readonly path: string;
  readonly route: string;
}

const DOCS_PLUGIN = /plugin-content-docs["']/g;

/** The rule of Docusaurus. */
export async function docusaurusRule(config: string, read: ReadConfig): Promise<AddressRule> {
  const slash = setting(config, "trailingSlash");
  const blog = bare(setting(config.slice(config.search(/\bblog\s*:\s*\{/) >>> 0), "routeBasePath") ?? "blog");
  const contents = await Promise.all(instancesOf(config).map((instance) => contentsOf(instance, read)));
  return {
    shape: slash === "true" ? "directory" : "clean",
    contents: [
      ...contents.flat(),
      { folder: "blog", prefix: blog, permalink: ":year/:month/:day/:title" },
      { folder: "src/pages", prefix: "" },
    ],
    index: INDEX_OR_README,
    segment: withoutNumber,
    isIndex: (parent, name) => parent !== "" && parent.toLowerCase() === name.toLowerCase(),
    slashesIndex: true,
    usesId: true,
    anchors: "github",
  };
}

/** The preset's own documentation stands before all plugins, or has no settings of its own. */
function instancesOf(config: string): Instance[] {
  const starts = [...config.matchAll(DOCS_PLUGIN)].map(({ index }) => index);
  const [first = config.length] = starts;
  const instances = starts.map((start, at) => instance(config.slice(start, starts[at + 1]).slice(0, 2000)));
  const docs = /\bdocs\s*:\s*\{/.exec(config)?.index ?? 0;
  const preset = instance(config.slice(docs < first ? docs : 0, first));
  const isPresets = !/\bdocs\s*:\s*false\b/.test(config);
  return [...(isPresets ? [preset] : []), ...instances];
}

function instance(settings: string): Instance {
  const path = bare(setting(settings, "path") ?? "docs");
  return { id: setting(settings, "id"), path, route: bare(setting(settings, "routeBasePath") ?? "docs") };
}

/** The folders of an instance: the pages that are worked on, its versions, and what is translated of both. */
async function contentsOf({ id, path, route }: Instance, read: ReadConfig): Promise<ContentFolder[]> {
  const named = id && id !== "default" ? `${id}_` : "";
  const list = (await read(`${named}versions.json`)) ?? "[]";
  const versions = [...list.matchAll(/"([^"\n]+)"/g)].map(([, version = ""]) => version);
  const at = (...parts: string[]) => parts.filter(Boolean).join("/");
  const places = [
    { folder: path, name: "current", prefix: versions.length > 0 ? at(route, "next") : route },
    ...versions.map((version, index) => ({
      folder: `${named}versioned_docs/version-${version}`,
      name: `version-${version}`,
      prefix: index === 0 ? route : at(route, version),
    })),
  ];
  const translations = `i18n/*/docusaurus-plugin-content-docs${named ? `-${id}` : ""}`;
  return places.flatMap(({ folder, name, prefix }) => [
    { folder, prefix },
    { folder: `${translations}/${name}`, prefix: at("*", prefix) },
  ]);
}
