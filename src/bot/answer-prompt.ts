import type { Action, Adapter, Thread } from "../core/adapter.ts";
import type { AnswerEvent, Exchange, Outcome, Rag } from "../core/answer.ts";
import { actionsOn } from "../core/buttons.ts";
import { type About, type Call, type Command, commandsFor, reply } from "../core/command.ts";
import { LeaseLostError, UserError } from "../core/errors.ts";
import { type Journal, reference, type Whose } from "../core/journal.ts";
import type { KeyedQueue } from "../core/keyed-queue.ts";
import type { Lease } from "../core/lease.ts";
import type { Logger } from "../core/log.ts";
import type { Prompt } from "../core/prompt.ts";
import type { CaseKeeper } from "../core/regression-case.ts";
import type { Reports } from "../core/report.ts";
import { retry } from "../core/retry.ts";
import { overLimit } from "./admit.ts";
import { audit } from "./audit.ts";
import { askerKey, type ConversationKey, type Conversations } from "./conversations.ts";
import { type Delivery, deliver } from "./deliver.ts";
import { adapterFor, apology, type PromptWork, type Stages } from "./endings.ts";
import { isKept, privacyOf, type UnkeptPeople } from "./privacy.ts";

/** What an answer works with. */
export interface AnswerDeps {
  readonly adapters: readonly Adapter[];
  readonly commands: readonly Command[];
  readonly conversations: Conversations;
  readonly journal: Journal;
  /** What adapters keep of their own, which goes with everything else that is kept of a person or workspace. */
  readonly notes?: { forget(whose: Whose): Promise<void> };
  /** Regression cases that were made of answers. */
  readonly cases?: CaseKeeper;
  readonly unkept?: UnkeptPeople;
  readonly rag: Rag;
  readonly reports?: Reports;
  readonly about: About;
  readonly questionsPerMinute: number;
  /** Whether people may vote on answers; without it they may. */
  readonly takesVotes?: boolean;
  /** Ids of admins beside those that a platform tells. */
  readonly admins?: readonly string[];
  readonly log: Logger;
}

/** A question whose thread is open and whose lease is held. */
export interface OpenPrompt {
  readonly work: PromptWork;
  /** The prompt as its command reads it. */
  readonly prompt: Prompt;
  readonly command: Command;
  readonly thread: Thread;
  readonly key: ConversationKey;
  readonly lease: Lease;
}

/** What became of a prompt. `exchange`: what is to be remembered of it, if anything, after `history`. */
export interface PromptAnswer {
  readonly delivery: Delivery;
  readonly history: readonly Exchange[];
  readonly exchange?: Exchange;
}

/** Opens the thread of a question: of what one person asks in one place, in the order of asking. */
export function openInOrder(work: PromptWork, adapters: readonly Adapter[], opening: KeyedQueue): Promise<Thread> {
  const { prompt, resumed, controller } = work;
  return opening.run(askerKey(prompt), async () => {
    controller.signal.throwIfAborted();
    work.thread = await adapterFor(prompt, adapters).open(prompt, resumed);
    return work.thread;
  });
}

/** An answer that was delivered and remembered before a crash, and only not yet closed. */
const ANSWERED_BEFORE: Delivery = { shown: "", state: "delivered", outcome: "answered", sources: [], cited: [] };

/** Answers a prompt: its history, its command, and what that says delivered. */
export async function answerPrompt(question: OpenPrompt, deps: AnswerDeps): Promise<PromptAnswer> {
  const { work, prompt, command, thread, key } = question;
  const { conversations, journal, log } = deps;
  work.stages.waitMs = Math.round(performance.timeOrigin + performance.now() - work.since);
  const history = prompt.private ? [] : await conversations.history(prompt, key);
  if (await isAnswered(question, conversations)) return { delivery: ANSWERED_BEFORE, history };
  const limit =
    refusalOf(question, log) ?? (command.argument && (await overLimit(prompt, journal, deps.questionsPerMinute)));
  const events = limit
    ? reply(limit)
    : calmly(timed(command.run(callFor(question, history, deps)), work.stages), question, log);
  const delivery = await deliver(events, thread, {
    signal: work.controller.signal,
    quiet: prompt.cause !== "asked",
    actions: { during: ["stop"], after: (outcome) => actionsAfter(prompt, outcome, deps) },
    log,
  });
  const isRemembered = command.name === "ask" && !limit && !prompt.private && isExchange(prompt, delivery);
  return { delivery, history, ...(isRemembered && { exchange: exchangeOf(prompt, delivery) }) };
}

/**
 * Between two attempts to note what was delivered, in milliseconds, and how many there are: for longer than a lease.
 */
const RETRY_MS = 500;
const MOST_ATTEMPTS = 40;

/**
 * Remembers an answer and closes its question. What people have seen must be noted: tries again while the store is out
 * of reach. Rejects with a `LeaseLostError` where another process has the question now.
 */
