import { describe, expect, test } from "vitest";
import { ingest } from "../../../src/ingest/ingest.ts";
import type { Library } from "../../../src/ingest/library.ts";
import { docxOf, link, paragraph, run, table } from "../../support/docx.ts";
import { allChunks, docsFolder, emptyLibrary, threadedLibrary, writeDoc } from "../../support/library.ts";
import { pdfBomb, pdfOf } from "../../support/pdf.ts";
import { serve } from "../../support/site.ts";

interface Row {
  readonly path: string;
  readonly title: string;
  readonly headings: string;
  readonly text: string;
  readonly url: string;
}

/** What a folder of these files becomes. */
async function read(files: Readonly<Record<string, string | Uint8Array>>, library: Library = emptyLibrary()) {
  const [report] = await ingest(library, [
    { location: docsFolder(files), name: "docs", baseUrl: "https://docs.example" },
  ]);
  const rows = allChunks(library.database).map((row) => JSON.parse(row) as Row);
  return { report, rows };
}

describe("a PDF", () => {
  test("is read page by page, with links to the pages", async () => {
    const manual = pdfOf([
      "Install the pump with four screws.\nThen connect the hose.",
      "Clean the filter every month, or the pro-\ngramme stops.",
    ]);
    const { rows } = await read({ "guides/manual.pdf": manual });
    expect(rows.map(({ title, headings, text, url }) => [title, headings, text, url])).toEqual([
      [
        "Manual",
        '["Page 1"]',
        "Install the pump with four screws.\n\nThen connect the hose.",
        "https://docs.example/guides/manual.pdf#page=1",
      ],
      [
        "Manual",
        '["Page 2"]',
        "Clean the filter every month, or the programme stops.",
        "https://docs.example/guides/manual.pdf#page=2",
      ],
    ]);
  });

  test("without text, or that is none, is skipped with the reason", async () => {
    const { report } = await read({ "scan.pdf": pdfOf([""]), "broken.pdf": "%PDF-1.7\nnothing", "ok.md": "Text." });
    expect(report?.skipped).toEqual([
      { path: "broken.pdf", reason: expect.stringMatching(/^cannot be read: Invalid PDF/) },
      { path: "scan.pdf", reason: "has nothing to read (has no text; is it a scan?)" },
    ]);
  });
});

