import {
  type APIInteractionResponseCallbackData,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  ComponentType,
  type Interaction,
  InteractionResponseType,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
  RESTJSONErrorCodes,
  type RESTPostAPIInteractionCallbackWithResponseResult,
  Routes,
} from "discord.js";
import type { ActionEvent, Bot } from "../../core/adapter.ts";
import { readButtonId } from "../../core/buttons.ts";
import type { Command } from "../../core/command.ts";
import { ADD_TO_TESTS, ASK_ABOUT_THIS } from "./commands.ts";
import { retryUntilDelivered, says } from "./errors.ts";
import { complaintIn, whyModal } from "./feedback-modal.ts";
import { administers, discordPlaceOf, moderates, promptFromCommand, promptFromMenu } from "./prompt.ts";
import { body, quote } from "./render.ts";
import type { InteractionReplyTarget } from "./reply-target.ts";

/** What people are told who come while Docent is on its way out. */
const STOPPING = "I am being restarted. Please ask again in a minute.";

const UNKNOWN_BUTTON = "I no longer know what this button was for.";

/** An acknowledgement that did not get through has little time for another attempt. */
const RETRY_MS = [50, 200];

type AskingInteraction = ChatInputCommandInteraction | MessageContextMenuCommandInteraction;

/** What an interaction is taken to. `open`: whether new questions are taken. */
export interface InteractionDeps {
  readonly bot: Pick<Bot, "run" | "action" | "asksWhy">;
  readonly commands: readonly Command[];
  /** Stands before the names of slash commands. */
  readonly prefix: string;
  open(): boolean;
}

/** Takes a command or a press: first the acknowledgement, for which Discord gives three seconds. */
export async function receive(interaction: Interaction, reception: InteractionDeps): Promise<void> {
  if (interaction.isButton()) await press(interaction, reception);
  else if (interaction.isModalSubmit()) await submit(interaction, reception);
  else if (interaction.isChatInputCommand()) await slash(interaction, reception);
  else if (interaction.isMessageContextMenuCommand()) await menu(interaction, reception);
}

async function slash(
  interaction: ChatInputCommandInteraction,
  { bot, commands, prefix, open }: InteractionDeps,
): Promise<void> {
  const command = commands.find(({ name }) => prefix + name === interaction.commandName);
  if (!command) return sayPrivately(interaction, "I do not know this command any more.");
  if (!open()) return sayPrivately(interaction, STOPPING);
  const words = command.argument && interaction.options.getString(command.argument.name);
  const shows = quote(words || `/${interaction.commandName}`);
  const address = command.private
    ? await acknowledge(interaction, { ephemeral: true, shows })
    : await acknowledge(interaction, { ephemeral: false, shows });
  await bot.run(promptFromCommand(interaction, command, address));
}

async function menu(interaction: MessageContextMenuCommandInteraction, { bot, open }: InteractionDeps): Promise<void> {
  if (interaction.commandName === ADD_TO_TESTS) return addToTests(interaction, bot);
  if (interaction.commandName !== ASK_ABOUT_THIS)
    return sayPrivately(interaction, "I do not know this command any more.");
  if (!open()) return sayPrivately(interaction, STOPPING);
  const address = await acknowledge(interaction, { ephemeral: true, shows: "" });
  await bot.run(await promptFromMenu(interaction, address));
}

const NO_ANSWER = "Use this on the last message of an answer of mine: the one with the buttons.";

/** Makes a regression case of the answer whose last message was chosen: its buttons say which it is. */
async function addToTests(interaction: MessageContextMenuCommandInteraction, bot: Pick<Bot, "action">): Promise<void> {
  const { targetMessage, user, memberPermissions } = interaction;
  const buttons = targetMessage.components.flatMap((row) =>
    row.type === ComponentType.ActionRow ? row.components : [],
  );
  const [promptId] = buttons.flatMap(({ customId }) => readButtonId(customId ?? "")?.promptId ?? []);
  if (!promptId) return sayPrivately(interaction, NO_ANSWER);
  const by = { id: user.id, name: user.displayName, admin: administers(memberPermissions) };
  await perform(interaction, { action: "test", promptId, by, place: discordPlaceOf(interaction) }, bot);
}

