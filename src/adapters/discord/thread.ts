import type { RawFile } from "discord.js";
import type { Content, Limits, Message, Thread } from "../../core/adapter.ts";
import { DeliveryError, type DeliveryFailure } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import type { Place, Prompt } from "../../core/prompt.ts";
import { delivering, retryUntilDelivered } from "./errors.ts";
import type { MessageTarget } from "./message-target.ts";
import type { DiscordRateLimit } from "./rate-limit.ts";
import { fitsDiscord, type MessageBody, renderDiscord } from "./render.ts";

/** Times in milliseconds. */
export interface TypingIntervals {
  /** Between two changes of a growing message. */
  readonly updateMs: number;
  /** Between two signs of typing; Discord shows each for ten seconds. */
  readonly typingMs: number;
  /** Typing ends after so long, whatever happens. */
  readonly longestTypingMs: number;
  /** Until the commands are registered again, where Discord refused them. */
  readonly registerMs: number;
  /** Before each further attempt of something that must arrive. */
  readonly retryMs: readonly number[];
}

/** Within the channel's pace, with room for the messages that must be. */
export const TYPING_INTERVALS: TypingIntervals = {
  updateMs: 1_300,
  typingMs: 8_000,
  longestTypingMs: 120_000,
  registerMs: 600_000,
  retryMs: [1_000, 4_000, 10_000, 30_000],
};

/** How many messages an answer takes where it is a conversation of its own. */
const MESSAGES = 5;

/** What a thread is made of. */
export interface DiscordThreadDeps {
  readonly prompt: Prompt;
  readonly place: Place;
  readonly owner?: string;
  readonly outlet: MessageTarget;
  readonly pace: DiscordRateLimit;
  readonly intervals: TypingIntervals;
  readonly log: Logger;
  /** Told when Discord refuses for good, so that the asker can be told why. */
  readonly onRefusal: (failure: DeliveryFailure) => void;
}

/** Where one answer is written on Discord. */
export class DiscordThread implements Thread {
  readonly place: Place;
  readonly owner?: string;
  readonly limits: Limits;
  readonly #parts: DiscordThreadDeps;
  #posted = 0;
  #typing: NodeJS.Timeout | undefined;

  constructor(parts: DiscordThreadDeps) {
    const { place, owner, outlet, intervals } = parts;
    this.#parts = parts;
    this.place = place;
    this.owner = owner;
    this.limits = {
      fits: (content) => fitsDiscord(content, outlet.above),
      updateMs: intervals.updateMs,
      // A response takes one message for sure: sent again after a crash, a second one would stand there twice.
      messages: outlet.channel === undefined ? 1 : MESSAGES,
    };
  }

  async progress(): Promise<void> {
    // Who did not ask by name may get no answer: then nothing must have been announced.
    if (this.#typing || this.#posted > 0 || this.#parts.prompt.cause !== "asked") return;
    const { typingMs, longestTypingMs } = this.#parts.intervals;
    const until = performance.now() + longestTypingMs;
    this.#typing = setInterval(() => {
      if (performance.now() > until) this.#stopTyping();
      else void this.#type();
    }, typingMs).unref();
    // Nobody waits for a sign: whoever asks for one must not come later than who did not.
    void this.#type();
  }

  async post(content: Content): Promise<Message> {
    this.#stopTyping();
    const index = this.#posted++;
    const id = await this.#write(true, () =>
      this.#parts.outlet.send(this.#body(content, index), index, filesOf(content)),
    );
    const { channel } = this.#parts.outlet;
    return { update: (next) => this.#update(id, index, next), ...(channel && { address: { channel, message: id } }) };
  }

  async #update(id: string, index: number, content: Content): Promise<void> {
    const { outlet, pace, log } = this.#parts;
    if (!content.done && outlet.channel && !pace.hasRoom(outlet.channel)) return;
    const edit = () => outlet.edit(id, this.#body(content, index), filesOf(content));
    try {
      await this.#write(content.done, edit);
    } catch (error) {
      if (content.done || error instanceof DeliveryError) throw error;
      log.debug({ err: error }, "an update was left out");
    }
  }

  #body(content: Content, index: number): MessageBody {
    const { prompt, outlet } = this.#parts;
    return renderDiscord(content, prompt.id, index === 0 ? outlet.above : "");
  }

  async #write<Result>(must: boolean, call: () => Promise<Result>): Promise<Result> {
    const { outlet, pace, intervals, onRefusal } = this.#parts;
    pace.count(outlet.channel);
    try {
      return await retryUntilDelivered(() => delivering(call), must ? intervals.retryMs : []);
    } catch (error) {
      if (error instanceof DeliveryError) onRefusal(error.failure);
      throw error;
    }
  }

  async #type(): Promise<void> {
    const { outlet, pace, log } = this.#parts;
    if (outlet.channel && !pace.hasRoom(outlet.channel)) return;
    pace.count();
    await outlet.typing().catch((error) => {
      this.#stopTyping();
      log.debug({ err: error }, "typing could not be shown");
    });
  }

  #stopTyping(): void {
    clearInterval(this.#typing);
    this.#typing = undefined;
  }
}

function filesOf({ attachment }: Content): RawFile[] | undefined {
  return attachment && [{ name: attachment.name, data: attachment.text }];
}
