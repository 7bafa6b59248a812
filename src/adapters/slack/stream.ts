import type { Content, Message } from "../../core/adapter.ts";
import type { Logger } from "../../core/log.ts";
import type { Json } from "../../core/prompt.ts";
import { pausesOf, retry } from "../../core/retry.ts";
import { type Arguments, type Calls, isAmbiguous, reasonOf, retryAfter } from "./calls.ts";
import type { ConcurrencySlots, SlackRateLimit } from "./rate-limit.ts";
import { answerMetadata } from "./recover-parts.ts";
import { below, cut, escapeMrkdwn, renderSlack, toMarkdown } from "./render.ts";

/** How often a growing text changes and how long a native stream is kept, in milliseconds. */
export interface StreamIntervals {
  /** Between two appends to a stream. */
  readonly appendMs: number;
  /** Between two changes of an ordinary message. */
  readonly updateMs: number;
  /** Until a stream is closed by us; Slack closes it by itself about five minutes after its start. */
  readonly streamMs: number;
}

/** Where a part of an answer goes, and what it is known by. */
export interface StreamPart {
  readonly team: string;
  readonly channel: string;
  readonly thread: string;
  readonly user: string;
  readonly promptId: string;
  readonly number: number;
  /** The `ts` of the message that already shows this part, from before a restart. */
  readonly posted?: string;
  /** It may be there already and cannot be looked for: say so. */
  readonly repeated: boolean;
  /** Looks for this part: its `ts`, `none`, or undefined where that cannot be known. */
  find(): Promise<string | undefined>;
}

/** What a growing message works with. */
export interface StreamDeps {
  readonly calls: Calls;
  readonly rateLimit: SlackRateLimit;
  readonly intervals: StreamIntervals;
  readonly log: Logger;
}

/** Nothing to be seen yet; an ordinary message; a native stream that shows `sent`. */
type State =
  | { readonly kind: "unsent" }
  | { readonly kind: "posted"; readonly ts: string }
  | { readonly kind: "stream"; readonly ts: string; readonly sent: string };

/** Slack's ways to say that this workspace, or this app in it, has no native streams. */
const STREAMLESS = new Set(["unknown_method", "feature_not_enabled", "method_deprecated", "missing_scope"]);

/** Slack's ways to say that a message is not shaped as it likes. */
const MISSHAPEN = new Set([
  "msg_too_long",
  "msg_blocks_too_long",
  "msg_blocks_too_many",
  "invalid_blocks",
  "invalid_blocks_format",
  "markdown_text_conflict",
]);

/** What a text without blocks is cut to where Slack refused it with blocks; the whole is attached. */
const BARE_CHARACTERS = 3000;

/** The end of a message is tried so many times more before it is given up, without a pause: each call has its own. */
const ENDING_PAUSES = [0, 0];

/**
 * One message of an answer, from its first words to its end. It grows as a native stream where the workspace
 * has them and its tier allows one more, else as a message that is changed, else it stays unsent until it is
 * whole. Growing is cosmetic; the end arrives or rejects. One call is under way at a time.
 */
export class StreamingMessage implements Message {
  readonly #part: StreamPart;
  readonly #deps: StreamDeps;
  #state: State = { kind: "unsent" };
  /** A call failed without an answer: the message may be there although we do not know it. */
  #uncertain = false;
  #repeated = false;
  #latest: Content | undefined;
  /** When it last changed, milliseconds since 1970. */
  #grewAt = 0;
  #busy: Promise<void> | undefined;
  /** Taken while it grows as an ordinary message. */
  #slot: ConcurrencySlots | undefined;
  #timer: NodeJS.Timeout | undefined;
  #roll: NodeJS.Timeout | undefined;

  constructor(part: StreamPart, deps: StreamDeps) {
    this.#part = part;
    this.#deps = deps;
    if (part.repeated) this.#repeat();
    if (part.posted !== undefined) this.#state = { kind: "posted", ts: part.posted };
  }

  get address(): Json | undefined {
    return this.#state.kind === "unsent" ? undefined : { channel: this.#part.channel, ts: this.#state.ts };
  }

  /** Shows the message for the first time; what an earlier process left there stays until the text is whole. */
  async show(content: Content): Promise<void> {
    if (content.done) await this.#finish(content);
    else if (this.#state.kind === "unsent") await this.#begin(content);
    this.#grewAt = Date.now();
  }

  async update(content: Content): Promise<void> {
    if (content.done) return await this.#finish(content);
    this.#latest = content;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#timer || this.#busy || this.#part.posted !== undefined) return;
    const { intervals, rateLimit } = this.#deps;
    const every = this.#state.kind === "stream" ? rateLimit.appendEveryMs(intervals.appendMs) : intervals.updateMs;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        const content = this.#latest;
        this.#latest = undefined;
        if (content) this.#run(() => this.#grow(content));
      },
      Math.max(0, this.#grewAt + every - Date.now()),
    );
  }

