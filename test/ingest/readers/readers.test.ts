import { describe, expect, test } from "vitest";
import type { Page } from "../../../src/ingest/document.ts";
import { NotTextError } from "../../../src/ingest/readers/decode.ts";
import type { Format } from "../../../src/ingest/readers/formats.ts";
import { readPage } from "../../../src/ingest/readers/reader.ts";
import { openSource } from "../../../src/ingest/sources/kinds.ts";
import { ifShared, shared } from "../../support/needs.ts";

function read(format: Format, content: string | Uint8Array, path = `guides/my-page.${format}`): Promise<Page> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return readPage({ path, format, bytes }, (link) => new URL(link, "https://d.example/guides/").href);
}

function text(page: Page): string {
  return page.blocks.map((block) => (block.kind === "heading" ? `[${block.text}]` : block.markdown)).join("\n\n");
}

function anchors(page: Page): (string | undefined)[] {
  return page.blocks.flatMap((block) => (block.kind === "heading" ? [block.anchor] : []));
}

describe("Markdown", () => {
  test("titles: front matter, else the first heading, else the file's name", async () => {
    expect((await read("markdown", "---\ntitle: From matter\n---\n# Heading")).title).toBe("From matter");
    expect((await read("markdown", "# The *first* `one`\n\n# Second")).title).toBe("The first one");
    expect((await read("markdown", "just words")).title).toBe("My page");
    expect((await read("markdown", "words", "setup/README.md")).title).toBe("Setup");
  });

  test("broken front matter costs its values alone and is noted", async () => {
    const page = await read("markdown", "---\ntitle: [broken\n---\n# Still here\n\nText.");
    expect(page.title).toBe("Still here");
    expect(text(page)).toBe("Text.");
    expect(page.notes).toEqual([expect.stringContaining("has broken front matter")]);
  });

  test("front matter whose aliases multiply is noted, not expanded", async () => {
    const bomb = [
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ...[..."bcdefg"].map((key, at) => `${key}: &${key} [${Array(9).fill(`*${"abcdef"[at]}`)}]`),
    ];
    expect((await read("markdown", `---\n${bomb.join("\n")}\n---\nText.`)).notes).toEqual([
      expect.stringContaining("front matter"),
    ]);
  });

  test("anchors follow GitHub: explicit ones win, equal headings are numbered, nested ones count", async () => {
    const page = await read(
      "markdown",
      '## Foo {#bar}\n\n## Foo\n\n> ## Foo\n\n## Foo\n\n## `client.login()` & _more_\n\n## Ünï cödé\n\n<h2 id="raw">Raw <b>one</b></h2>',
    );
    expect(anchors(page)).toEqual(["bar", "foo", "foo-2", "clientlogin--more", "ünï-cödé", "raw"]);
  });

  test("links are resolved, also those defined elsewhere on the page; code is not touched", async () => {
    const page = await read(
      "markdown",
      "See [a](./a.md), [b][ref] and [Ref].\n\n`[x](./y.md) [ref]`\n\n```md\n[x](./y.md) [ref]\n```\n\n[ref]: ../b.md",
    );
    expect(text(page)).toBe(
      "See [a](https://d.example/guides/a.md), [b](https://d.example/b.md) and [Ref](https://d.example/b.md).\n\n`[x](./y.md) [ref]`\n\n```md\n[x](./y.md) [ref]\n```",
    );
  });

  test("HTML tags go and their text stays; what only looks like a tag stays", async () => {
    const page = await read(
      "markdown",
      "<details>\n<summary>More</summary>\n\nPress <kbd>Ctrl</kbd> in `<details>` <!-- secret --> with <token>.\n\n</details>",
    );
    expect(text(page)).toBe("**More**\n\nPress Ctrl in `<details>`  with <token>.");
  });

  test("admonitions of three dialects become labels", async () => {
    const page = await read("markdown", ":::tip[Try it]\nOne.\n:::\n\n::: warning\nTwo.\n:::\n\n> [!NOTE]\n> Three.");
    expect(text(page)).toBe("**Try it**\n\nOne.\n\n**Warning**\n\nTwo.\n\n> **Note**\n> \n> Three.");
  });

  test("a page without opening words is introduced by its description", async () => {
    expect(text(await read("markdown", "---\ndescription: What it is.\n---\n## Part\n\nText."))).toBe(
      "_What it is._\n\n[Part]\n\nText.",
    );
    expect(text(await read("markdown", "---\ndescription: What it is.\n---\nOpening."))).toBe("Opening.");
  });
});

