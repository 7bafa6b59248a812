import { pageOf } from "../../core/link.ts";
import { localeOf } from "../../text/language.ts";
import type { QuestionType } from "../../text/locales/locale.ts";
import { indexTerms } from "../../text/tokenizer.ts";
import { type PreparedSearch, type Section, sectionTitle } from "../retrieve.ts";
import { placeCost, questionTypeOf } from "./answer-shape.ts";
import { type AnswerBlock, type Code, readBlocks, renderBlock } from "./blocks.ts";
import { bold, type Excerpt, excerptAround, GAP } from "./excerpt.ts";
import { canLead, withSentenceBefore } from "./lead.ts";
import { type Candidate, scoreCandidates } from "./score.ts";
import { type Side, sidesOf } from "./subjects.ts";
import { withoutOtherTabs } from "./tabs.ts";

/** How much an extract shows at the most, in characters: more is a page and no answer. */
const LENGTH = 1500;
/** So much of it is kept for a sentence of another section, which may take more where there is room. */
const BESIDE_ROOM = 350;
const BESIDE_LENGTH = 450;
/**
 * What another section says is shown where its score reaches this share of the lead's: a fact is soon missed, and of
 * two ways to do something the second soon confuses.
 */
const BESIDE_SHARE: Readonly<Record<QuestionType, number>> = {
  when: 0.3,
  count: 0.3,
  who: 0.3,
  where: 0.4,
  why: 0.4,
  what: 0.45,
  any: 0.45,
  how: 0.6,
};
const BESIDE_MIN_LENGTH = 40;
/** So much of what is asked it says in its own words: what only stands under a fitting heading says nothing alone. */
const BESIDE_COVERAGE = 0.25;
/** What a sentence gains on the page that the search holds for the best: pages are told apart better than sentences. */
const BEST_PAGE_BONUS = 0.3;
/** By so much a lead may be worse and still be taken instead of one elsewhere, if the best section says it. */
const SAME_SECTION_BONUS = 0.15;
/** What may be a lead and answers less well than this share of what may not is none. */
const LEAD_SHARE = 0.7;
/** Less room than this is not worth a heading. */
const LEAST_ROOM = 200;
/** Questions that code answers. */
const WANTS_CODE =
  /\b(?:code|example|snippet|syntax|command|config(?:uration)?|import|install|script|function)\b|[`(){}=]|--\w/i;

/** Of a longer question, such as a pasted log, as much of its beginning and of its end is compared with sentences. */
const QUESTION_END = 1000;

/** A section and what it is made of. */
interface Page {
  readonly section: Section;
  readonly blocks: readonly AnswerBlock[];
}

/**
 * What the docs say, in their own words: the section with the sentence that answers best, as it stands and with that
 * sentence in bold, as far as there is room; then, set apart, what the next best section says. Marks are `[n]` of the
 * sections. Empty where the sections have no text.
 */
export function extract(asked: PreparedSearch, sections: readonly Section[]): string {
  const search = { ...asked, text: endsOf(asked.text), context: asked.context.map(endsOf) };
  const pages = sections.map((section) => ({
    section,
    blocks: withoutOtherTabs(readBlocks(section.text), search.text),
  }));
  const candidates = scoreCandidates(search, pages);
  const bestPage = bestPageOf(search, sections);
  const preference = ({ section, score }: Candidate) =>
    score + (pageOf(section.url) === bestPage ? BEST_PAGE_BONUS : 0);
  const best = bestOf(candidates, preference);
  if (!best) return firstBlock(pages);
  const lead = leadOf(candidates, best, pages, preference);
  const told = lead ?? best;
  const around = showSection(told, lead !== undefined, pages, search);
  const beside = besideOf(told, around, candidates, pages, search);
  return [around, ...beside.map((next) => `> ${next.text} [${next.section.n}]`)].join("\n\n");
}

/** Where somebody who writes much asks what they want to know. */
function endsOf(text: string): string {
  return text.length > 2 * QUESTION_END ? `${text.slice(0, QUESTION_END)} ${text.slice(-QUESTION_END)}` : text;
}

function bestOf(candidates: readonly Candidate[], score = (each: Candidate) => each.score): Candidate | undefined {
  return candidates.reduce<Candidate | undefined>(
    (best, next) => (best && score(best) >= score(next) ? best : next),
    undefined,
  );
}

/** The page that the search holds for the best, unless it tells of changes or is a reference and another one is there. */
function bestPageOf({ text }: PreparedSearch, sections: readonly Section[]): string {
  const said = new Set(indexTerms(text));
  const best = sections.find((section) => placeCost(section, text, said) === 0) ?? sections[0];
  return pageOf(best?.url ?? "");
}

/** The best of what may be set in bold, rather in the section that answers best than elsewhere. */
function leadOf(
  candidates: readonly Candidate[],
  best: Candidate,
  pages: readonly Page[],
  preference: (each: Candidate) => number,
): Candidate | undefined {
  const blocksOf = new Map(pages.map(({ section, blocks }) => [section, blocks]));
  const able = candidates.flatMap((each, index) => {
    if (each.score < best.score * LEAD_SHARE) return [];
    const blocks = blocksOf.get(each.section) ?? [];
    return canLead(each, blocks) ? each : (withSentenceBefore(each, candidates[index - 1], blocks) ?? []);
  });
  return bestOf(able, (each) => preference(each) + (each.section === best.section ? SAME_SECTION_BONUS : 0));
}

/** What a release brought: section by section under their headings, as far as there is room. */
export function extractRelease({ text }: PreparedSearch, sections: readonly Section[]): string {
  const pages = sections.map((section) => ({ section, blocks: readBlocks(section.text) }));
  const [first] = pages;
  const whole = pages.map((page) => ({ ...page, section: { ...page.section, continues: true } }));
  const title = first
    ? headingLine(sectionTitle({ ...first.section, headings: first.section.headings.slice(0, 1) }), "###", "")
    : "";
  return [title, ...continued(whole, { text: title, isCut: false }, LENGTH, text)].join("\n\n");
}

/** Sections of nothing but code and remarks. */
function firstBlock(pages: readonly Page[]): string {
  const blockOf = ({ blocks }: Page) => blocks.find(({ kind }) => kind === "code") ?? blocks[0];
  const page = pages.find(({ blocks }) => blocks.length > 0);
  const block = page && blockOf(page);
  return block ? `${page.section.title} [${page.section.n}]:\n\n${renderBlock(block)}` : "";
}

/** The heading and what stands under it, around the lead; the code that is asked for; and where there is more. */
function showSection(lead: Candidate, isBold: boolean, pages: readonly Page[], { text }: PreparedSearch): string {
  const place = pages.findIndex(({ section }) => section === lead.section);
  const section = lead.section;
  const blocks = pages[place]?.blocks.with(lead.blockAt, lead.block) ?? [];
  const mark = `[${section.n}]`;
  const heading = headingLine(sectionTitle(section), "###", isBold ? "" : mark);
  const room = LENGTH - BESIDE_ROOM - heading.length;
  const set = (told: string) => (isBold ? withMark(bold(told), mark) : told);
  const options = { position: lead, lead: set, room };
  const whole = excerptAround(blocks, options);
  const wantsCode = questionTypeOf(text) === "how" || WANTS_CODE.test(text);
  const code = wantsCode ? codeBeside(blocks, lead.blockAt, whole, room / 2) : "";
  const excerpt = code ? excerptAround(blocks, { ...options, room: room - code.length }) : whole;
  const rest = continued(pages.slice(place + 1), excerpt, room, text);
  const more = excerpt.isCut ? [moreLine(text, mark)] : [];
  return [heading, excerpt.text, ...(code ? [GAP, code] : []), ...more, ...rest].filter(Boolean).join("\n\n");
}

/** Says where the rest stands, in the language of the question. */
function moreLine(asked: string, mark: string): string {
  return `_${GAP} ${localeOf(asked).sentences.more.replace("{source}", mark)}_`;
}

/** A mark at the end of the first line, which is the lead. */
function withMark(text: string, mark: string): string {
  const [first = "", ...rest] = text.split("\n");
  const end = first.indexOf("**", 2) + 2;
  return [`${first.slice(0, end)} ${mark}${first.slice(end)}`, ...rest].join("\n");
}

function headingLine(title: string, level: string, mark: string): string {
  const [block] = readBlocks(title.replace(/^[\s#>*+=~^"-]+/, ""));
  const text = block?.kind === "prose" ? renderBlock(block) : "";
  return text && `${level} ${text}${mark && ` ${mark}`}`;
}

/** The first code of a section that was cut before it. */
function codeBeside(blocks: readonly AnswerBlock[], from: number, { text }: Excerpt, room: number): string {
  if (text.includes("```")) return "";
  const next = blocks.slice(from).find((block): block is Code => block.kind === "code");
  const shown = next ? renderBlock(next) : "";
  return shown.length <= room ? shown : "";
}

