import { describe, expect, test } from "vitest";
import { chunkPage } from "../../src/ingest/chunker.ts";
import { readPage } from "../../src/ingest/readers/reader.ts";
import type { Chunk } from "../../src/search/search-index.ts";

const ORIGIN = { source: "docs", path: "a.md", url: "https://d.example/a/" };

async function chunks(markdown: string, origin = ORIGIN): Promise<Chunk[]> {
  const page = await readPage({ path: origin.path, format: "markdown", bytes: Buffer.from(markdown) }, (link) => link);
  return chunkPage(page, origin);
}

/** Prose of about `characters`, in sentences that can be told apart. */
function prose(characters: number): string {
  return Array.from({ length: Math.ceil(characters / 20) }, (_, at) => `Sentence number ${at}.`).join(" ");
}

/** Fence lines of a text, which must come in pairs. */
function fences(text: string): number {
  return text.split("\n").filter((line) => line.trimStart().startsWith("```")).length;
}

describe("headings", () => {
  const page = "# Page\n\nIntro.\n\n## One\n\nFirst.\n\n### Deep\n\nDeeper.\n\n## Two\n\n### Only child\n\nLast.";

  test("part chunks, and give them their path and the nearest anchor; the title is not repeated", async () => {
    expect(
      (await chunks(page)).map(({ headings, text, url }) => [headings.join(" > "), text, url.split("/").at(-1)]),
    ).toEqual([
      ["", "Intro.", ""],
      ["One", "First.", "#one"],
      ["One > Deep", "Deeper.", "#deep"],
      ["Two > Only child", "Last.", "#only-child"],
    ]);
  });

  test("anchors are encoded as an address needs it", async () => {
    expect((await chunks("## Über uns\n\nText."))[0]?.url).toBe("https://d.example/a/#%C3%BCber-uns");
  });
});

describe("size", () => {
  test("prose is cut between sentences, near the target", async () => {
    const found = await chunks(`## S\n\n${prose(5000)}`);
    expect(found.length).toBeGreaterThan(3);
    for (const { text } of found) {
      expect(text.length).toBeLessThanOrEqual(1400);
      expect(text).toMatch(/^Sentence.*\.$/s);
    }
    expect(found.map(({ text }) => text).join(" ")).toBe(prose(5000));
  });

  test("a script without spaces and a line without sentences are cut all the same, never inside a character", async () => {
    const found = await chunks(`${"文档。".repeat(900)}\n\n${"😀".repeat(1501)}`);
    expect(found.every(({ text }) => text.length <= 1400 && text.isWellFormed())).toBe(true);
  });

  test("a fence and a table are whole up to 6,000 characters, a list of steps up to 2,800", async () => {
    const code = `\`\`\`js\n${"let a = 1;\n".repeat(500)}\`\`\``;
    const table = `| a | b |\n|---|---|\n${"| one | two |\n".repeat(400)}`.trimEnd();
    const steps = Array.from({ length: 50 }, (_, at) => `${at + 1}. ${"do it ".repeat(8).trim()}`).join("\n");
    for (const block of [code, table, steps]) {
      expect(block.length).toBeGreaterThan(2500);
      expect((await chunks(`${prose(1000)}\n\n${block}\n\nAfter.`)).map(({ text }) => text)).toContain(block);
    }
  });

  test("what ends in a colon stays with the code it introduces", async () => {
    const code = `\`\`\`sh\n${"npm run build\n".repeat(80)}\`\`\``;
    const found = await chunks(`${prose(1200)}\n\nRun this:\n\n${code}`);
    expect(found.map(({ text }) => text)).toEqual([prose(1200), `Run this:\n\n${code}`]);
  });
});

describe("above the hard cap", () => {
  test("a fence is cut between lines and opened again", async () => {
    const lines = Array.from({ length: 1200 }, (_, at) => `console.log(${at});`);
    const found = await chunks(`\`\`\`js\n${lines.join("\n")}\n\`\`\``);
    expect(found.length).toBeGreaterThan(2);
    for (const { text } of found) {
      expect(text).toMatch(/^```js\n[\s\S]*\n```$/);
      expect(text.length).toBeLessThan(6100);
    }
    expect(found.flatMap(({ text }) => text.split("\n").slice(1, -1))).toEqual(lines);
  });

  test("a table repeats its header", async () => {
    const rows = Array.from({ length: 900 }, (_, at) => `| row ${at} | value |`);
    const found = await chunks(`| Name | Value |\n|---|---|\n${rows.join("\n")}`);
    expect(found.length).toBeGreaterThan(1);
    for (const { text } of found) expect(text.startsWith("| Name | Value |\n|---|---|\n| row")).toBe(true);
    expect(found.flatMap(({ text }) => text.split("\n").slice(2))).toEqual(rows);
  });

  test("a list is cut before its items, with the code inside an item whole", async () => {
    const item = (at: number) =>
      `${at}. Step ${at}:\n\n    \`\`\`sh\n    - run ${"x".repeat(300)}\n    1. no item\n    \`\`\``;
    const found = await chunks(Array.from({ length: 20 }, (_, at) => item(at + 1)).join("\n\n"));
    expect(found.length).toBeGreaterThan(3);
    for (const { text } of found) {
      expect(text).toMatch(/^\d+\. Step/);
      expect(fences(text) % 2).toBe(0);
    }
  });
});

describe("ids", () => {
  const page = "## A\n\nOne.\n\n## B\n\nTwo.";

  test("stay when other sections change, and differ with content, page and source", async () => {
    const [, before] = await chunks(page);
    const [, , after] = await chunks(`## New\n\nZero.\n\n${page}`);
    expect(after?.id).toBe(before?.id);
    const others = [
      await chunks(page.replace("Two", "2")),
      await chunks(page, { ...ORIGIN, path: "b.md" }),
      await chunks(page, { ...ORIGIN, source: "x" }),
    ];
    expect(new Set([before?.id, ...others.map(([, chunk]) => chunk?.id)]).size).toBe(4);
  });

  test("differ for the same words under the same heading", async () => {
    const found = await chunks("## A\n\nSame.\n\n## A\n\nSame.");
    expect(new Set(found.map(({ id }) => id)).size).toBe(2);
  });
});
