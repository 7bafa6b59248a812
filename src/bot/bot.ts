import type { ActionEvent, Adapter, Bot, Thread } from "../core/adapter.ts";
import type { Source } from "../core/answer.ts";
import { commandOf, reply } from "../core/command.ts";
import { DeliveryError, type DeliveryFailure, LeaseLostError, UserError } from "../core/errors.ts";
import { reference } from "../core/journal.ts";
import { KeyedQueue } from "../core/keyed-queue.ts";
import type { Leases } from "../core/lease.ts";
import { LEASE_TIMES, type Lease } from "../core/lease.ts";
import type { Place, Prompt } from "../core/prompt.ts";
import { unlessLost } from "./abandon.ts";
import { type ActionDeps, PrivateAnswers, performAction } from "./actions.ts";
import type { Followups } from "./admit.ts";
import { type Admission, admit, MOST_WAITING } from "./admit.ts";
import { type AnswerDeps, answerPrompt, apology, type OpenPrompt, type Stages } from "./answer-prompt.ts";
import { type ConversationKey, conversationKey, samePlace } from "./conversations.ts";
import { type Delivery, deliver } from "./deliver.ts";

/** What the bot works with. */
export interface BotDeps extends AnswerDeps {
  readonly adapters: readonly Adapter[];
  readonly followups: Followups;
  /** The turns of one conversation follow one another, whichever process has them. */
  readonly leases: Leases;
  /** How often this process tells that it is alive, and looks for what dead ones left. Milliseconds. */
  readonly heartbeatMs?: number;
  /** Whether the log may show what was asked; what was asked privately it never does. */
  readonly logQuestions?: boolean;
  /** Told of every question that came to an end. */
  readonly onEnd?: (ended: Ended) => void;
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

/** A question being worked on, from the moment it is recorded. */
interface PromptWork {
  readonly prompt: Prompt;
  /** Taken over: something of the answer may be there already. */
  readonly resumed: boolean;
  /** When it was taken up, milliseconds since 1970; no two are the same. */
  readonly since: number;
  readonly controller: AbortController;
  /** Aborted when the question is no longer this process's. */
  readonly abandoned: AbortController;
  readonly stages: Stages;
  /** Where its answer stands, once the thread is open. */
  place: Place;
}

/** Why Docent itself ends an answer; people read it under what was written. */
const RESTARTING = new UserError("Docent is restarting, so this ends here. Please ask again in a moment.");

/** What the asker is told while nothing can be recorded. */
const OUT_OF_REACH =
  "I cannot take questions right now: the place where I keep them is out of reach. Please ask again in a minute.";

function askerKey({ place, author }: Prompt): string {
  return conversationKey({ place, owner: author.id });
}

/** The way of a question: admit, open its thread, take its turn; and the one place where errors end. */
export class DocentBot implements Bot {
  readonly #parts: BotDeps;
  readonly #desk: ActionDeps;
  readonly #work = new Map<string, PromptWork>();
  readonly #pending = new Set<Promise<void>>();
  /** What one person asks in one place is recorded, and its threads are opened, in the order of asking. */
  readonly #arriving = new KeyedQueue();
  readonly #opening = new KeyedQueue();
  /** Aborted when Docent goes down: what has not begun then stays open in the journal. */
  readonly #draining = new AbortController();
  #since = 0;
  #isCutOff = false;
  #beating: NodeJS.Timeout | undefined;

  constructor(parts: BotDeps, privateAnswers = new PrivateAnswers()) {
    this.#parts = parts;
    this.#desk = {
      journal: parts.journal,
      privateAnswers,
      running: (promptId) => this.#work.get(promptId)?.prompt,
      cancel: (promptId) => this.#work.get(promptId)?.controller.abort(),
      run: (prompt) => this.run(prompt),
      publish: (prompt, delivery) => this.#publish(prompt, delivery),
    };
  }

  async run(prompt: Prompt): Promise<void> {
    await this.#arriving.run(askerKey(prompt), async () => {
      if ((await this.#admit(prompt)) === "new") this.#start(prompt);
    });
  }

  /** What cannot be recorded is not taken: whoever delivered it may deliver it again, and can tell the asker why. */
  async #admit(prompt: Prompt): Promise<Admission> {
    try {
      return await admit(prompt, this.#parts);
    } catch (cause) {
      throw new UserError(OUT_OF_REACH, { cause });
    }
  }

