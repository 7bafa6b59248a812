import { indexTerms, questionWords } from "../knowledge/tokens.ts";
import { type Block, type Code, type List, readBlocks, renderBlock } from "./blocks.ts";
import type { Search, Section } from "./retrieve.ts";

/** How much an extract quotes besides its code block, in characters; then it is a page and no answer. */
const LENGTH = 1200;
/** A longer code block is a file and no answer; the source's link leads to it. */
const CODE_LENGTH = 1600;
/** What was talked about before weighs this much of what is asked now. */
const CONTEXT_WEIGHT = 0.3;
/** What each step down the ranking costs a sentence, and the most it can cost. */
const RANK_COST = 0.06;
const MAX_RANK_COST = 0.3;
/** How much of its neighbours' words a sentence is credited with: "It was founded in 911." */
const NEIGHBOUR_CREDIT = 0.35;
/** What a sentence of the right kind gains: a date for "when". */
const KIND_BONUS = 0.18;
/** A further section is quoted if its best sentence reaches this share of the lead's score. */
const ALSO_SHARE = 0.55;

/** A sentence or list item where it stands. `score`: how well it answers, best highest. */
interface Candidate {
  readonly section: Section;
  readonly block: Block;
  readonly blockAt: number;
  readonly at: number;
  readonly text: string;
  readonly terms: ReadonlySet<string>;
}

interface Scored extends Candidate {
  readonly score: number;
}

/**
 * What the docs say, in their own words: the sentence that answers best first, then what stands around it,
 * whole steps, the code block, and what other sections add. Marks are `[n]` of the sections. Empty where the
 * sections have no text.
 */
export function extract(search: Search, sections: readonly Section[]): string {
  const pages = sections.map((section) => ({ section, blocks: readBlocks(section.text) }));
  const scored = score(search, pages.flatMap(candidates));
  const lead = scored.reduce<Scored | undefined>(
    (best, next) => (best && best.score >= next.score ? best : next),
    undefined,
  );
  if (!lead) return firstCode(pages.flatMap((page) => page.blocks));
  const blocks = pages.find((page) => page.section === lead.section)?.blocks ?? [];
  const parts = [...leadParts(lead, blocks), ...codeParts(lead, blocks)];
  const spent = parts.filter((part) => !part.startsWith("```")).join("").length;
  return [...parts, ...alsoParts(lead, scored, LENGTH - spent)].join("\n\n");
}

function firstCode(blocks: readonly Block[]): string {
  const code = blocks.find((block) => block.kind === "code");
  return code ? `${renderBlock(code)}\n\n[1]` : "";
}

function candidates({ section, blocks }: { section: Section; blocks: readonly Block[] }): Candidate[] {
  return blocks.flatMap((block, blockAt) =>
    pieces(block).map((text, at) => ({ section, block, blockAt, at, text, terms: new Set(indexTerms(text)) })),
  );
}

/** What can answer by itself. */
function pieces(block: Block): readonly string[] {
  switch (block.kind) {
    case "prose":
      return block.sentences;
    case "list":
      return block.items;
    case "table":
      return block.rows.slice(1).map((cells) => cells.filter(Boolean).join(": "));
    case "code":
      return [];
  }
}

/** Share of the question's words that a sentence has, rare words weighing more, with what its kind and place add. */
function score(search: Search, found: readonly Candidate[]): Scored[] {
  const asked = askedWords(search);
  const weigh = weights(asked, found);
  const kind = kindOf(search.text);
  const own = found.map((candidate) => coverage(asked, weigh, [candidate]));
  return found.map((candidate, index) => {
    const near = [found[index - 1], candidate, found[index + 1]].filter(
      (other) => other !== undefined && other.block === candidate.block,
    ) as Candidate[];
    const around = coverage(asked, weigh, near) - (own[index] ?? 0);
    const rank = Math.min((candidate.section.n - 1) * RANK_COST, MAX_RANK_COST);
    const total = (own[index] ?? 0) + NEIGHBOUR_CREDIT * around + kindBonus(kind, candidate, asked) - rank;
    return { ...candidate, score: total - shapeCost(candidate) };
  });
}

