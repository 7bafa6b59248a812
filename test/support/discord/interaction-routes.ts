import { InteractionResponseType, MessageFlags } from "discord.js";
import { changeMessage, checkBody, ping, storeMessage } from "./message-routes.ts";
import { type Answer, announce, type Body, type Platform, type Request } from "./platform.ts";
import { refusals } from "./refusal.ts";
import type { Channel, Interaction, Message, Modal } from "./world.ts";

/** POST /interactions/{interaction_id}/{interaction_token}/callback */
export function respond(platform: Platform, { parameters, query, body, files }: Request): Answer {
  const interaction = platform.world.interactions.get(parameters.interaction_token ?? "");
  if (!interaction || platform.now() - interaction.at > platform.rules.acknowledgeMs)
    throw refusals.unknownInteraction();
  if (interaction.acknowledgedAt !== undefined) throw refusals.acknowledged();
  const message = firstResponse(platform, interaction, body, files);
  interaction.acknowledgedAt = platform.now();
  if (query.with_response !== "true") return { status: 204 };
  return { status: 200, body: callback(interaction, message) };
}

function firstResponse(
  platform: Platform,
  interaction: Interaction,
  { type, data = {} }: Body,
  files: Request["files"],
) {
  if (type === InteractionResponseType.DeferredMessageUpdate) return undefined;
  if (type === InteractionResponseType.Modal) {
    interaction.modal = data as unknown as Modal;
    return undefined;
  }
  const deferred = type === InteractionResponseType.DeferredChannelMessageWithSource;
  if (!deferred) checkBody(data, files.length);
  interaction.ephemeral = ((data.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  const message = write(platform, interaction, { parameters: {}, query: {}, body: data, files });
  if (deferred) message.flags |= MessageFlags.Loading;
  interaction.original = message.id;
  return message;
}

/** Sends what an interaction says, to its user alone where it is ephemeral. */
function write(platform: Platform, interaction: Interaction, request: Request): Message {
  const channel = channelOf(platform, interaction);
  const ephemeral = ((request.body.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  const message = storeMessage(platform, channel, request, undefined, ephemeral ? interaction.user.id : undefined);
  Object.assign(message, { webhook_id: platform.world.bot.id, application_id: platform.world.bot.id });
  ping(platform, message, request.body);
  if (!ephemeral) announce(platform, message, channel);
  return message;
}

function channelOf({ world }: Platform, interaction: Interaction): Channel {
  const channel = world.channels.get(interaction.channel);
  if (!channel) throw refusals.unknownChannel();
  return channel;
}

function callback(interaction: Interaction, message: Message | undefined) {
  const { id, original } = interaction;
  return {
    interaction: {
      id,
      type: interaction.type,
      response_message_id: original,
      response_message_ephemeral: interaction.ephemeral,
    },
    // A deferred response is told as the message that it will be.
    ...(message ? { resource: { type: InteractionResponseType.ChannelMessageWithSource, message } } : {}),
  };
}

/** The interaction of a token that may still be written to. */
function living(platform: Platform, { parameters }: Request): Interaction {
  const interaction = platform.world.interactions.get(parameters.webhook_token ?? "");
  if (!interaction || interaction.acknowledgedAt === undefined) throw refusals.unknownWebhook();
  if (platform.now() - interaction.at > platform.rules.tokenMs) throw refusals.expiredToken();
  return interaction;
}

/** POST /webhooks/{webhook_id}/{webhook_token} */
export function followUp(platform: Platform, request: Request): Answer {
  const interaction = living(platform, request);
  checkBody(request.body, request.files.length);
  return { status: 200, body: write(platform, interaction, request) };
}

/** PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original, or with a message's id in its place */
export function editResponse(platform: Platform, request: Request): Answer {
  const interaction = living(platform, request);
  const message = responseOf(platform, interaction, request);
  checkBody(request.body, request.files.length, true);
  return { status: 200, body: changeMessage(platform, message, request, channelOf(platform, interaction)) };
}

/** GET /webhooks/{webhook_id}/{webhook_token}/messages/@original */
export function getResponse(platform: Platform, request: Request): Answer {
  return { status: 200, body: responseOf(platform, living(platform, request), request) };
}

/** DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original */
export function deleteResponse(platform: Platform, request: Request): Answer {
  const message = responseOf(platform, living(platform, request), request);
  platform.world.messages.delete(message.id);
  return { status: 204 };
}

function responseOf({ world }: Platform, interaction: Interaction, { parameters }: Request): Message {
  const kept = world.messages.get(parameters.message_id ?? interaction.original ?? "");
  if (!kept) throw refusals.unknownMessage();
  return kept.message;
}
