import type { Content, Message, ProgressStep, Thread } from "../../core/adapter.ts";
import { DeliveryError } from "../../core/errors.ts";
import type { Place, Prompt } from "../../core/prompt.ts";
import type { Arguments, Calls } from "./calls.ts";
import { fitsSlack, renderSlack } from "./render.ts";
import type { SlackReplyTarget } from "./reply-target.ts";

/**
 * What a response URL takes is 5 messages; one tells that work goes on, one may be needed for the presser of a
 * button.
 */
const MOST_MESSAGES = 3;

/**
 * How long a response URL is good for, with room for a slow call.
 * https://docs.slack.dev/interactivity/handling-user-interaction
 */
const RESPONSE_MS = 29 * 60_000;

const WORKING = "Looking this up. The answer will be here, for you alone.";

/**
 * An answer that its asker alone sees, by the response URL, later as an ephemeral message. Such a message cannot
 * grow, so each is sent whole. It never goes any other way: where neither works it is not delivered.
 */
export class PrivateThread implements Thread {
  readonly place: Place;
  readonly limits = { fits: fitsSlack, updateMs: 1000, messages: MOST_MESSAGES };
  readonly #promptId: string;
  readonly #address: SlackReplyTarget;
  readonly #calls: Calls;
  readonly #repeated: boolean;
  #said = false;

  /** `repeated`: an earlier process may have sent it, and nobody can look for what only one person sees. */
  constructor(prompt: Prompt, address: SlackReplyTarget, calls: Calls, repeated: boolean) {
    this.place = prompt.place;
    this.#promptId = prompt.id;
    this.#address = address;
    this.#calls = calls;
    this.#repeated = repeated;
  }

  /** Says something beside the answer, for instance why it is private. */
  async note(text: string): Promise<void> {
    this.#said = true;
    const { responseUrl } = this.#address;
    if (responseUrl) await this.#calls.respond(responseUrl, this.#inThread({ text }));
  }

  async progress(step: ProgressStep): Promise<void> {
    if (step === "searching" && !this.#said) await this.note(WORKING);
  }

  async post(content: Content): Promise<Message> {
    const message = { update: (whole: Content) => (whole.done ? this.#send(whole) : Promise.resolve()) };
    await message.update(content);
    return message;
  }

  async #send(content: Content): Promise<void> {
    this.#said = true;
    const { responseUrl, at, channel, user } = this.#address;
    const message = this.#inThread({ ...renderSlack(whole(content), this.#promptId, this.#repeated) });
    const fresh = Date.now() - at < RESPONSE_MS;
    if (responseUrl && fresh && (await this.#calls.respond(responseUrl, message))) return;
    try {
      await this.#calls.answer("chat.postEphemeral", { channel, user, parse: "none", ...message });
    } catch (error) {
      throw new DeliveryError("expired", "The way to show a private answer has expired", { cause: error });
    }
  }

  #inThread(message: Arguments): Arguments {
    const { thread } = this.place;
    return thread ? { ...message, thread_ts: thread } : message;
  }
}

/** A file cannot be shown to one person of a channel. */
function whole({ attachment, ...content }: Content): Content {
  if (!attachment) return content;
  const note = "_The rest is too long to be shown to you alone. Ask me in a direct message to have all of it._";
  return { ...content, text: `${content.text}\n\n${note}` };
}
