import { type REST, Routes } from "discord.js";
import { z } from "zod";
import type { Content } from "../../core/adapter.ts";
import { DeliveryError } from "../../core/errors.ts";
import type { Json } from "../../core/prompt.ts";
import { delivering } from "./errors.ts";
import { fitsDiscord, renderDiscord } from "./render.ts";

const address = z.object({ channel: z.string(), message: z.string() });

/**
 * Replaces what a message of ours shows. An archived thread stays as it is: to open it again would bring it back to
 * everybody's list.
 */
export async function reviseDiscordMessage(rest: REST, promptId: string, where: Json, content: Content): Promise<void> {
  const { channel, message } = address.parse(where);
  if (!fitsDiscord(content)) throw new DeliveryError("denied", "The message has no room for another line");
  const body = renderDiscord(content, promptId);
  await delivering(() => rest.patch(Routes.channelMessage(channel, message), { body }));
}
