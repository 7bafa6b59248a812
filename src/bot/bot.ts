import type { ActionEvent, Bot, Thread } from "../core/adapter.ts";
import { asPrivate, type Command, commandOf } from "../core/command.ts";
import { CancelledError, DrainingError, LeaseLostError } from "../core/errors.ts";
import { KeyedQueue } from "../core/keyed-queue.ts";
import { LEASE_TIMES, type Leases, type QueuedLease } from "../core/lease.ts";
import type { Place, Prompt } from "../core/prompt.ts";
import { Semaphore } from "../core/semaphore.ts";
import { PrivateAnswers, performAction } from "./actions.ts";
import { admit, type Followups, MOST_WAITING } from "./admit.ts";
import { type AnswerDeps, answerPrompt, forgetQuestions, openInOrder, remember } from "./answer-prompt.ts";
import { askerKey, conversationKey, samePlace, type ThreadRecord } from "./conversations.ts";
import { type EndDeps, end, fail, type PromptWork, turnAway } from "./endings.ts";
import { asksWhy } from "./votes.ts";

/** What the bot works with. */
export interface BotDeps extends AnswerDeps, EndDeps {
  readonly followups: Followups;
  /** The questions of one conversation follow one another, whichever process has them. */
  readonly leases: Leases;
  /** How often this process tells that it is alive, and looks for what dead ones left. Milliseconds. */
  readonly heartbeatMs?: number;
  /** How many answers are made at once, over all conversations. */
  readonly answersAtOnce?: number;
  /** Whether a platform is connected; what was asked on one that is not stays open until it is. */
  readonly isOn?: (platform: string) => boolean;
}

/**
 * More answers at once than this make none come sooner: they take the processor from what is to be acknowledged, memory,
 * and the model from one another. Not swept.
 */
const ANSWERS_AT_ONCE = 100;

/** How a question came: `known` of the thread in which it was asked; `resumed` from a process that is gone. */
interface AnswerOptions {
  readonly known?: ThreadRecord;
  readonly resumed?: boolean;
}

const RESTARTING = "Docent is restarting, so this ends here. Please ask again in a moment.";

/** The bot: every question on its way, from being admitted to being remembered. */
export class DocentBot implements Bot {
  readonly #deps: BotDeps;
  readonly #privateAnswers: PrivateAnswers;
  /** The questions on their way, by the id of their prompt. */
  readonly #open = new Map<string, PromptWork>();
  /** What one person asks in one place is recorded, and its threads are opened, in the order of asking. */
  readonly #arriving = new KeyedQueue();
  readonly #opening = new KeyedQueue();
  /** One answer begins in each turn of the event loop: what came with its question is acknowledged first. */
  readonly #beginning = new Semaphore(1);
  readonly #answering: Semaphore;
  #since = 0;
  #isDraining = false;
  #isCutOff = false;
  #heartbeatTimer: NodeJS.Timeout | undefined;

  constructor(deps: BotDeps, privateAnswers = new PrivateAnswers()) {
    this.#deps = deps;
    this.#privateAnswers = privateAnswers;
    this.#answering = new Semaphore(deps.answersAtOnce ?? ANSWERS_AT_ONCE);
  }