  /** How many questions are being answered, or wait. */
  get open(): number {
    return this.#work.size;
  }

  action(press: ActionEvent): Promise<string> {
    return performAction(press, this.#desk);
  }

  cancel(place: Place, by: string): void {
    for (const work of this.#work.values())
      if (work.prompt.author.id === by && samePlace(work.place, place)) work.controller.abort();
  }

  async uninstalled(platform: string, workspace: string): Promise<void> {
    await this.#parts.conversations.forgetWorkspace(platform, workspace);
    await this.#parts.journal.forget({ platform, workspace });
  }

  /** Takes up the questions that dead processes accepted and did not finish; now, and from now on. */
  async resume(): Promise<void> {
    const { heartbeatMs: beatMs = LEASE_TIMES.leaseMs / 3 } = this.#parts;
    await this.#beat();
    this.#beating ??= setInterval(() => void this.#beat(), beatMs).unref();
  }

  /** One sign of life. What was taken from this process meanwhile it drops, what a dead one had it takes. */
  async #beat(): Promise<void> {
    const { journal, log } = this.#parts;
    try {
      for (const id of await journal.renew([...this.#work.keys()])) this.#work.get(id)?.abandoned.abort();
      if (this.#draining.signal.aborted) return;
      for (const prompt of await journal.open())
        if (!this.#work.has(prompt.id) && this.#find(prompt) && (await journal.take(prompt.id)))
          this.#start(prompt, true);
      this.#isCutOff = false;
    } catch (err) {
      if (!this.#isCutOff) log.warn({ err }, "unfinished questions cannot be looked for; trying again");
      this.#isCutOff = true;
    }
  }

  /**
   * Waits for the answers being written; after `milliseconds` ends them with a mark. Questions that still wait
   * for their turn stay open in the journal, for another process or the next start.
   */
  async drain(milliseconds: number): Promise<void> {
    this.#draining.abort();
    const timer = setTimeout(() => {
      for (const { controller } of this.#work.values()) controller.abort(RESTARTING);
    }, milliseconds);
    await Promise.all(this.#pending);
    clearTimeout(timer);
    clearInterval(this.#beating);
    await this.#parts.journal.release().catch((err) => this.#parts.log.warn({ err }, "the journal was not let go of"));
  }

  #start(prompt: Prompt, resumed = false): void {
    this.#since = Math.max(performance.timeOrigin + performance.now(), this.#since + 0.01);
    const [controller, abandoned] = [new AbortController(), new AbortController()];
    const work: PromptWork = {
      prompt,
      resumed,
      since: this.#since,
      stages: {},
      controller,
      abandoned,
      place: prompt.place,
    };
    this.#work.set(prompt.id, work);
    const done = this.#answer(work).finally(() => {
      this.#work.delete(prompt.id);
      this.#pending.delete(done);
    });
    this.#pending.add(done);
  }

  async #answer(work: PromptWork): Promise<void> {
    const since = performance.now();
    let thread: Thread | undefined;
    try {
      thread = await this.#open(work);
      const delivery = thread && (await this.#takeTurn(work, thread));
      if (delivery) this.#end(work, delivery, since);
    } catch (error) {
      if (error instanceof LeaseLostError || work.abandoned.signal.aborted) return this.#abandon(work.prompt);
      await this.#fail(work.prompt, thread, error);
      const failure = error instanceof DeliveryError ? error.failure : undefined;
      this.#end(work, { state: "error", failure }, since);
    }
  }

  /** Whoever has the question now answers it in the same place. */
  #abandon({ id, place }: Prompt): void {
    this.#parts.log.warn(
      { question: reference(id), platform: place.platform },
      "a question was left to another process",
    );
  }

  /** Undefined while Docent is going down: what has not begun stays open in the journal. */
  #open({ prompt, resumed, abandoned }: PromptWork): Promise<Thread | undefined> {
    return this.#opening.run(askerKey(prompt), async () => {
      if (this.#draining.signal.aborted) return undefined;
      return unlessLost(await this.#adapter(prompt).open(prompt, resumed), abandoned.signal);
    });
  }

  async #takeTurn(work: PromptWork, thread: Thread): Promise<Delivery | undefined> {
    work.place = thread.place;
    const { command, prompt } = commandOf(work.prompt, this.#parts.commands);
    const key = await this.#conversation(prompt, thread);
    const spot = await this.#parts.leases.enqueue(conversationKey(key), work.since);
    if (spot.position > MOST_WAITING) {
      await spot.release();
      return this.#turnAway(prompt, thread);
    }
    if (spot.position > 0) await thread.progress("waiting");
    const turn = (held: Lease) => this.#have({ prompt, command, thread, key }, work, held);
    const given = AbortSignal.any([this.#draining.signal, work.abandoned.signal]);
    return spot.run(turn, given).catch((error) => {
      if (error === this.#draining.signal.reason) return undefined;
      throw error;
    });
  }

  /** The turn of a question in its conversation has come. */
  async #have(
    asked: Pick<OpenPrompt, "prompt" | "command" | "thread" | "key">,
    work: PromptWork,
    held: Lease,
  ): Promise<Delivery> {
    const { controller, abandoned, stages, resumed } = work;
    stages.waitMs = Math.round(performance.timeOrigin + performance.now() - work.since);
    held.lost.addEventListener("abort", () => abandoned.abort());
    const isMine = async () => !abandoned.signal.aborted && (await held.confirm());
    const delivery = await answerPrompt(
      { ...asked, resumed, signal: controller.signal, stages, ownsLease: isMine },
      this.#parts,
    );
    if (asked.prompt.private && delivery.state === "delivered") this.#desk.privateAnswers.keep(work.prompt, delivery);
    return delivery;
  }

  async #conversation(prompt: Prompt, thread: Thread): Promise<ConversationKey> {
    const { conversations } = this.#parts;
    if (thread.owner !== undefined && !prompt.private) await conversations.claim(thread.place, thread.owner);
    return conversations.keyFor(thread.place, prompt.author.id);
  }

  /** A queue that only grows helps nobody: who asks by name is told, a follow-up is left unanswered. */
  async #turnAway(prompt: Prompt, thread: Thread): Promise<Delivery> {
    const text = "I am still answering what was asked here before. Please ask this again when I am done.";
    const delivery = await this.#say(text, prompt, thread);
    await this.#parts.journal.close(prompt.id, { outcome: "failed", cited: [] });
    return delivery;
  }

  #say(text: string, prompt: Prompt, thread: Thread, sources: readonly Source[] = []): Promise<Delivery> {
    return deliver(reply(text, sources), thread, {
      signal: new AbortController().signal,
      quiet: prompt.cause !== "asked",
      actions: { during: [], after: () => [] },
      log: this.#parts.log,
    });
  }

  /** Posts a private answer where everybody sees it. */
  async #publish(prompt: Prompt, { shown, sources }: Delivery): Promise<void> {
    const shared = { ...prompt, id: `${prompt.id}~shared`, private: false };
    await this.#say(shown, shared, await this.#adapter(prompt).open(shared), sources);
  }

  #find({ place }: Prompt): Adapter | undefined {
    return this.#parts.adapters.find(({ platform }) => platform === place.platform);
  }

  #adapter(prompt: Prompt): Adapter {
    const { place } = prompt;
    const found = this.#find(prompt);
    if (!found) throw new Error(`No adapter for ${place.platform} is running`);
    return found;
  }

