import { z } from "zod";
import type { Prompt } from "../../core/prompt.ts";

/** Somebody wrote a message; the answer goes under it. Ids are Discord's. */
const messageAddress = z.object({ via: z.literal("message"), channel: z.string(), message: z.string() });

/**
 * Somebody used a command. `token` writes to the response for 15 minutes; it is no secret of Docent's.
 * `reply` is the response's message where everybody sees it, `shows` what stands there.
 */
const interactionAddress = z.object({
  via: z.literal("interaction"),
  application: z.string(),
  token: z.string(),
  channel: z.string(),
  shows: z.string(),
  reply: z.string().optional(),
  ephemeral: z.boolean(),
});

const addressSchema = z.discriminatedUnion("via", [messageAddress, interactionAddress]);

export type MessageReplyTarget = z.infer<typeof messageAddress>;
export type InteractionReplyTarget = z.infer<typeof interactionAddress>;

/** What `open` needs to answer a prompt, perhaps in another process. */
export type DiscordReplyTarget = z.infer<typeof addressSchema>;

/** Reads the address of a prompt that may come from storage. */
export function discordReplyTargetOf(prompt: Prompt): DiscordReplyTarget {
  return addressSchema.parse(prompt.address);
}
