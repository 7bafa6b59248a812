import { describe, expect, test } from "vitest";
import { readPage } from "../../../src/ingest/readers/reader.ts";

async function read(...lines: string[]) {
  const bytes = new TextEncoder().encode(lines.join("\n"));
  const page = await readPage({ path: "heat.rst", format: "rst", bytes }, (link) => link);
  const blocks = page.blocks.map((block) =>
    block.kind === "heading" ? `[${block.level} ${block.text}#${block.anchor}]` : block.markdown,
  );
  return { title: page.title, blocks, notes: page.notes };
}

describe("reStructuredText", () => {
  test("headings by the order in which their lines come up, with the anchors of docutils", async () => {
    const { title, blocks } = await read(
      "====",
      "Heat",
      "====",
      "",
      ".. _setup:",
      "",
      "Set up!",
      "-------",
      "",
      "One.",
      "",
      "More",
      "~~~~",
      "",
      "Two.",
      "",
      "2. Set up",
      "---------",
      "",
      "Three.",
    );
    expect(title).toBe("Heat");
    expect(blocks).toEqual(["[2 Set up!#set-up]", "One.", "[3 More#more]", "Two.", "[2 2. Set up#id1]", "Three."]);
  });

  test("directives: notes, code, what is not shown; code after two colons", async () => {
    const { blocks } = await read(
      "Heat",
      "====",
      "",
      ".. warning:: Hot",
      "   Do *not* touch.",
      "",
      ".. code-block:: sh",
      "   :caption: At night",
      "",
      "   heat --low",
      "",
      ".. toctree::",
      "   :maxdepth: 2",
      "",
      "   a",
      "",
      ".. a comment",
      "   of two lines",
      "",
      "Run this::",
      "",
      "    $ heat",
      "",
      "End.",
    );
    expect(blocks).toEqual([
      "**Hot**",
      "Do *not* touch.",
      "**At night:**",
      "```sh\nheat --low\n```",
      "Run this:",
      "````\n$ heat\n````",
      "End.",
    ]);
  });

  test("roles, literals, links and substitutions", async () => {
    const { blocks } = await read(
      "See :ref:`the knob <knob>`, :py:func:`~heat.core.warm`, ``a_b``, `home <https://d.example/>`_, `Guide`_ and |name| [1]_.",
      "",
      ".. _Guide: https://g.example/",
      ".. |name| replace:: Heat",
      "",
      ".. [1] In summer.",
    );
    expect(blocks).toEqual([
      "See the knob, `warm`, `a_b`, [home](https://d.example/), [Guide](https://g.example/) and Heat.",
      "In summer.",
    ]);
  });

  test("lists, definitions and fields", async () => {
    const { blocks } = await read(
      "Text.",
      "",
      "* one",
      "",
      "  more",
      "",
      "* two",
      "",
      "term",
      "   What it is.",
      "",
      ":param heat: how warm",
      "   it gets",
    );
    expect(blocks.join("\n")).toBe(
      "Text.\n- one\n\n  more\n\n- two\n\n- **term**: What it is.\n\n- **param heat**: how warm it gets",
    );
  });

  test("tables of every kind", async () => {
    const table = "| Plan | Seats |\n| --- | --- |\n| Free | 3 |\n| Team | 25 |";
    const simple = await read("====  =====", "Plan  Seats", "====  =====", "Free  3", "Team  25", "====  =====");
    const grid = await read(
      "+------+-------+",
      "| Plan | Seats |",
      "+======+=======+",
      "| Free | 3     |",
      "+------+-------+",
      "| Team | 25    |",
      "+------+-------+",
    );
    const list = await read(
      ".. list-table::",
      "   :header-rows: 1",
      "",
      "   * - Plan",
      "     - Seats",
      "   * - Free",
      "     - 3",
      "   * - Team",
      "     - 25",
    );
    expect([simple.blocks, grid.blocks, list.blocks]).toEqual([[table], [table], [table]]);
  });

  test("what only the project's code would show is left out and said so", async () => {
    const { blocks, notes } = await read(
      "Text.",
      "",
      ".. autofunction:: heat.warm",
      "",
      ".. py:function:: cool(by)",
      "",
      "   Cools.",
    );
    expect(blocks).toEqual(["Text.", "`heat.warm`", "**`cool(by)`**", "Cools."]);
    expect(notes).toEqual(["leaves out what 1 directive would generate from code"]);
  });

  test.each(["``", "`a <", ":a:`", ".. a::\n\n  ", "* ", "a\n b\n", "+--+\n", "== ==\n", "|", "_", "====\n", "  "])(
    "growth of %j is linear",
    async (mark) => {
      const started = performance.now();
      await read(mark.repeat(20_000));
      expect(performance.now() - started).toBeLessThan(5000);
    },
  );
});

