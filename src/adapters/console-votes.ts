import type { Action } from "../core/adapter.ts";
import { type Complaint, isReason, readComplaint } from "../core/feedback.ts";

/** A vote that was typed. */
interface TypedVote {
  readonly action: Extract<Action, "helpful" | "unhelpful" | "test">;
  readonly why?: Complaint;
}

/** `/good`, `/bad`, or `/bad outdated` with words behind it; `/test` keeps the answer as a regression case. */
const VOTE = /^\/(good|bad|test)(?:\s+(.*))?$/is;

/** The vote in a line, on the answer above it; undefined where it is none. A word that is no reason begins the note. */
export function readVote(line: string): TypedVote | undefined {
  const [, word, said = ""] = VOTE.exec(line) ?? [];
  if (word === undefined) return undefined;
  if (word.toLowerCase() === "good") return { action: "helpful" };
  if (word.toLowerCase() === "test") return { action: "test" };
  const [first = "", ...rest] = said.split(/\s+/);
  const reason = first.toLowerCase();
  const why = isReason(reason) ? readComplaint(reason, rest.join(" ")) : readComplaint(undefined, said);
  return { action: "unhelpful", ...(said && { why }) };
}