  #run(work: () => Promise<void>): void {
    this.#busy = work()
      // The end tells; until then a message that does not grow harms nobody.
      .catch(() => undefined)
      .finally(() => {
        this.#busy = undefined;
        this.#grewAt = Date.now();
        if (this.#latest) this.#schedule();
      });
  }

  async #grow(content: Content): Promise<void> {
    if (this.#state.kind === "stream") await this.#append(this.#state.ts, this.#state.sent, content);
    else if (this.#state.kind === "posted") await this.#refresh(this.#state.ts, content);
    else await this.#begin(content);
  }

  async #begin(content: Content): Promise<void> {
    if (this.#uncertain || toMarkdown(content.text, { done: false }).trim() === "") return;
    if ((await this.#startStream(content)) || this.#uncertain) return;
    if (this.#deps.rateLimit.messages.free()) await this.#postGrowing(content);
  }

  async #postGrowing(content: Content): Promise<void> {
    this.#slot = this.#deps.rateLimit.messages;
    this.#slot.take();
    try {
      await this.#post(content);
    } catch (error) {
      if (isAmbiguous(error)) return;
      this.#leaveSlot();
      throw error;
    }
  }

  #leaveSlot(): void {
    this.#slot?.leave();
    this.#slot = undefined;
  }

  async #startStream(content: Content): Promise<boolean> {
    const { calls, rateLimit, intervals } = this.#deps;
    if (!rateLimit.mayStream()) return false;
    const { channel, thread, team, user } = this.#part;
    const sent = toMarkdown(content.text, content);
    try {
      const { ts } = await calls.begin("chat.startStream", {
        channel,
        thread_ts: thread,
        recipient_team_id: team,
        recipient_user_id: user,
        markdown_text: sent,
      });
      if (!ts) return false;
      this.#state = { kind: "stream", ts, sent };
      rateLimit.streams.take();
      this.#roll = setTimeout(() => this.#rollOver(ts), intervals.streamMs).unref();
      return true;
    } catch (error) {
      const wait = retryAfter(error);
      if (wait !== undefined) rateLimit.starts.close(wait * rateLimit.secondMs);
      if (STREAMLESS.has(reasonOf(error))) rateLimit.streamless = true;
      this.#uncertain = isAmbiguous(error);
      return false;
    }
  }

  async #append(ts: string, sent: string, content: Content): Promise<void> {
    const { calls, rateLimit } = this.#deps;
    const text = toMarkdown(content.text, content);
    const { channel } = this.#part;
    if (!text.startsWith(sent) || text === sent || !rateLimit.appends.take()) return;
    try {
      await calls.cosmetic("chat.appendStream", { channel, ts, markdown_text: text.slice(sent.length) });
      this.#state = { kind: "stream", ts, sent: text };
    } catch (error) {
      const wait = retryAfter(error);
      if (wait !== undefined) rateLimit.appends.close(wait * rateLimit.secondMs);
      else this.#leaveStream(ts);
    }
  }

