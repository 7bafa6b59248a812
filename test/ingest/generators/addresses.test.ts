import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { SkippedFile } from "../../../src/ingest/document.ts";
import { anchorMaker } from "../../../src/ingest/generators/anchors.ts";
import { ADDRESS_STYLES } from "../../../src/ingest/generators/generators.ts";
import type { SourceFile } from "../../../src/ingest/readers/formats.ts";
import { openSource } from "../../../src/ingest/sources/kinds.ts";
import { docsFolder } from "../../support/library.ts";

/** A project as a generator lays it out, and where it publishes its files: file, slug, id, address. */
interface Project {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly folder?: string;
  readonly pages: readonly (readonly [
    path: string,
    address: string,
    slug?: string,
    id?: string,
    date?: string,
    title?: string,
  ])[];
}

// biome-ignore format: a project a row
const PROJECTS: readonly Project[] = [
  { name: "Docusaurus", files: { "docusaurus.config.js": "export default { url: 'https://d.example', presets: [] }" }, pages: [["docs/intro.md", "docs/intro"], ["docs/01-setup/02-first.mdx", "docs/setup/first"], ["docs/guide/index.md", "docs/guide/"], ["docs/guide/guide.md", "docs/guide/"], ["docs/a.md", "docs/b/c", "/b/c"], ["docs/x/a.md", "docs/x/named", undefined, "named"], ["docs/2.10-notes.md", "docs/2.10-notes"]] },
  { name: "Docusaurus", files: { "docusaurus.config.ts": "trailingSlash: true,\n docs: { routeBasePath: '/', }", "versions.json": '["2.x", "1.x"]' }, pages: [["docs/intro.md", "next/intro/"], ["versioned_docs/version-2.x/intro.md", "intro/"], ["versioned_docs/version-1.x/intro.md", "1.x/intro/"]] },
  { name: "Docusaurus", folder: "docs", files: { "docusaurus.config.js": "", "docs/a.md": "a" }, pages: [["a.md", "docs/a"]] },
  { name: "VitePress", files: { ".vitepress/config.mts": "export default {}" }, pages: [["guide/install.md", "guide/install.html"], ["guide/index.md", "guide/"], ["index.md", ""], ["a.md", "a.html", "/ignored"]] },
  { name: "VitePress", files: { ".vitepress/config.js": "export default { cleanUrls: true, srcDir: './src' }" }, pages: [["src/guide/install.md", "guide/install"]] },
  { name: "Hugo", files: { "hugo.toml": 'baseURL = "https://d.example"\ntheme = "x"' }, pages: [["content/guides/_index.md", "guides/"], ["content/guides/FormatPercent.md", "guides/formatpercent/"], ["content/a b/index.md", "a-b/"], ["content/x/readme.md", "x/readme/"], ["content/x/a.md", "x/z/", "z"]] },
  { name: "Hugo", files: { "config/_default/hugo.yaml": "baseURL: x\nlanguages:\n  en:\n    contentDir: content/en\n  fr:\n    contentDir: content/fr\n" }, pages: [["content/en/a.md", "a/"], ["content/fr/a.md", "fr/a/"]] },
  { name: "MkDocs", files: { "mkdocs.yml": "site_name: x\n" }, pages: [["docs/guide/install.md", "guide/install/"], ["docs/guide/README.md", "guide/"]] },
  { name: "MkDocs", files: { "mkdocs.yml": "use_directory_urls: false\ndocs_dir: pages\n" }, pages: [["pages/guide/install.md", "guide/install.html"]] },
  { name: "Sphinx", files: { "docs/conf.py": "extensions = []\n" }, pages: [["docs/guide/install.md", "guide/install.html"], ["docs/guide/index.rst", "guide/index.html"], ["docs/README.md", "README.html"]] },
  { name: "mdBook", files: { "book.toml": '[book]\ntitle = "x"\n' }, pages: [["src/README.md", "index.html"], ["src/a/b.md", "a/b.html"], ["src/a/README.md", "a/index.html"]] },
  { name: "HonKit", files: { "book.json": "{}" }, pages: [["README.md", ""], ["a/README.md", "a/"], ["a/b.md", "a/b.html"]] },
  { name: "Antora", files: { "antora.yml": "name: app\nversion: '2.1'\n" }, pages: [["modules/ROOT/pages/index.adoc", "app/2.1/index.html"], ["modules/api/pages/x/call.adoc", "app/2.1/api/x/call.html"]] },
  { name: "Starlight", files: { "astro.config.mjs": "starlight({})" }, pages: [["src/content/docs/Guides/First Steps.md", "guides/first-steps/"], ["src/content/docs/x/a.md", "b/", "b"]] },
  { name: "Mintlify", files: { "docs.json": '{"navigation": {}}' }, pages: [["guides/start.mdx", "guides/start"]] },
  { name: "GitBook", files: { ".gitbook.yaml": "root: ./text\n" }, pages: [["text/a/README.md", "a"], ["text/a/b.md", "a/b"]] },
  { name: "Jekyll", files: { "_config.yml": "title: x\ncollections:\n  guides:\n    output: true\n" }, pages: [["a/b.md", "a/b.html"], ["index.md", ""], ["x.md", "about.html", "/about.html"], ["y.md", "z/", "/z/"], ["_guides/a.md", "guides/a.html"]] },
  { name: "Jekyll", files: { "_config.yml": "timezone: America/New_York\npermalink: pretty\ncollections:\n  guides:\n    output: true\n    permalink: /:collection/:path/\n  posts:\n    permalink: /news/:year/:month/:day/:title/\n" }, pages: [["_guides/ci/travis.md", "guides/ci/travis/"], ["_guides/a.md", "docs/a/", "/docs/a/"], ["_posts/2020-05-06-it-is-out.markdown", "news/2020/05/06/it-is-out/"], ["_posts/2020-05-06-early.md", "news/2020/05/05/early/", undefined, undefined, "2020-05-06 02:10:00 +0200"], ["help.html", "help/"], ["x/_posts/2020-01-02-a.md", "x/news/2020/01/02/a/"]] },
  { name: "Jekyll", files: { "_config.yml": "title: x\n" }, pages: [["_posts/2020-05-06-it-is-out.md", "2020/05/06/it-is-out.html"]] },
  { name: "VitePress", files: { ".vitepress/config.ts": "export default { cleanUrls: true, rewrites: { 'en/:rest*': ':rest*', 'packages/:pkg/src/(.*)': ':pkg/:rest', 'old.md': 'new/place.md' } }" }, pages: [["en/guide/start.md", "guide/start"], ["en/index.md", ""], ["ja/index.md", "ja/"], ["old.md", "new/place"]] },
  { name: "Docusaurus", folder: "docs", files: { "website/docusaurus.config.ts": "presets: [['classic', { docs: { path: '../docs', routeBasePath: '/' } }]]", "docs/a.md": "a" }, pages: [["api/call.mdx", "api/call"]] },
  { name: "Docusaurus", files: { "docusaurus.config.js": "presets: [['classic', { docs: { routeBasePath: 'guide' }, blog: { routeBasePath: 'news' } }]], plugins: [['@docusaurus/plugin-content-docs', { id: 'sdk', path: 'sdk', routeBasePath: 'api/sdk' }]]", "sdk_versions.json": '["2.0"]' }, pages: [["docs/a.md", "guide/a"], ["sdk/a.md", "api/sdk/next/a"], ["sdk_versioned_docs/version-2.0/a.md", "api/sdk/a"], ["i18n/fr/docusaurus-plugin-content-docs/current/a.md", "fr/guide/a"], ["i18n/fr/docusaurus-plugin-content-docs-sdk/version-2.0/a.md", "fr/api/sdk/a"], ["blog/2021-03-04-out.md", "news/2021/03/04/out"], ["blog/2021-03-04-out/index.md", "news/named", "named"]] },
  { name: "Hugo", files: { "hugo.toml": "baseURL = 'x'\n[languages]\n[languages.en]\ncontentDir = 'content.en'\n[languages.zh]\ncontentDir = 'content.zh'\n" }, pages: [["content.en/a.md", "a/"], ["content.zh/_index.md", "zh/"], ["content.zh/a.md", "zh/a/"]] },
  { name: "Hugo", files: { "hugo.yaml": "baseURL: x\npermalinks:\n  blog: /:section/:year/:month/:slug/\nlanguages:\n  en:\n    weight: 1\n  fr:\n    weight: 2\n" }, pages: [["content/blog/out/index.md", "blog/2021/03/we-are-out/", undefined, undefined, "2021-03-04", "We are out!"], ["content/blog/x.md", "blog/2021/03/y/", "y", undefined, "2021-03-04"], ["content/blog/_index.html", "blog/"], ["content/a.fr.md", "fr/a/"], ["content/x/page.html", "x/page/"]] },
  { name: "HonKit", files: { "book.json": '{"root": "./text", "structure": {"readme": "index.md"}}' }, pages: [["text/index.md", ""], ["text/a/README.md", "a/"], ["text/a/b.md", "a/b.html"]] },
  { name: "Quarto", files: { "_quarto.yml": "project:\n  type: website\n" }, pages: [["a/b.qmd", "a/b.html"], ["index.qmd", "index.html"]] },
];