/** The terms of each word that is asked for, and how much it counts. */
interface Asked {
  readonly terms: readonly string[];
  readonly weight: number;
}

function askedWords({ text, context }: Search): Asked[] {
  const now = questionWords(text).map(({ terms }) => ({ terms, weight: 1 }));
  const known = new Set(now.flatMap(({ terms }) => terms));
  const before = context
    .slice(0, 1)
    .flatMap((earlier) => questionWords(earlier))
    .filter(({ terms }) => !terms.some((term) => known.has(term)))
    .map(({ terms }) => ({ terms, weight: CONTEXT_WEIGHT }));
  return [...now, ...before];
}

/** A word that few of the candidates have tells more; one that all have is what the pages are about. */
function weights(asked: readonly Asked[], found: readonly Candidate[]): number[] {
  return asked.map(({ terms, weight }) => {
    const having = found.filter((candidate) => terms.some((term) => candidate.terms.has(term))).length;
    return weight * Math.log(1 + (found.length + 1) / (having + 0.5));
  });
}

/** In 0..1: how much of what is asked the candidates speak of together. */
function coverage(asked: readonly Asked[], weigh: readonly number[], found: readonly Candidate[]): number {
  const total = weigh.reduce((sum, weight) => sum + weight, 0) || 1;
  const got = asked.map(({ terms }, index) => {
    const share = terms.filter((term) => found.some((candidate) => candidate.terms.has(term))).length / terms.length;
    return share * (weigh[index] ?? 0);
  });
  return got.reduce((sum, part) => sum + part, 0) / total;
}

type Kind = "when" | "count" | "who" | "where" | "how" | "any";

const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/^(?:in )?(?:when|what (?:year|date|day|month|century|decade))\b|\bwhat (?:year|century)\b/i, "when"],
  [/\bhow (?:many|much|long|old|far|often|big|large|tall|high)\b|\bwhat (?:percent|number|amount|size)/i, "count"],
  [/^(?:who|whom|whose)\b/i, "who"],
  [/^where\b|\b(?:in|from|to) (?:what|which) (?:country|city|place|region|state)/i, "where"],
  [/\bhow (?:do|can|to|would|should)\b|\b(?:set up|install|configure|enable|create|deploy|add)\b/i, "how"],
];

function kindOf(question: string): Kind {
  return KINDS.find(([pattern]) => pattern.test(question))?.[1] ?? "any";
}

const SIGNS: Readonly<Record<Exclude<Kind, "any">, RegExp>> = {
  when: /\b\d{3,4}\b|\bcentury\b|\b(?:January|February|March|April|June|July|August|September|October|November|December)\b/,
  count:
    /\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million|billion|half|once|twice)\b/i,
  who: /(?<=\s)\p{Lu}\p{Ll}+/u,
  where: /\b(?:in|at|near|from|to|of) (?:the )?\p{Lu}\p{Ll}+|`[^`]*\/[^`]*`/u,
  how: /^(?:to |you can |use |set |run |add |create |install |open |import |pass |call |first)|\bby \w+ing\b/i,
};

/** A candidate of the kind that is asked for, saying something that the question did not say already. */
function kindBonus(kind: Kind, candidate: Candidate, asked: readonly Asked[]): number {
  if (kind === "any") return 0;
  const match = SIGNS[kind].exec(candidate.text);
  if (!match) return 0;
  const said = new Set(asked.flatMap(({ terms }) => terms));
  const isNew = kind === "how" || indexTerms(match[0]).some((term) => !said.has(term));
  return isNew ? KIND_BONUS : 0;
}

/** A fragment answers nothing, a wall of text hides the answer, and a question is not one. */
function shapeCost({ text, block }: Candidate): number {
  const short = text.length < 25 ? 0.15 : 0;
  const long = text.length > 450 ? 0.1 : 0;
  const asks = text.endsWith("?") ? 0.3 : 0;
  return short + long + asks + (block.kind === "table" ? 0.05 : 0);
}

