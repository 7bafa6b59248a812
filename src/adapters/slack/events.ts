import type { App } from "@slack/bolt";
import { z } from "zod";
import type { Bot } from "../../core/adapter.ts";
import { commandsFor, usageOf } from "../../core/command.ts";
import type { Logger } from "../../core/log.ts";
import type { Prompt } from "../../core/prompt.ts";
import { FORGET_ACTION, type HomeDeps, homeView } from "./home.ts";
import { SHORTCUT, SUGGESTIONS } from "./manifest.ts";
import { readMessageEvent, readMessageShortcut } from "./message-schema.ts";
import { listenToPresses, listenToTests, pressed } from "./presses.ts";
import { actionPromptId, commandPrompt, homePrompt } from "./prompt.ts";
import { known, type ReadingDeps, readMessage, readShortcut } from "./read-prompt.ts";

/** What the listeners work with. */
export interface EventDeps extends HomeDeps, ReadingDeps {
  readonly bot: Bot;
  /** Hands a prompt to the bot; resolves once it is recorded. */
  readonly run: (prompt: Prompt) => Promise<void>;
  readonly log: Logger;
}

/** Registers all ways in. */
export function listen(app: App, hall: EventDeps): void {
  listenToMessages(app, hall);
  listenToCommands(app, hall);
  listenToPresses(app, hall);
  listenToTests(app, hall);
  listenToHome(app, hall);
  listenToLeaving(app, hall);
}

/** A mention comes as `app_mention` and, where Docent hears all messages, as `message` too: one act, one id. */
function listenToMessages(app: App, hall: EventDeps): void {
  app.event("app_mention", ({ event, body }) => hear(event, body.team_id, hall));
  app.event("message", async ({ event, body }) => {
    const deleted = deletedMessage(event);
    if (deleted) await stopDeleted(deleted, body.team_id, hall);
    else await hear(event, body.team_id, hall);
  });
  app.event("agent_session_stopped", async ({ event, body }) => {
    const { channel, thread_ts, user } = event;
    hall.bot.cancel({ platform: "slack", workspace: body.team_id, channel, thread: thread_ts }, user);
  });
}

async function hear(given: unknown, team: string, hall: EventDeps): Promise<void> {
  const event = readMessageEvent(given);
  const prompt = event && (await readMessage(event, team, hall));
  if (prompt) await hall.run(prompt);
}

const deletion = z.union([
  z.object({
    subtype: z.literal("message_deleted"),
    channel: z.string(),
    deleted_ts: z.string(),
    previous_message: z.object({ user: z.string() }),
  }),
  // A message with replies leaves a tombstone instead.
  z.object({
    subtype: z.literal("message_changed"),
    channel: z.string(),
    message: z.object({ subtype: z.literal("tombstone"), ts: z.string() }),
    previous_message: z.object({ user: z.string() }),
  }),
]);

type Deletion = z.infer<typeof deletion>;

function deletedMessage(event: unknown): Deletion | undefined {
  return deletion.safeParse(event).data;
}

/** Who deletes a question wants no answer to it. Nobody reads what the bot says to that. */
async function stopDeleted(event: Deletion, team: string, { bot }: EventDeps): Promise<void> {
  const ts = event.subtype === "message_deleted" ? event.deleted_ts : event.message.ts;
  const { user } = event.previous_message;
  await bot.action({
    action: "stop",
    promptId: actionPromptId(team, event.channel, ts),
    by: { id: user, name: user },
    place: { platform: "slack", workspace: team, channel: event.channel },
  });
}

function listenToCommands(app: App, hall: EventDeps): void {
  for (const command of hall.commands)
    app.command(hall.slash(command.name), async ({ command: slash, ack }) => {
      const { argument } = command;
      const missing = argument && !argument.pattern && slash.text.trim() === "";
      if (!missing) await hall.run(await known(commandPrompt(slash, command), hall));
      await ack(missing ? { response_type: "ephemeral", text: usageOf(command, hall.slash(command.name)) } : undefined);
    });
  app.shortcut({ callback_id: SHORTCUT, type: "message_action" }, async ({ shortcut, ack }) => {
    const read = readMessageShortcut(shortcut);
    if (read) await hall.run(await readShortcut(read, hall));
    await ack();
  });
}

/** Offers what may be asked to begin with, of this documentation where it has such questions. */
async function suggest(channel: string, hall: EventDeps): Promise<void> {
  const { team } = hall.installation();
  const questions = await hall.about.starters({ platform: "slack", workspace: team, channel }).catch(() => []);
  const own = questions.map((question) => ({ title: question, message: question }));
  const prompts = own.length > 0 ? [...own, ...SUGGESTIONS.slice(0, 1)] : SUGGESTIONS;
  await hall.calls.please("assistant.threads.setSuggestedPrompts", { channel_id: channel, prompts });
}

function listenToHome(app: App, hall: EventDeps): void {
  app.event("app_home_opened", async ({ event }) => {
    // Slack need not wait for either.
    if (event.tab === "home") void showHome(event.user, hall);
    if (event.tab === "messages") {
      const { channel } = event;
      void suggest(channel, hall);
    }
  });
  app.action(FORGET_ACTION, async ({ body, ack }) => {
    const { team, user, actions } = pressed.parse(body);
    const name = user.name ?? user.username ?? user.id;
    const id = `home:${user.id}:${actions[0]?.action_ts}`;
    const press = { team: team?.id ?? hall.installation().team, user: user.id, name, id };
    await hall.run(await known(homePrompt(press, "forget-me"), hall));
    await ack();
  });
}

async function showHome(user: string, hall: EventDeps): Promise<void> {
  try {
    const { isAdmin: admin } = await hall.people.of(user);
    await hall.calls.please("views.publish", {
      user_id: user,
      view: await homeView({ ...hall, commands: commandsFor({ admin }, hall.commands) }),
    });
  } catch (error) {
    hall.log.error({ err: error }, "slack: the App Home could not be made");
  }
}

function listenToLeaving(app: App, { bot }: EventDeps): void {
  app.event("app_uninstalled", ({ body }) => bot.uninstalled("slack", body.team_id));
  app.event("tokens_revoked", async ({ event, body }) => {
    if (event.tokens.bot?.length) await bot.uninstalled("slack", body.team_id);
  });
}