async function open({ files, folder = "" }: Pick<Project, "files" | "folder">, addressStyle?: string) {
  const root = docsFolder({ "README.md": "# R", ...files });
  mkdirSync(join(root, ".git"));
  return openSource({ name: "docs", location: join(root, folder), baseUrl: "https://d.example", addressStyle });
}

describe.each(PROJECTS)("$name: $pages", ({ name, pages, ...project }) => {
  test("is recognised, and its addresses are those that it makes", async () => {
    const source = await open(project);
    expect(source.generator).toMatch(new RegExp(`^${name} \\(`));
    const made = pages.map(([path, , slug, id, date, title]) => source.urlOf(path, { slug, id, date, title }));
    expect(made).toEqual(pages.map(([, address]) => `https://d.example/${address}`));
  });
});

test("every generator has its project, and what is above a repository is not looked at", async () => {
  const names = new Set(PROJECTS.map(({ name }) => name.toLowerCase()));
  const shapes = ["directory", "html", "clean", "vuepress"];
  expect(ADDRESS_STYLES.filter((style) => !names.has(style) && !shapes.includes(style))).toEqual([]);
  const root = docsFolder({ "mkdocs.yml": "x: y", "repo/docs/a.md": "a" });
  mkdirSync(join(root, "repo/.git"));
  expect((await openSource({ name: "d", location: join(root, "repo/docs") })).generator).toBeUndefined();
});

