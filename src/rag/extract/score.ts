import { releaseAbove } from "../../text/releases.ts";
import { indexTerms } from "../../text/tokenizer.ts";
import type { PreparedSearch, Section } from "../retrieve.ts";
import { isEcho, shapeScore } from "./answer-shape.ts";
import type { AnswerBlock, Table } from "./blocks.ts";
import { coverage, type FieldBoost, queryTerms } from "./query-weights.ts";
import { labelsOf } from "./roles.ts";

// The numbers below that weigh or bound were set by reading answers and are not swept.

/** A sentence, list item or table row where it stands: the `at`-th of the `blockAt`-th block of its section. */
export interface Candidate {
  readonly section: Section;
  readonly block: AnswerBlock;
  readonly blockAt: number;
  readonly at: number;
  readonly text: string;
  /** How well it answers; comparable within one question. */
  readonly score: number;
  /** In 0..1: how much of what is asked it says in its own words. */
  readonly coverage: number;
  /** It says nothing that the question does not say. */
  readonly isEcho: boolean;
}

/**
 * What a word in the section's own heading counts, and one in its page's title or a heading above, beside one in the
 * sentence.
 */
const HEADING_BOOST = 0.85;
const TITLE_BOOST = 0.45;
/** What a word in the sentence before or after counts: "It was founded in 911." */
const NEIGHBOUR_BOOST = 0.35;
/** What a word counts in the code that a paragraph introduces. */
const CODE_BOOST = 0.4;
/** What it costs to stand in a section that the search holds for less relevant, at the most. */
const RELEVANCE_COST = 1;
/**
 * What the first sentence of a section gains, for it says what the rest is about; more where the section is about the
 * question.
 */
const OPENING_BONUS = 0.06;
const OPENING_OF_SUBJECT_BONUS = 0.15;
/**
 * What a section gains that the question calls by its name, and besides what a sentence in it gains that begins so.
 */
const NAMED_BONUS = 0.3;
const BEGINS_WITH_NAME_BONUS = 0.3;
/** What a line of the release gains that brought what is asked about: nothing else says since when it is there. */
const RELEASE_BONUS = 1.2;
/** What it costs to have led the last answer: of two that answer alike, who asks on wants the other. */
const REPEATED_COST = 0.12;

/** Everything in the sections that can answer by itself, scored, in reading order. `blocks`: those of each section. */
export function scoreCandidates(
  search: PreparedSearch,
  sections: readonly { readonly section: Section; readonly blocks: readonly AnswerBlock[] }[],
): Candidate[] {
  const places = sections.flatMap(({ section, blocks }) => {
    const labels = labelsOf(blocks);
    return blocks.flatMap((block, blockAt) => {
      const place = { section, label: labels[blockAt], block, next: blocks[blockAt + 1], blockAt };
      return pieces(block).map((text, at) => ({ ...place, at, text }));
    });
  });
  const terms = places.map(({ text }) => new Set(indexTerms(text)));
  const headings = new Map(sections.map(({ section }) => [section, headingLayers(section)]));
  const codeAfter = new Map(
    sections.flatMap(({ blocks }) => blocks.map((block, at) => [block, codeTerms(blocks[at + 1])])),
  );
  const asked = queryTerms(search, terms);
  const said = new Set(asked.flatMap((word) => word.terms));
  const questioned = new Set(indexTerms(search.text));
  const openings = new Set(sections.map(({ blocks }) => blocks.find((block) => block.kind === "prose") ?? blocks[0]));
  return places.map((place, index) => {
    const near = [index - 1, index + 1].filter((other) => places[other]?.block === place.block);
    const layers = [
      { terms: terms[index], credit: 1 },
      ...near.map((other) => ({ terms: terms[other], credit: NEIGHBOUR_BOOST })),
      { terms: codeAfter.get(place.block), credit: CODE_BOOST },
      { terms: new Set(indexTerms(place.label ?? "")), credit: HEADING_BOOST },
      ...(headings.get(place.section) ?? []),
    ];
    const heading = (headings.get(place.section) ?? []).slice(0, 1);
    const isOpening = openings.has(place.block) && place.at === 0;
    const opening = isOpening ? OPENING_BONUS + OPENING_OF_SUBJECT_BONUS * coverage(asked, heading) : 0;
    const rank = (1 - place.section.relevance) * RELEVANCE_COST;
    const told = search.told?.includes(`**${place.text}**`) ? REPEATED_COST : 0;
    const own = coverage(asked, [{ terms: terms[index], credit: 1 }]);
    const form = shapeScore({ ...place, coverage: own }, search.text, said);
    const named = namedBonus(place.section, place.text);
    const score = coverage(asked, layers) + opening + form + named - rank - told;
    return { ...place, score, coverage: own, isEcho: isEcho(place.text, questioned) };
  });
}

function namedBonus({ name, headings }: Section, text: string): number {
  if (name === undefined) return 0;
  if (releaseAbove(headings)) return text.replaceAll("`", "").toLowerCase().includes(name) ? RELEASE_BONUS : 0;
  return NAMED_BONUS + (text.replace(/^`/, "").startsWith(name) ? BEGINS_WITH_NAME_BONUS : 0);
}

function codeTerms(block: AnswerBlock | undefined): ReadonlySet<string> | undefined {
  return block?.kind === "code" ? new Set(indexTerms(block.code)) : undefined;
}

/** What can answer by itself. */
export function pieces(block: AnswerBlock): readonly string[] {
  switch (block.kind) {
    case "prose":
      return block.sentences;
    case "list":
      return block.items;
    case "table":
      return rowTexts(block.rows);
    case "label":
    case "code":
      return [];
  }
}

/** The rows under the first, each cell behind the name of its column. */
export function rowTexts([names = [], ...rows]: Table["rows"]): string[] {
  const named = (cell: string, column: number) => (names[column] && cell ? `${names[column]}: ${cell}` : cell);
  return rows.map((cells) => cells.map(named).filter(Boolean).join("; "));
}

function headingLayers({ title, headings }: Section): FieldBoost[] {
  const above = [title, ...headings.slice(0, -1)].join(" ");
  return [
    { terms: new Set(indexTerms(headings.at(-1) ?? "")), credit: HEADING_BOOST },
    { terms: new Set(indexTerms(above)), credit: TITLE_BOOST },
  ];
}
