import {
  type APIModalInteractionResponseCallbackData,
  ComponentType,
  type ModalSubmitInteraction,
  TextInputStyle,
} from "discord.js";
import { buttonId } from "../../core/buttons.ts";
import { type Complaint, LONGEST_NOTE, REASONS, readComplaint, WHY } from "../../core/feedback.ts";

/** The form that asks why the answer to a prompt did not help; cancelled, it sends nothing. */
export function whyModal(promptId: string): APIModalInteractionResponseCallbackData {
  return {
    custom_id: buttonId("unhelpful", promptId),
    title: WHY.title,
    components: [
      {
        type: ComponentType.Label,
        label: WHY.title,
        component: {
          type: ComponentType.StringSelect,
          custom_id: "reason",
          options: Object.entries(REASONS).map(([value, label]) => ({ value, label })),
          required: true,
        },
      },
      {
        type: ComponentType.Label,
        label: WHY.note,
        component: {
          type: ComponentType.TextInput,
          custom_id: "note",
          style: TextInputStyle.Paragraph,
          max_length: LONGEST_NOTE,
          required: false,
        },
      },
    ],
  };
}

/** What was said in the form. */
export function complaintIn({ fields }: Pick<ModalSubmitInteraction, "fields">): Complaint {
  const [reason] = fields.getStringSelectValues("reason");
  return readComplaint(reason, fields.getTextInputValue("note"));
}
