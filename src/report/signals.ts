import { createHmac, randomBytes } from "node:crypto";
import type { Found } from "../core/answer.ts";
import type { Vote } from "../core/feedback.ts";
import type { QuestionRecord } from "../core/journal.ts";
import type { Signal } from "../core/report.ts";
import { anonymousText } from "../text/anonymous.ts";
import { indexTerms } from "../text/tokenizer.ts";

/**
 * A question as a report reads it: nobody's. `person`: a hash that tells people apart within one report; `quote`: its
 * words, where it may be quoted; `words`: what it is compared by, none where none are kept.
 */
export interface ReportedQuestion {
  readonly id: string;
  readonly at: number;
  readonly platform: string;
  readonly person: string;
  readonly words: string;
  readonly quote?: string;
  readonly outcome: string;
  readonly signals: readonly Signal[];
  readonly complaints: readonly Vote[];
  readonly helpful: number;
  readonly cited: readonly string[];
  readonly found?: Found;
  readonly place: QuestionRecord["place"];
}

/** Outcomes of questions about the docs: small talk and trouble say nothing about them. */
const ABOUT_DOCS = new Set(["answered", "uncertain", "refused"]);

/** Who asks nearly the same within so many milliseconds was not helped by the first answer. */
const AGAIN_MS = 15 * 60_000;

/** So large a share of the words of the shorter question the two have in common. */
const SAME_WORDS = 0.6;

/** The longest question that is quoted whole, in characters. */
const LONGEST_QUOTE = 300;

/** An id of a question that was asked again by its button: `q~2`. */
const AGAIN = /^(.*)~\d+$/s;

/**
 * The questions about the docs without whose they are, oldest first. People are told apart by a keyed hash, whose key is
 * made anew for each report.
 */
export function anonymise(records: readonly QuestionRecord[]): ReportedQuestion[] {
  const key = randomBytes(32);
  const names = new Set(records.flatMap(({ author }) => author.name ?? []));
  const asked = records.filter(({ outcome, command }) => command === "ask" && ABOUT_DOCS.has(outcome));
  const again = askedAgain(asked);
  return asked.map((record) => ({
    id: record.id,
    at: record.at,
    platform: record.place.platform,
    person: createHmac("sha256", key).update(`${record.place.platform} ${record.author.id}`).digest("hex").slice(0, 16),
    words: record.text ?? "",
    ...(record.isQuotable && record.text && { quote: shorten(anonymousText(record.text, names)) }),
    outcome: record.outcome,
    signals: signalsOf(record, again),
    complaints: record.votes.filter(({ helpful }) => !helpful).map((vote) => quotable(vote, record, names)),
    helpful: record.votes.filter(({ helpful }) => helpful).length,
    cited: record.cited,
    found: record.found,
    place: record.place,
  }));
}

/** What is said beside a vote counts as what was asked: where that may not be quoted, neither may the note. */
function quotable({ note, ...vote }: Vote, { isQuotable }: QuestionRecord, names: ReadonlySet<string>): Vote {
  return note && isQuotable ? { ...vote, note: anonymousText(note, names) } : vote;
}

function shorten(text: string): string {
  if (text.length <= LONGEST_QUOTE) return text;
  return `${text.slice(0, LONGEST_QUOTE).replace(/\s+\S*$/, "")}…`;
}

function signalsOf({ id, outcome, votes }: QuestionRecord, again: ReadonlySet<string>): Signal[] {
  const is: Readonly<Record<Signal, boolean>> = {
    refused: outcome === "refused",
    hedged: outcome === "uncertain",
    "voted-down": votes.some(({ helpful }) => !helpful),
    "asked-again": again.has(id),
  };
  return (Object.keys(is) as Signal[]).filter((signal) => is[signal]);
}

/** The ids of questions that their asker asked once more soon after, by the button or in nearly the same words. */
function askedAgain(records: readonly QuestionRecord[]): ReadonlySet<string> {
  const again = new Set<string>();
  const latest = new Map<string, QuestionRecord>();
  for (const record of records) {
    const [, first] = AGAIN.exec(record.id) ?? [];
    if (first) again.add(first);
    const whose = JSON.stringify([record.place, record.author.id]);
    const before = latest.get(whose);
    if (before && record.at - before.at < AGAIN_MS && saysTheSame(before.text, record.text)) again.add(before.id);
    latest.set(whose, record);
  }
  return again;
}

function saysTheSame(one = "", other = ""): boolean {
  const [few = [], many = []] = [one, other]
    .map((text) => [...new Set(indexTerms(text))])
    .toSorted((a, b) => a.length - b.length);
  const common = few.filter((term) => many.includes(term)).length;
  return few.length > 1 && common >= SAME_WORDS * few.length;
}
