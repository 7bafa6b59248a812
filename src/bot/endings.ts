import type { Adapter, Thread } from "../core/adapter.ts";
import type { AnswerEvent } from "../core/answer.ts";
import { reply } from "../core/command.ts";
import {
  CancelledError,
  DeliveryError,
  type DeliveryFailure,
  DrainingError,
  LeaseLostError,
  UserError,
} from "../core/errors.ts";
import { type Journal, reference } from "../core/journal.ts";
import type { Logger } from "../core/log.ts";
import type { Prompt } from "../core/prompt.ts";
import { type Delivery, deliver } from "./deliver.ts";

/** A question being worked on, from the moment it is recorded. */
export interface PromptWork {
  readonly prompt: Prompt;
  /** Taken over: something of the answer may be there already. */
  readonly resumed: boolean;
  /** When it was taken up, milliseconds since 1970; no two are the same. */
  readonly since: number;
  /** Aborts the work, with a `CancelledError`, `LeaseLostError` or `DrainingError` as its reason. */
  readonly controller: AbortController;
  readonly stages: Stages;
  /** Resolved once the work has ended. */
  readonly ended: PromiseWithResolvers<void>;
  /** Where its answer stands, once the thread is open. */
  thread?: Thread;
  /** Whether its lease was acquired: from then on it is written. */
  begun: boolean;
}

/**
 * What took how long, in milliseconds: waiting for the lease, then until the search was done and the first word
 * there.
 */
export interface Stages {
  waitMs?: number;
  searchMs?: number;
  firstWordMs?: number;
}

/**
 * A question that came to an end, `ms` milliseconds after this process took it up. `outcome` is left out where an
 * error ended it.
 */
export interface Ended {
  readonly prompt: Prompt;
  readonly state: Delivery["state"] | "error";
  readonly outcome?: Delivery["outcome"];
  /** Why the platform took no answer, where it said no for good. */
  readonly failure?: DeliveryFailure;
  /** Share of the cited sentences that their sources bear out, in 0..1; absent where nothing was cited. */
  readonly support?: number;
  readonly stages: Stages;
  readonly ms: number;
}

/** What a reply that no command made works with. */
export interface ReplyDeps {
  readonly journal: Journal;
  readonly log: Logger;
}

/** What ends of questions work with. */
export interface EndDeps extends ReplyDeps {
  readonly adapters: readonly Adapter[];
  /** Whether the log may show what was asked; what was asked privately it never does. */
  readonly logQuestions?: boolean;
  /** Told of every question that came to an end. */
  readonly onEnd?: (ended: Ended) => void;
}

/** The adapter of the platform on which a prompt was asked. */
export function adapterFor({ place }: Prompt, adapters: readonly Adapter[]): Adapter {
  const found = adapters.find(({ platform }) => platform === place.platform);
  if (!found) throw new Error(`No adapter for ${place.platform} is running`);
  return found;
}

/** Writes a reply of our own, without buttons: in silence for who did not ask by name. */
export function deliverReply(
  events: AsyncIterable<AnswerEvent>,
  { prompt, thread, signal }: { prompt: Prompt; thread: Thread; signal: AbortSignal },
  { log }: ReplyDeps,
): Promise<Delivery> {
  const actions = { during: [], after: () => [] };
  return deliver(events, thread, { signal, quiet: prompt.cause !== "asked", actions, log });
}

const TOO_MANY_WAIT = "I am still answering what was asked here before. Please ask this again when I am done.";

/** Ends a question that found too many before it: a queue that only grows helps nobody. */
export async function turnAway(work: PromptWork, thread: Thread, deps: EndDeps): Promise<void> {
  const { prompt, controller } = work;
  const delivery = await deliverReply(reply(TOO_MANY_WAIT), { prompt, thread, signal: controller.signal }, deps);
  await deps.journal.close(prompt.id, { outcome: "failed", cited: [] });
  end(work, delivery, deps);
}

/** Ends a question: one line in the log, and a word to those who count. */
export function end(
  { prompt, stages, since }: PromptWork,
  { state, outcome, failure, support }: Pick<Ended, "state" | "outcome" | "failure" | "support">,
  { log, logQuestions, onEnd }: EndDeps,
): void {
  const ms = Math.round(performance.timeOrigin + performance.now() - since);
  const { place, command } = prompt;
  const text = logQuestions && !prompt.private ? prompt.text : undefined;
  const about = { question: reference(prompt.id), platform: place.platform, command, text };
  log.info({ ...about, state, outcome, ...stages, ms }, "question ended");
  onEnd?.({ prompt, state, outcome, failure, support, stages, ms });
}

/**
 * Ends a question in trouble: the one error edge. The cause to the log, a calm sentence to whoever asked by name, and
 * the question closed; but one that another process answers, or that has not begun when Docent goes down, stays open.
 */
export async function fail(work: PromptWork, error: unknown, deps: EndDeps): Promise<void> {
  const { prompt, thread, controller } = work;
  const { signal } = controller;
  const { log, journal } = deps;
  const about = { question: reference(prompt.id), platform: prompt.place.platform };
  const isLost = [error, signal.reason].some((reason) => reason instanceof LeaseLostError);
  if (isLost) return log.warn(about, "a question was left to another process");
  if (signal.reason instanceof DrainingError && !work.begun) return;
  const isCancelled = error instanceof CancelledError;
  if (error instanceof DeliveryError) log.warn({ ...about, err: error }, "an answer could not be delivered");
  else if (!isCancelled) log.error({ ...about, err: error }, "a question failed");
  try {
    if (thread && !(error instanceof DeliveryError))
      await deliverReply(reply(apology(error, prompt)), { prompt, thread, signal }, deps);
    else if (!thread && !isCancelled) await tellAsker(prompt, error, deps);
    await journal.close(prompt.id, { outcome: "failed", cited: [] });
  } catch (err) {
    log.error({ ...about, err }, "a failed question could not be closed");
  }
  const failure = error instanceof DeliveryError ? error.failure : undefined;
  end(work, isCancelled ? { state: "nothing", outcome: "failed" } : { state: "error", failure }, deps);
}

/** No thread could be opened: who asked by name must not be left without a word. */
async function tellAsker(prompt: Prompt, error: unknown, { adapters }: EndDeps): Promise<void> {
  if (prompt.cause !== "asked") return;
  const sentence = error instanceof DeliveryError ? UNDELIVERED : apology(error, prompt);
  await adapterFor(prompt, adapters).tell?.(prompt, sentence);
}

const UNDELIVERED = "I could not answer where you asked me: I am not let in there any more. Please ask me elsewhere.";

/** What to tell the asker when an answer failed; the cause is for the log alone. */
export function apology(error: unknown, prompt: Prompt): string {
  if (error instanceof UserError) return error.message;
  return `Something went wrong on my side (${reference(prompt.id)}). Nothing is lost: please ask again in a moment.`;
}