  /** Closes the stream before Slack does; the message goes on growing as an ordinary one. */
  #rollOver(ts: string): void {
    const before = this.#busy ?? Promise.resolve();
    this.#run(async () => {
      await before;
      if (this.#state.kind !== "stream") return;
      this.#leaveStream(ts);
      await this.#stopStream(ts, {});
    });
  }

  async #refresh(ts: string, content: Content): Promise<void> {
    const { calls, rateLimit } = this.#deps;
    if (!rateLimit.updates.take()) return;
    try {
      // Not given up early as what only pleases: done late, it would undo the end.
      await calls.begin("chat.update", { ...this.#where(ts), ...this.#rendered(content) });
    } catch (error) {
      const wait = retryAfter(error);
      if (wait !== undefined) rateLimit.updates.close(wait * rateLimit.secondMs);
      if (reasonOf(error) === "streaming_state_conflict") await this.#stopStream(ts, {});
    }
  }

  async #finish(content: Content): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#latest = undefined;
    await this.#busy;
    this.#leaveSlot();
    if (this.#state.kind === "stream") await this.#endStream(this.#state.ts, this.#state.sent, content);
    else if (this.#state.kind === "posted") await this.#overwrite(this.#state.ts, content);
    else await this.#postWhole(content);
    if (content.attachment) await this.#attach(content, content.attachment);
  }

  async #endStream(ts: string, sent: string, content: Content): Promise<void> {
    const text = toMarkdown(content.text, content);
    this.#leaveStream(ts);
    if (!text.startsWith(sent)) return await this.#overwrite(ts, content);
    const rest = text.slice(sent.length);
    const blocks = below(content, this.#part.promptId);
    try {
      await this.#stopStream(ts, { ...(rest && { markdown_text: rest }), ...(blocks.length > 0 && { blocks }) });
    } catch {
      // Dead, stopped by a person, or unclear: saying it all again makes it right in each case.
      await this.#overwrite(ts, content);
    }
  }

  async #stopStream(ts: string, more: Arguments): Promise<void> {
    const { channel, promptId, number } = this.#part;
    await this.#deps.calls.answer("chat.stopStream", {
      channel,
      ts,
      ...more,
      metadata: answerMetadata(promptId, number),
    });
  }

  /** From here on the message is an ordinary one. */
  #leaveStream(ts: string): void {
    if (this.#state.kind === "stream") this.#deps.rateLimit.streams.leave();
    clearTimeout(this.#roll);
    this.#state = { kind: "posted", ts };
  }

  async #overwrite(ts: string, content: Content): Promise<void> {
    let isStreaming = false;
    const end = async () => {
      if (isStreaming) await this.#stopStream(ts, {}).catch(() => undefined);
      await this.#send("chat.update", this.#where(ts), content);
    };
    await retry(
      end,
      pausesOf(ENDING_PAUSES, (error) => {
        // Slack still takes it for a stream that grows.
        isStreaming = reasonOf(error) === "streaming_state_conflict";
        return isStreaming;
      }),
    );
  }

  /**
   * Posts the whole message. Slack has no key that would make a second post harmless, so after trouble on the
   * line it is looked for first; where that is not possible it is posted once more, and says so.
   */
  async #postWhole(content: Content): Promise<void> {
    const post = async () => {
      if (!this.#uncertain || !(await this.#found(content))) await this.#post(content);
    };
    await retry(
      post,
      pausesOf(ENDING_PAUSES, (error) => isAmbiguous(error) && !this.#repeated),
    );
  }

  /** Whether the message turned out to be there, and now shows the content. */
  async #found(content: Content): Promise<boolean> {
    const ts = await this.#part.find();
    if (ts === undefined) this.#repeat();
    if (ts === undefined || ts === "none") return false;
    this.#state = { kind: "posted", ts };
    this.#uncertain = false;
    await this.#overwrite(ts, content);
    return true;
  }

  #repeat(): void {
    this.#repeated = true;
    this.#deps.log.warn({ promptId: this.#part.promptId }, "slack: an answer may be there twice");
  }

  async #post(content: Content): Promise<void> {
    const { channel, thread } = this.#part;
    this.#uncertain = true;
    const where = { channel, thread_ts: thread, unfurl_links: false, unfurl_media: false };
    try {
      await this.#send("chat.postMessage", where, content);
    } catch (error) {
      this.#uncertain = isAmbiguous(error);
      throw error;
    }
    this.#uncertain = false;
  }

  /** Posts or changes a whole message; where Slack dislikes its shape, bare text with the whole attached. */
  async #send(method: "chat.postMessage" | "chat.update", where: Arguments, content: Content) {
    const { calls } = this.#deps;
    const twice = method === "chat.update";
    const rendered = this.#rendered(content);
    try {
      this.#sent(await calls.answer(method, { ...where, ...rendered }, { twice }));
    } catch (error) {
      if (!MISSHAPEN.has(reasonOf(error))) throw error;
      const bare = cut(escapeMrkdwn(content.text), BARE_CHARACTERS);
      const { metadata } = rendered;
      this.#sent(await calls.answer(method, { ...where, text: bare, metadata, parse: "none" }, { twice }));
      if (bare.endsWith("…")) await this.#attach(content, { name: "answer.md", text: content.text });
    }
  }

  #sent({ ts }: { ts?: string }): void {
    if (ts) this.#state = { kind: "posted", ts };
  }

  async #attach(content: Content, file: { name: string; text: string }): Promise<void> {
    const { channel, thread } = this.#part;
    try {
      await this.#deps.calls.attach(channel, thread, file);
    } catch (error) {
      if (this.#state.kind !== "posted") throw error;
      const text = `${content.text}\n\n_The rest, ${file.name}, could not be attached (${reasonOf(error)})._`;
      await this.#overwrite(this.#state.ts, { ...content, text });
    }
  }

  #where(ts: string): Arguments {
    return { channel: this.#part.channel, ts };
  }

  #rendered(content: Content): Arguments & { metadata: Arguments } {
    const { promptId, number } = this.#part;
    const metadata = answerMetadata(promptId, number);
    return { ...renderSlack(content, promptId, this.#repeated), metadata, parse: "none" };
  }
}
