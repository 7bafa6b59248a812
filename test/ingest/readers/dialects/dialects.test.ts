import { describe, expect, test } from "vitest";
import type { AnchorStyle } from "../../../../src/ingest/generators/anchors.ts";
import { DIALECTS } from "../../../../src/ingest/readers/dialects/index.ts";
import type { Format } from "../../../../src/ingest/readers/formats.ts";
import { readPage } from "../../../../src/ingest/readers/reader.ts";

/** A page as it is written, and as it is read: headings in brackets, blocks apart. */
interface Case {
  readonly what: string;
  readonly format?: Format;
  readonly source: readonly string[];
  readonly read: readonly string[];
  readonly title?: string;
}

const FENCE = "```";

/** What pages of each dialect hold, by the dialect's name: the contract of every one of them. */
const CASES: Readonly<Record<string, readonly Case[]>> = {
  MkDocs: [
    {
      what: "tabs keep their names beside what is in them, code stays code",
      source: [
        '=== "Debian"',
        "",
        `    ${FENCE}sh`,
        "    apt install crane",
        `    ${FENCE}`,
        "",
        '=== "macOS"',
        "",
        "    Use the disk image.",
        "",
        "After.",
      ],
      read: ["**Debian:**", "```sh\napt install crane\n```", "**macOS:**", "Use the disk image.", "After."],
    },
    {
      what: "admonitions and folded notes, also within each other",
      source: [
        "!!! danger",
        "    Never pull the plug.",
        "",
        '    ??? note "Why?"',
        "        The disk is busy.",
        "",
        '!!! note ""',
        "    Plain.",
      ],
      read: ["**Danger**", "Never pull the plug.", "**Why?**", "The disk is busy.", "Plain."],
    },
    {
      what: "ids below headings, attribute lists in quotes and behind words, and tables of contents go",
      source: [
        "## Fixes",
        "{: #fixes-2 .x }",
        "",
        "1. TOC",
        "{:toc}",
        "",
        "New (v2){: .label .label-green }",
        "",
        "> {: .warning }",
        "> Hot.",
        "",
        '[Open](a.md){:target="_blank"} or write `{: .x }` and {:a 1}.',
      ],
      read: ["[Fixes]", "New (v2)", "> Hot.", "[Open](a.md) or write `{: .x }` and {:a 1}."],
    },
    {
      what: "icons, keys, attributes and the list of contents",
      source: [
        "[TOC]",
        "",
        "Press ++ctrl+s++ :material-content-save: or [save](save.md){ .md-button }.",
        "",
        "`++ctrl+s++` is how.",
      ],
      read: ["Press ctrl+s  or [save](save.md).", "`++ctrl+s++` is how."],
    },
  ],
  containers: [
    {
      what: "labels of every spelling; a group shows none of its own",
      source: [
        "::: details More",
        "a",
        ":::",
        "",
        ":::tip[Hint]",
        "b",
        ":::",
        "",
        '::: {.callout-note title="Seen"}',
        "c",
        ":::",
        "",
        "::: code-group",
        "",
        "d",
        "",
        ":::",
        "",
        "> [!WARNING]",
        "> e",
      ],
      read: ["**More**", "a", "**Hint**", "b", "**Seen**", "c", "d", "> **Warning**\n> \n> e"],
    },
  ],
  "titles of code": [
    {
      what: "the name of a tab or file stands above its code; marks that nobody sees go",
      source: [
        `${FENCE}js{1,3} [app.js]`,
        "run(); // [!code ++]",
        "// highlight-next-line",
        "stop();",
        FENCE,
        "",
        `${FENCE}py title="a.py" linenums="1"`,
        "x = 1",
        FENCE,
      ],
      read: ["**app.js:**", "```js\nrun();\nstop();\n```", "**a.py:**", "```py\nx = 1\n```"],
    },
    {
      what: "lines of Rust that its book hides",
      source: [`${FENCE}rust,ignore`, "# fn main() {", "let nest = 1;", "# }", FENCE],
      read: ["```rust\nlet nest = 1;\n```"],
    },
  ],
  Hugo: [
    {
      what: "notes, tabs, links and text of shortcodes; one that is only shown stays",
      source: [
        '{{% alert title="Careful" color="warning" %}}',
        "Hot.",
        "{{% /alert %}}",
        "",
        '{{< tabpane >}}{{% tab header="Fish" %}}',
        "Use `set`.",
        "{{% /tab %}}{{< /tabpane >}}",
        "",
        'See [it]({{% relref "heat.md#max" %}}), a {{< glossary text="boiler" >}}.',
        "",
        "{{< comment >}}",
        "hidden",
        "{{< /comment >}}",
        "`{{</* youtube x */>}}`",
      ],
      read: [
        "**Careful**",
        "Hot.",
        "**Fish:**",
        "Use `set`.",
        "See [it](heat.md#max), a boiler.",
        "`{{< youtube x >}}`",
      ],
    },
    {
      what: "highlighted code is code",
      source: ['{{< highlight toml "linenos=table" >}}', "a = 1", "{{< /highlight >}}"],
      read: ["````toml\na = 1\n````"],
    },
  ],
  "GitBook, Markdoc and Liquid": [
    {
      what: "what a page's own program puts in goes, what is shown of a language of templates stays",
      source: [
        "{% for bird in site.data.birds %}",
        "- **{{ bird.name }}** eats {{ bird.food }}.",
        "{% endfor %}",
        "",
        "Version {{book.version}} writes `{{ bird.name }}`.",
      ],
      read: ["- **** eats .", "Version  writes `{{ bird.name }}`."],
    },
    {
      what: "two braces where no program makes the page",
      source: ["{% raw %}", "Say {{ hello }}.", "{% endraw %}"],
      read: ["Say {{ hello }}."],
    },
    {
      what: "hints, tabs, Markdoc's tags, includes with words, addresses",
      source: [
        '{% hint style="danger" %}',
        "Stop.",
        "{% endhint %}",
        "",
        '{% tab title="Go" %}',
        "g",
        "{% endtab %}",
        "",
        '{% callout type="note" title="Mind" %}',
        "m",
        "{% /callout %}",
        "",
        '{% include tip.html content="Save often." %}',
        "",
        "[x]({{ site.baseurl }}{% link a.md %}) and [y]({{ '/b/' | relative_url }})",
        "",
        "{% comment %} no {% endcomment %}{% if a %}yes{% endif %}",
      ],
      read: [
        "**Danger**",
        "Stop.",
        "**Go:**",
        "g",
        "**Mind**",
        "m",
        "**Tip**",
        "Save often.",
        "[x](a.md) and [y](/b/)",
        "yes",
      ],
    },
    {
      what: "highlighted code is code, and what is raw is shown",
      source: [
        "{% highlight ruby %}",
        "puts 1",
        "{% endhighlight %}",
        "",
        "{% raw %}",
        FENCE,
        "{{ x }}",
        FENCE,
        "{% endraw %}",
      ],
      read: ["````ruby\nputs 1\n````", "```\n{{ x }}\n```"],
    },
  ],
  MyST: [
    {
      what: "reStructuredText in it",
      source: ["```{eval-rst}", ".. function:: fly(height)", "", "   Flies ``height`` high.", "```"],
      read: ["**`fly(height)`**", "Flies `height` high."],
    },
    {
      what: "directives of both fences, their options, and what is in them",
      source: [
        "(here)=",
        "# Heat",
        "",
        ":::{tip} Save",
        ":class: wide",
        "",
        "Turn it *down*.",
        "",
        "```{code-block} sh",
        ":caption: At night",
        "heat --low",
        "```",
        ":::",
        "",
        "```{versionadded} 2.1",
        "```",
        "",
        "% nobody sees",
        "```{toctree}",
        "a",
        "```",
      ],
      read: ["**Save**", "Turn it *down*.", "**At night:**", "```sh\nheat --low\n```", "**New in version 2.1**"],
      title: "Heat",
    },
    {
      what: "roles show their text",
      source: ["See {ref}`the knob <knob>`, {py:func}`~heat.core.warm` and {term}`boiler`; `{ref}` is a role."],
      read: ["See the knob, `warm` and boiler; `{ref}` is a role."],
    },
    {
      what: "a table of lists",
      source: ["```{list-table}", ":header-rows: 1", "* - Plan", "  - Seats", "* - Team", "  - 25", "```"],
      read: ["| Plan | Seats |\n| --- | --- |\n| Team | 25 |"],
    },
    {
      what: "cells of R Markdown and Quarto, and none that is hidden",
      source: [
        "```{r setup, include=FALSE}",
        "library(x)",
        "```",
        "",
        "```{python}",
        "#| echo: true",
        "print(1)",
        "```",
      ],
      read: ["````python\nprint(1)\n````"],
    },
  ],
  elements: [
    {
      what: "a comment goes with the code in it",
      source: ["Before <!-- old", "```js", "no();", "```", "no --> after", "", "Write `<!--` to begin one."],
      read: ["Before \n after", "Write `<!--` to begin one."],
    },
    {
      what: "a table of HTML keeps its cells apart",
      source: [
        "<table>",
        "<thead><tr><th>Size</th><th>Cost</th></tr></thead>",
        "<tr><td>12</td><td>7 <b>EUR</b></td></tr>",
        "</table>",
      ],
      read: ["| Size | Cost |\n| --- | --- |\n| 12 | 7 **EUR** |"],
    },
    {
      what: "scripts, styles, comments and icons are no text; in code they are",
      source: [
        "<script setup>",
        "const hidden = 1",
        "</script>",
        '<i class="x"></i> Seen (<i class="y"></i>) <!-- not',
        "seen -->",
        "<style>p { color: red }</style>",
        "",
        FENCE,
        "<script>shown</script>",
        FENCE,
      ],
      read: ["Seen", "```\n<script>shown</script>\n```"],
    },
    {
      what: "a heading of a comment is none",
      source: ["## <!-- option heat -->", "", "How warm."],
      read: ["How warm."],
    },
  ],
  footnotes: [
    {
      what: "what a note says comes after its paragraph, once a use",
      source: ["Heat is free[^a].", "", "More.", "", "[^a]: In summer,", "    and in spring.", "", "`x[^a]` is code."],
      read: ["Heat is free.", "In summer, and in spring.", "More.", "`x[^a]` is code."],
    },
  ],
  "definition lists": [
    {
      what: "a term stands beside what it means",
      source: ["Boiler", ":   Makes water warm.", ":   Is loud.", "", "Pump", ": Moves it."],
      read: ["- **Boiler**: Makes water warm.\n  Is loud.\n\n- **Pump**: Moves it."],
    },
  ],
};

