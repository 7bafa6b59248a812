import { type APIDMChannel, MessageFlags, type REST, Routes } from "discord.js";
import type { Prompt } from "../../prompt.ts";
import { addressOf } from "./address.ts";
import { body } from "./render.ts";

/** Tells the asker alone: beside their command while its token lives, else in a DM. Rejects where neither is possible. */
export async function tellPrivately(rest: REST, prompt: Prompt, sentence: string): Promise<void> {
  const address = addressOf(prompt);
  const message = body(sentence);
  if (address.via === "interaction") {
    const route = Routes.webhook(address.application, address.token);
    await rest.post(route, { body: { ...message, flags: message.flags | MessageFlags.Ephemeral }, auth: false });
    return;
  }
  const dm = (await rest.post(Routes.userChannels(), { body: { recipient_id: prompt.author.id } })) as APIDMChannel;
  await rest.post(Routes.channelMessages(dm.id), { body: message });
}