/**
 * The first response. What only the asker may see is announced as such and nothing else: its visibility is
 * settled here for good. A public question is shown at once, as the message that its thread is opened on.
 */
async function acknowledge(
  interaction: AskingInteraction,
  { ephemeral, shows }: { readonly ephemeral: boolean; readonly shows: string },
): Promise<InteractionReplyTarget> {
  const { applicationId, token, channelId } = interaction;
  const reply = ephemeral ? await deferPrivately(interaction) : await showQuestion(interaction, shows);
  const address = { application: applicationId, token, channel: channelId, shows, ephemeral };
  return { via: "interaction", ...address, ...(reply ? { reply } : {}) };
}

async function deferPrivately(interaction: Interaction): Promise<undefined> {
  await respond(interaction, InteractionResponseType.DeferredChannelMessageWithSource, {
    flags: MessageFlags.Ephemeral,
  });
}

function showQuestion(interaction: Interaction, shows: string): Promise<string | undefined> {
  return respond(interaction, InteractionResponseType.ChannelMessageWithSource, body(shows));
}

/** Answers an interaction; resolves to the id of the message that now stands there. */
async function respond(
  { client, id, token }: Interaction,
  type: InteractionResponseType.ChannelMessageWithSource | InteractionResponseType.DeferredChannelMessageWithSource,
  data: APIInteractionResponseCallbackData,
): Promise<string | undefined> {
  const query = new URLSearchParams({ with_response: "true" });
  try {
    const post = () =>
      client.rest.post(Routes.interactionCallback(id, token), {
        body: { type, data },
        query,
        auth: false,
      });
    const result = await retryUntilDelivered(post, RETRY_MS);
    return (result as RESTPostAPIInteractionCallbackWithResponseResult).resource?.message?.id;
  } catch (error) {
    // Another process with the same token was faster; whose the question is, the bot decides.
    if (!says(error, RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged)) throw error;
    return undefined;
  }
}

async function press(interaction: ButtonInteraction, { bot }: InteractionDeps): Promise<void> {
  const event = readPress(interaction);
  if (!event) return sayPrivately(interaction, UNKNOWN_BUTTON);
  if (event.action === "unhelpful" && (await bot.asksWhy(event)))
    return void (await isFirst(() => interaction.showModal(whyModal(event.promptId))));
  await perform(interaction, event, bot);
}

async function submit(interaction: ModalSubmitInteraction, { bot }: InteractionDeps): Promise<void> {
  const event = readPress(interaction);
  if (event) await perform(interaction, { ...event, why: complaintIn(interaction) }, bot);
}

/** What a button or a form of ours asks for. */
function readPress(interaction: ButtonInteraction | ModalSubmitInteraction): ActionEvent | undefined {
  const { action, promptId } = readButtonId(interaction.customId) ?? {};
  if (!action || promptId === undefined) return undefined;
  const { user, memberPermissions, guildId, channelId, channel } = interaction;
  const by = { id: user.id, name: user.displayName, moderator: moderates(memberPermissions) };
  return channelId === null
    ? undefined
    : { action, promptId, by, place: discordPlaceOf({ guildId, channelId, channel }) };
}

async function perform(
  interaction: ButtonInteraction | ModalSubmitInteraction | MessageContextMenuCommandInteraction,
  event: ActionEvent,
  bot: Pick<Bot, "action">,
): Promise<void> {
  if (await isFirst(() => interaction.deferReply({ flags: MessageFlags.Ephemeral })))
    await interaction.editReply(await bot.action(event));
}

/** Acknowledges an interaction; false where another process with the same token has done so. */
async function isFirst(acknowledge: () => Promise<unknown>): Promise<boolean> {
  try {
    await acknowledge();
    return true;
  } catch (error) {
    if (!says(error, RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged)) throw error;
    return false;
  }
}

async function sayPrivately(interaction: Interaction, sentence: string): Promise<void> {
  const message = body(sentence);
  const data = { ...message, flags: message.flags | MessageFlags.Ephemeral };
  await respond(interaction, InteractionResponseType.ChannelMessageWithSource, data);
}