  /** Resolves once the prompt is admitted or not; rejects with a `UserError` where it could not be recorded. */
  async run(asked: Prompt): Promise<void> {
    const prompt = this.#withRights(asPrivate(asked, this.#deps.commands));
    const leave = await this.#arriving.enter(askerKey(prompt));
    try {
      const { admission, thread } = await admit(prompt, this.#deps);
      if (admission === "new" && !this.#isDraining) void this.#answer(prompt, { known: thread });
    } finally {
      leave();
    }
  }

  /**
   * The way of an admitted question, from top to bottom: its thread, its lease, its turn among all, its answer, what is
   * remembered. Never rejects: whatever goes wrong ends in `fail`.
   */
  async #answer(admitted: Prompt, { known, resumed = false }: AnswerOptions): Promise<void> {
    const deps = this.#deps;
    const work = this.#begin(admitted, resumed);
    const { signal } = work.controller;
    let queued: QueuedLease | undefined;
    let release: (() => void) | undefined;
    try {
      const begun = await this.#beginning.acquire(signal);
      begun();
      const thread = await openInOrder(work, deps.adapters, this.#opening);
      const { command, prompt } = commandOf(admitted, deps.commands);
      const key = await deps.conversations.keyOf(prompt, thread, known);
      queued = await deps.leases.enqueue(conversationKey(key), work.since);
      if (queued.position > MOST_WAITING) return await turnAway(work, thread, deps);
      if (queued.position > 0) await thread.progress("waiting");
      const lease = await queued.acquire(signal);
      lease.lost.addEventListener("abort", () => work.controller.abort(lease.lost.reason));
      release = await this.#turnOf(command, thread, signal);
      work.begun = true;
      const question = { work, prompt, command, thread, key, lease };
      const answer = await answerPrompt(question, deps);
      await remember(question, answer, deps);
      if (prompt.private) this.#privateAnswers.keep(admitted, answer.delivery);
      end(work, answer.delivery, deps);
    } catch (error) {
      await fail(work, error, deps);
    } finally {
      release?.();
      await queued?.release();
      this.#open.delete(admitted.id);
      work.ended.resolve();
    }
  }

  #withRights(prompt: Prompt): Prompt {
    const { author } = prompt;
    return this.#deps.admins?.includes(author.id)
      ? { ...prompt, author: { ...author, admin: true, moderator: true } }
      : prompt;
  }

  /** Waits until there is room for one more answer; what reads no documentation, such as `forget-me`, need not wait. */
  async #turnOf({ argument }: Command, thread: Thread, signal: AbortSignal): Promise<(() => void) | undefined> {
    if (!argument) return undefined;
    if (this.#answering.isExhausted) void thread.progress("waiting");
    return this.#answering.acquire(signal);
  }

  #begin(prompt: Prompt, resumed: boolean): PromptWork {
    // Two questions may come within one tick of the clock.
    this.#since = Math.max(performance.timeOrigin + performance.now(), this.#since + 0.01);
    const [controller, ended] = [new AbortController(), Promise.withResolvers<void>()];
    const work = { prompt, resumed, since: this.#since, controller, stages: {}, ended, begun: false };
    this.#open.set(prompt.id, work);
    return work;
  }

  /** How many questions are being answered, or wait. */
  get open(): number {
    return this.#open.size;
  }

  action(event: ActionEvent): Promise<string> {
    const deps = { ...this.#deps, bot: this, open: this.#open, privateAnswers: this.#privateAnswers };
    return performAction(event, deps);
  }

  asksWhy(event: ActionEvent): Promise<boolean> {
    return asksWhy(event, this.#deps);
  }

  cancel(place: Place, by: string): void {
    for (const { prompt, thread, controller } of this.#open.values())
      if (prompt.author.id === by && samePlace(thread?.place ?? prompt.place, place))
        controller.abort(new CancelledError("A person stopped the answer"));
  }

  async uninstalled(platform: string, workspace: string): Promise<void> {
    await this.#deps.conversations.forgetWorkspace(platform, workspace);
    await forgetQuestions({ platform, workspace }, this.#deps);
  }

  /** Takes up the questions that dead processes accepted and did not finish; now, and from now on. */
  async resume(): Promise<void> {
    const { heartbeatMs = LEASE_TIMES.leaseMs / 3 } = this.#deps;
    await this.#heartbeat();
    this.#heartbeatTimer ??= setInterval(() => void this.#heartbeat(), heartbeatMs).unref();
  }

  /** One sign of life. What was taken from this process meanwhile it drops, what a dead one had it takes. */
  async #heartbeat(): Promise<void> {
    const { adapters, journal, log, isOn = () => true } = this.#deps;
    try {
      for (const id of await journal.renew([...this.#open.keys()]))
        this.#open.get(id)?.controller.abort(new LeaseLostError("Another process has the question now"));
      if (this.#isDraining) return;
      for (const prompt of await journal.open()) {
        const isHere = adapters.some(({ platform }) => platform === prompt.place.platform && isOn(platform));
        const isOurs = isHere && !this.#open.has(prompt.id);
        if (isOurs && (await journal.take(prompt.id))) void this.#answer(prompt, { resumed: true });
      }
      this.#isCutOff = false;
    } catch (err) {
      if (!this.#isCutOff) log.warn({ err }, "unfinished questions cannot be looked for; trying again");
      this.#isCutOff = true;
    }
  }

  /**
   * Waits for the answers being written; after `milliseconds` ends them with a mark. What has not begun stays open in
   * the journal, for another process or the next start.
   */
  async drain(milliseconds: number): Promise<void> {
    this.#isDraining = true;
    for (const { begun, controller } of this.#open.values())
      if (!begun) controller.abort(new DrainingError(RESTARTING));
    const timer = setTimeout(() => {
      for (const { controller } of this.#open.values()) controller.abort(new DrainingError(RESTARTING));
    }, milliseconds);
    while (this.#open.size > 0) await Promise.all([...this.#open.values()].map(({ ended }) => ended.promise));
    clearTimeout(timer);
    clearInterval(this.#heartbeatTimer);
    const { journal, log } = this.#deps;
    await journal.release().catch((err) => log.warn({ err }, "the journal was not let go of"));
  }
}
