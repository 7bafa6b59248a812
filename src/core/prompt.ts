import { z } from "zod";

/** Anything that survives a round trip through JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
);

const placeSchema = z.object({
  platform: z.string(),
  workspace: z.string(),
  channel: z.string(),
  thread: z.string().optional(),
});

/** Where people talk: a platform's workspace (server, team), a channel or DM in it, and a thread if there is one. */
export type Place = Readonly<z.infer<typeof placeSchema>>;

/** Checks a prompt that comes back from storage after a restart; a live one is typed by its adapter. */
export const promptSchema = z.object({
  id: z.string(),
  command: z.string(),
  text: z.string(),
  quoted: z.string().optional(),
  quotedFrom: z.string().optional(),
  unread: z.array(z.string()).optional(),
  author: z.object({
    id: z.string(),
    name: z.string(),
    moderator: z.boolean().optional(),
    admin: z.boolean().optional(),
  }),
  place: placeSchema,
  cause: z.enum(["asked", "follow-up", "watched"]),
  addressesOthers: z.boolean().optional(),
  direct: z.boolean().optional(),
  confidential: z.boolean().optional(),
  private: z.boolean(),
  address: json,
});

/**
 * A person's normalised question, on its way in. Plain JSON: it is recorded before work starts and
 * replayed after a crash, in any process.
 *
 * - `id`: one per human act (channel and message id, interaction id), never the delivery's event id.
 * - `command`: a command's name; `ask` for a mention, a DM, a follow-up or a watched post.
 * - `text`: what was typed, as plain text, without the mention of the bot.
 * - `quoted`: the message replied to, what somebody else's thread began with and the message above, the target of "Ask
 *   about this"; empty where it holds no words that can be read. `quotedFrom`: who wrote it, where that may be shared.
 * - `unread`: names of attachments that were not read.
 * - `author.moderator`: may stop and reset what others own in this place. `author.admin`: may do what changes Docent for
 *   everybody.
 * - `place`: where it was typed.
 * - `cause`: `asked` by name; the other two get an answer or silence, never a refusal or an error.
 * - `addressesOthers`: a follow-up that speaks to somebody else; never answered, but it ends mention-free talk.
 * - `direct`: asked in a DM or on a page of one's own: the whole history there counts, not just its last minutes.
 * - `confidential`: asked in a direct message: reports count it and never quote it.
 * - `private`: only the author may ever see the reply; no shared conversation is read or written.
 * - `address`: the adapter's own note of what `Adapter.open` needs, perhaps in another process.
 */
export type Prompt = Readonly<z.infer<typeof promptSchema>>;
