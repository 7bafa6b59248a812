import GithubSlugger from "github-slugger";
import { docusaurusRule } from "./docusaurus.ts";
import {
  type AddressRule,
  bare,
  type Generator,
  INDEX_OR_README,
  type ReadConfig,
  type Shape,
  setting,
} from "./generator.ts";
import { hugoRule } from "./hugo.ts";
import { jekyllRule } from "./jekyll.ts";
import { gitbookRule, honkitRule, mdbookRule } from "./summary.ts";
import { vitepressRule } from "./vitepress.ts";

const SCRIPTS = ["ts", "mts", "js", "mjs", "cjs"];
const SETTINGS = ["toml", "yaml", "yml", "json"];
const INDEX = /^index$/i;

const files = (name: string, endings: readonly string[]) => endings.map((ending) => `${name}.${ending}`);

async function antoraRule(config: string, read: ReadConfig): Promise<AddressRule> {
  const name = setting(config, "name") ?? "";
  const version = setting(config, "version") ?? "";
  const playbook = (await read("antora-playbook.yml")) ?? (await read("../antora-playbook.yml")) ?? "";
  const isDashed = [config, playbook].some((one) => /\bidseparator:[ \t]*["']?-/.test(one));
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
    anchors: isDashed ? "antora-dashed" : "antora",
  };
}

const slugOf = (name: string) => new GithubSlugger().slug(name);

/** The generators that are recognised, in the order in which they are looked for. A new one is an entry here. */
export const GENERATORS: Readonly<Record<string, Generator>> = {
  docusaurus: { name: "Docusaurus", marks: files("docusaurus.config", SCRIPTS), rule: docusaurusRule },
  vitepress: {
    name: "VitePress",
    marks: [...files(".vitepress/config", SCRIPTS), ...files(".vitepress/config/index", SCRIPTS)],
    rule: vitepressRule,
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
  mdbook: { name: "mdBook", marks: ["book.toml"], rule: mdbookRule },
  honkit: { name: "HonKit", marks: ["book.json", "book.js"], rule: honkitRule },
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
    rule: () => ({
      shape: "clean",
      contents: [{ folder: "", prefix: "" }],
      index: INDEX,
      excluded: { by: "Mintlify", patterns: ["snippets/**"] },
      anchors: "github",
    }),
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
  gitbook: { name: "GitBook", marks: [".gitbook.yaml", "SUMMARY.md"], rule: gitbookRule },
};

const SHAPES: readonly Shape[] = ["directory", "html", "clean"];

/** What may stand in `--address-style`: a generator, or only how addresses end. */
export const ADDRESS_STYLES: readonly string[] = [...Object.keys(GENERATORS), ...SHAPES];

/** The rule for addresses that end in one way, whatever made them. */
export function shapeRule(style: string): AddressRule | undefined {
  const shape = SHAPES.find((one) => one === style);
  return shape && { shape, keepsIndex: shape === "html", contents: [], index: INDEX_OR_README, anchors: "github" };
}
