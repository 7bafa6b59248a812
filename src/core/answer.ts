import type { Json, Place } from "./prompt.ts";

/**
 * One question and what people saw of its answer. Plain JSON that outlives upgrades of any library.
 *
 * - `at`: when the question was asked, milliseconds since 1970.
 * - `mark`: how the answer ended early: `stopped` by a person, `cut` by trouble.
 * - `outcome`: what kind of answer it was; older ones do not say.
 * - `cited`: ids of the chunks behind its sources.
 * - `message`: where its one message stands, for `Adapter.revise`; left out where that cannot be changed later.
 * - `isOutdated`: a chunk that it cites has changed since.
 */
export interface Exchange {
  readonly id: string;
  readonly author: { readonly id: string; readonly name: string };
  readonly question: string;
  readonly answer: string;
  readonly sources: readonly Source[];
  readonly at: number;
  readonly mark?: "stopped" | "cut";
  readonly outcome?: Outcome;
  readonly cited?: readonly string[];
  readonly message?: Json;
  readonly isOutdated?: boolean;
}

/** What stands under an answer that cites what has changed since. */
export const OUTDATED = "A page that this cites has changed since. Ask again for what it says now.";

/**
 * A place in the documentation that an answer cites: `n` is its number in the answer, `url` comes from the index
 * alone. `path`: of a file of this machine, where it lies within its source; the rest of its address is nobody's
 * business. `excerpt`: how the passage begins, as Markdown of one line.
 */
export interface Source {
  readonly n: number;
  readonly title: string;
  readonly url: string;
  readonly path?: string;
  readonly excerpt?: string;
}

/** What an answer cited, as `End` tells it. */
export interface Citations {
  readonly sources: readonly Source[];
  readonly cited: readonly string[];
  readonly support?: number;
}

/** A section that was found for a question. `ids`: of its chunks; `score`: as a share of the best one's. */
export interface FoundSection {
  readonly title: string;
  readonly url: string;
  readonly ids: readonly string[];
  readonly score: number;
}

/** What was found for a question, best first. `confidence` in 0..1: how sure it is that the docs speak of it. */
export interface Found {
  readonly confidence: number;
  readonly nearest: readonly FoundSection[];
}

/** What happens to a cited sentence that its source does not bear out. */
export type Unsupported = "mark" | "drop";

/** A question on its way through the story of one answer. */
export interface Question {
  /** For logs, never shown to a model. */
  readonly id: string;
  readonly text: string;
  /** Text the person pointed at; counts as context of the question, not as documentation. */
  readonly quoted?: string;
  /** Names of attachments that could not be read; the answer says so. */
  readonly unread?: readonly string[];
  readonly history: readonly Exchange[];
  /** Where it was asked: not every source is for everybody. */
  readonly place?: Place;
}

/**
 * What kind of answer it is. `uncertain`: the docs may not answer, and the nearest sections are shown; it counts
 * neither
 * as answered nor as refused. `refused`: the docs do not answer. `talk`: small talk, answered without the
 * docs. `failed`: trouble, told calmly.
 */
export type Outcome = "answered" | "uncertain" | "refused" | "talk" | "failed";

/** Whether the sources of an answer only are the nearest pages, and bear nothing out. */
export function namesNearest(outcome: Outcome): boolean {
  return outcome === "uncertain" || outcome === "refused";
}

/**
 * An answer as it is made: `progress`, one `verdict` before the first text (so that somebody who did not
 * ask by name can be spared a refusal), `text`, and always one `end`.
 *
 * `text` is safe: checked citations, no link that the index does not know, nothing that may still turn into
 * one. Concatenated it is the whole answer in standard Markdown, `[n]` marks included; `sources` are those that it
 * refers to up to there.
 */
export type AnswerEvent =
  | { readonly type: "progress"; readonly step: "searching" | "writing" }
  | { readonly type: "verdict"; readonly outcome: Outcome }
  | { readonly type: "text"; readonly text: string; readonly sources?: readonly Source[] }
  | End;

/**
 * - `sources`: in order of first mention, numbered from 1, only what was cited (for `refused` and `uncertain`: the
 *   nearest pages).
 * - `cited`: ids of the chunks behind `sources`, for the journal.
 * - `note`: with `failed` after some text was shown, the sentence that says why it ends here.
 * - `support`: share of the cited sentences that their sources bear out, in 0..1; absent where nothing was cited.
 * - `found`: what the docs have nearest to the question; absent where nothing was searched.
 */
export interface End {
  readonly type: "end";
  readonly outcome: Outcome;
  readonly sources: readonly Source[];
  readonly cited: readonly string[];
  readonly note?: string;
  readonly support?: number;
  readonly found?: Found;
}

/** An answer from its beginning to its end: its text, with the sentence that says why it ends early. */
export async function wholeAnswer(
  events: AsyncIterable<AnswerEvent>,
): Promise<{ readonly text: string; readonly end: End }> {
  let text = "";
  for await (const event of events) {
    if (event.type === "text") text += event.text;
    if (event.type === "end") return { text: event.note ? `${text}\n\n${event.note}` : text, end: event };
  }
  throw new Error("The answer ended without saying how");
}

/**
 * The story of one question. Trouble is told as text and `failed`. An aborted `signal` rejects before the first
 * text; after it, the answer ends at once with the sources of what was shown.
 */
export interface Rag {
  answer(question: Question, signal: AbortSignal): AsyncIterable<AnswerEvent>;
  /** The best sections for some words, without a model. */
  search(words: string, limit: number, place?: Place, only?: SearchFilter): Promise<readonly SearchHit[]>;
}

/** Reads pages of the documentation whole. */
export interface PageReader {
  /**
   * A page by its address, or one section of it where that has an anchor; undefined where there is none that may be seen
   * in this place.
   */
  page(address: string, place?: Place): Promise<DocumentPage | undefined>;
}

/**
 * What a search may find: pages of a version, texts in a language, as its two letters; `excerpt`: how long excerpts are,
 * in characters.
 */
export interface SearchFilter {
  readonly version?: string;
  readonly language?: string;
  readonly excerpt?: number;
}

/** What a page says, or one section of it with what stands below it. `text` is Markdown, headings included. */
export interface DocumentPage extends Omit<Source, "n"> {
  readonly text: string;
}

/** A section found by `search`. `excerpt` is Markdown of one line, around the words. */
export interface SearchHit extends Omit<Source, "n" | "excerpt"> {
  readonly excerpt: string;
}
