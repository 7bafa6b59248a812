import { z } from "zod";
import type { Block } from "./message-text.ts";
import type { MessageEvent, MessageShortcut } from "./prompt.ts";

/** A field that is left out where it is not as it should be: one odd part must not cost somebody their answer. */
const lenient = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

/** The items of a list that are as they should be. */
const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  lenient(
    z.array(z.unknown()).transform((items) =>
      items.flatMap((item): z.output<Schema>[] => {
        const { data, success } = schema.safeParse(item);
        return success ? [data] : [];
      }),
    ),
  );

const text = lenient(z.string());
const flag = lenient(z.boolean());
const textObject = lenient(z.union([z.string(), z.object({ text })]));

/** Blocks lie in blocks; deeper than this nobody writes any. */
const DEEPEST = 12;

function blockSchema(depth: number): z.ZodType<Block> {
  const inner: z.ZodType<Block> = depth > 0 ? z.lazy(() => blockSchema(depth - 1)) : z.never();
  return z.object({
    ...{ type: text, text: textObject, title: textObject, name: text, url: text, user_id: text, alt_text: text },
    fields: listOf(z.union([z.string(), z.object({ text })])),
    elements: listOf(inner),
  });
}

const blocks = listOf(blockSchema(DEEPEST));
const file = z.object({
  ...{ name: text, title: text, preview: text },
  transcription: lenient(z.object({ preview: lenient(z.object({ content: text })) })),
});
const attachment = z.object({
  ...{ is_share: flag, is_msg_unfurl: flag, pretext: text, title: text, text, fallback: text },
  fields: listOf(z.object({ title: text, value: text })),
  blocks,
  message_blocks: listOf(z.object({ message: lenient(z.object({ blocks })) })),
  files: listOf(file),
});
const words = { text, blocks, attachments: listOf(attachment), files: listOf(file) };

const messageEvent = z.object({
  type: z.string(),
  channel: z.string().min(1),
  ts: z.string().regex(/^\d+\.\d+$/),
  ...{ subtype: z.string().optional(), bot_id: z.unknown().optional(), hidden: z.unknown().optional(), user: text },
  ...{ thread_ts: text, parent_user_id: text, user_team: text, team: text },
  edited: lenient(z.object({ ts: text })),
  user_profile: lenient(z.object({ display_name: text, real_name: text, name: text })),
  ...words,
});

const named = { id: z.string().min(1) };
const messageShortcut = z.object({
  team: lenient(z.object(named)).transform((team) => team ?? null),
  user: z.object({ ...named, name: text, username: text }),
  channel: z.object(named),
  message: z.object({
    ...{ ts: z.string(), thread_ts: text, user: text, username: text },
    bot_profile: lenient(z.object({ name: text })),
    ...words,
  }),
  trigger_id: z.string(),
  response_url: z.string(),
});

/** A message event with the parts of it that are as Slack describes them; undefined for what is none. */
export function readMessageEvent(event: unknown): MessageEvent | undefined {
  return messageEvent.safeParse(event).data as MessageEvent | undefined;
}

/** The message shortcut, likewise. */
export function readMessageShortcut(shortcut: unknown): MessageShortcut | undefined {
  return messageShortcut.safeParse(shortcut).data;
}
