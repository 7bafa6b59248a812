import type { QuestionType } from "../../text/locales/locale.ts";
import type { PreparedSearch, Section } from "../retrieve.ts";
import { questionTypeOf } from "./answer-shape.ts";
import { type AnswerBlock, type Code, readBlocks, renderBlock } from "./blocks.ts";
import { type Candidate, pieces, scoreCandidates } from "./score.ts";

/** How much an extract quotes besides steps and its code block, in characters; more is a page and no answer. */
const LENGTH = 800;
/** A sentence is quoted beside the lead if it answers nearly as well: by so much less, as scores go, at the most. */
const NEARLY = 0.6;
/**
 * A sentence of another paragraph must reach this share of the lead's score, and only so many other paragraphs are
 * quoted.
 */
const SHARE_ELSEWHERE = 0.6;
const ELSEWHERE = 3;
const ELSEWHERE_MIN_LENGTH = 40;
/** Left out, so little of a paragraph would only make it harder to read. */
const REMNANT = 160;
/** Longer steps are a page and no answer. */
const STEPS_LENGTH = 1800;
/** A longer code block is a file and no answer; the source's link leads to it. */
const CODE_LENGTH = 1200;
/** How far from the lead its code block may stand, in blocks. */
const CODE_DISTANCE = 3;
/** Stands where sentences of a paragraph were left out. */
const GAP = "…";
/** Questions that code answers. */
const WANTS_CODE =
  /\b(?:code|example|snippet|syntax|command|config(?:uration)?|import|install|script|function)\b|[`(){}=]|--\w/i;

/**
 * What the docs say, in their own words: the sentence that answers best first, then what answers nearly as well
 * around it,
 * whole steps, the code block, and what other places add. Marks are `[n]` of the sections. Empty where the
 * sections have no text.
 */
export function extract(search: PreparedSearch, sections: readonly Section[]): string {
  const pages = sections.map((section) => ({ section, blocks: readBlocks(section.text) }));
  const candidates = scoreCandidates(search, pages);
  const lead = candidates.reduce<Candidate | undefined>(
    (best, next) => (best && best.score >= next.score ? best : next),
    undefined,
  );
  if (!lead) return firstCode(pages);
  const blocks = pages.find((page) => page.section === lead.section)?.blocks ?? [];
  const chosen = choose(lead, candidates, search.told);
  const kind = questionTypeOf(search.text);
  const around = leadParts(lead, chosen, blocks, kind);
  const code = codeParts(lead, blocks, kind === "how" || WANTS_CODE.test(search.text));
  const shown = new Set([lead.block, ...stepsAfter(lead, blocks)]);
  return [...around, ...code, ...elsewhereParts(chosen.filter(({ block }) => !shown.has(block)))].join("\n\n");
}

/** What is quoted: the lead, and the best of what answers nearly as well while there is room. */
function choose(lead: Candidate, candidates: readonly Candidate[], told = ""): Candidate[] {
  const beside = candidates.filter((next) => next !== lead && isWorth(next, lead, told));
  const chosen = [lead];
  const elsewhere = new Set<AnswerBlock>();
  let left = LENGTH - lead.text.length;
  for (const next of beside.toSorted((a, b) => b.score - a.score)) {
    const isOneMore = next.block !== lead.block && !elsewhere.has(next.block);
    if (next.text.length > left || (isOneMore && elsewhere.size === ELSEWHERE)) continue;
    if (isOneMore) elsewhere.add(next.block);
    chosen.push(next);
    left -= next.text.length;
  }
  return chosen;
}

/** Whether a sentence answers nearly as well as the lead does. */
function isWorth(next: Candidate, lead: Candidate, told: string): boolean {
  if (next.block === lead.block) return next.score >= lead.score - NEARLY;
  return next.score >= lead.score * SHARE_ELSEWHERE && standsAlone(next) && !told.includes(next.text);
}

/** Sections of nothing but code. */
function firstCode(pages: readonly { readonly section: Section; readonly blocks: readonly AnswerBlock[] }[]): string {
  const page = pages.find(({ blocks }) => blocks.some((block) => block.kind === "code"));
  const code = page?.blocks.find((block) => block.kind === "code");
  return page && code ? `${page.section.title} [${page.section.n}]:\n\n${renderBlock(code)}` : "";
}

/** The lead in bold, then what is quoted of its paragraph, and the steps it belongs to or announces. */
function leadParts(
  lead: Candidate,
  chosen: readonly Candidate[],
  blocks: readonly AnswerBlock[],
  kind: QuestionType,
): string[] {
  const mark = ` [${lead.section.n}]`;
  const { block } = lead;
  if (block.kind === "list" && block.ordered && (lead.text.includes("\n") || kind === "how"))
    return stepParts(lead, blocks, mark);
  const all = pieces(block);
  const taken = new Set(chosen.flatMap((each) => (each.block === block ? [each.at] : [])));
  const after = passageOf(all, taken, lead.at + 1, all.length, block);
  const before = passageOf(all, taken, 0, lead.at, block);
  const lists = stepsAfter(lead, blocks)
    .map(renderBlock)
    .map((list) => (endsInCode(list) ? list : list + mark));
  const first = leadLines(lead.text, mark);
  if (block.kind !== "prose")
    return [first, ...[before, after].filter(Boolean).map((text) => marked(text, mark)), ...lists];
  return [first + (after && ` ${after}${mark}`), ...(before ? [before + mark] : []), ...lists];
}

/** The first line in bold; an item of several lines goes on below it. */
function leadLines(text: string, mark: string): string {
  const [first = "", ...rest] = text.split("\n");
  const lead = `${bold(first)}${mark}`;
  return rest.length > 0 ? `${lead}\n\n${rest.join("\n")}` : lead;
}

/** A mark at the end of a text, but never on the line that closes a code block. */
function marked(text: string, mark: string): string {
  return text + (endsInCode(text) ? `\n\n${mark.trim()}` : mark);
}

function endsInCode(text: string): boolean {
  return /[`~]{3,}\s*$/.test(text);
}

