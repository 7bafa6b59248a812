import { expect, test } from "vitest";
import { htmlFacts } from "../../../src/ingest/readers/html-facts.ts";
import { readPage } from "../../../src/ingest/readers/reader.ts";

async function read(body: string, head = "<title>T</title>"): Promise<string[]> {
  const html = `<!doctype html><html><head>${head}</head><body>${body}</body></html>`;
  // As a crawl does it: first the part that is the page's own, then what that says.
  const bytes = new TextEncoder().encode(htmlFacts(html, "https://d.example/").html);
  const { blocks } = await readPage({ path: "p.html", format: "html", bytes }, (link) => link);
  return blocks.map((block) => (block.kind === "heading" ? `[${block.text}#${block.anchor ?? ""}]` : block.markdown));
}

const MENU = '<ul><li><a href="/a">All about mugs</a></li><li><a href="/b">All about jugs</a></li></ul>';

test.each<[string, string, string[]]>([
  [
    "lines in a cell are one line, and code that shows a tag stays",
    "<main><h1>M</h1><table><tr><th>A</th></tr><tr><td>x<br>y <code>&lt;br&gt;</code></td></tr></table></main>",
    ["| A   |\n| --- |\n| x y `<br>` |"],
  ],
  [
    "a wrapper that speaks of a sidebar holds the page",
    `<div class="with-sidebar sidebar-open"><aside class="sidebar">${MENU}</aside><main><h1>M</h1><p>Full.</p></main></div>`,
    ["Full."],
  ],
  [
    "a list of links beside the text is a menu, also in the main part",
    `<main><div class="left-sidebar">${MENU}</div><h1>M</h1><p>Full.</p><aside>${MENU}</aside></main>`,
    ["Full."],
  ],
  [
    "lists, code and headings in a table's cells become text of their row",
    "<main><h1>M</h1><table><tr><th>Bird</th><th>Food</th></tr><tr><td><h4>Owl</h4><pre>hoot\nhoot</pre></td><td><ul><li>mice<ul><li>voles</li></ul></li><li>moths</li></ul></td></tr></table></main>",
    ["| Bird | Food |\n| --- | --- |\n| **Owl:** `hoot hoot` | mice; voles; moths |"],
  ],
  [
    "an aside of the article is read",
    '<main><article><h1>M</h1><p>Full.</p><aside class="note"><p>Hot.</p></aside></article></main>',
    ["Full.", "Hot."],
  ],
  [
    "a chapter about cookies is read, a banner is not",
    '<main><h1>M</h1><div class="cookie-consent"><p>We use cookies.</p><button>Fine</button></div><h2 id="cookies">Cookies</h2><p>Sweet.</p><div id="cookie-jar"><h2>Jar</h2><p>Deep.</p></div></main>',
    ["[Cookies#cookies]", "Sweet.", "[Jar#cookie-jar]", "Deep."],
  ],
  [
    "all articles of a list are read",
    '<main><h1>M</h1><article><h2 id="b">B</h2><p>Two.</p></article><article><h2 id="a">A</h2><p>One.</p></article></main>',
    ["[B#b]", "Two.", "[A#a]", "One."],
  ],
  [
    "panels that name their tab",
    '<main><h1>M</h1><div role="tablist"><button role="tab" aria-controls="p2">Jug</button><button role="tab" aria-controls="p1">Mug</button></div><div role="tabpanel" id="p1" hidden><p>Small.</p></div><div role="tabpanel" id="p2"><p>Big.</p></div></main>',
    ["**Mug:**", "Small.", "**Jug:**", "Big."],
  ],
  [
    "panels at the place of their tab",
    '<main><h1>M</h1><div><ul role="tablist"><li role="tab">Mug</li><li role="tab">Jug</li></ul><div><div role="tabpanel"><p>Small.</p></div><div role="tabpanel" hidden><p>Big.</p></div></div></div></main>',
    ["**Mug:**", "Small.", "**Jug:**", "Big."],
  ],
  [
    "tabs of labels",
    '<main><h1>M</h1><div class="tabbed-set"><input type="radio"><div class="tabbed-labels"><label>Mug</label><label>Jug</label></div><div class="tabbed-content"><div class="tabbed-block"><p>Small.</p></div><div class="tabbed-block"><p>Big.</p></div></div></div></main>',
    ["**Mug:**", "Small.", "**Jug:**", "Big."],
  ],
  [
    "questions in buttons, and what they open",
    '<main><h1>M</h1><h2><button aria-expanded="false" aria-controls="x">Is it hot?</button></h2><div id="x" hidden><p>Yes.</p></div><button aria-expanded="false" aria-controls="y">Does it break?</button><div id="y" aria-hidden="true"><p>No.</p></div><button>Copy</button></main>',
    ["[Is it hot?#]", "Yes.", "**Does it break?**", "No."],
  ],
  [
    "a formula stands once, as its author wrote it",
    '<main><h1>M</h1><p>It is <span class="katex"><span class="katex-mathml"><math><mi>x</mi><annotation encoding="application/x-tex">x^{2}</annotation></math></span><span class="katex-html" aria-hidden="true">x2</span></span>, or <math><mi>y</mi></math>.</p></main>',
    ["It is x^{2}, or y."],
  ],
])("%s", async (_, body, blocks) => {
  expect(await read(body)).toEqual(blocks);
});

test("a hidden panel that no tab names is read all the same", async () => {
  expect(await read('<main><h1>M</h1><div role="tabpanel" hidden><p>Small.</p></div></main>')).toEqual(["Small."]);
});

test("links count from a base element", async () => {
  const read1 = await read('<main><h1>M</h1><p><a href="mug">mug</a></p></main>', '<base href="/docs/">');
  expect(read1).toEqual(["[mug](https://d.example/docs/mug)"]);
});

test("what a file is written in is read from its head", async () => {
  const file = Buffer.from(
    '<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-2"><main><p>M\xeas',
    "latin1",
  );
  const page = await readPage({ path: "p.html", format: "html", bytes: file }, (link) => link);
  expect(page.blocks).toEqual([{ kind: "text", markdown: "Męs" }]);
});

const LONG = "<p>All of it is told here at length.</p>".repeat(20);

test.each([
  [
    "a shell that scripts fill",
    '<div id="root"></div><script type="module" src="/x.js"></script>',
    /made by JavaScript/,
  ],
  [
    "a shell that asks for scripts",
    '<p>Loading</p><noscript>You need to enable JavaScript.</noscript><script src="/x.js"></script>',
    /made by JavaScript/,
  ],
  [
    "a page filled before it is sent",
    `<div id="root"><main>${LONG}</main></div><script src="/x.js"></script>`,
    undefined,
  ],
  ["a door", '<h1>Sign in</h1><form><input type="password"></form>', /password/],
  ["a page about doors", `<main>${LONG}<form><input type="password"></form></main>`, undefined],
  ["a page for what is missing", "<main><h1>404 - Page not found</h1><p>Go home.</p></main>", /not there/],
  ["a page about what is missing", `<main><h1>404 Not Found</h1>${LONG}</main>`, undefined],
])("%s is seen for what it is", (_, body, trouble) => {
  const facts = htmlFacts(`<html><head><title>Docs</title></head><body>${body}</body></html>`, "https://d.example/");
  if (trouble) expect(facts.trouble).toMatch(trouble);
  else expect(facts.trouble).toBeUndefined();
});
