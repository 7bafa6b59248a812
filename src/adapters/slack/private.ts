import { createHash } from "node:crypto";
import { z } from "zod";
import type { AdapterNotes, Content, Message, ProgressStep, Thread } from "../../core/adapter.ts";
import { DeliveryError } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
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

const sentSchema = z.object({ sent: z.array(z.string()), isSending: z.boolean() });

/** What was sent of a private answer, as digests, and whether something was on its way when the process died. */
type Sent = z.infer<typeof sentSchema>;

/** What a private thread works with. */
interface PrivateDeps {
  readonly calls: Calls;
  readonly notes: AdapterNotes;
  readonly log: Logger;
}

/**
 * The thread of a private answer. `resumed`: an earlier process may have sent some of it. Nobody can look for what only
 * one person sees, so what was sent is noted.
 */
export async function privateThread(
  prompt: Prompt,
  address: SlackReplyTarget,
  resumed: boolean,
  deps: PrivateDeps,
): Promise<PrivateThread> {
  const noted = sentSchema.safeParse(resumed ? await deps.notes.read(prompt) : undefined).data;
  const thread = new PrivateThread(prompt, address, deps, noted ?? { sent: [], isSending: resumed });
  if (!resumed) await thread.noteSent(false);
  return thread;
}

/**
 * An answer that its asker alone sees, by the response URL, later as an ephemeral message. Such a message cannot
 * grow, so each is sent whole. It never goes any other way: where neither works it is not delivered.
 */
export class PrivateThread implements Thread {
  readonly place: Place;
  readonly limits = { fits: fitsSlack, updateMs: 1000, messages: MOST_MESSAGES };
  readonly #prompt: Prompt;
  readonly #address: SlackReplyTarget;
  readonly #deps: PrivateDeps;
  /** What an earlier process sent. */
  readonly #before: Sent;
  readonly #sent: string[];
  #said = false;

  constructor(prompt: Prompt, address: SlackReplyTarget, deps: PrivateDeps, before: Sent) {
    this.place = prompt.place;
    this.#prompt = prompt;
    this.#address = address;
    this.#deps = deps;
    this.#before = before;
    this.#sent = [...before.sent];
  }

  /** Notes what was sent so far. Where it cannot be noted, an answer after a crash says that it may be there twice. */
  async noteSent(isSending: boolean): Promise<void> {
    await this.#deps.notes.write(this.#prompt, { sent: this.#sent, isSending }).catch((err: unknown) => {
      this.#deps.log.warn({ err }, "slack: what was sent could not be noted");
    });
  }

  /** Says something beside the answer, for instance why it is private. */
  async note(text: string): Promise<void> {
    this.#said = true;
    const { responseUrl } = this.#address;
    if (responseUrl) await this.#deps.calls.respond(responseUrl, this.#inThread({ text }));
  }

  async progress(step: ProgressStep): Promise<void> {
    if (step !== "writing" && !this.#said) await this.note(WORKING);
  }

  async post(content: Content): Promise<Message> {
    const message = { update: (whole: Content) => (whole.done ? this.#send(whole) : Promise.resolve()) };
    await message.update(content);
    return message;
  }

  async #send(content: Content): Promise<void> {
    this.#said = true;
    const digest = createHash("sha256").update(JSON.stringify(content)).digest("base64url");
    if (this.#before.sent.includes(digest)) return;
    await this.noteSent(true);
    await this.#sendWhole(whole(content));
    this.#sent.push(digest);
    await this.noteSent(false);
  }

  async #sendWhole(content: Content): Promise<void> {
    const { responseUrl, at, channel, user } = this.#address;
    const { calls } = this.#deps;
    // Another answer than the one that was sent may follow it.
    const repeated = this.#before.isSending || this.#before.sent.length > 0;
    const message = this.#inThread({ ...renderSlack(content, this.#prompt.id, repeated) });
    const fresh = Date.now() - at < RESPONSE_MS;
    if (responseUrl && fresh && (await calls.respond(responseUrl, message))) return;
    try {
      await calls.answer("chat.postEphemeral", { channel, user, parse: "none", ...message });
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
