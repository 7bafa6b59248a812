import { UserError } from "../core/errors.ts";
import type { Journal } from "../core/journal.ts";
import type { Prompt } from "../core/prompt.ts";
import type { Conversations, ThreadRecord } from "./conversations.ts";

/** Whose unmentioned messages are answered in a thread that Docent opened. */
export type Followups = "owner" | "everyone" | "mention";

/** How many questions of one conversation may wait while another is answered. */
export const MOST_WAITING = 3;

const MINUTE = 60_000;

/**
 * - `new`: accepted and recorded; work may start.
 * - `known`: this human act was accepted before.
 * - `not for us`: an unmentioned message that is not to be answered; nothing is kept of it.
 */
export type Admission = "new" | "known" | "not for us";

/** What comes of a prompt. `thread`: what is known of the thread of a follow-up, which was read for that. */
export interface AdmissionResult {
  readonly admission: Admission;
  readonly thread?: ThreadRecord;
}

/** What admission looks at. */
export interface AdmitDeps {
  readonly conversations: Conversations;
  readonly journal: Journal;
  readonly followups: Followups;
}

/** What the asker is told while nothing can be recorded. */
const OUT_OF_REACH =
  "I cannot take questions right now: the place where I keep them is out of reach. Please ask again in a minute.";

/**
 * Decides whether a prompt is worked on at all. Once it says `new`, the journal holds the prompt. Rejects with a
 * `UserError` where it cannot be recorded: whoever delivered it may deliver it again, and can tell the asker why.
 */
export async function admit(
  prompt: Prompt,
  { conversations, journal, followups }: AdmitDeps,
): Promise<AdmissionResult> {
  try {
    const isFollowUp = prompt.cause === "follow-up";
    const thread = isFollowUp ? await conversations.thread(prompt.place) : undefined;
    if (isFollowUp && !(await isForDocent(prompt, thread, { conversations, followups })))
      return { admission: "not for us" };
    return { admission: (await journal.accept(prompt)) ? "new" : "known", thread };
  } catch (cause) {
    throw new UserError(OUT_OF_REACH, { cause });
  }
}

/**
 * The rule for messages that do not name the bot: it goes on talking in threads that it answered from their
 * first message, with the owner alone, until somebody else speaks there or is spoken to.
 */
async function isForDocent(
  prompt: Prompt,
  thread: ThreadRecord | undefined,
  { conversations, followups }: Omit<AdmitDeps, "journal">,
): Promise<boolean> {
  if (!thread || followups === "mention") return false;
  if (followups === "everyone") return !prompt.addressesOthers;
  const aside = prompt.addressesOthers || prompt.author.id !== thread.owner;
  if (aside) await conversations.markShared(prompt.place);
  return !aside && !thread.shared;
}

/** Whether the author has asked as much as one may in a minute; a sentence to tell them, or undefined. */
export async function overLimit(prompt: Prompt, journal: Journal, perMinute: number): Promise<string | undefined> {
  if ((await journal.asked(prompt, MINUTE)) < perMinute) return undefined;
  return `That is more than ${perMinute} questions in a minute. Please wait a moment and ask again.`;
}
