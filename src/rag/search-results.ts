import type { SearchFilter, SearchHit, Source } from "../core/answer.ts";
import { pageOf } from "../core/link.ts";
import type { Passage, SearchIndex } from "../search/search-index.ts";
import { detectLocale } from "../text/language.ts";
import { indexTerms } from "../text/tokenizer.ts";
import { type AnswerBlock, readBlocks, renderBlock } from "./extract/blocks.ts";
import { rowTexts } from "./extract/score.ts";
import { type Section, sourceOf } from "./retrieve.ts";

/** How long an excerpt is in a list of search results, in characters. */
const EXCERPT = 200;

/** The best section of each page for some words, with what stands around the words. */
export async function findHits(
  words: string,
  limit: number,
  { engine }: { engine: SearchIndex },
  { language, excerpt = EXCERPT }: SearchFilter = {},
): Promise<SearchHit[]> {
  const { passages } = await engine.search({ text: words, limit: limit * (language ? 12 : 3) });
  const isWanted = ({ text }: Passage) => language === undefined || detectLocale(text)?.code === language;
  const pages = Map.groupBy(passages.filter(isWanted), ({ url }) => pageOf(url));
  return [...pages.values()].slice(0, limit).flatMap(([best]) => (best ? hitFor(best, words, excerpt) : []));
}

function hitFor(passage: Passage, words: string, length: number): SearchHit {
  const { n: _, ...source } = sourceOf(passage, 0);
  return { ...source, excerpt: excerptOf(passage.text, words, length) };
}

/** How long the preview of a source is, in characters. */
const PREVIEW = 280;

const previews = new WeakMap<Section, string>();

/** A section as it is cited, with how it begins. */
export function citedSource(section: Section, n: number): Source {
  const excerpt = previews.get(section) ?? excerptOf(section.text, "", PREVIEW);
  previews.set(section, excerpt);
  return { ...sourceOf(section, n), ...(excerpt && { excerpt }) };
}

/** On one line, without table rules; code stays code. */
function oneLine(text: string): string {
  return readBlocks(text)
    .map(blockLine)
    .join(" ")
    .replace(/(?<!\\)\|(?: --- \|)+|(?<!\\)\|/g, " ")
    .replaceAll("\\|", "|")
    .replace(/\s+/g, " ")
    .trim();
}

/** Cells of a table stand behind the names of their columns: without lines nobody tells them apart. */
function blockLine(block: AnswerBlock): string {
  switch (block.kind) {
    case "code":
      return `\`${block.code.replaceAll("`", "'").replace(/\s+/g, " ").trim()}\``;
    case "label":
      return block.text;
    case "table":
      return `${rowTexts(block.rows).join(". ")}.`;
    default:
      return renderBlock(block);
  }
}

/**
 * The stretch of a text with most of the words that are asked for, begun and ended between words, as Markdown of one
 * line. `length`: in characters.
 */
export function excerptOf(markdown: string, asked: string, length = EXCERPT): string {
  const text = oneLine(markdown);
  const terms = new Set(indexTerms(asked));
  if (text.length <= length) return text;
  const words = [...text.matchAll(/\S+/g)].map((match) => ({
    at: match.index,
    hit: indexTerms(match[0]).some((term) => terms.has(term)),
  }));
  const countFrom = (start: number) =>
    words.filter(({ at, hit }) => hit && at >= start && at < start + length * 0.8).length;
  const start = words.reduce((best, { at, hit }) => (hit && countFrom(at) > countFrom(best) ? at : best), 0);
  const from = Math.max(0, text.lastIndexOf(" ", start - 30) + 1);
  const isWhole = from + length >= text.length;
  const cut = isWhole ? text.slice(from) : text.slice(from, from + length).replace(/\s+\S*$/, "");
  const opening = isInCode(text.slice(0, from)) ? "`" : "";
  const closing = isInCode(opening + cut) ? "`" : "";
  return `${from > 0 ? "… " : ""}${opening}${cut}${closing}${isWhole ? "" : " …"}`;
}

/** Whether a text ends within code. */
function isInCode(text: string): boolean {
  return (text.match(/(?<!\\)`+/g) ?? []).length % 2 === 1;
}
