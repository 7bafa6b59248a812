/** Why a question tells of a gap, and how people read it. */
export const SIGNALS = {
  refused: "not answered",
  hedged: "not sure",
  "voted-down": "not helpful",
  "asked-again": "asked again",
} as const;

/** Why a question tells of a gap. */
export type Signal = keyof typeof SIGNALS;

/** What a maintainer says of a gap, and how people read it. */
export const GAP_MARKS = { "write-it": "Write it", done: "Done", "not-ours": "Not ours" } as const;

/** What a maintainer says of a gap: it is to be written, it has been, or it is nothing for this documentation. */
export type GapMark = keyof typeof GAP_MARKS;

/** What a voter said beside "Not helpful", where it may be quoted. */
export interface QuotedComplaint {
  readonly reason: string;
  readonly note?: string;
}

/**
 * A subject that people asked about and the docs did not answer.
 *
 * - `id`: by which it is marked; the same for as long as its first question is kept.
 * - `title`: its most typical question that may be quoted, else its nearest page.
 * - `heading`: proposed for what is to be written.
 * - `questions`, `people`: how many; those in private and in direct messages count, and are not among the `quotes`.
 * - `signals`: how many questions have which.
 * - `nearest`: the section that is nearest to most of them, with the best confidence; absent where none is near.
 * - `missing`: what was asked for and does not stand there, as words.
 * - `state`: `answered` by a later sync, or what a maintainer says; one that is `done` opens again with a new question.
 */
export interface Gap {
  readonly id: string;
  readonly title: string;
  readonly heading: string;
  readonly questions: number;
  readonly people: number;
  readonly signals: Readonly<Partial<Record<Signal, number>>>;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly quotes: readonly string[];
  readonly complaints: readonly QuotedComplaint[];
  readonly nearest?: { readonly title: string; readonly url: string; readonly confidence: number };
  readonly missing: readonly string[];
  readonly state: "open" | "answered" | GapMark;
}

/** An answer that cites what has changed since. `question`: where it may be quoted. */
export interface OutdatedAnswer {
  readonly question?: string;
  readonly at: number;
  readonly page?: { readonly title: string; readonly url: string };
}

/** What was asked in some time, and what the docs lack. `helpful` and `unhelpful` count votes. */
export interface Report {
  readonly since: number;
  readonly questions: number;
  readonly people: number;
  readonly answered: number;
  readonly uncertain: number;
  readonly refused: number;
  readonly helpful: number;
  readonly unhelpful: number;
  /** Those that most people ask about first. */
  readonly gaps: readonly Gap[];
  readonly outdated: readonly OutdatedAnswer[];
}

/** Makes reports. They name nobody. */
export interface Reports {
  /** What was asked since then, in milliseconds since 1970. */
  report(since: number): Promise<Report>;
  /** Notes what a maintainer says of a gap; false where there is none of this id. */
  mark(id: string, verdict: GapMark): Promise<boolean>;
}

/** Whether somebody has something to do about a gap. */
export function isToDo({ state }: Gap): boolean {
  return state === "open" || state === "write-it";
}
