import type { types } from "@slack/bolt";
import { z } from "zod";
import type { ActionEvent } from "../../core/adapter.ts";
import { type Complaint, LONGEST_NOTE, REASONS, readComplaint, WHY } from "../../core/feedback.ts";
import type { Place } from "../../core/prompt.ts";
import type { Calls } from "./calls.ts";

/** The `callback_id` of the form that asks why an answer did not help. */
export const WHY_CALLBACK = "docent:why";

/** What the form remembers of the answer that it is about. */
const about = z.object({ promptId: z.string(), channel: z.string(), thread: z.string().optional() });

const filled = z.object({
  private_metadata: z.string(),
  state: z.object({
    values: z.object({
      reason: z.object({ reason: z.object({ selected_option: z.object({ value: z.string() }).nullish() }) }),
      note: z.object({ note: z.object({ value: z.string().nullish() }) }),
    }),
  }),
});

/** Opens the form; false where Slack does not: a trigger lives three seconds. */
export async function openWhy(event: ActionEvent, trigger: string, calls: Calls): Promise<boolean> {
  return (await calls.please("views.open", { trigger_id: trigger, view: whyView(event) })) !== undefined;
}

/** What was said in the form, and about which answer. */
export function readWhyView(view: unknown, workspace: string): { promptId: string; place: Place; why: Complaint } {
  const { private_metadata, state } = filled.parse(view);
  const { promptId, channel, thread } = about.parse(JSON.parse(private_metadata));
  const { reason, note } = state.values;
  return {
    promptId,
    place: { platform: "slack", workspace, channel, ...(thread && { thread }) },
    why: readComplaint(reason.reason.selected_option?.value, note.note.value),
  };
}

function whyView({ promptId, place: { channel, thread } }: ActionEvent): types.ModalView {
  const memory: z.infer<typeof about> = { promptId, channel, ...(thread && { thread }) };
  return {
    type: "modal",
    callback_id: WHY_CALLBACK,
    private_metadata: JSON.stringify(memory),
    title: plain(WHY.title),
    submit: plain(WHY.send),
    close: plain("Cancel"),
    blocks: [
      {
        type: "input",
        block_id: "reason",
        label: plain(WHY.title),
        element: {
          type: "radio_buttons",
          action_id: "reason",
          options: Object.entries(REASONS).map(([value, label]) => ({ text: plain(label), value })),
        },
      },
      {
        type: "input",
        block_id: "note",
        optional: true,
        label: plain(WHY.note),
        element: { type: "plain_text_input", action_id: "note", multiline: true, max_length: LONGEST_NOTE },
      },
    ],
  };
}

function plain(text: string) {
  return { type: "plain_text" as const, text };
}
