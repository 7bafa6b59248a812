import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { Action, Content, Limits, Message, ProgressStep, Thread } from "../core/adapter.ts";
import { type AnswerEvent, type End, type Found, namesNearest, type Outcome, type Source } from "../core/answer.ts";
import { DeliveryError, LeaseLostError, UserError } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import type { Json } from "../core/prompt.ts";
import { type MessagePart, settled, shown, splitMarkdown } from "./split-message.ts";

/**
 * How one answer is delivered.
 *
 * - `signal`: aborted when a person stops the answer; with a `UserError` as its reason where Docent itself ends it, and
 *   with a `LeaseLostError` where another process writes it now: then nothing more is written.
 * - `actions`: the buttons under the last message, `during` the writing and `after` it, by what kind of answer it
 *   became.
 * - `quiet`: nobody asked by name: an answer from the docs is delivered, anything else is silence.
 * - `wait`: passes so many milliseconds, fewer when `signal` is aborted; it may reject then.
 */
export interface DeliveryOptions {
  readonly signal: AbortSignal;
  readonly actions: { readonly during: readonly Action[]; after(outcome: Outcome): readonly Action[] };
  readonly quiet: boolean;
  readonly log: Logger;
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

/**
 * What became of an answer.
 *
 * - `shown`: what people saw of it, without any mark of ours; empty where they saw none of it.
 * - `state`: `delivered` whole; `stopped` by a person; `cut` by trouble; `nothing` of it was seen, at most a mark of
 *   ours.
 * - `message`: where its one message stands, if it is one.
 * - the rest: as the answer's last event tells it; where there was none, no sources and what the verdict said, or
 *   `failed`.
 */
export interface Delivery {
  readonly shown: string;
  readonly state: "delivered" | "stopped" | "cut" | "nothing";
  readonly outcome: Outcome;
  readonly sources: readonly Source[];
  readonly cited: readonly string[];
  readonly support?: number;
  readonly found?: Found;
  readonly message?: Json;
}

const STOPPED = "_Stopped._";
const CUT = "_Something went wrong, so this ends here. Please ask again._";

/** The first words are posted so soon after the first, in milliseconds: a few words rather than half of one. */
const FIRST_MS = 25;

/**
 * Writes an answer into a thread while it is made, at the thread's pace, and sees that its end arrives. Never rejects:
 * whatever happens is told by the `state`. The events are closed when nobody will see more of them.
 *
 * @example
 * const { state, shown } = await deliver(rag.answer(question, signal), thread, options);
 */
export async function deliver(
  events: AsyncIterable<AnswerEvent>,
  thread: Thread,
  options: DeliveryOptions,
): Promise<Delivery> {
  const writer = new MessageWriter(thread, options);
  const state = await consumeEvents(events, writer, options);
  await writer.flush();
  const { outcome, end } = state;
  const { sources = [], cited = [], support, found } = end ?? {};
  const about = { outcome, sources, cited, support, found };
  const unanswered = state.ending !== "whole" || outcome !== "answered";
  if (options.quiet && unanswered && !writer.begun) return { ...about, shown: "", state: "nothing" };
  const actions = options.actions.after(outcome);
  await writer.finish({
    mark: markOf(state),
    sources: about.sources,
    ...(namesNearest(outcome) && { isNearest: true }),
    actions,
  });
  return { ...about, shown: writer.seen, state: stateOf(state, writer), message: writer.onlyMessage };
}

/** What came of an answer so far, and how its events ended. */
interface DeliveryState {
  outcome: Outcome;
  end?: End;
  ending: "whole" | "stopped" | "broken";
  /** Why Docent itself broke it off. */
  reason?: string;
}

/** Reads the answer and has it written meanwhile, until it ends, is stopped, breaks or has nowhere to go. */
async function consumeEvents(
  events: AsyncIterable<AnswerEvent>,
  writer: MessageWriter,
  { signal, quiet, log }: DeliveryOptions,
): Promise<DeliveryState> {
  const state: DeliveryState = { outcome: "failed", ending: "broken" };
  try {
    for await (const event of events) {
      // After a stop only the end is of use: it brings the sources of what was shown.
      if (writer.failed || (signal.aborted && event.type !== "end")) break;
      consume(event, state, writer);
      if (quiet && isRefusal(event)) break;
    }
  } catch (error) {
    if (!signal.aborted) log.error({ err: error }, "an answer broke off");
  }
  if (state.end && !signal.aborted) return { ...state, ending: "whole" };
  if (!signal.aborted) return state;
  const { reason } = signal;
  return reason instanceof UserError ? { ...state, reason: `_${reason.message}_` } : { ...state, ending: "stopped" };
}

function consume(event: AnswerEvent, state: DeliveryState, writer: MessageWriter): void {
  if (event.type === "progress") writer.progress(event.step);
  else if (event.type === "text") writer.add(event.text, event.sources);
  else state.outcome = event.outcome;
  if (event.type === "end") state.end = event;
}

function isRefusal(event: AnswerEvent): boolean {
  return event.type === "verdict" && event.outcome !== "answered";
}

/** The sentence of ours under an answer that is not whole. */
function markOf({ ending, end, reason = CUT }: DeliveryState): string | undefined {
  if (ending === "stopped") return STOPPED;
  return ending === "broken" ? reason : end?.note;
}

function stateOf({ ending, end }: DeliveryState, { seen, failed }: MessageWriter): Delivery["state"] {
  if (!seen) return "nothing";
  if (ending === "stopped") return "stopped";
  return failed || ending === "broken" || end?.note ? "cut" : "delivered";
}

/** Parts that are full, the last one that has a message of its own, and what is beyond it. */
interface DividedText {
  readonly full: readonly MessagePart[];
  readonly last?: MessagePart;
  readonly attachment?: Content["attachment"];
}

/** What stands under the text of the last message. */
interface Footer {
  readonly mark?: string;
  readonly sources: readonly Source[];
  readonly isNearest?: boolean;
  readonly actions?: readonly Action[];
}

/**
 * The messages of one answer. At most one call to the platform is under way; of texts that come meanwhile the latest
 * wins.
 */
class MessageWriter {
  readonly #thread: Thread;
  readonly #options: DeliveryOptions;
  readonly #fits: (markdown: string) => boolean;
  readonly #messages: Message[] = [];
  /** Parts that are shown whole and never touched again. */
  readonly #full: MessagePart[] = [];
  readonly #closing = new AbortController();
  #text = "";
  #cited: readonly Source[] = [];
  #flowing: Promise<void> | undefined;
  #last: MessagePart | undefined;
  #seen = "";
  #failure: unknown;

