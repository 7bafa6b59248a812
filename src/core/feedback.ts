/** Why an answer did not help, as people read it; the words that are stored are the keys. */
export const REASONS = {
  wrong: "Wrong",
  unrelated: "Not my question",
  outdated: "Outdated",
  incomplete: "Incomplete",
  unclear: "Hard to follow",
  missing: "Not in the docs",
  other: "Other",
} as const;

/** Why an answer did not help. */
export type Reason = keyof typeof REASONS;

/** What somebody says about an answer that did not help. Either may be left out. */
export interface Complaint {
  readonly reason?: Reason;
  readonly note?: string;
}

/** One person's vote on an answer. */
export interface Vote extends Complaint {
  readonly helpful: boolean;
}

/** The longest note beside a vote, in UTF-16 units. */
export const LONGEST_NOTE = 1000;

/** What is asked of somebody whom an answer did not help, the same on every platform. */
export const WHY = { title: "What was wrong?", note: "Anything to add? (optional)", send: "Send" } as const;

/** A complaint of what a form brought: an unknown reason is none, and an empty note is none. */
export function readComplaint(reason: unknown, note: unknown): Complaint {
  const words = typeof note === "string" ? note.trim().slice(0, LONGEST_NOTE) : "";
  return { ...(isReason(reason) && { reason }), ...(words && { note: words }) };
}

/** Whether a word is one of the reasons. */
export function isReason(word: unknown): word is Reason {
  return typeof word === "string" && Object.hasOwn(REASONS, word);
}