/** What a page says next under headings of its own, where the section itself says hardly anything. */
function continued(pages: readonly Page[], { text, isCut }: Excerpt, room: number, asked: string): string[] {
  const parts: string[] = [];
  let left = isCut ? 0 : room - text.length;
  for (const { section, blocks } of pages) {
    if (!section.continues || left < LEAST_ROOM || blocks.length === 0) break;
    const mark = `[${section.n}]`;
    const heading = headingLine(section.headings.at(-1) ?? "", "####", mark);
    const position = { blockAt: 0, at: 0 };
    const next = excerptAround(blocks, { position, lead: (told) => told, room: left - heading.length });
    parts.push(heading, next.text, ...(next.isCut ? [moreLine(asked, mark)] : []));
    left -= heading.length + next.text.length;
  }
  return parts;
}

/** What is set apart: of two things that are asked about the one that is not shown yet, else what answers next best. */
function besideOf(
  lead: Candidate,
  shown: string,
  candidates: readonly Candidate[],
  pages: readonly Page[],
  { text, told = "" }: PreparedSearch,
): Candidate[] {
  const blocksOf = new Map(pages.map(({ section, blocks }) => [section, blocks]));
  const able = candidates.filter(
    (next) =>
      !shown.includes(next.text) &&
      !told.includes(next.text) &&
      next.text.length <= LENGTH - shown.length &&
      standsAlone(next) &&
      canLead(next, blocksOf.get(next.section) ?? []),
  );
  const missing = sidesOf(text).filter((side) => !speaksOf(lead, side));
  const others = missing.flatMap((side) => bestOf(able.filter((next) => speaksOf(next, side))) ?? []);
  if (others.length > 0) return [...new Set(others)];
  const next = bestOf(able.filter(({ section, coverage }) => section !== lead.section && coverage >= BESIDE_COVERAGE));
  return next && next.score >= lead.score * BESIDE_SHARE[questionTypeOf(text)] ? [next] : [];
}

function speaksOf({ text, section }: Candidate, side: Side): boolean {
  const terms = new Set([...indexTerms(text), ...indexTerms(section.headings.at(-1) ?? section.title)]);
  return side.terms.every((term) => terms.has(term));
}

/** Whether a text can be quoted away from where it stands: a whole sentence that announces nothing. */
function standsAlone({ text, block }: Candidate): boolean {
  if (text.length < BESIDE_MIN_LENGTH || text.length > BESIDE_LENGTH || text.includes("\n")) return false;
  return block.kind === "table" || /[.!。！।؟)]["'”’*`]*$/.test(text);
}
