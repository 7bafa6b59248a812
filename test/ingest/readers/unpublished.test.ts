import { describe, expect, test } from "vitest";
import type { Format } from "../../../src/ingest/readers/formats.ts";
import { splitFrontMatter } from "../../../src/ingest/readers/front-matter.ts";
import { readPage } from "../../../src/ingest/readers/reader.ts";

function read(text: string, format: Format = "markdown") {
  return readPage({ path: "a", format, bytes: Buffer.from(text) }, (link) => link);
}

describe("a page that is not for readers is not read, and says why", () => {
  test.each([
    ["draft: true", "is a draft"],
    ['draft: "yes"', "is a draft"],
    ["published: false", "is not published"],
    ["unlisted: true", "is unlisted"],
    ["hidden: true", "is hidden"],
    ["noindex: true", "asks not to be indexed"],
    ["expires: [\ndraft: true", "is a draft"],
    ["robots: noindex, nofollow", "asks not to be indexed"],
    ["head:\n  - - meta\n    - name: robots\n      content: noindex", "asks not to be indexed"],
    [`draft: true\nfiller: ${"x".repeat(70_000)}`, "is a draft"],
  ])("%j", async (matter, reason) => {
    const page = `---\ntitle: T\n${matter}\n---\n\nThe next price is 99 euros.\n`;
    await expect(read(page)).rejects.toThrow(`${reason}, says its front matter`);
    await expect(read(page, "mdx")).rejects.toThrow(reason);
  });

  test.each(["draft: false", "published: true", "published: 2024-01-01", "robots: index", "noindex: false"])(
    "but %j is",
    async (matter) => {
      expect((await read(`---\n${matter}\n---\n\nText.\n`)).blocks).toHaveLength(1);
    },
  );

  test("with front matter in TOML", async () => {
    await expect(read('+++\ntitle = "T"\ndraft = true\n+++\n\nText.\n')).rejects.toThrow("is a draft");
  });

  test("as HTML too", async () => {
    const html = (head: string) => `<html><head>${head}</head><body><p>Text about noindex.</p></body></html>`;
    await expect(read(html('<meta content="noindex" name="robots">'), "html")).rejects.toThrow(
      "asks not to be indexed",
    );
    expect((await read(html('<meta name="description" content="noindex">'), "html")).blocks).toHaveLength(1);
  });
});

describe("a file of keys is no documentation", () => {
  test.each([
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\n-----END OPENSSH PRIVATE KEY-----\n",
    "# production\nAPI_KEY=marmalade\n\nexport DB_PASSWORD = 'x y'\nPORT=80\n",
  ])("%j", async (text) => {
    for (const format of ["markdown", "text"] as const)
      await expect(read(text, format)).rejects.toThrow("holds keys or passwords and no documentation");
  });

  test.each([
    "Set API_KEY=... in your environment.\n",
    "API_KEY=abc\n\nThe key of the service.\n",
    "WIDTH=3\nHEIGHT=4\n",
    "# Keys\n\n```\n-----BEGIN PRIVATE KEY-----\n```\n",
  ])("but a page that shows one is: %j", async (text) => {
    expect((await read(text, "text")).blocks.length).toBeGreaterThan(0);
  });
});

describe("front matter beyond all use", () => {
  test.each([
    ["lists in lists", `a: ${"[".repeat(1_000_000)}`, /longer than/],
    ["fewer lists in lists", `a: ${"[".repeat(10_000)}`, /nested too deep/],
    ["lists by dashes", `a:\n  ${"- ".repeat(5000)}x`, /nested too deep/],
    ["maps by indentation", Array.from({ length: 150 }, (_, n) => `${" ".repeat(n)}a:`).join("\n"), /nested too deep/],
    ["one key again and again", "a: b\n".repeat(3000), /broken/],
    ["very many keys", Array.from({ length: 1500 }, (_, n) => `k${n}: v`).join("\n"), undefined],
  ])("costs little: %s", (_, yaml, note) => {
    const started = performance.now();
    const { matter, body } = splitFrontMatter(`---\n${yaml}\n---\nText.`);
    expect(performance.now() - started).toBeLessThan(6000);
    expect(body).toBe("Text.");
    if (note) expect(matter.note).toMatch(note);
    else expect(matter.note).toBeUndefined();
  });
});

describe("HTML that a generator makes pages of", () => {
  test("has front matter, and nothing of its templates is text", async () => {
    const page = await read(
      '---\ntitle: Birds\npermalink: /birds/\n---\n<main><h2 id="x">All</h2>{% for b in birds %}<p>Owls {{ b.name }}{{< y >}} sleep.</p>{% endfor %}</main>',
      "html",
    );
    expect([page.title, page.slug]).toEqual(["Birds", "/birds/"]);
    expect(page.blocks.map((block) => ("markdown" in block ? block.markdown : block.text))).toEqual([
      "All",
      "Owls sleep.",
    ]);
    await expect(read("---\ndraft: true\n---\n<p>x</p>", "html")).rejects.toThrow("is a draft");
  });

  test("and a template, or a page that only leads elsewhere, is none", async () => {
    await expect(read("\n{% extends 'base.html' %}<p>x</p>", "html")).rejects.toThrow("is a template and no page");
    const forward = '<html><head><meta http-equiv="refresh" content="0; url=/new/"></head><body>Moved.</body></html>';
    await expect(read(forward, "html")).rejects.toThrow("only leads to another page");
    const shows = "<main><p>Write {{ name }} and {% if x %}.</p></main>";
    expect((await read(shows, "html")).blocks).toEqual([
      { kind: "text", markdown: "Write {{ name }} and {% if x %}." },
    ]);
  });
});
