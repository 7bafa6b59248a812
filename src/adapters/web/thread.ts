import { EventEmitter } from "node:events";
import type { Content, Message, ProgressStep, Thread } from "../../core/adapter.ts";
import type { Prompt } from "../../core/prompt.ts";
import { type ShownExchange, showContent } from "./render.ts";
import { pageIdOf } from "./reply-target.ts";

/** The least milliseconds between two updates: about as often as reading eyes notice. */
const UPDATE_MS = 60;

/**
 * The answers that are being written right now, and for a moment those just finished, until the next read of
 * the history has them. Pages watch a channel; nobody needs to be watching for an answer to go on.
 */
export class OpenExchanges {
  readonly #channels = new Map<string, Map<string, ShownExchange>>();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #keepMs: number;

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** What is known of a channel beyond its history. */
  of(channel: string): readonly ShownExchange[] {
    return [...(this.#channels.get(channel)?.values() ?? [])];
  }

  /** Calls `changed` with every new state of an exchange in a channel, until the function that it returns is called. */
  watch(channel: string, changed: (exchange: ShownExchange) => void): () => void {
    this.#changes.on(channel, changed);
    return () => this.#changes.off(channel, changed);
  }

  /** The thread for a prompt; opened again it writes over the same messages. */
  open(prompt: Prompt): Thread {
    const { channel } = prompt.place;
    const id = pageIdOf(prompt.id);
    const change = (alter: (exchange: ShownExchange) => Partial<ShownExchange>) => {
      const known = this.#channels.get(channel)?.get(id) ?? blank(id, prompt);
      this.#put(channel, { ...known, ...alter(known) });
    };
    change(() => ({}));
    return threadOver(prompt, change, () => this.#dropFinished(channel, id));
  }

  #put(channel: string, exchange: ShownExchange): void {
    const exchanges = this.#channels.get(channel) ?? new Map<string, ShownExchange>();
    this.#channels.set(channel, exchanges.set(exchange.id, exchange));
    if (isFinished(exchange)) setTimeout(() => this.#drop(channel, exchange), this.#keepMs).unref();
    this.#changes.emit(channel, exchange);
  }

  /** One turn at a time is answered in a conversation: when one begins, the history has those that ended before. */
  #dropFinished(channel: string, except: string): void {
    for (const exchange of this.of(channel))
      if (exchange.id !== except && isFinished(exchange)) this.#drop(channel, exchange);
  }

  #drop(channel: string, exchange: ShownExchange): void {
    const exchanges = this.#channels.get(channel);
    if (exchanges?.get(exchange.id) === exchange) exchanges.delete(exchange.id);
    if (exchanges?.size === 0) this.#channels.delete(channel);
  }
}

function blank(id: string, prompt: Prompt): ShownExchange {
  return { id, question: prompt.text, at: Date.now(), step: "waiting", messages: [] };
}

function isFinished({ messages }: ShownExchange): boolean {
  return messages.length > 0 && messages.every(({ done }) => done);
}

type Change = (alter: (exchange: ShownExchange) => Partial<ShownExchange>) => void;

function threadOver(prompt: Prompt, change: Change, begins: () => void): Thread {
  let posted = 0;
  const show = (index: number, content: Content) =>
    change(({ messages }) => ({ step: undefined, messages: messages.toSpliced(index, 1, showContent(content)) }));
  return {
    place: prompt.place,
    owner: prompt.author.id,
    limits: { fits: () => true, updateMs: UPDATE_MS, messages: 1 },
    progress: async (step: ProgressStep) => change(({ messages }) => (messages.length === 0 ? { step } : {})),
    post: async (content: Content): Promise<Message> => {
      const index = posted++;
      if (index === 0) begins();
      show(index, content);
      return { update: async (next: Content) => show(index, next) };
    },
  };
}
