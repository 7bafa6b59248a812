import { act, type Desk, PrivateAnswers } from "./act.ts";
import type { Adapter, Bot, Press, Source, Thread } from "./adapters/adapter.ts";
import { admit, MOST_WAITING } from "./admit.ts";
import { commandOf, reply } from "./command.ts";
import type { Followups } from "./config.ts";
import { type ConversationKey, conversationKey, samePlace } from "./conversation.ts";
import { type Delivery, deliver } from "./deliver.ts";
import { DeliveryError, UserError } from "./errors.ts";
import { reference } from "./journal.ts";
import type { Place, Prompt } from "./prompt.ts";
import { KeyedQueue } from "./queue.ts";
import { apology, type TurnParts, takeTurn } from "./turn.ts";

/** What the bot works with. */
export interface Parts extends TurnParts {
  readonly adapters: readonly Adapter[];
  readonly followups: Followups;
  /** Told of every question that came to an end. */
  readonly onEnd?: (ended: Ended) => void;
}

/** A question that came to an end, `ms` after it was accepted. `cause` is set where an error ended it. */
export interface Ended {
  readonly prompt: Prompt;
  readonly state: Delivery["state"] | "error";
  readonly outcome?: Delivery["outcome"];
  readonly ms: number;
}

/** A question being worked on, from the moment it is recorded. */
interface Work {
  readonly prompt: Prompt;
  readonly controller: AbortController;
  /** Where its answer stands, once the thread is open. */
  place: Place;
}

/** Why Docent itself ends an answer; people read it under what was written. */
const RESTARTING = new UserError("Docent is restarting, so this ends here. Please ask again in a moment.");

function askerKey({ place, author }: Prompt): string {
  return conversationKey({ place, owner: author.id });
}

/** The way of a question: admit, open its thread, take its turn; and the one place where errors end. */
export class DocentBot implements Bot {
  readonly #parts: Parts;
  readonly #desk: Desk;
  readonly #work = new Map<string, Work>();
  readonly #pending = new Set<Promise<void>>();
  /** What one person asks in one place is recorded, and its threads are opened, in the order of asking. */
  readonly #arriving = new KeyedQueue();
  readonly #opening = new KeyedQueue();
  /** The turns of one conversation follow one another. */
  readonly #turns = new KeyedQueue();
  #draining = false;

  constructor(parts: Parts, privateAnswers = new PrivateAnswers()) {
    this.#parts = parts;
    this.#desk = {
      journal: parts.journal,
      privateAnswers,
      running: (turn) => this.#work.get(turn)?.prompt,
      stopQuestion: (turn) => this.#work.get(turn)?.controller.abort(),
      run: (prompt) => this.run(prompt),
      publish: (prompt, delivery) => this.#publish(prompt, delivery),
    };
  }

  async run(prompt: Prompt): Promise<void> {
    await this.#arriving.run(askerKey(prompt), async () => {
      if ((await admit(prompt, this.#parts)) === "new") this.#start(prompt);
    });
  }

  act(press: Press): Promise<string> {
    return act(press, this.#desk);
  }

  stop(place: Place, by: string): void {
    for (const work of this.#work.values())
      if (work.prompt.author.id === by && samePlace(work.place, place)) work.controller.abort();
  }

  async leave(platform: string, workspace: string): Promise<void> {
    await this.#parts.conversations.leave(platform, workspace);
    await this.#parts.journal.forget({ platform, workspace });
  }

  /** Takes up the questions that a former process accepted and did not finish. */
  async resume(): Promise<void> {
    const here = new Set(this.#parts.adapters.map(({ platform }) => platform));
    for (const prompt of await this.#parts.journal.open()) if (here.has(prompt.place.platform)) this.#start(prompt);
  }

  /**
   * Waits for the answers being written; after `milliseconds` ends them with a mark. Questions that still wait
   * for their turn stay open in the journal for the next start.
   */
  async drain(milliseconds: number): Promise<void> {
    this.#draining = true;
    const timer = setTimeout(() => {
      for (const { controller } of this.#work.values()) controller.abort(RESTARTING);
    }, milliseconds);
    await Promise.all(this.#pending);
    clearTimeout(timer);
  }

  #start(prompt: Prompt): void {
    const work: Work = { prompt, controller: new AbortController(), place: prompt.place };
    this.#work.set(prompt.id, work);
    const done = this.#answer(work).finally(() => {
      this.#work.delete(prompt.id);
      this.#pending.delete(done);
    });
    this.#pending.add(done);
  }

  async #answer(work: Work): Promise<void> {
    const since = performance.now();
    let thread: Thread | undefined;
    try {
      thread = await this.#open(work);
      const delivery = thread && (await this.#takeTurn(work, thread));
      if (delivery) this.#end(work.prompt, delivery, since);
    } catch (error) {
      await this.#fail(work.prompt, thread, error);
      this.#end(work.prompt, { state: "error" }, since);
    }
  }

  /** Undefined while Docent is going down: what has not begun stays open in the journal. */
  #open({ prompt }: Work): Promise<Thread | undefined> {
    return this.#opening.run(askerKey(prompt), async () =>
      this.#draining ? undefined : this.#adapter(prompt).open(prompt),
    );
  }

  async #takeTurn(work: Work, thread: Thread): Promise<Delivery | undefined> {
    work.place = thread.place;
    const { command, prompt } = commandOf(work.prompt, this.#parts.commands);
    const key = await this.#conversation(prompt, thread);
    const turns = conversationKey(key);
    const waiting = this.#turns.length(turns);
    if (waiting > MOST_WAITING) return this.#turnAway(prompt, thread);
    if (waiting > 0) await thread.progress("waiting");
    return this.#turns.run(turns, async () => {
      if (this.#draining) return undefined;
      const question = { prompt, command, thread, key, signal: work.controller.signal };
      const delivery = await takeTurn(question, this.#parts);
      if (prompt.private && delivery.state === "delivered") this.#desk.privateAnswers.keep(work.prompt, delivery);
      return delivery;
    });
  }

  async #conversation(prompt: Prompt, thread: Thread): Promise<ConversationKey> {
    const { conversations } = this.#parts;
    if (thread.owner !== undefined && !prompt.private) await conversations.own(thread.place, thread.owner);
    return conversations.of(thread.place, prompt.author.id);
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

  #adapter({ place }: Prompt): Adapter {
    const found = this.#parts.adapters.find(({ platform }) => platform === place.platform);
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

  #end(prompt: Prompt, { state, outcome }: Pick<Ended, "state" | "outcome">, since: number): void {
    const ended = { prompt, state, outcome, ms: Math.round(performance.now() - since) };
    const { place, command } = prompt;
    const line = { question: reference(prompt.id), platform: place.platform, command, state, outcome, ms: ended.ms };
    this.#parts.log.info(line, "question ended");
    this.#parts.onEnd?.(ended);
  }
}