  constructor(thread: Thread, options: DeliveryOptions) {
    this.#thread = thread;
    this.#options = options;
    const actions = options.actions.after("answered");
    this.#fits = (text) => thread.limits.fits({ text, done: true, actions });
  }

  /** Whether anything stands in the thread. */
  get begun(): boolean {
    return this.#messages.length > 0;
  }

  /** Where the answer stands, if that is one message which can be changed later. */
  get onlyMessage(): Json | undefined {
    return this.#messages.length === 1 ? this.#messages[0]?.address : undefined;
  }

  /** Whether the platform took no more of this answer. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** What people see of the answer, without marks. */
  get seen(): string {
    return this.#seen;
  }

  /** Shows what is going on, unless nobody asked by name. */
  progress(step: ProgressStep): void {
    if (!this.#options.quiet && !this.#isLost) void this.#thread.progress(step);
  }

  /** Takes more of the text, and the sources that it cites by now; it is shown as soon as the pace allows. */
  add(text: string, cited = this.#cited): void {
    this.#text += text;
    this.#cited = cited;
    this.#flowing ??= this.#flow();
  }

  /** Lets the call that is under way end, and begins no other. */
  async flush(): Promise<void> {
    this.#closing.abort();
    await this.#flowing;
  }

  /** Shows the whole text and its ending. */
  async finish(ending: Footer): Promise<void> {
    if (ending.sources.length > 0) this.#cited = ending.sources;
    if (!this.failed) await this.#attempt(() => this.#writeWhole(this.#text, ending));
    if (this.failed && !(this.#failure instanceof DeliveryError)) await this.#endCalmly();
  }

  async #flow(): Promise<void> {
    const { updateMs } = this.#thread.limits;
    let written = "";
    await this.#wait(Math.min(FIRST_MS, updateMs));
    while (this.#text !== written && !this.failed && !this.#closing.signal.aborted) {
      written = this.#text;
      await this.#attempt(() => this.#writeGrowing(settled(written)));
      await this.#wait(updateMs);
    }
    this.#flowing = undefined;
  }

  async #wait(milliseconds: number): Promise<void> {
    const { signal } = this.#closing;
    const { wait = () => sleep(milliseconds, undefined, { signal }) } = this.#options;
    if (!signal.aborted) await wait(milliseconds, signal).catch(() => undefined);
  }

  async #attempt(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.#failure ??= error;
      this.#options.log.warn({ err: error }, "a message was not taken");
    }
  }

