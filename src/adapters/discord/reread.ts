import { type Client, RESTJSONErrorCodes } from "discord.js";
import { UserError } from "../../core/errors.ts";
import type { Prompt } from "../../core/prompt.ts";
import { says } from "./errors.ts";
import { wordsIn } from "./prompt.ts";
import { discordReplyTargetOf } from "./reply-target.ts";

/** The prompt as its message reads now; undefined where that cannot be read. Throws a `UserError` where it is gone. */
export async function rereadDiscordMessage(client: Client, prompt: Prompt): Promise<Prompt | undefined> {
  const target = discordReplyTargetOf(prompt);
  // What was typed after a command cannot be edited.
  if (target.via === "interaction") return prompt;
  try {
    const channel = await client.channels.fetch(target.channel);
    if (!channel?.isTextBased()) return undefined;
    const message = await channel.messages.fetch({ message: target.message, force: true });
    const { text: _, quoted: __, unread: ___, ...rest } = prompt;
    return { ...rest, ...(await wordsIn(message, prompt.cause === "asked")) };
  } catch (error) {
    if (says(error, RESTJSONErrorCodes.UnknownMessage)) throw new UserError(GONE, { cause: error });
    return undefined;
  }
}

const GONE = "Your question is not there any more, so I cannot ask it again. Please write it anew.";
