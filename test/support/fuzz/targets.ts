import { splitMarkdown } from "../../../src/bot/split-message.ts";
import { chunkPage } from "../../../src/ingest/chunker.ts";
import type { Fetcher } from "../../../src/ingest/crawler/fetch.ts";
import { llmsLinks, markdownFormat, splitLlmsFull } from "../../../src/ingest/crawler/llms-txt.ts";
import { fetchRobots } from "../../../src/ingest/crawler/robots.ts";
import { sitemapPages } from "../../../src/ingest/crawler/sitemap.ts";
import { FORMATS, type Format } from "../../../src/ingest/readers/formats.ts";
import { htmlFacts } from "../../../src/ingest/readers/html-facts.ts";
import { partsOf, readPage } from "../../../src/ingest/readers/reader.ts";
import { createCiter } from "../../../src/rag/output/citations.ts";
import { createScanner } from "../../../src/rag/output/scanner.ts";
import { fieldTerms } from "../../../src/search/ranking/fields.ts";
import { WHOLE_ANALYSIS } from "../../../src/text/tokenizer.ts";
import { docxOf, paragraph, run } from "../docx.ts";
import { pdfOf } from "../pdf.ts";
import { section } from "../rag.ts";

/** What is fuzzed with a text: prepared beside the clock, then done. */
export type Target = (text: string) => (() => unknown) | Promise<() => unknown>;

const XML: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** How a text gets into a file of a format that is no text; every other format is given the text as it is. */
const WRAPPED: Readonly<Partial<Record<Format, (text: string) => Uint8Array | Promise<Uint8Array>>>> = {
  docx: (text) =>
    docxOf(
      paragraph(run(text.replace(/[&<>]/g, (mark) => XML[mark] ?? "").replace(/[\0-\x08\x0b-\x1f\uD800-\uDFFF]/g, ""))),
    ),
  pdf: (text) => pdfOf([text.replace(/[^\x20-\x7e\n]/g, "?").replace(/[\\()]/g, "\\$&")]),
  notebook: (text) =>
    Buffer.from(JSON.stringify({ nbformat: 4, metadata: {}, cells: [{ cell_type: "markdown", source: text }] })),
  api: (text) =>
    Buffer.from(
      JSON.stringify({
        openapi: "3.0.0",
        info: { title: "T", description: text },
        paths: { "/a": { get: { summary: text, responses: {} } } },
      }),
    ),
};

/** A reader with all that comes behind it: chunks, and the terms by which they are found. */
function reader(format: Format): Target {
  return async (text) => {
    const bytes = (await WRAPPED[format]?.(text)) ?? Buffer.from(text);
    return async () => {
      for (const part of await partsOf({ path: "guide/a", format, bytes }))
        if (!("skipped" in part)) await readWhole(part);
    };
  };
}

async function readWhole(file: Parameters<typeof readPage>[0]): Promise<void> {
  const page = await readPage(file, (link) => URL.parse(link, "https://d.example/guide/")?.href ?? link);
  const chunks = chunkPage(page, { source: "docs", path: file.path, url: "https://d.example/guide/a" });
  for (const chunk of chunks) fieldTerms(page.title, chunk, WHOLE_ANALYSIS);
}

/** A site that answers everything with one text. */
function siteOf(text: string): Fetcher {
  const bytes = Buffer.from(text);
  const get = async (url: string) => ({ url, status: 200, type: "text/plain", bytes });
  return { get } as unknown as Fetcher; // The parsers use nothing else of it.
}

const START = new URL("https://d.example/docs/");

/** In pieces as a model sends them. */
function streamed(text: string, write: (piece: string) => unknown): void {
  for (let at = 0; at < text.length; at += 20) write(text.slice(at, at + 20));
}

/**
 * All that is fuzzed, by name: every reader of the table of formats, and what reads models' answers and other sites.
 */
export const TARGETS: Readonly<Record<string, Target>> = {
  ...Object.fromEntries((Object.keys(FORMATS) as Format[]).map((format) => [format, reader(format)])),
  citer: (text) => () => {
    const citer = createCiter([section(1, "The port is 8080."), section(2, text.slice(0, 5000))]);
    streamed(text, (piece) => citer.write(piece));
    citer.end();
  },
  scanner: (text) => () => {
    const scanner = createScanner(new Map() as unknown as Parameters<typeof createScanner>[0]);
    streamed(text, (piece) => scanner.write(piece));
    scanner.end();
  },
  splitter: (text) => () => splitMarkdown(text, (markdown) => markdown.length <= 2000),
  "html facts": (text) => () => htmlFacts(text, "https://d.example/a"),
  "llms.txt": (text) => () => [llmsLinks(text, "https://d.example/"), splitLlmsFull(text), markdownFormat(text)],
  sitemap: (text) => () => sitemapPages(START, ["https://d.example/sitemap.xml"], siteOf(text), () => true),
  robots: (text) => async () => (await fetchRobots(START.href, siteOf(text))).allows("https://d.example/docs/a"),
};
