import type { App } from "@slack/bolt";
import { z } from "zod";
import type { Action, ActionEvent, Bot } from "../../core/adapter.ts";
import { ACTION_LABELS, buttonId, readButtonId } from "../../core/buttons.ts";
import { VOTE_ACTION } from "./feedback-buttons.ts";
import { openWhy, readWhyView, WHY_CALLBACK } from "./feedback-modal.ts";
import { TEST_SHORTCUT } from "./manifest.ts";
import type { ReadingDeps } from "./read-prompt.ts";
import { escapeMrkdwn } from "./render.ts";

/** The buttons under answers. */
const BUTTONS = new RegExp(
  `^(?:${(Object.keys(ACTION_LABELS) as Action[]).map((action) => buttonId(action)).join("|")}|${VOTE_ACTION})$`,
);

/** The fields of a press that are read, on a message and in the App Home. */
export const pressed = z.object({
  team: z.object({ id: z.string() }).nullish(),
  user: z.object({ id: z.string(), name: z.string().optional(), username: z.string().optional() }),
  channel: z.object({ id: z.string() }).optional(),
  message: z.object({ thread_ts: z.string().optional() }).optional(),
  container: z.object({ thread_ts: z.string().optional() }).optional(),
  trigger_id: z.string().optional(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional(), action_ts: z.string().optional() })),
});

/** What the listeners to presses work with. */
export interface PressDeps extends ReadingDeps {
  readonly bot: Bot;
}

type Pressed = z.infer<typeof pressed>;

/** Listens to the buttons under answers, and to the form that asks why one did not help. */
export function listenToPresses(app: App, hall: PressDeps): void {
  app.action(BUTTONS, async ({ body, ack, respond }) => {
    await ack();
    const press = pressed.parse(body);
    const event = await readPress(press, hall);
    if (!event) return;
    if (event.action === "unhelpful" && (await asksWhy(event, press, hall))) return;
    const { thread } = event.place;
    await respond({
      response_type: "ephemeral",
      replace_original: false,
      text: escapeMrkdwn(await hall.bot.action(event)),
      ...(thread && { thread_ts: thread }),
    });
  });
  app.view({ callback_id: WHY_CALLBACK, type: "view_submission" }, async ({ body, view, ack }) => {
    await ack();
    const { user, team } = body;
    const { promptId, place, why } = readWhyView(view, team?.id ?? hall.installation().team);
    const by = { id: user.id, name: user.name };
    const sentence = await hall.bot.action({ action: "unhelpful", promptId, by, place, why });
    await tell(user.id, place, sentence, hall);
  });
}

const NO_ANSWER = "Use this on the last message of an answer of mine: the one with the buttons.";

/** What a shortcut tells of the message that it was called on: where it stands, and which answer its buttons are of. */
const called = z.object({
  team: z.object({ id: z.string() }).nullish(),
  user: z.object({ id: z.string(), name: z.string().optional(), username: z.string().optional() }),
  channel: z.object({ id: z.string() }),
  message: z.object({ thread_ts: z.string().optional(), blocks: z.array(z.unknown()).optional() }),
  response_url: z.string(),
});

/** Listens to the shortcut that makes a regression case of an answer. */
export function listenToTests(app: App, hall: PressDeps): void {
  app.shortcut({ callback_id: TEST_SHORTCUT, type: "message_action" }, async ({ shortcut, ack }) => {
    await ack();
    const { team, user, channel, message, response_url } = called.parse(shortcut);
    const promptId = promptIdIn(message.blocks ?? []);
    const { isAdmin: admin } = await hall.people.of(user.id);
    const by = { id: user.id, name: user.name ?? user.username ?? user.id, admin };
    const thread = message.thread_ts;
    const workspace = team?.id ?? hall.installation().team;
    const place = { platform: "slack", workspace, channel: channel.id, ...(thread && { thread }) };
    const said = promptId ? await hall.bot.action({ action: "test", promptId, by, place }) : NO_ANSWER;
    await hall.calls.respond(response_url, { text: escapeMrkdwn(said), ...(thread && { thread_ts: thread }) });
  });
}

/** Of which prompt the buttons in some blocks are. */
function promptIdIn(blocks: readonly unknown[]): string | undefined {
  const votes = z.object({ elements: z.array(z.object({ positive_button: z.object({ value: z.string() }) })) });
  const others = z.object({ elements: z.array(z.object({ action_id: z.string(), value: z.string() })) });
  for (const block of blocks) {
    const vote = votes.safeParse(block).data?.elements[0]?.positive_button.value;
    const button = others.safeParse(block).data?.elements[0];
    if (vote) return readButtonId(vote)?.promptId;
    if (button && readButtonId(button.action_id)) return button.value;
  }
  return undefined;
}

/** Opens the form that asks why; false where nothing is to be asked, or Slack does not open it. */
async function asksWhy(event: ActionEvent, { trigger_id }: Pressed, { bot, calls }: PressDeps): Promise<boolean> {
  return trigger_id !== undefined && (await bot.asksWhy(event)) && openWhy(event, trigger_id, calls);
}

function tell(user: string, { channel, thread }: ActionEvent["place"], sentence: string, { calls }: PressDeps) {
  const text = escapeMrkdwn(sentence);
  return calls.please("chat.postEphemeral", { channel, user, text, ...(thread && { thread_ts: thread }) });
}

/** What was pressed; undefined where it is no button of ours. The two votes are one element of two values. */
async function readPress(press: Pressed, hall: PressDeps): Promise<ActionEvent | undefined> {
  const { team, user, channel, message, container, actions } = press;
  const [{ action_id, value = "" } = { action_id: "" }] = actions;
  const button = readButtonId(action_id === VOTE_ACTION ? value : action_id);
  if (!button) return undefined;
  const thread = message?.thread_ts ?? container?.thread_ts;
  return {
    action: button.action,
    promptId: button.promptId ?? value,
    by: {
      id: user.id,
      name: user.name ?? user.username ?? user.id,
      moderator: (await hall.people.of(user.id)).isAdmin,
    },
    place: {
      platform: "slack",
      workspace: team?.id ?? hall.installation().team,
      channel: channel?.id ?? "",
      ...(thread && { thread }),
    },
  };
}