test.each([
  ["html", "https://d.example/guide/install.html", "https://d.example/guide/index.html"],
  ["clean", "https://d.example/guide/install", "https://d.example/guide"],
  ["directory", "https://d.example/guide/install/", "https://d.example/guide/"],
  ["vitepress", "https://d.example/guide/install.html", "https://d.example/guide/README.html"],
])("%s may be named by hand, also against what the files tell", async (style, page, folder) => {
  const source = await open({ files: { "mkdocs.yml": "x: y" } }, style);
  expect([source.urlOf("guide/install.md"), source.urlOf("guide/README.md")]).toEqual([page, folder]);
  expect(source.resolve("./install.md#x", "guide/README.md")).toBe(`${page}#x`);
});

test("a base URL that names the place of the pages already is not given it twice", async () => {
  const root = docsFolder({ "docusaurus.config.js": "", "docs/a.md": "a" });
  const source = await openSource({ name: "d", location: join(root, "docs"), baseUrl: "https://d.example/docs/" });
  expect(source.urlOf("a.md")).toBe("https://d.example/docs/a");
});

test("two files never share an address: the index wins", async () => {
  const source = await open({ files: { "a/README.md": "r", "a/index.md": "i", "b/README.md": "r" } });
  const found: (SourceFile | SkippedFile)[] = [];
  for await (const file of source.files()) found.push(file);
  expect(found.map((file) => [file.path, "skipped" in file ? file.skipped : "read"])).toContainEqual([
    "a/README.md",
    "gives way to index.md, which has its address",
  ]);
  expect(found.filter((file) => !("skipped" in file)).map(({ path }) => path)).toEqual([
    "README.md",
    "a/index.md",
    "b/README.md",
  ]);
});

// biome-ignore format: a rule a row
test.each([
  ["github", ["What's new?", "1. Install it", "The max_jobs option", "A & B", "A & B", "Ünï"], ["whats-new", "1-install-it", "the-max_jobs-option", "a--b", "a--b-1", "ünï"]],
  ["vitepress", ["What's new?", "1. Install it", "The max_jobs option", "A & B", "A & B", "Ünï"], ["what-s-new", "_1-install-it", "the-max-jobs-option", "a-b", "a-b-1", "uni"]],
  ["python", ["What's new?", "1. Install it", "The max_jobs option", "A & B", "A & B", "Ünï", "漢字"], ["whats-new", "1-install-it", "the-max_jobs-option", "a-b", "a-b_1", "uni", "_1"]],
  ["pymdown", ["What's new?", "A & B", "漢字"], ["whats-new", "a--b", "漢字"]],
  ["docutils", ["What's new?", "1. Install it", "The max_jobs option", "A & B", "A & B", "漢字"], ["what-s-new", "install-it", "the-max-jobs-option", "a-b", "id1", "id2"]],
  ["mdbook", ["What's new?", "A & B", "A & B", "The max_jobs option"], ["whats-new", "a--b", "a--b-1", "the-max_jobs-option"]],
  ["asciidoctor", ["What's new?", "A & B", "A & B"], ["_whats_new", "_a_b", "_a_b_2"]],
  ["antora", ["What's new?", "A & B", "A & B"], ["_whats_new", "_a_b", "_a_b_2"]],
  ["antora-dashed", ["What's new?", "A & B", "A & B"], ["whats-new", "a-b", "a-b-2"]],
  ["honkit", ["What's new?", "为什么？一：二", "A_b", "A_b"], ["whats-new", "为什么？一：二", "ab", "ab"]],
  ["hugo", ["What's new?", "A & B", "A & B", "漢字：x", "The max_jobs"], ["whats-new", "a--b", "a--b-1", "漢字x", "the-max_jobs"]],
  ["kramdown", ["What's new?", "A & B", "A & B", "漢字：x"], ["whats-new", "a--b", "a--b-1", "漢字x"]],
] as const)("anchors of %s", (style, headings, anchors) => {
  const maker = anchorMaker(style);
  expect(headings.map((heading) => maker.slug(heading))).toEqual(anchors);
});