async function read({ source, format = "markdown" }: Case) {
  const bytes = new TextEncoder().encode(source.join("\n"));
  const { title, blocks } = await readPage({ path: "page.md", format, bytes }, (link) => link);
  return { title, read: blocks.map((block) => (block.kind === "heading" ? `[${block.text}]` : block.markdown)) };
}

test("every dialect has its cases", () => {
  expect(Object.keys(CASES).toSorted()).toEqual(DIALECTS.map(({ name }) => name).toSorted());
});

describe.each(DIALECTS.map((dialect) => [dialect.name, dialect] as const))("%s", (name, dialect) => {
  test.each((CASES[name] ?? []).map((one) => [one.what, one] as const))("%s", async (_, one) => {
    expect(dialect.marks.test(one.source.join("\n"))).toBe(true);
    const page = await read(one);
    expect(page.read).toEqual(one.read);
    if (one.title) expect(page.title).toBe(one.title);
  });

  test("leaves plain Markdown and code as they are", () => {
    const plain = [
      "# Plain",
      "",
      "Text with `{% x %}`, `{{< y >}}` and a list:",
      "",
      "- one",
      "- two",
      "",
      FENCE,
      '=== "no"',
      "!!! note",
      "{% x %}",
      "::: tip",
      FENCE,
      "",
    ].join("\n");
    expect(dialect.rewrite(plain)).toBe(plain);
  });

  test("takes time in proportion to what is never closed", () => {
    const marks = [
      "{{< a ",
      "{% a ",
      "{{<comment>}}",
      "{% comment %}",
      "```{note}\n",
      ":::{note}\n",
      "<!--",
      "<script>",
      "<table>",
      "<i",
      "!!! a\n    ",
      '=== "a"\n    ',
      "[^a]: ",
      "[^a] ",
      "a\n: b\n",
      "```js [a\n",
      "{ref}`",
      "++a",
      "{a",
      ":::\n",
      "> [!A]\n",
      "\\",
      '"',
      "'",
      "`",
    ];
    for (const mark of marks) {
      const slow = (count: number) => {
        const text = mark.repeat(count);
        const started = performance.now();
        dialect.rewrite(text);
        return performance.now() - started;
      };
      slow(500);
      expect(slow(20_000), mark).toBeLessThan(1500);
    }
  });
});

