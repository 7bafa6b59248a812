import { setTimeout as delay } from "node:timers/promises";
import type { Action, Thread } from "../core/adapter.ts";
import type { AnswerEvent, Exchange, Outcome, Rag } from "../core/answer.ts";
import { type About, type Call, type Command, reply } from "../core/command.ts";
import { LeaseLostError, UserError } from "../core/errors.ts";
import { type Journal, reference } from "../core/journal.ts";
import type { Logger } from "../core/log.ts";
import type { Prompt } from "../core/prompt.ts";
import { overLimit } from "./admit.ts";
import type { ConversationKey, Conversations } from "./conversations.ts";
import { type Delivery, deliver } from "./deliver.ts";

/** What a turn needs of the rest of the house. */
export interface AnswerDeps {
  readonly commands: readonly Command[];
  readonly conversations: Conversations;
  readonly journal: Journal;
  readonly rag: Rag;
  readonly about: About;
  readonly questionsPerMinute: number;
  readonly log: Logger;
}

/**
 * What took how long, in milliseconds: waiting for the turn, then until the search was done and the first word was
 * there.
 */
export interface Stages {
  waitMs?: number;
  searchMs?: number;
  firstWordMs?: number;
}

/** A question whose thread is open and whose turn in the conversation has come. */
export interface OpenPrompt {
  readonly prompt: Prompt;
  readonly command: Command;
  readonly thread: Thread;
  readonly key: ConversationKey;
  /** Taken over: it may have been answered and remembered, and only not yet closed. */
  readonly resumed: boolean;
  readonly signal: AbortSignal;
  /** Filled in as the turn goes on. */
  readonly stages: Stages;
  /** Whether the question and the conversation's turn are still this process's; rejects where nobody can tell. */
  ownsLease(): Promise<boolean>;
}

/**
 * One turn of a conversation: history, command, deliver, remember. Rejects with `AbandonedError` when it was lost
 * meanwhile.
 */
export async function answerPrompt(question: OpenPrompt, parts: AnswerDeps): Promise<Delivery> {
  const { prompt, command, thread, key, signal } = question;
  const { conversations, journal } = parts;
  const history = prompt.private ? [] : await conversations.history(prompt, key);
  if (await isAnswered(question, conversations)) return journalled(prompt, journal, ANSWERED_BEFORE);
  const limit = command.argument && (await overLimit(prompt, journal, parts.questionsPerMinute));
  const answer = () => timed(command.run(callFor(question, history, parts)), question.stages);
  const events = limit ? reply(limit) : calmly(answer(), question, parts.log);
  const delivery = await deliver(events, thread, {
    signal,
    quiet: prompt.cause !== "asked",
    actions: { during: ["stop"], after: (outcome) => actionsAfter(prompt, outcome) },
    log: parts.log,
  });
  await retrying(question, parts.log, async () => {
    // Somebody who had everything deleted meanwhile must not be remembered by the answer that was under way.
    if (isRemembered(question, delivery) && !limit && (await journal.has(prompt.id)))
      await conversations.append(prompt, key, exchangeOf(prompt, delivery), history);
    await journalled(prompt, journal, delivery);
  });
  return delivery;
}

/**
 * Between two attempts to note what was delivered, in milliseconds, and how many there are: for longer than a lease.
 */
const RETRY_MS = 500;
const MOST_ATTEMPTS = 40;

/** What people have seen must be noted: tries again while the store is out of reach and the question is still ours. */
async function retrying(
  { prompt, ownsLease: isMine }: OpenPrompt,
  log: Logger,
  note: () => Promise<void>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      if (await isMine()) return await note();
      break;
    } catch (err) {
      if (attempt === MOST_ATTEMPTS) throw err;
      log.warn({ err, question: reference(prompt.id) }, "an answer could not be noted; trying again");
      await delay(RETRY_MS);
    }
  }
  throw new LeaseLostError("Another process has the question now");
}

/** An answer that was delivered and remembered before a crash, and only not yet closed. */
const ANSWERED_BEFORE: Delivery = { shown: "", state: "delivered", outcome: "answered", sources: [], cited: [] };

async function isAnswered({ prompt, key, resumed }: OpenPrompt, conversations: Conversations): Promise<boolean> {
  if (!resumed || prompt.private) return false;
  return (await conversations.exchanges(key)).some((exchange) => exchange.id === prompt.id);
}

async function journalled(prompt: Prompt, journal: Journal, delivery: Delivery): Promise<Delivery> {
  const { outcome = "failed", cited, support } = delivery;
  await journal.close(prompt.id, { outcome, cited, support });
  return delivery;
}

/** Notes when the stages of an answer are reached. */
async function* timed(events: AsyncIterable<AnswerEvent>, stages: Stages): AsyncGenerator<AnswerEvent> {
  const since = performance.now();
  for await (const event of events) {
    const passed = Math.round(performance.now() - since);
    if (event.type === "progress" && event.step === "writing") stages.searchMs ??= passed;
    if (event.type === "text") stages.firstWordMs ??= passed;
    yield event;
  }
}

/** Turns trouble inside a command into calm words; a person's stop passes through. */
async function* calmly(
  events: AsyncIterable<AnswerEvent>,
  question: OpenPrompt,
  log: Logger,
): AsyncGenerator<AnswerEvent> {
  let shown = false;
  try {
    for await (const event of events) {
      shown ||= event.type === "text";
      yield event;
    }
  } catch (error) {
    if (question.signal.aborted) throw error;
    const { prompt } = question;
    if (!(error instanceof UserError)) log.error({ err: error, question: reference(prompt.id) }, "a command failed");
    const note = apology(error, prompt);
    if (!shown) yield* reply(note);
    else yield { type: "end", outcome: "failed", sources: [], cited: [], note };
  }
}

/** History holds what people saw of an answer; replies of other commands are no turns. */
function isRemembered({ prompt, command }: OpenPrompt, { state }: Delivery): boolean {
  return command.name === "ask" && !prompt.private && state !== "nothing";
}

function exchangeOf(prompt: Prompt, { shown, sources, state }: Delivery): Exchange {
  const mark = state === "stopped" || state === "cut" ? state : undefined;
  return { id: prompt.id, author: prompt.author, question: prompt.text, answer: shown, sources, at: Date.now(), mark };
}

/** Small talk and commands need no buttons; a private answer is for the asker to share, not for others to judge. */
function actionsAfter(prompt: Prompt, outcome: Outcome): readonly Action[] {
  if (outcome === "talk") return [];
  return prompt.private ? ["again", "share"] : ["helpful", "unhelpful", "again"];
}

function callFor({ prompt, signal }: OpenPrompt, history: readonly Exchange[], parts: AnswerDeps): Call {
  const { conversations, journal, rag } = parts;
  return {
    prompt,
    about: parts.about,
    commands: parts.commands,
    answer: () => {
      const { text, quoted, unread, place } = prompt;
      return rag.answer({ id: reference(prompt.id), text, quoted, unread, history, place }, signal);
    },
    search: (limit) => rag.search(prompt.text, limit, prompt.place),
    reset: () => conversations.reset(prompt.place, prompt.author),
    async forget() {
      const turns = await conversations.forget(prompt.place.platform, prompt.author.id);
      await journal.forget({ platform: prompt.place.platform, author: prompt.author.id });
      return turns;
    },
  };
}

/** What to tell the asker when a turn failed; the cause is for the log alone. */
export function apology(error: unknown, prompt: Prompt): string {
  if (error instanceof UserError) return error.message;
  return `Something went wrong on my side (${reference(prompt.id)}). Nothing is lost: please ask again in a moment.`;
}
