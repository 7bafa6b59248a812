import type { Arguments, Calls, PostedMessage } from "./calls.ts";
import { reasonOf } from "./calls.ts";

/** `metadata.event_type` of every part of an answer, and of the question that `/ask` posts. */
const ANSWER = "docent_answer";
const QUESTION = "docent_question";

/** More than one answer with all its parts and what is said meanwhile. */
const MOST_MESSAGES = 200;

/**
 * What an answer's part carries, unseen, so that another process finds it again.
 * https://docs.slack.dev/messaging/message-metadata
 */
export function answerMetadata(promptId: string, part: number): Arguments {
  return { event_type: ANSWER, event_payload: { turn: promptId, part } };
}

/** What a question that Docent posted for somebody carries. */
export function questionMetadata(promptId: string): Arguments {
  return { event_type: QUESTION, event_payload: { turn: promptId } };
}

/** Whose answer is looked for, and where. `oldest`: nothing of it is older, seconds as Slack writes them. */
export interface PartLookup {
  readonly promptId: string;
  readonly channel: string;
  readonly thread: string;
  readonly bot: string;
  readonly oldest: string;
}

/**
 * The `ts` of each part of this answer that Slack has already, in order; undefined where Slack does not let
 * Docent look (a scope is missing). A stream that was never stopped carries no metadata: it can only be the part
 * that was being written, so it comes last.
 */
export async function postedParts(calls: Calls, trace: PartLookup): Promise<readonly string[] | undefined> {
  const messages = await read(calls, "conversations.replies", {
    channel: trace.channel,
    ts: trace.thread,
    oldest: trace.oldest,
    limit: MOST_MESSAGES,
    include_all_metadata: true,
  });
  if (!messages) return undefined;
  const own = messages.filter(({ user, ts }) => user === trace.bot && ts !== trace.thread);
  const parts = own
    .filter(({ metadata }) => isOf(metadata, ANSWER, trace.promptId))
    .sort((one, other) => partOf(one) - partOf(other));
  const unmarked = own.filter(({ metadata, files }) => !metadata?.event_type && !files?.length).slice(-1);
  return [...parts, ...unmarked].flatMap(({ ts }) => ts ?? []);
}

/** The `ts` of the question that was posted for this promptId, if it was. */
export async function postedQuestion(calls: Calls, trace: Omit<PartLookup, "thread">): Promise<string | undefined> {
  const { channel, oldest } = trace;
  const messages = await read(calls, "conversations.history", {
    channel,
    oldest,
    limit: MOST_MESSAGES,
    include_all_metadata: true,
  });
  return messages?.find(({ metadata }) => isOf(metadata, QUESTION, trace.promptId))?.ts;
}

async function read(calls: Calls, method: string, args: Arguments): Promise<readonly PostedMessage[] | undefined> {
  try {
    return (await calls.answer(method, args, { twice: true })).messages ?? [];
  } catch (error) {
    // A thread that is not there holds nothing; what else is wrong, posting will tell.
    return reasonOf(error) === "thread_not_found" ? [] : undefined;
  }
}

function isOf(metadata: PostedMessage["metadata"], type: string, promptId: string): boolean {
  return metadata?.event_type === type && metadata.event_payload?.turn === promptId;
}

function partOf({ metadata }: PostedMessage): number {
  return Number(metadata?.event_payload?.part);
}