describe("components", () => {
  test("in a .md file that imports them, with the names of tabs", async () => {
    const source = [
      "import Row from '@theme/Row';",
      "",
      "<Row>",
      '  <TabItem value="lin" label="Linux">',
      "",
      "  Open it.",
      "",
      "  </TabItem>",
      "</Row>",
    ];
    expect((await read({ what: "", source, read: [] })).read).toEqual(["**Linux:**", "Open it."]);
  });

  test("tabs that are named in their row", async () => {
    const source = [
      "<Tabs items={['npm', 'pnpm']}>",
      "<Tab>",
      "",
      "a",
      "",
      "</Tab>",
      "<Tab>",
      "",
      "b",
      "",
      "</Tab>",
      "</Tabs>",
    ];
    expect((await read({ what: "", source, format: "mdx", read: [] })).read).toEqual([
      "**npm:**",
      "a",
      "**pnpm:**",
      "b",
    ]);
  });

  test("fields of an API, with what their attributes say", async () => {
    const source = [
      "---",
      "api: GET /v2/birds",
      "---",
      "",
      '<ParamField query="wings" type="number" default={2} required>',
      "  How many.",
      "</ParamField>",
      "",
      '<ResponseField name="nest" type="string" deprecated />',
    ];
    const page = await read({ what: "", source, format: "mdx", read: [] });
    expect(page.read).toEqual([
      "`GET /v2/birds`",
      "**`wings`** (number, default 2, required)",
      "How many.",
      "**`nest`** (string, deprecated)",
    ]);
  });

  test("in headings are no part of them; what only looks like a tag stays", async () => {
    const source = [
      '# Frames <Badge type="tip" text="new" />',
      "",
      "## `<Frame />` <Badge>old</Badge>",
      "",
      "Type <name> or Map<K, V>.",
      "",
      '<Frame wide="yes" />',
    ];
    const page = await read({ what: "", source, read: [] });
    expect(page).toEqual({ title: "Frames", read: ["[<Frame />]", "Type <name> or Map<K, V>."] });
  });
});

