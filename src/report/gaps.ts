import type { Found } from "../core/answer.ts";
import { REASONS } from "../core/feedback.ts";
import { reference } from "../core/journal.ts";
import type { Gap, Signal } from "../core/report.ts";
import { indexTerms, queryTokens } from "../text/tokenizer.ts";
import { headingFor, titleFor } from "./headings.ts";
import type { ReportedQuestion } from "./signals.ts";

/** How many questions and complaints of a gap are quoted, and how many words named. */
const MOST_QUOTES = 5;
const MOST_MISSING = 6;

/** How a question fares now: its outcome without a model, what is found, and the text of what is nearest. */
export interface Look {
  readonly outcome: string;
  readonly found?: Found;
  readonly text: string;
}

/** Asks a question of the index as it is now. */
export type LookUp = (question: ReportedQuestion) => Promise<Look>;

/**
 * The gap that some questions of one subject are. Questions that the docs answer by now, because something else is found
 * for them, do not count; where none is left, it is answered.
 */
export async function gapOf(members: readonly ReportedQuestion[], lookUp: LookUp): Promise<Gap> {
  const looks = await Promise.all(members.map((member) => (member.words ? lookUp(member) : undefined)));
  const isOpen = members.map((member, index) => !isAnsweredNow(member, looks[index]));
  const asked = members.filter(({ words }, index) => words && isOpen[index]);
  const isAnswered = asked.length === 0 && members.some(({ words }) => words);
  const open = isAnswered ? members : members.filter((_, index) => isOpen[index]);
  const text = looks.map((look) => look?.text ?? "").join("\n");
  return { ...describe(open), missing: missingIn(text, open), state: isAnswered ? "answered" : "open" };
}

/** Whether a question is answered that was not, because the docs say something else now than they did. */
function isAnsweredNow({ found }: ReportedQuestion, look: Look | undefined): boolean {
  if (look?.outcome !== "answered") return false;
  const [before, now] = [found, look.found].map((each) => JSON.stringify(each?.nearest[0]?.ids ?? []));
  return before !== now;
}

function describe(members: readonly ReportedQuestion[]): Omit<Gap, "missing" | "state"> {
  const ordered = typicalFirst(members);
  const quotes = ordered.flatMap(({ quote }) => quote ?? []);
  const nearest = nearestOf(members);
  const times = members.map(({ at }) => at);
  const first = members.toSorted((a, b) => a.at - b.at)[0];
  return {
    id: reference(first?.id ?? ""),
    title: titleFor(quotes[0], nearest?.title),
    heading: headingFor(quotes[0], nearest?.title),
    questions: members.length,
    people: new Set(members.map(({ person }) => person)).size,
    signals: countSignals(members),
    firstAt: Math.min(...times),
    lastAt: Math.max(...times),
    quotes: [...new Set(quotes)].slice(0, MOST_QUOTES),
    complaints: members
      .flatMap(({ complaints }) => complaints)
      .map(({ reason = "other", note }) => ({ reason: REASONS[reason], ...(note && { note }) }))
      .slice(0, MOST_QUOTES),
    ...(nearest && { nearest }),
  };
}

function countSignals(members: readonly ReportedQuestion[]): Gap["signals"] {
  const counts: Partial<Record<Signal, number>> = {};
  for (const signal of members.flatMap(({ signals }) => signals)) counts[signal] = (counts[signal] ?? 0) + 1;
  return counts;
}

/** Those first whose words most others have too. */
function typicalFirst(members: readonly ReportedQuestion[]): ReportedQuestion[] {
  const bags = members.map(({ words }) => termsOf(words));
  const shared = (bag: ReadonlySet<string>) =>
    [...bag].reduce((sum, term) => sum + bags.filter((other) => other.has(term)).length, 0) / Math.sqrt(bag.size || 1);
  return members
    .map((member, index) => ({ member, typical: shared(bags[index] ?? new Set()) }))
    .toSorted((a, b) => b.typical - a.typical)
    .map(({ member }) => member);
}

function termsOf(words: string): ReadonlySet<string> {
  return new Set(queryTokens(words).flatMap(({ terms }) => terms));
}

/** The section that was nearest to most of them. */
function nearestOf(members: readonly ReportedQuestion[]): Gap["nearest"] {
  const first = members.flatMap(({ found }) => {
    const [section] = found?.nearest ?? [];
    return section && found ? [{ title: section.title, url: section.url, confidence: found.confidence }] : [];
  });
  const byPage = Map.groupBy(first, ({ url }) => url);
  const [most] = [...byPage.values()].toSorted((a, b) => b.length - a.length);
  return most?.toSorted((a, b) => b.confidence - a.confidence)[0];
}

/** The words that are asked for and do not stand in a text, those of most questions first. */
function missingIn(text: string, members: readonly ReportedQuestion[]): string[] {
  const known = new Set(indexTerms(text));
  const counts = new Map<string, number>();
  for (const { quote } of members) {
    const missing = queryTokens(quote ?? "").filter(({ terms }) => !terms.some((term) => known.has(term)));
    for (const surface of new Set(missing.map((token) => token.surface)))
      counts.set(surface, (counts.get(surface) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MOST_MISSING)
    .map(([word]) => word);
}