/** The lead in bold, then the rest of its paragraph or list. */
function leadParts(lead: Scored, blocks: readonly Block[]): string[] {
  const mark = ` [${lead.section.n}]`;
  if (lead.block.kind === "list" && (lead.block.ordered || lead.text.includes("\n")))
    return stepParts(lead, blocks, mark);
  const first = `${bold(lead.text)}${mark}`;
  const all = pieces(lead.block);
  if (lead.block.kind !== "prose") return [first];
  const after = take(all.slice(lead.at + 1), LENGTH / 2);
  const before = take(all.slice(0, lead.at), LENGTH / 3);
  const parts = [after.length > 0 ? `${first} ${after.join(" ")}${mark}` : first];
  if (before.length > 0) parts.push(`${before.join(" ")}${mark}`);
  return [...parts, ...listAfter(lead, blocks, mark)];
}

/** Steps are whole or not there, with the sentence that introduces them. */
function stepParts(lead: Scored, blocks: readonly Block[], mark: string): string[] {
  const previous = blocks[lead.blockAt - 1];
  const intro = previous?.kind === "prose" ? previous.sentences.at(-1) : undefined;
  return [...(intro ? [`${bold(intro)}${mark}`] : []), `${renderBlock(lead.block)}${mark}`];
}

/** The list that a paragraph announces by its colon. */
function listAfter(lead: Scored, blocks: readonly Block[], mark: string): string[] {
  const next = blocks[lead.blockAt + 1];
  const announces = lead.block.kind === "prose" && lead.block.sentences.at(-1)?.endsWith(":");
  if (next?.kind !== "list" || !(announces || next.ordered)) return [];
  return fits(next) ? [`${renderBlock(next)}${mark}`] : [];
}

function fits(list: List): boolean {
  return renderBlock(list).length <= LENGTH;
}

/** The code block of the lead's section that stands nearest after it, else before it. */
function codeParts(lead: Scored, blocks: readonly Block[]): string[] {
  if (renderBlock(lead.block).includes("```")) return [];
  const codes = blocks
    .map((block, at) => ({ block, distance: at > lead.blockAt ? at - lead.blockAt : (lead.blockAt - at) * 3 }))
    .filter((entry): entry is { block: Code; distance: number } => entry.block.kind === "code")
    .filter(({ block }) => block.code.length <= CODE_LENGTH)
    .toSorted((a, b) => a.distance - b.distance);
  return codes.slice(0, 1).map(({ block }) => renderBlock(block));
}

/** The best of other places, one paragraph for each, while there is room. */
function alsoParts(lead: Scored, scored: readonly Scored[], room: number): string[] {
  const others = scored
    .filter((next) => next.block !== lead.block && next.score >= lead.score * ALSO_SHARE && !next.text.includes("\n"))
    .toSorted((a, b) => b.score - a.score);
  const parts: string[] = [];
  const used = new Set<Block>();
  let left = room;
  for (const next of others) {
    const text = next.block.kind === "prose" ? paragraphAround(next) : next.text;
    if (used.has(next.block) || text.length > left) continue;
    used.add(next.block);
    left -= text.length;
    parts.push(`${text} [${next.section.n}]`);
  }
  return parts;
}

/** A sentence with the one after it, for it often says how. */
function paragraphAround(next: Scored): string {
  return pieces(next.block)
    .slice(next.at, next.at + 2)
    .join(" ");
}

/** As many whole sentences as fit. */
function take(sentences: readonly string[], room: number): string[] {
  let left = room;
  const end = sentences.findIndex((sentence) => {
    left -= sentence.length;
    return left < 0;
  });
  return sentences.slice(0, end < 0 ? sentences.length : end);
}

function bold(text: string): string {
  return `**${text.replace(/\\?\*\*/g, "")}**`;
}