/** What is quoted of a block between two places; short remnants are quoted too, longer ones leave a gap. */
function passageOf(
  all: readonly string[],
  taken: ReadonlySet<number>,
  from: number,
  to: number,
  block: AnswerBlock,
): string {
  const rest = all.slice(from, to);
  const isShort = rest.join(" ").length <= REMNANT;
  const places = rest.flatMap((_, index) => (isShort || taken.has(from + index) ? [from + index] : []));
  const texts = places.map((place) => all[place] ?? "");
  if (block.kind !== "prose") return texts.map((text) => `- ${text.replace(/\n/g, "\n  ")}`).join("\n");
  return texts.map((text, index) => (isGap(places, index, from) ? `${GAP} ${text}` : text)).join(" ");
}

function isGap(places: readonly number[], index: number, from: number): boolean {
  const place = places[index] ?? 0;
  return index === 0 ? place > from && from > 0 : place > (places[index - 1] ?? 0) + 1;
}

/** Steps are whole or not there, behind the sentence that introduces them. */
function stepParts(lead: Candidate, blocks: readonly AnswerBlock[], mark: string): string[] {
  const previous = blocks[lead.blockAt - 1];
  const intro = previous?.kind === "prose" ? previous.sentences.at(-1) : undefined;
  const whole = renderBlock(lead.block);
  if (whole.length > STEPS_LENGTH) return [leadLines(lead.text, mark)];
  return intro ? [`${bold(intro)}${mark}`, whole] : [marked(whole, mark)];
}

/** The list that a paragraph announces by its colon, and steps in any case. */
function stepsAfter(lead: Candidate, blocks: readonly AnswerBlock[]): AnswerBlock[] {
  const next = blocks[lead.blockAt + 1];
  if (next?.kind !== "list" || renderBlock(next).length > STEPS_LENGTH) return [];
  const announces = lead.block.kind === "prose" && lead.block.sentences.at(-1)?.endsWith(":");
  return announces || next.ordered ? [next] : [];
}

/** The code block that a sentence announces by its colon; for a question that code answers, also the nearest one. */
function codeParts(lead: Candidate, blocks: readonly AnswerBlock[], isWanted: boolean): string[] {
  if (renderBlock(lead.block).includes("```")) return [];
  const next = blocks[lead.blockAt + 1];
  const announced = next?.kind === "code" && pieces(lead.block).at(-1)?.endsWith(":") ? [next] : [];
  const near = isWanted ? nearestCode(lead.blockAt, blocks) : [];
  return [...announced, ...near]
    .slice(0, 1)
    .filter(({ code }) => code.length <= CODE_LENGTH)
    .map(renderBlock);
}

function nearestCode(from: number, blocks: readonly AnswerBlock[]): Code[] {
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

/** What other places add, a paragraph for each block, the best first. */
function elsewhereParts(chosen: readonly Candidate[]): string[] {
  return [...Map.groupBy(chosen, ({ block }) => block).values()].flatMap((group) => {
    const [best] = group;
    if (!best) return [];
    const taken = new Set(group.map(({ at }) => at));
    const all = pieces(best.block);
    const first = Math.min(...taken);
    const text = passageOf(all, taken, first, Math.max(...taken) + 1, best.block);
    return [marked(text, ` [${best.section.n}]`)];
  });
}

/** Whether a text can be quoted away from where it stands: a whole sentence that announces nothing. */
function standsAlone({ text }: Candidate): boolean {
  return text.length >= ELSEWHERE_MIN_LENGTH && !text.includes("\n") && /[.!。！)]["'”’*`]*$/.test(text);
}

function bold(text: string): string {
  return `**${text.replace(/\\?\*\*/g, "")}**`;
}