describe("a Word document", () => {
  const manual = docxOf(
    [
      paragraph(run("Pump manual"), { style: "Title" }),
      paragraph(run("Install ... 3"), { style: "toc1" }),
      paragraph(run("Read this first.")),
      paragraph(`<w:bookmarkStart w:id="1" w:name="_Toc1"/>${run("Install")}`, { style: "Heading1" }),
      paragraph(run("Open the box."), { list: 1 }),
      paragraph(run("Screw it on."), { list: 1 }),
      paragraph(run("Four screws"), { list: 2 }),
      paragraph(`${run("Run ")}${run("pump --on", "Courier New")}${run(", see ")}${link("help")}${run(".")}`),
      paragraph(run("pump start"), { style: "SourceCode" }),
      paragraph(run("  --speed 3"), { style: "SourceCode" }),
      paragraph(run("Limits"), { style: "Heading2" }),
      table([
        [paragraph(run("Name")), paragraph(run("Most"))],
        [paragraph(run("speed")), paragraph(run("3 | 4")) + paragraph(run("in winter"))],
      ]),
      paragraph(run("x = 1", "Consolas")),
      paragraph(run("<b>no tag</b> & all")),
    ].join(""),
    { target: "other.md" },
  );

  test("is read with its headings, lists, tables, code and links, without its table of contents", async () => {
    const { rows } = await read({ "guides/pump.docx": await manual });
    expect(rows.map(({ title, headings, text, url }) => [title, headings, text, url])).toEqual([
      ["Pump manual", "[]", "Read this first.", "https://docs.example/guides/pump.docx"],
      [
        "Pump manual",
        '["Install"]',
        "1.  Open the box.\n2.  Screw it on.\n\n-   Four screws\n\nRun `pump --on`, see [help](https://docs.example/guides/other/).\n\n```\npump start\n  --speed 3\n```",
        "https://docs.example/guides/pump.docx",
      ],
      [
        "Pump manual",
        '["Install","Limits"]',
        "| Name | Most |\n| --- | --- |\n| speed | 3 \\| 4 in winter |\n\n```\nx = 1\n```\n\n<b>no tag</b> & all",
        "https://docs.example/guides/pump.docx",
      ],
    ]);
  });

  test("that is none, of the old kind or of another format is skipped with the reason", async () => {
    const { report } = await read({
      "a.docx": "PK but no archive",
      "b.doc": "old",
      "c.org": "* Title",
      "d.docx": await docxOf(""),
      "ok.md": "Text.",
    });
    expect(report?.skipped).toEqual([
      { path: "a.docx", reason: "is no Word document: it is no archive, or broken" },
      { path: "b.doc", reason: "is a Word file of the old kind; save it as .docx" },
      { path: "c.org", reason: "is not read; give the website or the HTML that is made of it" },
      { path: "d.docx", reason: "has nothing to read" },
    ]);
  });

  test("that unpacks to more than anybody writes is skipped, whatever it says of its size", async () => {
    const bomb = Buffer.from(await docxOf(" ".repeat(70 * 1024 * 1024)));
    expect(bomb.length).toBeLessThan(100_000);
    // The length that the archive's list of contents gives for the document.
    bomb.writeUInt32LE(1000, bomb.lastIndexOf("word/document.xml") - 46 + 24);
    const { report } = await read({ "a.docx": bomb, "ok.md": "Text." });
    expect(report?.skipped).toEqual([{ path: "a.docx", reason: "unpacks to more than 64 MB" }]);
  });

  test("whose XML has entities of its own does not grow by them, and reads no other file", async () => {
    const names = Array.from({ length: 10 }, (_, n) => `<!ENTITY x${n + 1} "${`&x${n};`.repeat(10)}">`).join("");
    const before = `<!DOCTYPE d [<!ENTITY x0 "laugh"><!ENTITY file SYSTEM "file:///etc/hostname">${names}]>`;
    const bytes = await docxOf("<w:p><w:r><w:t>Harmless. &x10;&file;</w:t></w:r></w:p>", { before });
    const { rows, report } = await read({ "a.docx": bytes, "ok.md": "Text." });
    expect(rows.map(({ text }) => text).join().length).toBeLessThan(200);
    expect(report?.skipped.length).toBeLessThanOrEqual(1);
  });
});

test("a PDF that unpacks to more than memory bears is skipped with the reason", async () => {
  const bomb = pdfBomb(400);
  expect(bomb.length).toBeLessThan(10_000);
  const { report } = await read({ "a.pdf": bomb, "ok.md": "Text." }, threadedLibrary());
  expect(report?.skipped).toEqual([{ path: "a.pdf", reason: "needs too much memory to read" }]);
});

describe("a notebook", () => {
  const notebook = {
    nbformat: 4,
    metadata: { language_info: { name: "python" } },
    cells: [
      { cell_type: "markdown", source: ["# Fitting a curve\n", "\n", "Load the data, see [help](./help.md)."] },
      {
        cell_type: "code",
        source: ["import numpy as np\n", "np.polyfit(x, y, 2)"],
        outputs: [{ text: ["secret output"] }],
      },
      { cell_type: "raw", source: "raw" },
      { cell_type: "markdown", source: "## Plot\n\nDraw it." },
    ],
  };

  test("is read with its text, its code and their order, without what it put out", async () => {
    const { rows } = await read({ "fit.ipynb": JSON.stringify(notebook) });
    expect(rows.map(({ title, headings, text }) => [title, headings, text])).toEqual([
      [
        "Fitting a curve",
        "[]",
        "Load the data, see [help](https://docs.example/help/).\n\n```python\nimport numpy as np\nnp.polyfit(x, y, 2)\n```",
      ],
      ["Fitting a curve", '["Plot"]', "Draw it."],
    ]);
  });

  test("of another shape is skipped with the reason", async () => {
    const { report } = await read({ "a.ipynb": "{}", "b.ipynb": "not json", "ok.md": "Text." });
    expect(report?.skipped.map(({ reason }) => reason)).toEqual(
      Array(2).fill("is no Jupyter notebook of format 3 or 4"),
    );
  });
});

