import type { SearchHit } from "../core/answer.ts";
import type { Passage, SearchIndex } from "../search/search-index.ts";
import { indexTerms } from "../text/tokenizer.ts";
import { type AnswerBlock, readBlocks, renderBlock } from "./extract/blocks.ts";
import { rowTexts } from "./extract/score.ts";
import { sectionTitle } from "./retrieve.ts";

/** How long an excerpt is, in characters. */
const EXCERPT = 200;

/** The best sections for some words, each once, with what stands around the words. */
export async function findHits(
  words: string,
  limit: number,
  { engine }: { engine: SearchIndex },
): Promise<SearchHit[]> {
  const { passages } = await engine.search({ text: words, limit: limit * 2 });
  const hits = new Map<string, SearchHit>();
  for (const passage of passages) if (!hits.has(passage.url)) hits.set(passage.url, hitFor(passage, words));
  return [...hits.values()].slice(0, limit);
}

function hitFor(passage: Passage, words: string): SearchHit {
  return { title: sectionTitle(passage), url: passage.url, excerpt: excerptOf(passage.text, words) };
}

/** Without code fences, marks and table rules. */
function plainText(text: string): string {
  return readBlocks(text)
    .map(plainBlock)
    .join(" ")
    .replace(/\\([[\]\\`*_<])/g, "$1")
    .replace(/\|(?: --- \|)+|\|/g, " ")
    .replaceAll("`", "")
    .replace(/\s+/g, " ")
    .trim();
}

/** Cells of a table stand behind the names of their columns: without lines nobody tells them apart. */
function plainBlock(block: AnswerBlock): string {
  switch (block.kind) {
    case "code":
      return block.code;
    case "label":
      return block.text;
    case "table":
      return `${rowTexts(block.rows).join(". ")}.`;
    default:
      return renderBlock(block);
  }
}

/** The stretch of a text with most of the words that are asked for, begun and ended between words, without markup. */
export function excerptOf(markdown: string, asked: string): string {
  const text = plainText(markdown);
  const terms = new Set(indexTerms(asked));
  if (text.length <= EXCERPT) return text;
  const words = [...text.matchAll(/\S+/g)].map((match) => ({
    at: match.index,
    hit: indexTerms(match[0]).some((term) => terms.has(term)),
  }));
  const countFrom = (start: number) =>
    words.filter(({ at, hit }) => hit && at >= start && at < start + EXCERPT * 0.8).length;
  const start = words.reduce((best, { at, hit }) => (hit && countFrom(at) > countFrom(best) ? at : best), 0);
  const from = Math.max(0, text.lastIndexOf(" ", start - 30) + 1);
  const cut = text.slice(from, from + EXCERPT).replace(/\s+\S*$/, "");
  return `${from > 0 ? "… " : ""}${cut}${from + EXCERPT < text.length ? " …" : ""}`;
}
