import GithubSlugger from "github-slugger";
import {
  type AddressRule,
  bare,
  type ContentFolder,
  type Generator,
  INDEX_OR_README,
  type Shape,
  setting,
} from "./generator.ts";

const SCRIPTS = ["ts", "mts", "js", "mjs", "cjs"];
const SETTINGS = ["toml", "yaml", "yml", "json"];
const INDEX = /^index$/i;

const files = (name: string, endings: readonly string[]) => endings.map((ending) => `${name}.${ending}`);

/** `01-intro`, `2. setup`; a version or a date is no number prefix. */
function withoutNumber(name: string): string {
  if (/^\d+[-_.]\d+/.test(name)) return name;
  return /^\d+\s*[-_.]+\s*([^-_.\s].*)$/.exec(name)?.[1] ?? name;
}

async function docusaurusRule(
  config: string,
  read: (path: string) => Promise<string | undefined>,
): Promise<AddressRule> {
  const slash = setting(config, "trailingSlash");
  const versions = (await read("versions.json")) ?? "[]";
  const named = [...versions.matchAll(/"([^"\n]+)"/g)].map(([, version = ""]) => version);
  const route = bare(setting(config, "routeBasePath") ?? "docs");
  const folder = bare(setting(config, "path") ?? "docs");
  const at = (...parts: string[]) => parts.filter(Boolean).join("/");
  const contents: ContentFolder[] = [
    { folder, prefix: named.length > 0 ? at(route, "next") : route },
    ...named.map((version, index) => ({
      folder: `versioned_docs/version-${version}`,
      prefix: index === 0 ? route : at(route, version),
    })),
    { folder: "blog", prefix: "blog" },
    { folder: "src/pages", prefix: "" },
  ];
  return {
    shape: slash === "true" ? "directory" : "clean",
    contents,
    index: INDEX_OR_README,
    segment: withoutNumber,
    isIndex: (parent, name) => parent !== "" && parent.toLowerCase() === name.toLowerCase(),
    usesId: true,
    anchors: "github",
  };
}

