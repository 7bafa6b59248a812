/**
 * Renders answers made of real documentation as each platform shows them, reads every message again by a parser of that
 * platform's dialect, and says what is lost or changed:
 *
 *     node test/support/rendered.ts [--count 300] [--seed 1] [--verbose] FOLDER...
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import MarkdownIt from "markdown-it";
import type { Source } from "../../src/core/answer.ts";
import { createCiter } from "../../src/rag/output/citations.ts";
import { type Fence, readFenceLine } from "../../src/text/fences.ts";
import { MENTIONS, randomNumbers } from "./answers.ts";
import { compare, PLATFORMS } from "./rendered/compare.ts";

/** Longer answers are nobody's, in characters. */
const LONGEST = 6000;

interface Answer {
  readonly text: string;
  readonly sources: readonly Source[];
}

/** What a model might make of a page: its Markdown, with a mark behind paragraphs and a mention now and then. */
export function answerFrom(page: string, url: string, random: () => number): Answer {
  const paragraphs = bodyOf(page).split(/\n{2,}(?![ \t])/);
  const from = Math.floor(random() * Math.max(1, paragraphs.length - 4));
  const begun = closed(paragraphs.slice(0, from).join("\n\n")).split(/\n{2,}(?![ \t])/).length;
  const taken = paragraphs.slice(begun - 1, from + 3 + Math.floor(random() * 25)).join("\n\n");
  const draft = closed(taken.slice(0, LONGEST))
    .replace(
      /(?<!\|[^\n]*)\.$/gm,
      () => `${random() < 0.2 ? ` ${MENTIONS[Math.floor(random() * MENTIONS.length)]}` : ""}. [1]`,
    )
    .replace(/:$/gm, () => (random() < 0.3 ? ": [2]" : ":"));
  const section = { title: "Page", headings: [], url, text: page, relevance: 1, ids: ["a"] };
  const citer = createCiter(
    [
      { n: 1, ...section },
      { n: 2, ...section, url: `${url}#other`, title: "Other" },
    ],
    "quoted",
  );
  return { text: citer.write(draft) + citer.end(), sources: citer.citations().sources };
}

/** A page without its header and comments. */
function bodyOf(page: string): string {
  return page.replace(/^---\n[\s\S]*?\n---\n|<!--[\s\S]*?-->/g, "");
}

const markdown = new MarkdownIt();

/** Components and code that is only indented are what no model writes. */
function isStrange(page: string): boolean {
  const hasComponents = /^[ \t]*<[A-Za-z/]|^[ \t]*\{\*/m.test(page);
  return hasComponents || markdown.parse(bodyOf(page), {}).some(({ type }) => type === "code_block");
}

/** Without a last block of code that has no end. */
function closed(text: string): string {
  let fence: Fence | undefined;
  let end = 0;
  let at = 0;
  for (const line of text.split("\n")) {
    const before = fence;
    fence = readFenceLine(fence, line).fence;
    if (fence && !before) end = at;
    at += line.length + 1;
  }
  return fence ? text.slice(0, end) : text;
}

/** The Markdown files in a folder that are nothing but Markdown. */
export function pagesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.mdx?$/.test(path))
    .toSorted()
    .map((path) => join(folder, path))
    .filter((path) => !isStrange(readFileSync(path, "utf8")));
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      count: { type: "string", default: "300" },
      seed: { type: "string", default: "1" },
      print: { type: "string" },
      verbose: { type: "boolean", default: false },
    },
  });
  const random = randomNumbers(Number(values.seed));
  const pages = positionals.flatMap(pagesIn);
  const totals = { discord: empty(), slack: empty() };
  for (let n = 0; n < Number(values.count); n++) {
    const path = pages[Math.floor(random() * pages.length)] ?? "";
    const answer = answerFrom(readFileSync(path, "utf8"), `https://docs.example.com/p/${n}`, random);
    for (const platform of NAMES) {
      const faults = await count(answer, platform, totals[platform]);
      if (values.verbose) for (const fault of faults) console.log(`${platform} ${n} ${path}: ${fault}`);
      if (values.print === String(n)) console.log(answer.text);
    }
  }
  console.table(totals);
}

const NAMES = Object.keys(PLATFORMS) as (keyof typeof PLATFORMS)[];

/** Adds an answer to the totals of a platform; resolves to what is wrong with it there. */
async function count({ text, sources }: Answer, platform: keyof typeof PLATFORMS, total: Totals) {
  const { messages, marked, linked, faults } = await compare(text, sources, platform);
  const plain = await compare(text, [], platform);
  total.messages += messages;
  total.marked += marked;
  total.linked += linked;
  total.parted += messages > plain.messages ? 1 : 0;
  total.faulty += faults.length > 0 ? 1 : 0;
  return faults;
}

type Totals = ReturnType<typeof empty>;

/** Messages, those that have marks, those that link them, answers that took more messages for it, faulty answers. */
function empty() {
  return { messages: 0, marked: 0, linked: 0, parted: 0, faulty: 0 };
}

if (import.meta.main) await main();