export async function remember(question: OpenPrompt, answer: PromptAnswer, deps: AnswerDeps): Promise<void> {
  const { work, lease, key } = question;
  const { conversations, journal, log } = deps;
  const { delivery, history, exchange } = answer;
  const { id } = work.prompt;
  const note = async () => {
    const isLost = work.controller.signal.reason instanceof LeaseLostError || !(await lease.confirm());
    if (isLost) throw new LeaseLostError("Another process has the question now");
    // Somebody who had everything deleted meanwhile must not be remembered by the answer that was under way.
    const isUnkept = !(await isKept(work.prompt, deps));
    if (!(await journal.has(id))) await conversations.disown(key.place, work.prompt.author.id);
    else if (exchange && !isUnkept) await conversations.append(question.prompt, key, exchange, history);
    const { outcome, cited, support, found } = delivery;
    await journal.close(id, { outcome, cited, support, found, isUnkept });
  };
  await retry(note, (err, attempt) => {
    if (err instanceof LeaseLostError || attempt === MOST_ATTEMPTS) return undefined;
    log.warn({ err, question: reference(id) }, "an answer could not be noted; trying again");
    return RETRY_MS;
  });
}

async function isAnswered({ work, prompt, key }: OpenPrompt, conversations: Conversations): Promise<boolean> {
  if (!work.resumed || prompt.private) return false;
  return (await conversations.exchanges(key)).some((exchange) => exchange.id === prompt.id);
}

/** Deletes what is kept of questions beside their conversations. */
export async function forgetQuestions(whose: Whose, { journal, notes, cases }: AnswerDeps): Promise<void> {
  await journal.forget(whose);
  await notes?.forget(whose);
  await cases?.forget(whose);
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

/** Turns trouble inside a command into calm words; what ended the question from outside passes through. */
async function* calmly(
  events: AsyncIterable<AnswerEvent>,
  { work, prompt }: OpenPrompt,
  log: Logger,
): AsyncGenerator<AnswerEvent> {
  let shown = false;
  try {
    for await (const event of events) {
      shown ||= event.type === "text";
      yield event;
    }
  } catch (error) {
    if (work.controller.signal.aborted) throw error;
    if (!(error instanceof UserError)) log.error({ err: error, question: reference(prompt.id) }, "a command failed");
    const note = apology(error, prompt);
    if (!shown) yield* reply(note);
    else yield { type: "end", outcome: "failed", sources: [], cited: [], note };
  }
}

const NOT_ADMIN =
  "Only admins may start that; `help` names what you can say. Whoever runs Docent can add your id to ADMINS.";

/** Why somebody may not run a command. What admins run is noted. */
function refusalOf({ command, prompt: { author, place } }: OpenPrompt, log: Logger): string | undefined {
  if (!command.admin) return undefined;
  audit(log, { act: command.name, by: author, place, outcome: author.admin ? "done" : "refused" });
  return author.admin ? undefined : NOT_ADMIN;
}

/** Who said nothing asked nothing. */
function isExchange({ text }: Prompt, { state, outcome }: Delivery): boolean {
  return state !== "nothing" && (outcome !== "talk" || text.trim() !== "");
}

function exchangeOf(prompt: Prompt, { shown, sources, state, outcome, cited, message }: Delivery): Exchange {
  const mark = state === "stopped" || state === "cut" ? state : undefined;
  const { id, author, text: question } = prompt;
  return { id, author, question, answer: shown, sources, at: Date.now(), mark, outcome, cited, message };
}

/** A private answer is for the asker to share, not for others to judge. */
function actionsAfter(prompt: Prompt, outcome: Outcome, { takesVotes }: AnswerDeps): readonly Action[] {
  return prompt.private && outcome !== "talk" ? ["again", "share"] : actionsOn(outcome, takesVotes);
}

function callFor({ work, prompt }: OpenPrompt, history: readonly Exchange[], deps: AnswerDeps): Call {
  const { conversations, rag } = deps;
  const { text, quoted, unread, place, author } = prompt;
  return {
    prompt,
    about: deps.about,
    reports: deps.reports,
    commands: commandsFor(author, deps.commands),
    spell: (name) => spelled(name, prompt, deps),
    answer: () =>
      rag.answer({ id: reference(prompt.id), text, quoted, unread, history, place }, work.controller.signal),
    search: (limit) => rag.search(text, limit, place),
    privacy: privacyOf(prompt, deps),
    reset: () => resetConversation(prompt, deps),
    async forget() {
      const exchanges = await conversations.forget(place.platform, author.id);
      await forgetQuestions({ platform: place.platform, author: author.id }, deps);
      return exchanges;
    },
  };
}

/** A command that a platform knows by another name than people say it by. */
function spelled(name: string, prompt: Prompt, { adapters, commands }: AnswerDeps): string {
  const command = commands.find((each) => each.name === name);
  const { argument } = command ?? {};
  const own = command && adapterFor(prompt, adapters).spell?.(command);
  return own ?? `\`${argument ? `${name} <${argument.name}>` : name}\``;
}

/** Forgets the conversation where it is said; a moderator may forget somebody else's. */
async function resetConversation({ place, author }: Prompt, { conversations, log }: AnswerDeps): Promise<number> {
  const { owner } = await conversations.keyFor(place, author.id);
  const turns = await conversations.reset(place, author);
  if (owner !== author.id) audit(log, { act: "reset", by: author, whose: owner, place, outcome: "done" });
  return turns;
}