const PETS = `openapi: 3.1.0
info: { title: Pet shop, version: "2.0", description: All about pets. }
servers: [{ url: https://api.example/v2 }]
paths:
  /pets/{id}:
    parameters: [{ $ref: "#/components/parameters/Id" }]
    get:
      summary: Find a pet
      operationId: getPet
      tags: [pets]
      responses:
        "200": { description: The pet., content: { application/json: { schema: { $ref: "#/components/schemas/Pet" }, example: { name: Rex } } } }
        "404": { $ref: "#/components/responses/Missing" }
    delete:
      operationId: deletePet
      deprecated: true
      responses: { "204": { description: Gone. } }
components:
  parameters: { Id: { name: id, in: path, required: true, description: Which | pet, schema: { type: string, format: uuid } } }
  responses: { Missing: { description: There is no such pet. } }
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: { type: string, description: What it is called. }
        kind: { enum: [cat, dog] }
        parent: { $ref: "#/components/schemas/Pet" }
`;

describe("an API description", () => {
  test("becomes a page for each operation, and one about the whole", async () => {
    const { rows } = await read({ "api/openapi.yaml": PETS, "settings.yaml": "a: 1", "ok.md": "Text." });
    const pages = Map.groupBy(rows, ({ url }) => url);
    expect([...pages.keys()]).toEqual([
      "https://docs.example/api/openapi.yaml#/info",
      "https://docs.example/api/openapi.yaml#/paths/~1pets~1{id}/delete",
      "https://docs.example/api/openapi.yaml#/paths/~1pets~1{id}/get",
      "https://docs.example/ok/",
    ]);
    const find = (pages.get("https://docs.example/api/openapi.yaml#/paths/~1pets~1{id}/get") ?? [])
      .map(({ text }) => text)
      .join("\n\n");
    expect(find).toContain("`GET /pets/{id}`");
    expect(find).toContain("| `id` | path | string (uuid) | required | Which \\| pet |");
    expect(find).toContain("- `name` (string, required): What it is called.");
    expect(find).toContain('- `kind` ("cat" or "dog")');
    expect(find).toContain('```json\n{\n  "name": "Rex"\n}\n```');
    expect(find).toContain("**404**: There is no such pet.");
    expect(rows[0]).toMatchObject({ title: "Pet shop" });
    expect(rows.map(({ text }) => text).join()).toContain("- `key`: apiKey in header as `X-Key`");
  });

  test("that changed in one operation has this one touched", async () => {
    const library = emptyLibrary();
    const root = docsFolder({ "openapi.yaml": PETS });
    await ingest(library, [{ location: root, name: "api" }]);
    writeDoc(root, "openapi.yaml", PETS.replace("Find a pet", "Fetch a pet"));
    expect((await ingest(library, [{ location: root, name: "api" }]))[0]).toMatchObject({
      changed: 1,
      unchanged: 2,
      removed: 0,
    });
    writeDoc(root, "openapi.yaml", "openapi: [");
    expect(
      (await ingest(library, [{ location: root, name: "api" }], { allowRemovals: true }))[0]?.skipped[0]?.reason,
    ).toMatch(/^cannot be read/);
  });

  test("of AsyncAPI, 2 and 3, has its operations too", async () => {
    const two = {
      asyncapi: "2.6.0",
      info: { title: "Lights" },
      channels: {
        "light/on": {
          subscribe: {
            summary: "A light went on",
            message: { name: "On", payload: { type: "object", properties: { lamp: { type: "string" } } } },
          },
        },
      },
    };
    const three = {
      asyncapi: "3.0.0",
      info: { title: "Lights" },
      channels: { on: { address: "light/on", messages: { On: { payload: { type: "string" } } } } },
      operations: { switched: { action: "receive", channel: { $ref: "#/channels/on" }, summary: "Switched on" } },
    };
    const { rows } = await read({ "asyncapi-2.json": JSON.stringify(two), "asyncapi-3.json": JSON.stringify(three) });
    const text = rows.map((row) => row.text).join("\n");
    expect(text).toContain("`subscribe light/on`");
    expect(text).toContain("- `lamp` (string)");
    expect(text).toContain("`receive light/on`");
    expect(rows.map(({ url }) => url)).toContain("https://docs.example/asyncapi-3.json#/operations/switched");
  });
});

