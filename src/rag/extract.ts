import { type Block, type Code, readBlocks, renderBlock } from "./blocks.ts";
import type { Search, Section } from "./retrieve.ts";
import { type Candidate, type Kind, kindOf, pieces, scoreCandidates } from "./score.ts";

/** How much an extract quotes besides its code block, in characters; more is a page and no answer. */
const LENGTH = 1200;
/** A longer code block is a file and no answer; the source's link leads to it. */
const CODE_LENGTH = 1200;
/** How far from the lead its code block may stand, in blocks. */
const CODE_DISTANCE = 3;
/** Another place is quoted if its best sentence reaches this share of the lead's score; only so many are. */
const ALSO_SHARE = 0.6;
const ALSO_COUNT = 3;
const ALSO_MIN_LENGTH = 40;
/** Questions that code answers. */
const WANTS_CODE =
  /\b(?:code|example|snippet|syntax|command|config(?:uration)?|import|install|script|function)\b|[`(){}=]|--\w/i;

/**
 * What the docs say, in their own words: the sentence that answers best first, then what stands around it,
 * whole steps, the code block, and what other places add. Marks are `[n]` of the sections. Empty where the
 * sections have no text.
 */
export function extract(search: Search, sections: readonly Section[]): string {
  const pages = sections.map((section) => ({ section, blocks: readBlocks(section.text) }));
  const candidates = scoreCandidates(search, pages);
  const lead = candidates.reduce<Candidate | undefined>(
    (best, next) => (best && best.score >= next.score ? best : next),
    undefined,
  );
  if (!lead) return firstCode(pages);
  const blocks = pages.find((page) => page.section === lead.section)?.blocks ?? [];
  const around = leadParts(lead, blocks, kindOf(search.text));
  const code = codeParts(lead, blocks, kindOf(search.text) === "how" || WANTS_CODE.test(search.text));
  const room = LENGTH - around.join("").length;
  const shown = new Set([lead.block, ...stepsAfter(lead, blocks)]);
  const others = candidates.filter(({ block, text }) => !shown.has(block) && !search.told?.includes(text));
  return [...around, ...code, ...alsoParts(lead, others, room)].join("\n\n");
}

/** Sections of nothing but code. */
function firstCode(pages: readonly { readonly section: Section; readonly blocks: readonly Block[] }[]): string {
  const page = pages.find(({ blocks }) => blocks.some((block) => block.kind === "code"));
  const code = page?.blocks.find((block) => block.kind === "code");
  return page && code ? `${page.section.title} [${page.section.n}]:\n\n${renderBlock(code)}` : "";
}

/** The lead in bold, then the rest of its paragraph, and the steps it belongs to or announces. */
function leadParts(lead: Candidate, blocks: readonly Block[], kind: Kind): string[] {
  const mark = ` [${lead.section.n}]`;
  const { block } = lead;
  if (block.kind === "list" && (lead.text.includes("\n") || (block.ordered && kind === "how")))
    return stepParts(lead, blocks, mark);
  const first = `${bold(lead.text)}${mark}`;
  if (block.kind !== "prose") return [first];
  const after = take(block.sentences.slice(lead.at + 1), LENGTH / 2);
  const before = take(block.sentences.slice(0, lead.at).toReversed(), LENGTH / 3).toReversed();
  const rest = after.length > 0 ? ` ${after.join(" ")}${mark}` : "";
  const lists = stepsAfter(lead, blocks).map((list) => `${renderBlock(list)}${mark}`);
  return [first + rest, ...(before.length > 0 ? [`${before.join(" ")}${mark}`] : []), ...lists];
}

/** Steps are whole or not there, behind the sentence that introduces them. */
function stepParts(lead: Candidate, blocks: readonly Block[], mark: string): string[] {
  const previous = blocks[lead.blockAt - 1];
  const intro = previous?.kind === "prose" ? previous.sentences.at(-1) : undefined;
  const whole = `${renderBlock(lead.block)}${mark}`;
  if (whole.length > LENGTH * 1.5) return [`${bold(lead.text.split("\n")[0] ?? "")}${mark}`];
  return [...(intro ? [`${bold(intro)}${mark}`] : []), whole];
}

/** The list that a paragraph announces by its colon, and steps in any case. */
function stepsAfter(lead: Candidate, blocks: readonly Block[]): Block[] {
  const next = blocks[lead.blockAt + 1];
  if (next?.kind !== "list" || renderBlock(next).length > LENGTH) return [];
  const announces = lead.block.kind === "prose" && lead.block.sentences.at(-1)?.endsWith(":");
  return announces || next.ordered ? [next] : [];
}

/** The code block that a sentence announces by its colon; for a question that code answers, also the nearest one. */
function codeParts(lead: Candidate, blocks: readonly Block[], isWanted: boolean): string[] {
  if (renderBlock(lead.block).includes("```")) return [];
  const next = blocks[lead.blockAt + 1];
  const announced = next?.kind === "code" && pieces(lead.block).at(-1)?.endsWith(":") ? [next] : [];
  const near = isWanted ? nearestCode(lead.blockAt, blocks) : [];
  return [...announced, ...near]
    .slice(0, 1)
    .filter(({ code }) => code.length <= CODE_LENGTH)
    .map(renderBlock);
}

function nearestCode(from: number, blocks: readonly Block[]): Code[] {
  const distance = (at: number) => (at > from ? at - from : (from - at) * 2);
  return blocks
    .map((block, at) => ({ block, at }))
    .filter(
      (entry): entry is { block: Code; at: number } =>
        entry.block.kind === "code" && distance(entry.at) <= CODE_DISTANCE,
    )
    .toSorted((a, b) => distance(a.at) - distance(b.at))
    .map(({ block }) => block);
}

/** The best of what other places add, one paragraph for each, while there is room. */
function alsoParts(lead: Candidate, candidates: readonly Candidate[], room: number): string[] {
  const others = candidates
    .filter((next) => next.score >= lead.score * ALSO_SHARE && standsAlone(next.text))
    .toSorted((a, b) => b.score - a.score);
  const parts: string[] = [];
  const used = new Set<Block>();
  let left = room;
  for (const next of others) {
    const text = withFollowing(next);
    if (parts.length === ALSO_COUNT || used.has(next.block) || text.length > left) continue;
    used.add(next.block);
    left -= text.length;
    parts.push(`${text} [${next.section.n}]`);
  }
  return parts;
}

function standsAlone(text: string): boolean {
  return text.length >= ALSO_MIN_LENGTH && !text.includes("\n") && !text.endsWith(":");
}

/** A sentence with the one after it, for that often says how. */
function withFollowing({ block, at, text }: Candidate): string {
  const next = block.kind === "prose" ? block.sentences[at + 1] : undefined;
  return next && standsAlone(next) ? `${text} ${next}` : text;
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