test("an anchor of Hugo is made of a heading's Markdown, and one that an author gave is not made again", () => {
  const hugo = anchorMaker("hugo");
  expect(hugo.slug("GitOps day", "[GitOps](https://a.example/b) `day`")).toBe("gitopshttpsaexampleb-day");
  const vitepress = anchorMaker("vitepress");
  vitepress.own("badge");
  expect(vitepress.slug("Badge")).toBe("badge-1");
  const docusaurus = anchorMaker("github");
  docusaurus.own("badge");
  expect(docusaurus.slug("Badge")).toBe("badge");
});

/** What is left out of a project, by path, with the reason. */
async function leftOut(files: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const root = docsFolder(files);
  mkdirSync(join(root, ".git"));
  const source = await openSource({ name: "docs", location: root, baseUrl: "https://d.example" });
  const reasons: Record<string, string> = {};
  for await (const file of source.files()) if ("skipped" in file) reasons[file.path] = file.skipped;
  return reasons;
}

test("what a site has no page of is left out, with who says so", async () => {
  const book = { "book.toml": "[book]\n", "src/SUMMARY.md": "# Summary\n- [A](a%20b.md)\n- [B](./b/README.md#x)\n" };
  expect(
    await leftOut({ ...book, "src/a b.md": "a", "src/b/README.md": "b", "src/c.md": "c", "README.md": "r" }),
  ).toEqual({
    ".git": "is hidden",
    "README.md": "is outside of the pages of its site, which are in src",
    "src/SUMMARY.md": "is no page of the site: SUMMARY.md does not name it",
    "src/c.md": "is no page of the site: SUMMARY.md does not name it",
  });
  expect(await leftOut({ "docs.json": '{"navigation": {}}', "a.mdx": "a", "snippets/x.mdx": "x" })).toEqual({
    ".git": "is hidden",
    "snippets/x.mdx": "is left out by Mintlify",
  });
  const jekyll = { "_config.yml": "exclude: [drafts/, notes.md]\ncollections:\n  off:\n    output: false\n" };
  expect(
    await leftOut({ ...jekyll, "a.md": "a", "notes.md": "n", "drafts/x.md": "x", "_off/a.md": "o", "404.md": "-" }),
  ).toEqual({
    ".git": "is hidden",
    "404.md": "is shown where a page is missing",
    "_off/a.md": "is left out by _config.yml",
    "drafts/x.md": "is left out by _config.yml",
    "notes.md": "is left out by _config.yml",
  });
});

test("a summary that names none of the files is not about them, and a site elsewhere says nothing about a folder", async () => {
  const listing = { "book.json": "{}", "SUMMARY.md": "- [A](https://a.example/x.md)", "a.md": "a" };
  expect(Object.keys(await leftOut(listing))).toEqual([".git"]);
  const root = docsFolder({ "website/docusaurus.config.js": "docs: { path: 'docs' }", "notes/a.md": "a" });
  mkdirSync(join(root, ".git"));
  expect((await openSource({ name: "n", location: join(root, "notes") })).generator).toBeUndefined();
});

test("anchors of Antora have dashes only where the component or the playbook beside it says so", async () => {
  const anchorsOf = async (files: Readonly<Record<string, string>>) =>
    (await open({ files: { "antora.yml": "name: app\n", ...files } })).anchors;
  expect(await anchorsOf({})).toBe("antora");
  expect(await anchorsOf({ "antora-playbook.yml": "asciidoc:\n  attributes:\n    idseparator: '-'\n" })).toBe(
    "antora-dashed",
  );
});