test("one file on the web is a source, read as what its name says", async () => {
  const site = await serve((request, response) => {
    if (request.url === "/manual.pdf")
      response.setHeader("content-type", "application/octet-stream").end(pdfOf(["Of the web."]));
    else response.setHeader("content-type", "text/plain").end(PETS);
  });
  const library = { ...emptyLibrary(), allowPrivateHosts: [site.host] };
  await ingest(library, [{ location: `${site.url}/manual.pdf` }, { location: `${site.url}/pets.yaml` }]);
  const urls = allChunks(library.database).map((row) => (JSON.parse(row) as Row).url);
  expect(urls).toContain(`${site.url}/manual.pdf#page=1`);
  expect(urls).toContain(`${site.url}/pets.yaml#/paths/~1pets~1{id}/get`);
});

describe("a file that means harm is skipped with its reason, and soon", () => {
  const laughs = `openapi: 3.0.0\nx0: &x0 [a,a,a,a,a,a,a,a,a]\n${Array.from({ length: 9 }, (_, n) => `x${n + 1}: &x${n + 1} [${Array(9).fill(`*x${n}`)}]`).join("\n")}`;
  const names = [..."abcdefghij"];
  const tree = Object.fromEntries(
    names.map((name, n) => [
      name,
      {
        properties: Object.fromEntries(
          names.map((key) => [key, { $ref: `#/components/schemas/${names[(n + 1) % 10]}` }]),
        ),
      },
    ]),
  );
  const branching = {
    openapi: "3.0.0",
    info: { title: "T" },
    paths: { "/a": { get: { requestBody: { content: { x: { schema: { $ref: "#/components/schemas/a" } } } } } } },
    components: { schemas: tree },
  };

  test.each<[string, string, string, RegExp | undefined]>([
    [
      "HTML nested without end",
      "a.html",
      `<main>${"<div>".repeat(200_000)}x`,
      /nested deeper than any page for people/,
    ],
    ["tables in tables", "a.html", `<main>${"<table><tr><td>".repeat(2000)}x`, /nested deeper/],
    ["HTML of very many elements", "a.html", `<main>${"<p>x</p>".repeat(40_000)}`, /has more than 20000 elements/],
    ["YAML aliases of aliases", "openapi.yaml", laughs, /Excessive alias count/],
    ["references that branch and go round", "openapi.json", JSON.stringify(branching), undefined],
    ["JSON nested without end", "a.ipynb", `{"cells":${"[".repeat(500_000)}`, /is no Jupyter notebook/],
    ["front matter of aliases", "a.md", `---\n${laughs}\n---\n`, /has nothing to read/],
  ])("%s", async (_, name, content, reason) => {
    const started = performance.now();
    const { report, rows } = await read({ [name]: content, "ok.md": "Text." });
    expect(rows.some(({ path }) => path === "ok.md")).toBe(true);
    expect(report?.skipped.map((file) => file.reason).join()).toMatch(reason ?? /^$/);
    expect(performance.now() - started).toBeLessThan(5000);
    expect(rows.map(({ text }) => text).join().length).toBeLessThan(50_000);
  });
});
