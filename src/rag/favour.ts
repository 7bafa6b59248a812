import type { Source } from "../core/answer.ts";
import { pageOf } from "../core/link.ts";
import type { Passage } from "../search/search-index.ts";
import { fold } from "../text/fold.ts";
import { indexTerms, queryTokens } from "../text/tokenizer.ts";

// The numbers below were set by reading conversations and are not swept.

/** What a passage gains on a page that was just cited, where the question goes on from that, and where it need not. */
const PAGE_BONUS = 1.2;
const SAME_TALK_BONUS = 1.1;
/** What one gains in the same folder of the docs, or below it. */
const FOLDER_BONUS = 1.1;
/**
 * What was just cited comes first where it is so near to the best for all that was asked, and says so large a share of
 * the words that are added.
 */
const STILL_BEST_SHARE = 0.7;
const LEAST_SAID = 0.5;
const STILL_BEST_BONUS = 1.1;
/** What a passage gains whose page or section is called like the other subject, and one that merely speaks of it. */
const NAMED_BONUS = 1.6;
const SPEAKS_BONUS = 1.2;
/** What one gains besides under the heading under which the same stood about the subject before. */
const PARALLEL_BONUS = 1.3;

/**
 * What was told before a question.
 *
 * - `cited`: the sources of the last answer. `other`: the subject that is asked about instead of its own.
 * - `subject`: what the question goes on from; empty where it need not. `asked`: what it adds.
 */
export interface Talk {
  readonly cited: readonly Source[];
  readonly other?: string;
  readonly subject: string;
  readonly asked: string;
}

/** What was found for a question in a talk, in the order of what goes with what was cited before it. */
export function favour(
  found: readonly Passage[],
  { cited, other, subject }: Pick<Talk, "cited" | "other" | "subject">,
): Passage[] {
  const factor = other === undefined ? nearTo(cited, subject !== "") : calledLike(other, cited);
  return byScore(found.map((passage) => ({ ...passage, score: passage.score * factor(passage) })));
}

/** Whether a question goes on from the one before it, about the same subject. */
export function goesOn({ other, subject }: Pick<Talk, "other" | "subject">): boolean {
  return subject !== "" && other === undefined;
}

/**
 * What was found for a question, before it what was just cited and still answers: what is among the best for all that
 * was asked (`together`) and says what is added. Nothing changes where the best stands on such a page.
 */
export function stillCited(
  found: readonly Passage[],
  together: readonly Passage[],
  { cited, asked }: Pick<Talk, "cited" | "asked">,
): Passage[] {
  const pages = pagesOf(cited);
  const [best] = found;
  if (best && pages.has(pageOf(best.url))) return [...found];
  const words = queryTokens(asked);
  const least = (together[0]?.score ?? 0) * STILL_BEST_SHARE;
  const still = together.filter((passage) => {
    if (passage.score < least || !pages.has(pageOf(passage.url))) return false;
    const said = new Set(indexTerms(nameOf(passage) + passage.text));
    const known = words.filter(({ terms }) => terms.every((term) => said.has(term)));
    return known.length >= words.length * LEAST_SAID;
  });
  const first = still.map((passage) => ({ ...passage, score: (best?.score ?? 1) * STILL_BEST_BONUS }));
  return byScore([...first, ...found.filter(({ id }) => still.every((passage) => passage.id !== id))]);
}

function byScore(passages: readonly Passage[]): Passage[] {
  return passages.toSorted((one, other) => other.score - one.score);
}

/** What a passage gains by standing on a page that was cited, or beside it where the question goes on from that. */
function nearTo(cited: readonly Source[], goesOn: boolean): (passage: Passage) => number {
  const pages = pagesOf(cited);
  const folders = [...pages].map(folderOf);
  return ({ url }) => {
    const page = pageOf(url);
    if (pages.has(page)) return goesOn ? PAGE_BONUS : SAME_TALK_BONUS;
    return goesOn && folders.some((folder) => page.startsWith(folder)) ? FOLDER_BONUS : 1;
  };
}

/** What a passage gains by being called like another subject, rather under the same heading as what was cited. */
function calledLike(other: string, cited: readonly Source[]): (passage: Passage) => number {
  const name = fold(other);
  return (passage) => {
    if (!fold(nameOf(passage)).includes(name)) return fold(passage.text).includes(name) ? SPEAKS_BONUS : 1;
    const heading = passage.headings.at(-1);
    const isParallel = heading !== undefined && cited.some(({ title }) => title.endsWith(`: ${heading}`));
    return NAMED_BONUS * (isParallel ? PARALLEL_BONUS : 1);
  };
}

function pagesOf(cited: readonly Source[]): ReadonlySet<string> {
  return new Set(cited.map(({ url }) => pageOf(url)));
}

function nameOf({ title, headings }: Passage): string {
  return `${[title, ...headings].join("\n")}\n`;
}

/** The address of the folder of a page, whose own may end in a slash. */
function folderOf(page: string): string {
  return page.replace(/\/$/, "").replace(/[^/]*$/, "");
}
