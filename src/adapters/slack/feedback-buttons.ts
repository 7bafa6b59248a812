import type { types } from "@slack/bolt";
import type { Action } from "../../core/adapter.ts";
import { ACTION_LABELS, buttonId } from "../../core/buttons.ts";

/** The `action_id` of the element that both votes are: which of them was pressed says its value. */
export const VOTE_ACTION = "docent:vote";

/** Slack's own buttons for votes; nothing where there is nothing to vote on. */
export function feedbackBlocks(actions: readonly Action[], promptId: string): types.ContextActionsBlock[] {
  if (!actions.includes("helpful")) return [];
  const vote = (action: "helpful" | "unhelpful", emoji: string) => ({
    text: { type: "plain_text" as const, text: `${emoji} ${ACTION_LABELS[action]}`, emoji: true },
    accessibility_label: ACTION_LABELS[action],
    value: buttonId(action, promptId),
  });
  const votes = {
    type: "feedback_buttons" as const,
    action_id: VOTE_ACTION,
    positive_button: vote("helpful", "👍"),
    negative_button: vote("unhelpful", "👎"),
  };
  return [{ type: "context_actions", elements: [votes] }];
}

/** Whether an action is one of the two votes. */
export function isVote(action: Action): boolean {
  return action === "helpful" || action === "unhelpful";
}
