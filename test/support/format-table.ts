import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import JSZip from "jszip";
import { chunkPage } from "../../src/ingest/chunker.ts";
import type { Page, PageBlock } from "../../src/ingest/document.ts";
import { type Format, formatOf } from "../../src/ingest/readers/formats.ts";
import { partsOf, readPage } from "../../src/ingest/readers/reader.ts";

/**
 * Reads real files and puts what is in the source beside what came out of it: words, headings, code and links, format
 * by format;
 * with `--show` also the first blocks. `node test/support/format-table.ts [--show] FILE...`
 */
const files = process.argv.slice(2).filter((argument) => argument !== "--show");
const shows = process.argv.includes("--show");

/** How much of each kind there is. `words`: a set, so that what is lost can be named. */
interface Counts {
  readonly words: ReadonlySet<string>;
  readonly headings: number;
  readonly code: number;
  readonly tables: number;
  readonly links: number;
}

/** What a source holds by the plain signs of its format, counted without any of the project's readers. */
const COUNT: Readonly<Record<Exclude<Format, "pdf" | "docx" | "api">, (source: string) => Counts>> = {
  markdown: countMarkdown,
  mdx: (source) => countMarkdown(source.replace(/^(?:import|export) .*$/gm, "")),
  html: (source) => ({
    words: wordsOf(source.replace(/<(script|style|nav|header|footer)\b[\s\S]*?<\/\1>/gi, " ").replace(/<[^>]+>/g, " ")),
    headings: count(source, /<h[1-6]\b/gi),
    code: count(source, /<pre\b/gi),
    tables: count(source, /<table\b/gi),
    links: count(source, /<a\s[^>]*href=/gi),
  }),
  rst: (source) => ({
    words: wordsOf(source.replace(/^\.\..*$|^[ \t]+:[\w-]+:.*$/gm, " ").replace(/:[\w:+-]+:`|[`_|<>]/g, " ")),
    headings: count(source, /^\S.*\n([=~^"'+*#-])\1{3,}$/gm),
    code: count(source, /::\s*$|code-block::/gm),
    tables: count(source, /(?:list|csv)-table::|^={2,}(?: +={2,})+$/gm),
    links: count(source, /<https?:/g),
  }),
  adoc: (source) => ({
    words: wordsOf(source.replace(/^(?:\/\/|:[\w-]+:|\[).*$/gm, " ").replace(/\w+:[^\s[]*\[|[`_|<>*\]]/g, " ")),
    headings: count(source, /^={2,6} \S/gm),
    code: count(source, /^(?:----|\.\.\.\.)$/gm) / 2,
    tables: count(source, /^\|===$/gm) / 2,
    links: count(source, /(?:https?:\/\/|link:|xref:)[^\s[]+\[/g),
  }),
  text: (source) => ({ words: wordsOf(source), headings: 0, code: 0, tables: 0, links: 0 }),
  notebook: (source) => {
    const { cells } = JSON.parse(source) as { cells: { cell_type: string; source: string | string[] }[] };
    const of = (kind: string) =>
      cells.filter(({ cell_type }) => cell_type === kind).map((cell) => [cell.source].flat().join(""));
    const markdown = countMarkdown(of("markdown").join("\n\n"));
    const code = of("code").filter((text) => text.trim() !== "");
    return { ...markdown, words: wordsOf([...of("markdown"), ...code].join("\n")), code: markdown.code + code.length };
  },
};

/**
 * The same for files that are no text. Of a PDF only the words can be told, by another program; what an API's
 * description holds is another shape.
 */
const COUNT_BYTES: Readonly<Partial<Record<Format, (bytes: Uint8Array, file: string) => Promise<Partial<Counts>>>>> = {
  pdf: async (_, file) => ({
    words: wordsOf(execFileSync("pdftotext", [file, "-"], { encoding: "utf8" }).replace(/-\n/g, "")),
  }),
  docx: async (bytes) => {
    const { files } = await JSZip.loadAsync(bytes);
    const parts = Object.values(files).filter(({ name }) => /^word\/(?:document|footnotes|endnotes)\.xml$/.test(name));
    const xml = (await Promise.all(parts.map((file) => file.async("string")))).join("\n");
    const text = xml
      .replace(/<\/w:p>|<w:(?:br|tab)\/>/g, "\n")
      .replace(/<w:instrText[\s\S]*?<\/w:instrText>|<[^>]+>/g, "");
    return {
      words: wordsOf(text),
      headings: count(xml, /<w:pStyle w:val="(?:Heading\d|Title)"/gi),
      tables: count(xml, /<w:tbl>/g),
      links: count(xml, /<w:hyperlink [^>]*r:id=/g),
    };
  },
};

function countMarkdown(source: string): Counts {
  const prose = source.replace(/^([ \t]*)(`{3,}|~{3,})[\s\S]*?^\1\2[ \t]*$/gm, "");
  return {
    words: wordsOf(source.replace(/<[^>\n]+>/g, " ")),
    headings: count(prose, /^#{1,6} /gm),
    code: count(source, /^[ \t]*(?:`{3,}|~{3,})[^`\n]*$/gm) / 2,
    tables: count(prose, /^\|?[ \t]*:?-{2,}.*\|.*$/gm),
    links: count(prose, /\]\([^)]+\)/g),
  };
}

function countBlocks(blocks: readonly PageBlock[]): Counts {
  const texts = blocks.map((block) => (block.kind === "heading" ? block.text : block.markdown));
  const prose = blocks.flatMap((block) => (block.kind === "heading" || block.kind === "code" ? [] : [block.markdown]));
  const joined = texts.join("\n");
  return {
    words: wordsOf(joined),
    headings: blocks.filter(({ kind }) => kind === "heading").length,
    code: count(joined, /^[ \t>]*(?:[-*\d.]+[ \t]+)?(?:`{3,}|~{3,})[^`\n]*$/gm) / 2,
    tables: blocks.filter(({ kind }) => kind === "table").length,
    links: count(prose.join("\n"), /\]\([^)]*\)/g),
  };
}

async function show(file: string): Promise<void> {
  const format = formatOf(file, { named: true });
  if (!format) return void print([basename(file), "not read", "", "", "", "", ""]);
  const bytes = readFileSync(file);
  const pages = await Promise.all(
    (await partsOf({ path: basename(file), format, bytes })).map(async (part) => {
      if ("skipped" in part) throw new Error(`${part.path} ${part.skipped}`);
      return readPage(part, (link) => link);
    }),
  );
  const out = countBlocks(
    pages.flatMap(({ title, blocks }) => [{ kind: "heading", level: 1, text: title } as const, ...blocks]),
  );
  const source: Partial<Counts> =
    format in COUNT
      ? COUNT[format as keyof typeof COUNT](bytes.toString())
      : ((await COUNT_BYTES[format]?.(bytes, file)) ?? {});
  const beside = (name: "headings" | "code" | "tables" | "links") => `${source[name] ?? "-"} / ${out[name]}`;
  const lost = [...(source.words ?? [])].filter((word) => !out.words.has(word));
  const words = source.words ? `${source.words.size} / ${source.words.size - lost.length}` : `- / ${out.words.size}`;
  print([
    `${format}: ${basename(file)}`,
    `${pages.length}, ${chunksOf(pages)}`,
    words,
    beside("headings"),
    beside("code"),
    beside("tables"),
    beside("links"),
    lost.slice(0, 8).join(" "),
  ]);
  if (shows) for (const { title, blocks } of pages.slice(0, 2)) process.stdout.write(`\n${preview(title, blocks)}\n\n`);
}

function chunksOf(pages: readonly Page[]): number {
  return pages.flatMap((page, n) => chunkPage(page, { source: "s", path: String(n), url: "u" })).length;
}

function preview(title: string, blocks: readonly PageBlock[]): string {
  const lines = blocks.slice(0, 12).map((block) => {
    if (block.kind === "heading") return `${"#".repeat(block.level)} ${block.text} (${block.anchor ?? "no anchor"})`;
    return `${block.kind}: ${block.markdown.slice(0, 300).replaceAll("\n", "\n    ")}`;
  });
  return [`    title: ${title}`, ...lines.map((line) => `    ${line}`)].join("\n");
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/\p{L}{3,}/gu) ?? []);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function print(cells: readonly (string | number)[]): void {
  process.stdout.write(`| ${cells.join(" | ")} |\n`);
}

print([
  "file",
  "pages, chunks",
  "different words in / out",
  "headings",
  "code blocks",
  "tables",
  "links",
  "words lost, such as",
]);
print(Array(8).fill("---"));
for (const file of files) await show(file);