function hugoRule(config: string): AddressRule {
  const language = setting(config, "defaultContentLanguage") ?? "en";
  const inSubdir = setting(config, "defaultContentLanguageInSubdir") === "true";
  const content = bare(setting(config, "contentDir") ?? "content");
  const dirs = [...config.matchAll(/contentDir["']?\s*[:=]\s*["']?([\w./-]+)/gi)].map(([, dir = ""]) => bare(dir));
  const contents = [...new Set([content, "content", ...dirs])].map((folder) => {
    const code = folder.split("/").at(-1) ?? "";
    const isLanguage = folder.includes("/") && /^[a-z]{2}(?:-[a-z]{2,4})?$/i.test(code);
    return { folder, prefix: isLanguage && (inSubdir || code !== language) ? code.toLowerCase() : "" };
  });
  return {
    shape: setting(config, "uglyURLs") === "true" ? "html" : "directory",
    contents,
    index: /^_?index$/i,
    segment: (name) => name.toLowerCase().trim().replace(/\s+/g, "-"),
    anchors: "github",
  };
}

function jekyllRule(config: string): AddressRule {
  const permalink = setting(config, "permalink") ?? "";
  const collections = [...config.matchAll(/^[ \t]+([\w-]+):[ \t]*\n[ \t]+output:[ \t]*true/gm)].map(
    ([, name = ""]) => name,
  );
  return {
    shape: permalink === "pretty" || permalink.endsWith("/") ? "directory" : "html",
    contents: [{ folder: "", prefix: "" }, ...collections.map((name) => ({ folder: `_${name}`, prefix: name }))],
    index: INDEX_OR_README,
    anchors: "github",
  };
}

function antoraRule(config: string): AddressRule {
  const name = setting(config, "name") ?? "";
  const version = setting(config, "version") ?? "";
  const root = [name === "ROOT" ? "" : name, /^(?:~|null|true)?$/.test(version) ? "" : version]
    .filter(Boolean)
    .join("/");
  return {
    shape: "html",
    keepsIndex: true,
    // Any module but the root one stands below its own name.
    contents: ["ROOT", "*"].map((module) => ({
      folder: `modules/${module}/pages`,
      prefix: root,
    })),
    index: INDEX,
    slug: "ignored",
    anchors: "antora",
  };
}

const slugOf = (name: string) => new GithubSlugger().slug(name);

/** The generators that are recognised, in the order in which they are looked for. A new one is an entry here. */
export const GENERATORS: Readonly<Record<string, Generator>> = {
  docusaurus: { name: "Docusaurus", marks: files("docusaurus.config", SCRIPTS), rule: docusaurusRule },
  vitepress: {
    name: "VitePress",
    marks: [...files(".vitepress/config", SCRIPTS), ...files(".vitepress/config/index", SCRIPTS)],
    rule: (config) => ({
      shape: setting(config, "cleanUrls") === "true" ? "clean" : "html",
      contents: [{ folder: bare(setting(config, "srcDir") ?? ""), prefix: "" }],
      index: INDEX,
      underscored: true,
      slug: "ignored",
      anchors: "vitepress",
    }),
  },
  vuepress: {
    name: "VuePress",
    marks: files(".vuepress/config", SCRIPTS),
    rule: () => ({
      shape: "html",
      contents: [{ folder: "", prefix: "" }],
      index: INDEX_OR_README,
      anchors: "vitepress",
    }),
  },
  starlight: {
    name: "Starlight",
    marks: files("astro.config", SCRIPTS),
    rule: (config) => ({
      shape: setting(config, "trailingSlash") === "never" ? "clean" : "directory",
      contents: [{ folder: "src/content/docs", prefix: "" }],
      index: INDEX,
      segment: slugOf,
      slug: "whole",
      anchors: "github",
    }),
  },
  mkdocs: {
    name: "MkDocs",
    marks: ["mkdocs.yml", "mkdocs.yaml"],
    rule: (config) => ({
      shape: setting(config, "use_directory_urls") === "false" ? "html" : "directory",
      contents: [{ folder: bare(setting(config, "docs_dir") ?? "docs"), prefix: "" }],
      index: INDEX_OR_README,
      slug: "ignored",
      underscored: true,
      anchors: /pymdownx\.slugs/.test(config) ? "pymdown" : "python",
    }),
  },
  mdbook: {
    name: "mdBook",
    marks: ["book.toml"],
    rule: (config) => ({
      shape: "html",
      keepsIndex: true,
      contents: [{ folder: bare(setting(config, "src") ?? "src"), prefix: "" }],
      index: INDEX_OR_README,
      slug: "ignored",
      underscored: true,
      anchors: "mdbook",
    }),
  },
  honkit: {
    name: "HonKit",
    marks: ["book.json", "book.js"],
    rule: (config) => ({
      shape: "html",
      contents: [{ folder: bare(setting(config, "root") ?? ""), prefix: "" }],
      index: /^readme$/i,
      slug: "ignored",
      anchors: "github",
    }),
  },
  antora: { name: "Antora", marks: ["antora.yml"], rule: antoraRule },
  sphinx: {
    name: "Sphinx",
    marks: ["conf.py", "source/conf.py"],
    isMark: (config) => /\b(?:extensions|project|html_theme|master_doc|root_doc)\s*=/.test(config),
    rule: (config, _, mark) => ({
      shape: /sphinx.*dirhtml/.test(config) ? "directory" : "html",
      keepsIndex: true,
      contents: [{ folder: bare(mark.replace(/conf\.py$/, "")), prefix: "" }],
      index: INDEX,
      slug: "ignored",
      underscored: true,
      anchors: "docutils",
    }),
  },
  hugo: {
    name: "Hugo",
    marks: [
      ...files("hugo", SETTINGS),
      ...files("config/_default/hugo", SETTINGS),
      ...files("config/_default/config", SETTINGS),
      ...files("config", SETTINGS),
    ],
    isMark: (config) => /\bbaseurl\b|\btheme\b|\bcontentDir\b|\[module\]|\[markup\]/i.test(config),
    rule: hugoRule,
  },
  mintlify: {
    name: "Mintlify",
    marks: ["mint.json", "docs.json"],
    isMark: (config) => /"navigation"\s*:/.test(config),
    rule: () => ({ shape: "clean", contents: [{ folder: "", prefix: "" }], index: INDEX, anchors: "github" }),
  },
  quarto: {
    name: "Quarto",
    marks: ["_quarto.yml", "_quarto.yaml"],
    rule: () => ({
      shape: "html",
      keepsIndex: true,
      contents: [{ folder: "", prefix: "" }],
      index: INDEX,
      slug: "ignored",
      anchors: "github",
    }),
  },
  jekyll: { name: "Jekyll", marks: ["_config.yml", "_config.yaml"], rule: jekyllRule },
  gitbook: {
    name: "GitBook",
    marks: [".gitbook.yaml", "SUMMARY.md"],
    rule: (config, _, mark) => ({
      shape: "clean",
      contents: [{ folder: mark === "SUMMARY.md" ? "" : bare(setting(config, "root") ?? ""), prefix: "" }],
      index: INDEX_OR_README,
      slug: "ignored",
      anchors: "github",
    }),
  },
};

const SHAPES: readonly Shape[] = ["directory", "html", "clean"];

/** What may stand in `--address-style`: a generator, or only how addresses end. */
export const ADDRESS_STYLES: readonly string[] = [...Object.keys(GENERATORS), ...SHAPES];

/** The rule for addresses that end in one way, whatever made them. */
export function shapeRule(style: string): AddressRule | undefined {
  const shape = SHAPES.find((one) => one === style);
  return shape && { shape, keepsIndex: shape === "html", contents: [], index: INDEX_OR_README, anchors: "github" };
}
