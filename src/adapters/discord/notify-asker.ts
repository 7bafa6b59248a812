import { type APIDMChannel, MessageFlags, type REST, RESTJSONErrorCodes, Routes } from "discord.js";
import type { Prompt } from "../../core/prompt.ts";
import { says } from "./errors.ts";
import { body } from "./render.ts";
import { discordReplyTargetOf } from "./reply-target.ts";

/**
 * Tells the asker alone: beside their command while its token lives, else in a DM. Rejects where neither is possible.
 */
export async function notifyAsker(rest: REST, prompt: Prompt, sentence: string): Promise<void> {
  const address = discordReplyTargetOf(prompt);
  if (address.via === "message") return tellByDm(rest, prompt.author.id, sentence);
  const message = body(sentence);
  const route = Routes.webhook(address.application, address.token);
  try {
    await rest.post(route, { body: { ...message, flags: message.flags | MessageFlags.Ephemeral }, auth: false });
  } catch (error) {
    if (!says(error, RESTJSONErrorCodes.InvalidWebhookToken, RESTJSONErrorCodes.UnknownWebhook)) throw error;
    await tellByDm(rest, prompt.author.id, sentence);
  }
}

async function tellByDm(rest: REST, recipient: string, sentence: string): Promise<void> {
  const dm = (await rest.post(Routes.userChannels(), { body: { recipient_id: recipient } })) as APIDMChannel;
  await rest.post(Routes.channelMessages(dm.id), { body: body(sentence) });
}
