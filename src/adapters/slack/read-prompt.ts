import type { Prompt } from "../../core/prompt.ts";
import type { Installation } from "./app.ts";
import type { Calls } from "./calls.ts";
import type { People } from "./people.ts";
import { type MessageEvent, type MessageShortcut, messagePrompt, shortcutPrompt } from "./prompt.ts";
import { slackReplyTargetOf } from "./reply-target.ts";
import { messageNow, threadContext } from "./thread-context.ts";

/** What prompts are read with. */
export interface ReadingDeps {
  readonly calls: Calls;
  readonly people: People;
  readonly installation: () => Installation;
  readonly answerChannels: readonly string[];
}

/** The prompt in a message, with what it points at, and names for ids; undefined where it is not for Docent. */
export async function readMessage(event: MessageEvent, team: string, deps: ReadingDeps): Promise<Prompt | undefined> {
  const context = { team, bot: deps.installation().user, answerChannels: deps.answerChannels };
  const prompt = messagePrompt(event, context);
  // Of what may be meant for others nothing is looked up.
  if (!prompt || prompt.cause === "follow-up") return prompt;
  const { bot } = context;
  const [named, pointedAt, asked] = await Promise.all([
    deps.people.named(event, bot),
    threadContext(event, { ...deps, bot }),
    known(prompt, deps),
  ]);
  const { text, quoted } = messagePrompt(named, context) ?? prompt;
  const unread = [...(pointedAt?.unread ?? []), ...(prompt.unread ?? [])];
  const pointed = pointedAt ? [pointedAt.text, quoted].filter(Boolean).join("\n\n") : quoted;
  return { ...asked, text, ...(pointed !== undefined && { quoted: pointed }), ...(unread.length > 0 && { unread }) };
}

/** The prompt as its message reads now; undefined where Slack does not let it be read. */
export async function rereadSlackMessage(prompt: Prompt, deps: ReadingDeps): Promise<Prompt | undefined> {
  // What was typed after a command cannot be edited.
  if (!slackReplyTargetOf(prompt).message) return prompt;
  const event = await messageNow(prompt, deps.calls);
  // It counts as meant for Docent still, whether the mention was taken out or not.
  const text = `<@${deps.installation().user}> ${event?.text ?? ""}`;
  const read = event && (await readMessage({ ...event, text, edited: null }, prompt.place.workspace, deps));
  if (!read) return undefined;
  const { text: _, quoted: __, unread: ___, ...rest } = prompt;
  const { quoted, unread } = read;
  return { ...rest, text: read.text, ...(quoted !== undefined && { quoted }), ...(unread && { unread }) };
}

/** A prompt with what Slack tells of its author. */
export async function known<Asked extends Prompt>(prompt: Asked, { people }: ReadingDeps): Promise<Asked> {
  const { name, isAdmin } = await people.of(prompt.author.id);
  const author = { ...prompt.author, ...(name && { name }), ...(isAdmin && { admin: true, moderator: true }) };
  return { ...prompt, author };
}

/** The prompt of "Ask Docent about this", with what Slack tells of those whom it names. */
export async function readShortcut(shortcut: MessageShortcut, deps: ReadingDeps): Promise<Prompt> {
  const { team, user: bot } = deps.installation();
  const { user, username, bot_profile } = shortcut.message;
  const [message, author] = await Promise.all([
    deps.people.named(shortcut.message, bot),
    user ? deps.people.of(user) : undefined,
  ]);
  const quotedFrom = author?.name ?? username ?? bot_profile?.name;
  const prompt = shortcutPrompt({ ...shortcut, message }, team);
  return known({ ...prompt, ...(quotedFrom && { quotedFrom }) }, deps);
}