test("a heading has the id below it; one that is written as an element has one only where its site gives it one", async () => {
  const text = '## Fixes\n{: #fixes-2 .x }\n\na\n\n<h3>Owls</h3>\n\nb\n\n<h3 id="own">Larks</h3>\n\nc';
  const anchors = async (style?: AnchorStyle) => {
    const page = await readPage({ path: "a.md", format: "markdown", bytes: Buffer.from(text) }, (link) => link, style);
    return page.blocks.flatMap((block) => (block.kind === "heading" ? [block.anchor] : []));
  };
  expect(await anchors()).toEqual(["fixes-2", "owls", "own"]);
  expect(await anchors("honkit")).toEqual(["fixes-2", "owls", "own"]);
  expect(await anchors("kramdown")).toEqual(["fixes-2", undefined, "own"]);
});

describe("front matter", () => {
  test.each([
    ["TOML", ["+++", 'title = "Heat \\"low\\""', "draft = false", "[params]", 'title = "no"', "+++"]],
    ["JSON", ["{", '  "title": "Heat \\"low\\"",', '  "x": {"title": "no"}', "}"]],
    ["YAML", ["---", 'title: Heat "low"', "---"]],
  ])("in %s gives the title, and none of it is text", async (_, matter) => {
    const page = await read({ what: "", source: [...matter, "", "Text."], read: [] });
    expect(page).toEqual({ title: 'Heat "low"', read: ["Text."] });
  });

  test("that is none stays text", async () => {
    expect((await read({ what: "", source: ["{", "not json", "}", "", "Text."], read: [] })).read.at(-1)).toBe("Text.");
  });
});
