import { describe, expect, test } from "vitest";
import type { SkippedFile } from "../../../src/ingest/document.ts";
import { ingest } from "../../../src/ingest/ingest.ts";
import type { SourceFile } from "../../../src/ingest/readers/formats.ts";
import { placesOf } from "../../../src/ingest/readers/includes/places.ts";
import { openSource } from "../../../src/ingest/sources/kinds.ts";
import { allChunks, docsFolder, emptyLibrary } from "../../support/library.ts";

async function read(files: Readonly<Record<string, string>>) {
  const source = await openSource({ name: "docs", location: docsFolder(files) });
  const found: (SourceFile | SkippedFile)[] = [];
  for await (const file of source.files()) found.push(file);
  const text = (path: string) => {
    const file = found.find((one) => one.path === path);
    return file && "bytes" in file ? Buffer.from(file.bytes).toString() : undefined;
  };
  const notes = (path: string) => {
    const file = found.find((one) => one.path === path);
    return file && "bytes" in file ? file.notes : undefined;
  };
  const skipped = Object.fromEntries(found.flatMap((file) => ("skipped" in file ? [[file.path, file.skipped]] : [])));
  return { text, notes, skipped };
}

const PART = "---\nbird: owl\n---\nOnly 12 owls fit.\n";
const CODE = "// #region fly\nfly(12);\n// #endregion fly\nland();\n";

/** What each tool writes, beside `page.*` in `guide/`, and what its readers see. */
const TAKEN: readonly (readonly [string, string, string, string])[] = [
  ["MkDocs", "page.md", '--8<-- "guide/part.md"', "Only 12 owls fit."],
  ["MkDocs, several", "page.md", "--8<--\nguide/part.md\nguide/other.md\n--8<--", "Only 12 owls fit.\nOther owls."],
  ["MkDocs, lines", "page.md", '``` js\n--8<-- "guide/code.js:2:2"\n```', "``` js\nfly(12);\n```"],
  ["MkDocs, indented", "page.md", '    --8<-- "guide/code.js:fly"', "    fly(12);"],
  ["VitePress", "page.md", "<!--@include: ./part.md-->", "Only 12 owls fit."],
  ["VitePress, below a heading", "page.md", "<!-- @include: ./long.md#nests -->", "## Nests\n\nMade of twigs."],
  ["VitePress, code", "page.md", "<<< ./code.js#fly{ts} [fly.js]", "```ts [fly.js]\nfly(12);\n```"],
  ["VitePress, from the root", "page.md", "<<< @/guide/code.js#fly", "```js\nfly(12);\n```"],
  ["HonKit's plugin", "page.md", "[import:2, fly.js](code.js)", '```js title="fly.js"\nfly(12);\n```'],
  ["mdBook", "page.md", "{{#include part.md}}", "Only 12 owls fit."],
  ["mdBook, anchor", "page.md", "```js\n{{#include code.js:fly}}\n```", "```js\nfly(12);\n```"],
  ["mdBook, lines", "page.md", "```js\n{{#rustdoc_include code.js:4}}\n```", "```js\nland();\n```"],
  ["MyST", "page.md", "```{include} part.md\n:start-after: 12\n```", ""],
  ["MyST, code", "page.md", "```{literalinclude} code.js\n:lines: 2\n```", "```js\nfly(12);\n```"],
  ["Hugo", "page.md", '{{% code_sample file="guide/code.js" %}}', 'js title="guide/code.js"'],
  ["Hugo, text", "page.md", '{{< include "part.md" >}}', "Only 12 owls fit."],
  ["Liquid", "page.md", "{% include_relative part.md %}", "Only 12 owls fit."],
  ["GitBook", "page.md", '{% include "../.gitbook/includes/g.md" %}', "Shared owls."],
  ["Markdoc", "page.md", '{% partial file="part.md" /%}', "Only 12 owls fit."],
  ["DocFX", "page.md", "[!INCLUDE [Part](part.md)]", "Only 12 owls fit."],
  ["Docsify", "page.md", "[Part](part.md ':include')", "Only 12 owls fit."],
  ["MDX", "page.mdx", "import Part from './_given.mdx'\n\n<Part bird=\"kites\" />", "Only kites fit."],
  [
    "MDX, from the site's root",
    "page.mdx",
    "import P from '@site/docs/guide/part.md'\n\n<P\n  a=\"b\"\n/>",
    "Only 12 owls",
  ],
  [
    "MDX, code",
    "page.mdx",
    "import app from '!!raw-loader!./code.js'\n\n<CodeBlock language=\"js\">{app}</CodeBlock>",
    "land();",
  ],
  ["Mintlify", "page.mdx", '<Snippet file="guide/part.md" />', "Only 12 owls fit."],
  ["reST", "page.rst", ".. include:: /guide/part.rst", "Only *rst* owls."],
  [
    "reST, code",
    "page.rst",
    ".. literalinclude:: code.py\n   :pyobject: Owl\n",
    ".. code-block:: py\n\n   class Owl:\n       eggs = 3",
  ],
  ["AsciiDoc", "page.adoc", ":dir: parts\n\ninclude::../{dir}/p.adoc[tag=some]", "Some owls."],
  ["AsciiDoc, deeper", "page.adoc", "include::../parts/p.adoc[leveloffset=+1,lines=1]", ":leveloffset: +1"],
];

