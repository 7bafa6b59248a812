import { type APIActionRowComponent, type APIButtonComponent, ButtonStyle, ComponentType } from "discord.js";
import type { Action } from "../../core/adapter.ts";
import { ACTION_LABELS, buttonId } from "../../core/buttons.ts";

/** A row of buttons that carries the question's id; nothing where there are no actions. */
export function buttonRows(actions: readonly Action[], promptId: string): APIActionRowComponent<APIButtonComponent>[] {
  if (actions.length === 0) return [];
  const components = actions.map((action) => ({
    type: ComponentType.Button as const,
    custom_id: buttonId(action, promptId),
    label: ACTION_LABELS[action],
    style: action === "share" ? (ButtonStyle.Primary as const) : (ButtonStyle.Secondary as const),
  }));
  return [{ type: ComponentType.ActionRow, components }];
}