  /** Shows a text that will grow: what is full for good, and a last message that is not. */
  async #writeGrowing(text: string): Promise<void> {
    const { full, last, attachment } = await this.#divide(text);
    await this.#fill(text, full);
    // Where the last message is full as well, it waits for its end: text that it showed may belong to the file.
    const waits = attachment && this.#messages[this.#full.length];
    if (last && !waits) await this.#grow(text, last);
  }

  async #writeWhole(text: string, ending: Footer): Promise<void> {
    const { full, last, attachment } = await this.#divide(text);
    await this.#fill(text, full);
    const contents = lastContents(last && shown(last), { ...ending, attachment }, this.#thread.limits.fits);
    for (const [index, content] of contents.entries()) {
      await this.#put(this.#full.length + index, content);
      if (last) this.#note(text, last);
    }
    if (contents.length > 0) this.#seen = text.trimEnd();
  }

  /**
   * The parts that are full by now and not yet kept so, the last one that has a message of its own, and what is
   * beyond it.
   */
  async #divide(text: string): Promise<DividedText> {
    const room = this.#thread.limits.messages - this.#full.length;
    const fresh: MessagePart[] = [];
    for (let part = this.#nextPart(text, this.#full.at(-1)); part; part = this.#nextPart(text, part)) {
      fresh.push(part);
      if (fresh.length > room) break;
      // Finding out how much fits takes milliseconds for each message: others have their turn in between.
      await nextTurn();
    }
    const kept = fresh.slice(0, room);
    const last = kept.at(-1);
    const [rest] = fresh.length > room ? splitMarkdown(text, () => true, last) : [];
    return { full: kept.slice(0, -1), last, attachment: rest && { name: "answer.md", text: rest.text } };
  }

  #nextPart(text: string, after: MessagePart | undefined): MessagePart | undefined {
    return splitMarkdown(text, this.#fits, after, 1)[0];
  }

  async #fill(text: string, parts: readonly MessagePart[]): Promise<void> {
    for (const part of parts) {
      await this.#put(this.#full.length, { text: shown(part), done: true });
      this.#full.push(part);
      this.#note(text, part);
    }
  }

  /** Shows the last message as far as it is. What a platform does not take of it may come with the next update. */
  async #grow(text: string, part: MessagePart): Promise<void> {
    const index = this.#full.length;
    if (this.#messages[index] && this.#last?.text === part.text) return;
    try {
      await this.#put(index, { text: part.text, done: false, actions: this.#options.actions.during });
      this.#note(text, part);
    } catch (error) {
      if (error instanceof DeliveryError || !this.#messages[index]) throw error;
      this.#options.log.warn({ err: error }, "a message was not taken");
    }
  }

  /** The platform failed in its own way: the last message says so, if it still takes that. */
  async #endCalmly(): Promise<void> {
    const text = this.#last ? shown(this.#last) : "";
    const marked = [text, CUT].filter(Boolean).join("\n\n");
    const content = { text: this.#fits(marked) ? marked : text, done: true };
    await this.#attempt(async () => {
      this.#throwIfLost();
      await this.#messages.at(-1)?.update(content);
    });
  }

  /** Whether another process writes this answer now: two must never write one. */
  get #isLost(): boolean {
    return this.#options.signal.reason instanceof LeaseLostError;
  }

  async #put(index: number, content: Content): Promise<void> {
    this.#throwIfLost();
    const message = this.#messages[index];
    const cited = this.#cited.filter(({ n }) => content.text.includes(`[${n}]`));
    const linked = cited.length > 0 ? { ...content, cited } : content;
    if (message) await message.update(linked);
    else this.#messages[index] = await this.#thread.post(linked);
  }

  #throwIfLost(): void {
    if (this.#isLost) throw this.#options.signal.reason;
  }

  #note(text: string, part: MessagePart): void {
    this.#last = part;
    this.#seen = text.slice(0, part.end).trimEnd();
  }
}

/**
 * The last part of the text with what stands under it: in one message where it fits, else in one more; sources that
 * fit no message go on in the next.
 */
function lastContents(
  text: string | undefined,
  { mark, ...under }: Footer & Pick<Content, "attachment">,
  fits: Limits["fits"],
): Content[] {
  const joined = { ...under, text: [text, mark].filter(Boolean).join("\n\n"), done: true };
  const empty = !joined.text && under.sources.length === 0 && !under.attachment;
  if (empty) return [];
  if (fits(joined)) return [joined];
  if (text) return [{ text, done: true }, ...lastContents(undefined, { mark, ...under }, fits)];
  if (under.sources.length <= 1) return [joined];
  const half = under.sources.length >> 1;
  const first = lastContents(
    undefined,
    { mark, isNearest: under.isNearest, sources: under.sources.slice(0, half) },
    fits,
  );
  return [...first, ...lastContents(undefined, { ...under, sources: under.sources.slice(half) }, fits)];
}