const FILES = {
  "guide/part.md": PART,
  "guide/other.md": "Other owls.",
  "guide/long.md": "# Long\n\n## Nests\n\nMade of twigs.\n\n## Eggs\n\nThree.",
  "guide/code.js": CODE,
  "guide/code.py": "class Kite:\n    eggs = 2\n\nclass Owl:\n    eggs = 3\n\nx = 1\n",
  "guide/_given.mdx": "Only {props.bird} fit.",
  "guide/part.rst": "Only *rst* owls.",
  ".gitbook/includes/g.md": "Shared owls.",
  "parts/p.adoc": "Top.\n// tag::some[]\nSome owls.\n// end::some[]\nRest.",
};

describe("a page holds what it takes in", () => {
  test.each(TAKEN)("%s", async (_, name, text, shown) => {
    const page = await read({ ...FILES, [`guide/${name}`]: `# Page\n\n${text}\n` });
    expect(page.text(`guide/${name}`)).toContain(shown);
    expect(page.text(`guide/${name}`)).not.toMatch(/8<-|@include|<<<|\{\{[#<%]|\{%|INCLUDE|:include|include::|tag::/);
    expect(page.notes(`guide/${name}`)).toEqual([]);
  });

  test("a file that stands whole on another page is no page, and the summary says of which", async () => {
    const { skipped, text } = await read({
      "a.md": "<!--@include: ./b.md-->",
      "b.md": "Owls.",
      "c.md": '--8<-- "d.md:1:1"',
      "d.md": "x",
    });
    expect(skipped).toEqual({ "b.md": "is a part of a.md, which takes it in" });
    expect(text("d.md")).toBe("x");
  });

  test("a page with a title of its own stays a page, though another one takes it in", async () => {
    const { skipped } = await read({
      "a.md": "<!--@include: ./b.md-->\n<!--@include: ./c.rst-->",
      "b.md": "# Owls\n\nThey sleep.",
      "c.rst": "Mice\n====\n\nThey run.",
    });
    expect(skipped).toEqual({});
  });

  test("parts in parts count from where they stand", async () => {
    const { text } = await read({
      "a/p.md": "<!--@include: ../b/q.md-->",
      "b/q.md": "<!--@include: ./r.md-->",
      "b/r.md": "Owls.",
    });
    expect(text("a/p.md")).toBe("Owls.");
  });
});

describe("what cannot be taken in", () => {
  test("is named, and its line is not shown; in code it may be how includes are written", async () => {
    const page = await read({ "a.md": 'One.\n\n--8<-- "gone.md"\n\n```\n--8<-- "example.md"\n```\n' });
    expect(page.notes("a.md")).toEqual(["takes in gone.md, which the source does not have"]);
    expect(page.text("a.md")).toBe('One.\n\n\n\n```\n--8<-- "example.md"\n```\n');
  });

  test("is what lies outside of the source, hidden, or holds secrets", async () => {
    const root = docsFolder({
      "secret.md": "marmalade",
      "docs/.env": "API_KEY=marmalade",
      "docs/id_rsa.txt": "marmalade",
      "docs/keys.md": "API_TOKEN=marmalade",
      "docs/.notes.md": "marmalade",
      "docs/.kept/notes.md": "marmalade",
      "docs/a.md":
        '--8<-- "../secret.md"\n<!--@include: ../../../../etc/passwd-->\n{{#include .env}}\n{{#include id_rsa.txt}}\n{{#include keys.md}}\n{{#include .notes.md}}\n{{#include .kept/notes.md}}\n',
    });
    const source = await openSource({ name: "docs", location: `${root}/docs` });
    for await (const file of source.files()) {
      if (!("bytes" in file) || file.path !== "a.md") continue;
      expect(Buffer.from(file.bytes).toString().trim()).toBe("");
      expect(file.notes?.[0]).toContain("../secret.md and 6 more");
    }
  });

  test("pages that take in each other are read once each, and stay pages", async () => {
    const { text } = await read({ "a.md": "A\n<!--@include: ./b.md-->", "b.md": "B\n<!--@include: ./a.md-->" });
    expect(text("a.md")).toBe("A\nB\n");
    expect(text("b.md")).toBe("B\nA\n");
  });

  test("parts that multiply from level to level end, and the page says that something is left out", async () => {
    const fiveTimes = (name: string) => `<!--@include: ./${name}.md-->\n`.repeat(5);
    const levels = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`l${at}.md`, fiveTimes(`l${at + 1}`)]));
    const { text, notes } = await read({ ...levels, "l6.md": "x" });
    expect(text("l0.md")?.match(/x/g)?.length).toBeLessThan(500);
    expect(notes("l0.md")).toEqual(["takes in more than can be read; the rest is left out"]);
  });

  test("is not looked for above the source", () => {
    const above = ["../a.md", "../../a.md", "/../a.md", "@/../../a.md", "x/../../../a.md", "page$../../../../a.adoc"];
    const places = above.flatMap((target) => placesOf(target, "guide/page.md"));
    expect(places.filter((place) => place.startsWith("..") || place.startsWith("/"))).toEqual([]);
    expect(placesOf("../part.md", "guide/page.md")[0]).toBe("part.md");
  });
});

describe("an API's description in several files", () => {
  const API = `openapi: 3.1.0
info: { title: Owls, version: "1" }
paths:
  /owls: { $ref: "paths/owls.yaml" }
  /mice: { $ref: "./paths/gone.yaml" }
`;
  const PATHS = `get:
  summary: List owls
  responses:
    "200": { description: ok, content: { application/json: { schema: { $ref: "../schemas.yaml#/Owl" } } } }
`;
  const SCHEMAS = `Owl: { type: object, properties: { eggs: { type: integer, maximum: 12 }, mate: { $ref: "#/Owl" } } }
`;

  test("is read with them, and what is missing is named", async () => {
    const library = emptyLibrary();
    const location = docsFolder({ "openapi.yaml": API, "paths/owls.yaml": PATHS, "schemas.yaml": SCHEMAS });
    const [report] = await ingest(library, [{ location, name: "api" }]);
    const chunks = allChunks(library.database).join("\n");
    expect(chunks).toContain("List owls");
    expect(chunks).toMatch(/eggs.*integer.*12/);
    expect(report?.noted.map(({ reason }) => reason)).toContain(
      "refers to ./paths/gone.yaml, which the source does not have",
    );
  });

  test("and files that refer to each other or lie outside of the source come to an end", async () => {
    const library = emptyLibrary();
    const location = docsFolder({
      "docs/openapi.yaml": `${API}  /a: { $ref: "a.yaml#/x" }\n  /b: { $ref: "../secret.yaml" }\n`,
      "docs/a.yaml": 'x: { get: { summary: Circle, requestBody: { $ref: "b.yaml" } } }\n',
      "docs/b.yaml": '{ $ref: "a.yaml" }\n',
      "secret.yaml": "get: { summary: marmalade }\n",
    });
    await ingest(library, [{ location: `${location}/docs`, name: "api" }]);
    const chunks = allChunks(library.database).join("\n");
    expect(chunks).toContain("Circle");
    expect(chunks).not.toContain("marmalade");
  });
});
