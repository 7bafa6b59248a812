import { type APIDMChannel, type REST, RESTJSONErrorCodes, Routes } from "discord.js";
import type { Prompt } from "../../core/prompt.ts";
import { says } from "./errors.ts";
import { channelTarget, type MessageTarget } from "./message-target.ts";
import { body } from "./render.ts";
import type { MessageReplyTarget } from "./reply-target.ts";

/** Writes into the DM of whoever wrote a message. Where they take none, the channel says how else to have the reply. */
export function directTarget(rest: REST, prompt: Prompt, { channel, message }: MessageReplyTarget): MessageTarget {
  const here = channelTarget(rest, channel, prompt.id, message);
  let direct: MessageTarget | undefined;
  let isRefused = false;
  const open = async () => {
    const { id } = (await rest.post(Routes.userChannels(), {
      body: { recipient_id: prompt.author.id },
    })) as APIDMChannel;
    return channelTarget(rest, id, prompt.id);
  };
  return {
    async send(content, index, files) {
      try {
        direct ??= await open();
        return await direct.send(content, index, files);
      } catch (error) {
        if (!says(error, RESTJSONErrorCodes.CannotSendMessagesToThisUser)) throw error;
        isRefused = true;
        return here.send(body(NO_DMS), 0);
      }
    },
    async edit(id, content, files) {
      if (!isRefused) await direct?.edit(id, content, files);
    },
    async typing() {},
  };
}

const NO_DMS =
  "I answer this in private, and you take no direct messages from me. Use the slash command in its place: its reply is for you alone.";
