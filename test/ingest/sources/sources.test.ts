import { rmSync, symlinkSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../src/core/errors.ts";
import type { SkippedFile } from "../../../src/ingest/document.ts";
import type { SourceFile } from "../../../src/ingest/readers/formats.ts";
import { locationFrom, openSource } from "../../../src/ingest/sources/kinds.ts";
import { docsFolder, writeDoc } from "../../support/library.ts";

async function list(location: string) {
  const source = await openSource({ name: "docs", location });
  const found: (SourceFile | SkippedFile)[] = [];
  for await (const file of source.files()) found.push(file);
  return found;
}

async function skippedIn(location: string): Promise<SkippedFile[]> {
  return (await list(location)).filter((file) => "skipped" in file);
}

describe("files of a folder", () => {
  test("are found at any depth, in a stable order, with their formats; others are no documents", async () => {
    const root = docsFolder({
      "b/deep/x.mdx": "x",
      "a.md": "a",
      "b/page.HTML": "h",
      "notes.txt": "n",
      "logo.png": "p",
    });
    const found = (await list(root)).map((file) => [file.path, "format" in file ? file.format : "skipped"]);
    expect(found).toEqual([
      ["a.md", "markdown"],
      ["b/deep/x.mdx", "mdx"],
      ["b/page.HTML", "html"],
      ["notes.txt", "text"],
    ]);
  });

  test("that are empty or huge are skipped with the reason, and a huge one is never read", async () => {
    const root = docsFolder({ "empty.md": "", "huge.md": "x", "ok.md": "ok" });
    truncateSync(join(root, "huge.md"), 50 * 1024 * 1024);
    expect(await skippedIn(root)).toEqual([
      { path: "empty.md", skipped: "is empty", keep: false },
      { path: "huge.md", skipped: "is larger than 5 MB (50 MB)", keep: false },
    ]);
  });

  test("in tool folders are left alone", async () => {
    const root = docsFolder({
      "ok.md": "ok",
      "node_modules/x/README.md": "no",
      ".git/HEAD.md": "no",
      "a/.cache/b.md": "no",
    });
    expect((await list(root)).filter((file) => "format" in file).map(({ path }) => path)).toEqual(["ok.md"]);
    expect((await skippedIn(root)).map(({ path }) => path)).toEqual([".git", "a/.cache", "node_modules"]);
  });

  test("behind links are read where they are, and nothing outside of the source is", async () => {
    const outside = docsFolder({ "page.md": "marmalade", ".env": "API_KEY=marmalade" });
    const root = docsFolder({ "guide/a.md": "a", "guide/picture.png": "p", "v2/b.md": "b" });
    const link = (to: string, from: string) => symlinkSync(to, join(root, from));
    link(root, "guide/loop");
    link(join(root, "gone.md"), "broken.md");
    link("self", "self");
    link(join(root, "guide/a.md"), "alias.md");
    link("v2", "latest");
    link("guide/picture.png", "picture.png");
    link(join(outside, "page.md"), "page.md");
    link(join(outside, ".env"), "notes.md");
    link(outside, "folder");
    expect((await list(root)).map((file) => [file.path, "skipped" in file ? file.skipped : "read"])).toEqual([
      ["alias.md", "is a link to guide/a.md"],
      ["broken.md", "is a link that leads nowhere"],
      ["folder", "is a link that leads out of the source"],
      ["guide/a.md", "read"],
      ["guide/loop", "is a link to the source itself"],
      ["latest", "is a link to v2"],
      ["notes.md", "is a link that leads out of the source"],
      ["page.md", "is a link that leads out of the source"],
      ["self", "is a link that leads nowhere"],
      ["v2/b.md", "read"],
    ]);
  });

  test("that became links after they were listed are not followed out of the source", async () => {
    const outside = docsFolder({ "page.md": "marmalade", "deep/b.md": "marmalade" });
    const root = docsFolder({ "a.md": "a", "b.md": "b", "deep/b.md": "b" });
    const source = await openSource({ name: "docs", location: root });
    const found = [];
    for await (const file of source.files()) {
      found.push("skipped" in file ? file.skipped : Buffer.from(file.bytes).toString());
      if (found.length > 1) continue;
      rmSync(join(root, "b.md"));
      rmSync(join(root, "deep"), { recursive: true });
      symlinkSync(join(outside, "page.md"), join(root, "b.md"));
      symlinkSync(join(outside, "deep"), join(root, "deep"));
    }
    const left = "has become a link that leads out of the source";
    expect(found).toEqual(["a", left, left]);
  });

  test("that begin with _ are pages where the generator makes pages of them", async () => {
    const root = docsFolder({ "mkdocs.yml": "site_name: x", "docs/_api.md": "Api.", "docs/a.md": "A." });
    expect((await list(`${root}/docs`)).filter((file) => "bytes" in file).map(({ path }) => path)).toEqual([
      "_api.md",
      "a.md",
    ]);
  });

  test("that would share an address are read, each at one of its own", async () => {
    const location = docsFolder({
      "page.md": "a",
      "page.mdown": "b",
      "page.qmd": "c",
      "page.txt": "d",
      "other.rst": "e",
    });
    const source = await openSource({ name: "docs", location, baseUrl: "https://d.example" });
    const urls: string[] = [];
    for await (const { path } of source.files()) urls.push(source.urlOf(path));
    expect(urls).toEqual(
      ["other/", "page/", "page.mdown", "page.qmd", "page.txt"].map((end) => `https://d.example/${end}`),
    );
  });

  test("a source that is a link itself is read where it leads", async () => {
    const home = docsFolder({ "docs/a.md": "a" });
    symlinkSync(join(home, "docs"), join(home, "link"));
    symlinkSync(join(home, "docs/a.md"), join(home, "one.md"));
    expect((await list(join(home, "link"))).map(({ path }) => path)).toEqual(["a.md"]);
    expect((await list(join(home, "one.md"))).map((file) => [file.path, "bytes" in file])).toEqual([["one.md", true]]);
  });

  test("that are hidden, secrets, parts of pages or handed out beside them are not read, and said so", async () => {
    const root = docsFolder({
      ".env": "API_KEY=x",
      ".hidden.md": "h",
      ".github/a.md": "g",
      "_partials/a.md": "p",
      "_sidebar.md": "s",
      "guides/_index.md": "i",
      "guides/__init__.md": "m",
      "guides/_part.mdx": "p",
      "guides/secrets.md": "How secrets are kept.",
      "id_rsa.txt": "k",
      "public/pure.html": "<p>x</p>",
      "templates/a.md": "About templates.",
      "tokens.txt": "t",
    });
    expect((await list(root)).map((file) => [file.path, "skipped" in file ? file.skipped : "read"])).toEqual([
      [".github", "is hidden"],
      [".hidden.md", "is hidden"],
      ["_partials", "holds parts of pages and no pages"],
      ["_sidebar.md", "is a part of other pages: its name begins with _"],
      ["guides/__init__.md", "read"],
      ["guides/_index.md", "read"],
      ["guides/_part.mdx", "is a part of other pages: its name begins with _"],
      ["guides/secrets.md", "read"],
      ["id_rsa.txt", "may hold secrets"],
      ["public/pure.html", "is handed out by the site beside its pages"],
      ["templates/a.md", "read"],
      ["tokens.txt", "may hold secrets"],
    ]);
    expect((await list(docsFolder({ "public/a.html": "<p>x</p>" }))).map((file) => "bytes" in file)).toEqual([true]);
  });

  test("that vanish while they are read are skipped, and the index keeps what it has of them", async () => {
    const root = docsFolder({ "a.md": "a", "b.md": "b" });
    const source = await openSource({ name: "docs", location: root });
    const found = [];
    for await (const file of source.files()) {
      found.push(file);
      rmSync(join(root, "b.md"), { force: true });
    }
    expect(found[1]).toEqual({ path: "b.md", skipped: "cannot be read: it is no longer there", keep: true });
  });

  test("a single file is a source of its own", async () => {
    const root = docsFolder({ "a.md": "a", "b.md": "b" });
    expect((await list(join(root, "b.md"))).map(({ path }) => path)).toEqual(["b.md"]);
  });
});

describe("a source that cannot be one", () => {
  test.each([
    ["missing", "no such file or folder"],
    ["picture.png", "must be .md"],
    ["empty", "nothing to read"],
    ["https://", "a source is a folder or file, a website"],
  ])("%s", async (name, message) => {
    const root = docsFolder({ "picture.png": "p", "empty/picture.png": "p" });
    const location = name.startsWith("https:") ? name : join(root, name);
    const error = await list(location).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toContain(message);
  });
});

test.each([
  [{ location: "docs" }, join("/project", "docs")],
  [{ location: "../docs" }, "/docs"],
  [{ location: "site:old", kind: "folder" }, join("/project", "site:old")],
  [{ location: "https://docs.example.com/" }, "https://docs.example.com/"],
  [{ location: "github:owner/repo" }, "github:owner/repo"],
])("%o counts from the folder where it lies on this machine", (source, expected) => {
  expect(locationFrom("/project", source)).toBe(expected);
});

describe("addresses", () => {
  const open = (baseUrl?: string) => openSource({ name: "docs", location: docsFolder({ "a.md": "a" }), baseUrl });

  test.each([
    ["guides/images.mdx", undefined, "guides/images/"],
    ["guides/index.md", undefined, "guides/"],
    ["README.md", undefined, ""],
    ["guides/_index.md", undefined, "guides/"],
    ["x.md", "/about.html", "about.html"],
    ["api/index.html", undefined, "api/"],
    ["api/client.html", undefined, "api/client.html"],
    ["a b/ü.md", undefined, "a%20b/%C3%BC/"],
    ["guides/x.md", "other", "guides/other/"],
    ["guides/x.md", "/start/here", "start/here/"],
  ])("%s with slug %s", async (path, slug, expected) => {
    const source = await open("https://docs.example.com/en/");
    expect(source.urlOf(path, { slug })).toBe(`https://docs.example.com/en/${expected}`);
  });

  test("are the file's own without a base URL", async () => {
    const location = docsFolder({ "a b.md": "a" });
    const source = await openSource({ name: "docs", location });
    expect(source.urlOf("a b.md")).toBe(pathToFileURL(join(location, "a b.md")).href);
  });

  test.each([
    ["./routing.mdx#x", "https://d.example/en/guides/routing/#x"],
    ["../index.md", "https://d.example/en/"],
    ["/en/other/", "https://d.example/en/other/"],
    ["#here", "https://d.example/en/guides/images/#here"],
    ["../styling/", "https://d.example/en/guides/styling/"],
    ["./pic.png", "https://d.example/en/guides/pic.png"],
    ["https://x.example/a", "https://x.example/a"],
    ["mailto:a@b.example", "mailto:a@b.example"],
    ["%zz.md", "https://d.example/en/guides/%25zz/"],
  ])("a link %s leads to the published page", async (link, expected) => {
    const source = await open("https://d.example/en");
    expect(source.resolve(link, "guides/images.mdx")).toBe(expected);
  });

  test("a link between files leads to the file where nothing is published", async () => {
    const location = docsFolder({ "a.md": "a" });
    writeDoc(location, "b/c.md", "c");
    const source = await openSource({ name: "docs", location });
    expect(source.resolve("../a.md#x", "b/c.md")).toBe(`${pathToFileURL(join(location, "a.md")).href}#x`);
  });
});