test("notebooks of format 3, and Markdown under other names", async () => {
  const cells = [
    { cell_type: "heading", level: 2, source: ["Heat"] },
    { cell_type: "code", input: "warm()", language: "python" },
  ];
  const bytes = Buffer.from(JSON.stringify({ nbformat: 3, worksheets: [{ cells }] }));
  const page = await readPage({ path: "a.ipynb", format: "notebook", bytes }, (link) => link);
  expect(page.blocks).toEqual([
    expect.objectContaining({ text: "Heat", level: 2 }),
    { kind: "code", markdown: "```python\nwarm()\n```" },
  ]);
});

describe("an API's description", () => {
  const openapi = {
    openapi: "3.1.0",
    info: { title: "Heat" },
    webhooks: {
      warm: {
        post: {
          summary: "Sent when it is warm",
          requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Room" } } } },
        },
      },
    },
    components: {
      schemas: {
        Room: {
          type: "object",
          properties: {
            next: { $ref: "#/components/schemas/Room", description: "Beside it" },
            size: { type: ["integer", "null"], minimum: 2, maximum: 9, default: 4 },
            kind: { const: "attic" },
          },
        },
      },
    },
  };

  test("its webhooks are pages; limits, defaults and words beside a reference are told, and no schema within itself", async () => {
    const { apiParts } = await import("../../../src/ingest/readers/api-parts.ts");
    const parts = await apiParts(Buffer.from(JSON.stringify(openapi)));
    const webhook = parts.find(({ pointer }) => pointer === "/webhooks/warm/post");
    expect(webhook?.markdown).toContain("# Sent when it is warm");
    expect(webhook?.markdown.split("\n").filter((line) => line.includes("- `"))).toEqual([
      "- `next` (Room): Beside it",
      "- `size` (integer or null, 2 to 9, default 4)",
      '- `kind` ("attic")',
    ]);
  });

  describe("by what a text looks like", () => {
    const rst = [
      "---",
      "title: Heat",
      "---",
      ".. _heat:",
      "",
      "Set up",
      "======",
      "",
      "Run it::",
      "",
      "    # low",
      "    heat",
    ];
    const markdown = ["# Heat", "", "```{eval-rst}", ".. note:: Hot", "```", "", "## Set up", "", "Run it."];
    const readAs = async (path: string, format: "markdown" | "text", lines: readonly string[]) => {
      const page = await readPage({ path, format, bytes: Buffer.from(lines.join("\n")) }, (link) => link);
      return { title: page.title, kinds: page.blocks.map(({ kind }) => kind) };
    };

    test.each([
      ["heat.txt", "text"],
      ["heat.md", "markdown"],
    ] as const)("is read though its file is called %s", async (path, format) => {
      expect(await readAs(path, format, rst)).toEqual({ title: "Heat", kinds: ["heading", "text", "code"] });
    });

    test("is not what Markdown only holds in a fence", async () => {
      expect(await readAs("heat.md", "markdown", markdown)).toMatchObject({ kinds: ["text", "heading", "text"] });
    });
  });
});
