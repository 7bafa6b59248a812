import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { AnchorStyle } from "../../../src/ingest/generators/anchors.ts";
import { readPage } from "../../../src/ingest/readers/reader.ts";
import { tempDir } from "../../support/temp-dir.ts";

async function read(text: string, { path = "page.adoc", anchors }: { path?: string; anchors?: AnchorStyle } = {}) {
  const page = await readPage({ path, format: "adoc", bytes: Buffer.from(text) }, (link) => `<${link}>`, anchors);
  const markdown = page.blocks
    .map((block) =>
      block.kind === "heading" ? `${"#".repeat(block.level)} ${block.text} #${block.anchor}` : block.markdown,
    )
    .join("\n\n");
  return { ...page, markdown };
}

test("title, attributes and comments are read as Asciidoctor reads them", async () => {
  const page = await read(
    "= Nest Guide\n:bird: owl\n:toc:\n\n// nobody sees this\nThe {bird} sleeps.\n\nifdef::never[]\nHidden.\nendif::[]",
  );
  expect(page.title).toBe("Nest Guide");
  expect(page.markdown).toBe("The owl sleeps.");
});

test("headings have the anchors that Asciidoctor writes, and those that their author gave them", async () => {
  const text = "= T\n\n== What's new?\n\na\n\n== What's new?\n\nb\n\n[#own]\n== Other\n\nc\n\n=== Deep\n\nd";
  expect((await read(text)).markdown).toBe(
    "## What’s new? #_whats_new\n\na\n\n## What’s new? #_whats_new_2\n\nb\n\n## Other #own\n\nc\n\n### Deep #_deep\n\nd",
  );
  expect((await read(text, { anchors: "antora" })).markdown).toContain("#_whats_new_2");
  expect((await read(text, { anchors: "antora-dashed" })).markdown).toContain("#whats-new-2");
});

test("headings that are the same are counted past an id that is taken", async () => {
  const text = "= T\n\n== A\n\n== A 2\n\n== A\n\n[#_a_4]\n== Own\n\n== A\n\n== A\n\n";
  const anchors = (await read(text)).blocks.flatMap((block) => (block.kind === "heading" ? [block.anchor] : []));
  expect(anchors).toEqual(["_a", "_a_2", "_a_3", "_a_4", "_a_5", "_a_6"]);
});

test("admonitions, tabs and terms keep their labels, code its language and callouts, tables their cells", async () => {
  const { markdown } = await read(`WARNING: Owls bite.

[NOTE]
.Wings
====
They fold.
====

[tabs]
====
Linux::
+
[source,sh]
----
apt install owl # <1>
----
<1> As root.
====

[%header,cols=2*]
|===
|Plan |Seats
|Team |25
|===

A nest:: Made of twigs.footnote:[Of ash.]
`);
  for (const part of [
    "**Warning**\n\nOwls bite.",
    "**Note**\n\n**Wings**\n\nThey fold.",
    "**Linux:**",
    "```sh\napt install owl # (1)\n```",
  ])
    expect(markdown).toContain(part);
  expect(markdown).toMatch(/1\. +As root\./);
  expect(markdown).toMatch(/\| Plan \| Seats \|\n\| --- \| --- \|\n\| Team \| 25/);
  expect(markdown).toMatch(/\*\*A nest:\*\*\s+Made of twigs\. ?\(Of ash\.\)/);
});

test("links between files lead to files, those of Antora by module", async () => {
  const path = "docs/modules/ROOT/pages/guide/a.adoc";
  const { markdown } = await read("xref:b.adoc#x[B], xref:admin:c.adoc[C], xref:./d.adoc[D], https://x.example[X]", {
    path,
  });
  expect(markdown).toBe(
    "[B](\\<../b.adoc#x\\>), [C](\\<../../../admin/pages/c.adoc\\>), [D](\\<./d.adoc\\>), [X](\\<https://x.example\\>)",
  );
});

test("no file is opened and nothing is run, whatever a page asks for", async () => {
  const folder = tempDir();
  writeFileSync(join(folder, "owl.png"), "marmalade");
  writeFileSync(join(folder, "owl.txt"), "marmalade");
  const { markdown } = await read(`= T
:data-uri:
:allow-uri-read:
:docinfo: shared
:source-highlighter: rouge
:max-include-depth: 64

include::${folder}/owl.txt[]

image::${folder}/owl.png[]

++++
<script>alert(1)</script>
++++

End.`);
  expect(markdown).not.toMatch(/marmalade|alert/);
  expect(markdown).not.toContain(Buffer.from("marmalade").toString("base64"));
  expect(markdown).toContain("End.");
});