  /** The one error edge: the cause to the log, a calm sentence to whoever asked by name, and the question closed. */
  async #fail(prompt: Prompt, thread: Thread | undefined, error: unknown): Promise<void> {
    const about = { question: reference(prompt.id), platform: prompt.place.platform, err: error };
    if (error instanceof DeliveryError) this.#parts.log.warn(about, "an answer could not be delivered");
    else this.#parts.log.error(about, "a question failed");
    try {
      if (thread && !(error instanceof DeliveryError)) await this.#say(apology(error, prompt), prompt, thread);
      await this.#parts.journal.close(prompt.id, { outcome: "failed", cited: [] });
    } catch (second) {
      this.#parts.log.error({ ...about, err: second }, "a failed question could not be closed");
    }
  }

  #end(
    { prompt, stages }: PromptWork,
    { state, outcome, failure, support }: Pick<Ended, "state" | "outcome" | "failure" | "support">,
    since: number,
  ): void {
    const ms = Math.round(performance.now() - since);
    const ended = { prompt, state, outcome, failure, support, stages, ms };
    const { place, command } = prompt;
    const text = this.#parts.logQuestions && !prompt.private ? prompt.text : undefined;
    const about = { question: reference(prompt.id), platform: place.platform, command, text };
    this.#parts.log.info({ ...about, state, outcome, ...stages, ms }, "question ended");
    this.#parts.onEnd?.(ended);
  }
}
