import { z } from "zod";
import type { Json, Prompt } from "../../core/prompt.ts";

const addressSchema = z.object({
  user: z.string(),
  channel: z.string(),
  team: z.string().optional(),
  message: z.string().optional(),
  thread: z.string().optional(),
  opens: z.boolean().optional(),
  responseUrl: z.url().optional(),
  home: z.boolean().optional(),
  at: z.number(),
});

/**
 * What it takes to answer a prompt, in whatever process.
 *
 * - `team`: the asker's own team where the channel is shared with it; else the workspace's.
 * - `message`: the asker's own message, by its `ts`; absent for slash commands.
 * - `thread`: the root of the thread to answer in; absent where a root message has to be posted first.
 * - `opens`: the answer begins that thread.
 * - `responseUrl`: takes five messages that the asker alone sees, for 30 minutes.
 * - `home`: the reply is shown in the person's App Home.
 * - `at`: when it was asked, milliseconds since 1970; nothing of the answer is older.
 */
export type SlackReplyTarget = Readonly<z.infer<typeof addressSchema>>;

/** The address as a prompt carries it. */
export function toReplyTarget(address: SlackReplyTarget): Json {
  return { ...address };
}

/** The address of a prompt, perhaps from another process. */
export function slackReplyTargetOf(prompt: Prompt): SlackReplyTarget {
  return addressSchema.parse(prompt.address);
}

/** Whether a conversation is between one person and Docent: only there a channel's id begins with D. */
export function isDirect(channel: string): boolean {
  return channel.startsWith("D");
}
