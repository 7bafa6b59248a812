import { createHash } from "node:crypto";
import type { Found } from "./answer.ts";
import type { Vote } from "./feedback.ts";
import type { JournalledData } from "./privacy.ts";
import type { Place, Prompt } from "./prompt.ts";

/**
 * How a question ended. `cited`: ids of the chunks behind its sources. `support`: share of cited sentences that their
 * source bears out. `found`: what was nearest to it.
 */
export interface Closing {
  readonly outcome: string;
  readonly cited: readonly string[];
  readonly support?: number;
  readonly found?: Found;
  /** Its asker wishes that no words of it are kept. */
  readonly isUnkept?: boolean;
}

/**
 * A question that ended, for reports. `text`: as it was asked, kept of no private one. `isQuotable`: neither in private
 * nor in a direct message.
 */
export interface QuestionRecord extends Closing {
  readonly id: string;
  readonly at: number;
  readonly command: string;
  readonly author: { readonly id: string; readonly name?: string };
  readonly place: Place;
  readonly text?: string;
  readonly isQuotable: boolean;
  readonly votes: readonly Vote[];
}

/**
 * Accepted questions: recorded before work starts, closed after delivery, resumed after a crash. A question's
 * record is also its claim: the same human act, delivered twice or to two processes, is accepted once.
 */
export interface Journal {
  /** Records a prompt as open and this process as the one that answers it; false where this act is known already. */
  accept(prompt: Prompt): Promise<boolean>;
  /** How many questions this author asked within the last `milliseconds`, the given one left out. */
  asked(prompt: Prompt, milliseconds: number): Promise<number>;
  /**
   * Notes the end of a question, unless another process answers it now. What a private one said is not kept, nor what
   * any quoted: it may be somebody else's.
   */
  close(id: string, closing: Closing): Promise<void>;
  /** Whether the question is still recorded: it is gone once its author had everything deleted. */
  has(id: string): Promise<boolean>;
  /** Whether what was kept of a question was deleted at its author's wish. */
  isForgotten(id: string): Promise<boolean>;
  /** The prompt of a question, until it expires or is private and closed. */
  prompt(id: string): Promise<Prompt | undefined>;
  /** Questions that were accepted and never closed, oldest first. */
  open(): Promise<readonly Prompt[]>;
  /** Takes over an open question whose process is gone, or that is this one's; false where another one answers it. */
  take(id: string): Promise<boolean>;
  /** Tells that this process is alive. Resolves to those of the questions it works on that it no longer has. */
  renew(working: readonly string[]): Promise<readonly string[]>;
  /** Lets go of the questions that this process leaves open, for others to take over at once. */
  release(): Promise<void>;
  /**
   * One vote for each person and question: a later one replaces the first, and without one it is taken back. False where
   * the question is not known.
   */
  vote(id: string, by: string, vote: Vote | undefined): Promise<boolean>;
  /** What somebody voted on a question, if anything. */
  voteOf(id: string, by: string): Promise<Vote | undefined>;
  /** The questions that were asked since then and have ended, oldest first. `since`: milliseconds since 1970. */
  records(since: number): AsyncIterable<QuestionRecord>;
  /** What is kept of one person. */
  kept(whose: Required<Omit<Whose, "workspace">>): Promise<JournalledData>;
  /**
   * Deletes what one person asked and voted, or everything of a workspace. Of each question only a hash of its id stays
   * until it would have expired: delivered once more, it is no new question.
   */
  forget(whose: Whose): Promise<void>;
  /** Deletes what is older than the retention. */
  sweep(): Promise<number>;
}

/** Whose questions are deleted: one person's on a platform, or everything of a workspace. */
export interface Whose {
  readonly platform: string;
  readonly workspace?: string;
  readonly author?: string;
}

/** What stays of the id of a question that was forgotten. */
export function claimOf(id: string): string {
  return createHash("sha256").update(`claim of ${id}`).digest("hex");
}

/** A short name for a question, to tell people and to find in the log. */
export function reference(id: string): string {
  return createHash("sha256").update(id).digest("hex").slice(0, 8);
}
