import type { Action } from "./adapter.ts";
import { namesNearest, type Outcome } from "./answer.ts";

/** Labels of the buttons under an answer, the same on every platform. */
export const ACTION_LABELS: Readonly<Record<Action, string>> = {
  stop: "Stop",
  again: "Ask again",
  share: "Share",
  helpful: "Helpful",
  unhelpful: "Not helpful",
  test: "Add to tests",
};

/**
 * Form of a button's id: `docent:<action>`, and behind it the prompt's id where the platform keeps that nowhere else.
 */
const BUTTON_ID = /^docent:(\w+)(?::(.+))?$/s;

/** Id of the button for `action`, on the answer to the prompt of this id. */
export function buttonId(action: Action, promptId?: string): string {
  return ["docent", action, ...(promptId === undefined ? [] : [promptId])].join(":");
}

/** What a button's id means; undefined where it is none of Docent's. */
export function readButtonId(id: string): { readonly action: Action; readonly promptId?: string } | undefined {
  const [, action = "", promptId] = BUTTON_ID.exec(id) ?? [];
  return isAction(action) ? { action, ...(promptId !== undefined && { promptId }) } : undefined;
}

function isAction(word: string): word is Action {
  return Object.hasOwn(ACTION_LABELS, word);
}

/**
 * What may be done with an answer: small talk and commands need no buttons, and pages that are merely near no votes.
 * `takesVotes`: whether anybody may vote at all.
 */
export function actionsOn(outcome: Outcome, takesVotes = true): readonly Action[] {
  if (outcome === "talk") return [];
  return namesNearest(outcome) || !takesVotes ? ["again"] : ["helpful", "unhelpful", "again"];
}