describe("MDX", () => {
  const nested = `---
title: Steps
---
import { Tabs } from 'x';
import Y from
  'y';

<Since v="1" />{/* a note */}

<Steps>
1. Install:

    <Tabs>
      <TabItem label="npm">
        \`\`\`sh
        npm i <name>
          # indented
        \`\`\`
      </TabItem>
    </Tabs>

2. Run \`<Image />\`.
</Steps>

<Card title="Next" href="../next/" description="Go on." />

<Widget
  onClick={() => { if (a > b) go(); }}
  title="Named"
>
  Inner text.
</Widget>

## Heading {/* #custom-id */}

\`\`\`mdx
import A from 'a';

<Card title="x" />
[a](./b.md)
\`\`\`
`;

  test("code of components goes, their text stays where it stood, fenced code is untouched", async () => {
    expect(text(await read("mdx", nested)).split("\n")).toEqual([
      "1. Install:",
      "",
      "    **npm:**",
      "    ```sh",
      "    npm i <name>",
      "      # indented",
      "    ```",
      "",
      "2. Run `<Image />`.",
      "",
      "[Next](https://d.example/next/): Go on.",
      "",
      "**Named**",
      "Inner text.",
      "",
      "[Heading]",
      "",
      "```mdx",
      "import A from 'a';",
      "",
      '<Card title="x" />',
      "[a](./b.md)",
      "```",
    ]);
  });

  test("a comment may carry the heading's anchor", async () => {
    expect(anchors(await read("mdx", nested))).toEqual(["custom-id"]);
  });
});

describe("HTML", () => {
  const html = `<!doctype html><html><head><title>Install - Docs</title></head><body>
    <header><a href="/">Home</a></header><nav>Menu</nav><div class="cookie-banner">We use cookies</div>
    <main><article><header><h1>Install<a class="headerlink" href="#i">¶</a></h1></header>
    <p>Get <a href="./start.html#x">started</a>.</p>
    <section id="on-linux"><h2>On Linux</h2>
    <div class="highlight-bash"><pre><span>$ apt</span> install\nfoo_bar</pre></div>
    <table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table></section>
    <h2 id="Real_Id">Other</h2><pre data-language="js"><code><div class="line">let a;</div><div class="line">let b;</div></code></pre>
    <h2>No id</h2><p>End.</p><script>alert(1)</script></article></main><footer>(c) Docs</footer></body></html>`;

  test("only the main content counts, with code, tables and resolved links", async () => {
    const page = await read("html", html);
    expect(page.title).toBe("Install");
    expect(text(page)).toBe(
      "Get [started](https://d.example/guides/start.html#x).\n\n[On Linux]\n\n```bash\n$ apt install\nfoo_bar\n```\n\n" +
        "| a   |\n| --- |\n| 1   |\n\n[Other]\n\n```js\nlet a;\nlet b;\n```\n\n[No id]\n\nEnd.",
    );
  });

  test("anchors are the ids that the page really has", async () => {
    expect(anchors(await read("html", html))).toEqual(["on-linux", "Real_Id", undefined]);
  });

  test("a name with underscores stays as it is, and what would be emphasis is escaped", async () => {
    const page = await read("html", "<p>Set max_new_tokens and _this_ and 2 * 3 * 4.</p>");
    expect(text(page)).toBe("Set max_new_tokens and \\_this\\_ and 2 \\* 3 \\* 4.");
  });

  test("a page without a main part is read from its body", async () => {
    const page = await read("html", "<title>Plain</title><p>Hello <b>you</b>.</p>");
    expect([page.title, text(page)]).toEqual(["Plain", "Hello **you**."]);
  });
});

