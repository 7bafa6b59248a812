import { UserError } from "../../core/errors.ts";
import type { Prompt } from "../../core/prompt.ts";
import { type Calls, type PostedMessage, reasonOf } from "./calls.ts";
import { unreadFiles, wholeText } from "./message-text.ts";
import type { People } from "./people.ts";
import { type MessageEvent, mentions } from "./prompt.ts";
import { slackReplyTargetOf } from "./reply-target.ts";

/** What messages around a prompt are read with. `bot`: Docent's own user. */
interface ContextDeps {
  readonly calls: Calls;
  readonly people: People;
  readonly bot: string;
}

/** What a mention points at. `text` is empty where that holds no words. */
export interface PointedText {
  readonly text: string;
  readonly unread: readonly string[];
}

/** More of a thread is not looked through for the message above. */
const MOST_MESSAGES = 200;

/**
 * What a thread is about in which Docent is called for the first time: the message that began it, and the one above
 * the mention. Undefined where there is none, or Slack does not let Docent look.
 */
export async function threadContext(event: MessageEvent, deps: ContextDeps): Promise<PointedText | undefined> {
  const { channel, ts, thread_ts, text, parent_user_id } = event;
  const { calls, people, bot } = deps;
  if (!thread_ts || thread_ts === ts || parent_user_id === bot || !mentions(text ?? "", bot)) return undefined;
  const where = { channel, ts: thread_ts, latest: ts, limit: MOST_MESSAGES };
  const replies = await calls.please("conversations.replies", where);
  const messages = (replies?.messages ?? []).filter((message) => Number(message.ts) < Number(ts));
  const root = messages.find((message) => message.ts === thread_ts);
  // A root that calls Docent by name was answered here, and is in the conversation already.
  if (!root || root.user === bot || mentions(root.text ?? "", bot)) return undefined;
  const last = replies?.has_more ? undefined : messages.at(-1);
  const above = last && last.user !== bot && last.ts !== thread_ts ? [last] : [];
  const read = await Promise.all([root, ...above].map((message) => people.named(message, bot)));
  return {
    text: read
      .map((message) => wholeText(message, bot))
      .filter(Boolean)
      .join("\n\n"),
    unread: read.flatMap(unreadFiles),
  };
}

const GONE = "Your question is not there any more, so I cannot ask it again. Please write it anew.";

/** A message as it reads now; undefined where Slack does not let Docent look. Throws a `UserError` where it is gone. */
export async function messageNow(prompt: Prompt, calls: Calls): Promise<MessageEvent | undefined> {
  const { channel, message: ts = "", thread = ts } = slackReplyTargetOf(prompt);
  const where = { channel, ts: thread, oldest: ts, latest: ts, inclusive: true, limit: 2 };
  try {
    const { messages } = await calls.cosmetic("conversations.replies", where);
    const found = messages?.find((message) => message.ts === ts);
    if (!found || found.subtype === "tombstone") throw new UserError(GONE);
    return eventOf(found, { channel, ts });
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (["thread_not_found", "message_not_found"].includes(reasonOf(error))) throw new UserError(GONE);
    return undefined;
  }
}

function eventOf(message: PostedMessage, at: { readonly channel: string; readonly ts: string }): MessageEvent {
  const { ts: _, metadata: __, ...rest } = message;
  return { ...rest, type: "message", ...at };
}
