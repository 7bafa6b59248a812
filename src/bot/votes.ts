import type { ActionEvent } from "../core/adapter.ts";
import type { Vote } from "../core/feedback.ts";
import type { Journal } from "../core/journal.ts";

/** What votes work with. `takesVotes`: whether anybody may vote. */
export interface VoteDeps {
  readonly journal: Journal;
  readonly takesVotes?: boolean;
}

const TURNED_OFF = "Votes are turned off here.";
const TAKEN_BACK = "Taken back. Your vote does not count any more.";
const HELPFUL = "Thank you. Noted as helpful.";
const UNHELPFUL = "Thank you. Noted as not helpful; asking in other words may find more.";

/** Whether somebody who presses "Not helpful" is to be asked why before that counts. */
export async function asksWhy({ promptId, by }: ActionEvent, { journal, takesVotes }: VoteDeps): Promise<boolean> {
  if (takesVotes === false || (await journal.isForgotten(promptId)) || !(await journal.has(promptId))) return false;
  return (await journal.voteOf(promptId, by.id))?.helpful !== false;
}

/**
 * Counts a vote, or takes it back where the same button is pressed again; one with a reason replaces what was there.
 * Resolves to what the voter alone is told; undefined where the question is not known any more.
 */
export async function countVote(
  { promptId, by, why }: ActionEvent,
  { journal, takesVotes }: VoteDeps,
  helpful: boolean,
): Promise<string | undefined> {
  if (takesVotes === false) return TURNED_OFF;
  const before = await journal.voteOf(promptId, by.id);
  const isTakenBack = before?.helpful === helpful && !why;
  const vote: Vote | undefined = isTakenBack ? undefined : { helpful, ...why };
  if (!(await journal.vote(promptId, by.id, vote))) return undefined;
  if (isTakenBack) return TAKEN_BACK;
  return helpful ? HELPFUL : UNHELPFUL;
}