describe("a large HTML page", () => {
  const paragraphs = Array.from(
    { length: 2000 },
    (_, n) => `<p>About <a href="./a (${n}).md">${n}</a> and <code>x</code>.</p>`,
  );
  const html = `<title>Large</title><main><h2 id="all">All</h2>${paragraphs.join("")}</main>`;

  test("comes out as a small one does", async () => {
    const page = await read("html", html);
    expect(page).toMatchObject({ title: "Large", blocks: { length: 2001 } });
    const small = await read("html", html.replace(paragraphs.slice(1).join(""), ""));
    expect(page.blocks.slice(0, 2)).toEqual(small.blocks);
    expect(small.blocks[1]).toMatchObject({
      markdown: "About [0](https://d.example/guides/a%20\\(0\\).md) and `x`.",
    });
  });
});

describe("bytes", () => {
  test("that are an image in a document's clothes are refused", async () => {
    const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]);
    await expect(read("markdown", png)).rejects.toThrow(NotTextError);
    const noise = Uint8Array.from({ length: 400 }, (_, at) => 128 + (at % 64));
    await expect(read("text", noise)).rejects.toThrow(NotTextError);
  });

  test("that are broken here and there are read and noted", async () => {
    const page = await read(
      "markdown",
      Uint8Array.from([...Buffer.from("# T\n\nCaf"), 0xe9, ...Buffer.from(" is open all the day.")]),
    );
    expect(text(page)).toBe("Caf\uFFFD is open all the day.");
    expect(page.notes).toEqual(["has 1 broken character; save it as UTF-8"]);
  });

  test("with a byte order mark, Windows line ends and control characters are read as text", async () => {
    expect(text(await read("markdown", "\uFEFF---\r\ntitle: T\r\n---\r\nOne\u0007\u0001.\r\n"))).toBe("One.");
    expect(text(await read("text", Buffer.from("\uFEFFHi.", "utf16le")))).toBe("Hi.");
  });
});

test("plain text is paragraphs", async () => {
  expect(text(await read("text", "One\nline.\n\n\nTwo."))).toBe("One\nline.\n\nTwo.");
});

test.each([
  ["tags that never close", '<a "'.repeat(50_000)],
  ["braces that never close", "<A x={".repeat(50_000)],
  ["backticks that never pair", "` `` ``` ".repeat(30_000)],
  ["brackets that never close", `[a]: b\n\n${"[".repeat(100_000)}`],
  ["headings that never close", "<h1>".repeat(30_000)],
  ["links that never close", "<a href='x'>".repeat(30_000)],
])("a hostile page of %s is read in reasonable time", async (_, page) => {
  const started = performance.now();
  await read("mdx", page);
  expect(performance.now() - started).toBeLessThan(5_000);
});

const corpus = shared("corpora/astro-docs-en");

describe("real documentation", ifShared(corpus), () => {
  test("every link with an anchor between its own pages leads to a heading that was read", {
    timeout: 30_000,
  }, async () => {
    const source = await openSource({ name: "astro", location: corpus ?? "", baseUrl: "https://docs.astro.build/en" });
    const known = new Set<string>();
    const links: string[] = [];
    for await (const file of source.files()) {
      if ("skipped" in file) throw new Error(`${file.path} ${file.skipped}`);
      const page = await readPage(file, (link) => source.resolve(link, file.path));
      for (const anchor of anchors(page)) known.add(`${source.urlOf(file.path, page)}#${anchor}`);
      links.push(
        ...Array.from(
          text(page).matchAll(/\]\((https:\/\/docs\.astro\.build\/en\/[^)\s]*#[^)\s]+)\)/g),
          ([, link = ""]) => link,
        ),
      );
    }
    expect(links.length).toBeGreaterThan(2000);
    expect(links.filter((link) => !known.has(decodeURI(link)))).toEqual([]);
  });
});
