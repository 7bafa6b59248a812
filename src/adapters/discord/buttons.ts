import { type APIActionRowComponent, type APIButtonComponent, ButtonStyle, ComponentType } from "discord.js";
import type { Action } from "../../core/adapter.ts";

const BUTTONS: Readonly<Record<Action, { label: string; style: ButtonStyle.Primary | ButtonStyle.Secondary }>> = {
  stop: { label: "Stop", style: ButtonStyle.Secondary },
  again: { label: "Ask again", style: ButtonStyle.Secondary },
  share: { label: "Share", style: ButtonStyle.Primary },
  helpful: { label: "Helpful", style: ButtonStyle.Secondary },
  unhelpful: { label: "Not helpful", style: ButtonStyle.Secondary },
};

/** A row of buttons that carries the question's id; nothing where there are no actions. */
export function buttonRows(actions: readonly Action[], promptId: string): APIActionRowComponent<APIButtonComponent>[] {
  if (actions.length === 0) return [];
  const components = actions.map((action) => ({
    type: ComponentType.Button as const,
    custom_id: `docent:${action}:${promptId}`,
    ...BUTTONS[action],
  }));
  return [{ type: ComponentType.ActionRow, components }];
}

/** What a pressed button means; undefined where it is none of Docent's. */
export function readButton(customId: string): { readonly action: Action; readonly promptId: string } | undefined {
  const [, action = "", promptId = ""] = /^docent:(\w+):(.+)$/s.exec(customId) ?? [];
  return isAction(action) ? { action, promptId } : undefined;
}

function isAction(word: string): word is Action {
  return Object.hasOwn(BUTTONS, word);
}
