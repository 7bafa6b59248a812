import type { AdapterNotes, Content, Message, ProgressStep, Thread } from "../../core/adapter.ts";
import { commandsFor } from "../../core/command.ts";
import type { Place, Prompt } from "../../core/prompt.ts";
import { type Calls, isAmbiguous, reasonOf } from "./calls.ts";
import { type HomeDeps, HomeThread } from "./home.ts";
import { privateThread } from "./private.ts";
import { type PartLookup, postedParts, postedQuestion, questionMetadata } from "./recover-parts.ts";
import { cut, fallback, fitsSlack } from "./render.ts";
import { isDirect, type SlackReplyTarget, slackReplyTargetOf } from "./reply-target.ts";
import { type StreamDeps, StreamingMessage } from "./stream.ts";

/** How many messages an answer may take. What is longer is read better in a file. */
const MOST_MESSAGES = 4;

/** The least milliseconds between two updates: Slack asks for about a second between two messages of a channel. */
const UPDATE_MS = 1000;

/** Slack takes a status away after two minutes; a long wait for one's turn renews it this often. */
const MOST_RENEWALS = 5;

const MOST_TITLE_CHARACTERS = 60;
const MOST_QUESTION_CHARACTERS = 2500;

/** Shown after the app's name, while nothing of the answer is there. */
const STATUS: Readonly<Record<ProgressStep, string>> = {
  waiting: "is answering what was asked before…",
  searching: "is searching the documentation…",
  writing: "is writing…",
};

/** What opening a thread works with. `bot`: Docent's own user. */
export interface ThreadDeps extends StreamDeps {
  readonly bot: { readonly user: string; readonly name: string };
  readonly home: HomeDeps;
  readonly notes: AdapterNotes;
  /** When this process began to listen, milliseconds since 1970. */
  readonly since: number;
  /** Between two renewals of a status, in milliseconds. */
  readonly statusMs: number;
  /** Between two different statuses, in milliseconds: what is over sooner needs no call of its own. */
  readonly stepMs: number;
}

/**
 * The thread in which a prompt is answered. `resumed`: another process, or an earlier call, may have written there
 * already, so Slack is asked before anything is posted.
 */
export async function openThread(prompt: Prompt, resumed: boolean, workplace: ThreadDeps): Promise<Thread> {
  const address = slackReplyTargetOf(prompt);
  const { calls } = workplace;
  const repeated = resumed && address.at < workplace.since;
  if (address.home) {
    const commands = commandsFor(prompt.author, workplace.home.commands);
    return new HomeThread(prompt.place, address.user, { ...workplace.home, commands }, calls);
  }
  if (prompt.private && (address.responseUrl || !isDirect(address.channel)))
    return await privateThread(prompt, address, repeated, workplace);
  const root = address.thread ?? (await questionRoot(prompt, address, resumed, workplace));
  if (root === undefined) return await uninvited(prompt, address, repeated, workplace);
  const opens = address.opens || !address.thread;
  const spot = { place: { ...prompt.place, thread: root }, owner: opens ? prompt.author.id : undefined };
  const posted = resumed ? await postedParts(calls, trace(prompt, address, root, workplace)) : [];
  if (opens && isDirect(address.channel) && !resumed) void nameThread(prompt, root, calls);
  return new ChannelThread(prompt, address, spot, posted, workplace);
}

/** The root message that shows what `/ask` was asked; undefined where Docent may not post one. */
async function questionRoot(
  prompt: Prompt,
  address: SlackReplyTarget,
  resumed: boolean,
  workplace: ThreadDeps,
): Promise<string | undefined> {
  const { calls } = workplace;
  const find = () => postedQuestion(calls, trace(prompt, address, "", workplace));
  const found = resumed ? await find() : undefined;
  if (found) return found;
  try {
    return (await calls.answer("chat.postMessage", question(prompt, address.channel))).ts;
  } catch (error) {
    if (["not_in_channel", "channel_not_found"].includes(reasonOf(error)) && address.responseUrl) return undefined;
    if (!isAmbiguous(error)) throw error;
    return (await find()) ?? (await calls.answer("chat.postMessage", question(prompt, address.channel))).ts;
  }
}

/**
 * The question as others see it: named after its asker, who is not notified. Rich text, so that it stands there
 * letter by letter: nothing in it is markup.
 */
function question({ id, author, text }: Prompt, channel: string) {
  const words = [{ type: "text", text: cut(text, MOST_QUESTION_CHARACTERS) }];
  const asker = [
    { type: "text", text: author.name, style: { bold: true } },
    { type: "text", text: " asks:" },
  ];
  return {
    channel,
    text: fallback(`${author.name} asks: ${text}`),
    blocks: [
      {
        type: "rich_text",
        elements: [
          { type: "rich_text_section", elements: asker },
          { type: "rich_text_quote", elements: words },
        ],
      },
    ],
    metadata: questionMetadata(id),
    parse: "none",
    unfurl_links: false,
    unfurl_media: false,
  };
}

/** Where Docent is no member it answers the asker alone, and says how to change that. */
async function uninvited(
  prompt: Prompt,
  address: SlackReplyTarget,
  repeated: boolean,
  workplace: ThreadDeps,
): Promise<Thread> {
  const { bot } = workplace;
  const thread = await privateThread(prompt, address, repeated, workplace);
  await thread.note(
    `I am not in this channel, so only you see my answer. To have answers here for everyone, type \`/invite @${bot.name}\` and ask again.`,
  );
  return thread;
}

function nameThread(prompt: Prompt, root: string, calls: Calls): Promise<unknown> {
  const title = cut(prompt.text.replace(/\s+/g, " "), MOST_TITLE_CHARACTERS);
  const where = { channel_id: prompt.place.channel, thread_ts: root };
  return title ? calls.please("assistant.threads.setTitle", { ...where, title }) : Promise.resolve();
}

function trace(prompt: Prompt, address: SlackReplyTarget, thread: string, { bot }: ThreadDeps): PartLookup {
  // Our clock and Slack's may differ by some seconds.
  const oldest = address.message ?? String(address.at / 1000 - 60);
  return { promptId: prompt.id, channel: address.channel, thread, bot: bot.user, oldest };
}

/** A thread that everybody in the channel can read, or the thread of a DM. */
class ChannelThread implements Thread {
  readonly place: Place;
  readonly owner?: string;
  readonly limits = { fits: fitsSlack, updateMs: UPDATE_MS, messages: MOST_MESSAGES };
  readonly #prompt: Prompt;
  readonly #address: SlackReplyTarget;
  readonly #root: string;
  readonly #posted: readonly string[] | undefined;
  readonly #workplace: ThreadDeps;
  #parts = 0;
  /** When the status last changed, by `performance.now()`. */
  #changedAt = Number.NEGATIVE_INFINITY;
  #change: NodeJS.Timeout | undefined;
  #renewal: NodeJS.Timeout | undefined;

  constructor(
    prompt: Prompt,
    address: SlackReplyTarget,
    spot: { place: Place & { thread: string }; owner?: string },
    posted: readonly string[] | undefined,
    workplace: ThreadDeps,
  ) {
    this.place = spot.place;
    this.owner = spot.owner;
    this.#root = spot.place.thread;
    this.#prompt = prompt;
    this.#address = address;
    this.#posted = posted;
    this.#workplace = workplace;
  }

  /** A status is shown to those who asked by name; who did not may get no answer. */
  async progress(step: ProgressStep): Promise<void> {
    if (this.#prompt.cause !== "asked" || this.#parts > 0) return;
    clearTimeout(this.#change);
    const wait = this.#changedAt + this.#workplace.stepMs - performance.now();
    if (wait <= 0) await this.#show(STATUS[step]);
    else this.#change = setTimeout(() => void this.#show(STATUS[step]), wait).unref();
  }

  async #show(status: string): Promise<void> {
    clearInterval(this.#renewal);
    let renewals = 0;
    this.#renewal = setInterval(() => {
      if (++renewals >= MOST_RENEWALS) clearInterval(this.#renewal);
      void this.#status(status);
    }, this.#workplace.statusMs).unref();
    this.#changedAt = performance.now();
    await this.#status(status);
  }

  async post(content: Content): Promise<Message> {
    clearTimeout(this.#change);
    clearInterval(this.#renewal);
    const number = ++this.#parts;
    const message = new StreamingMessage(this.#part(number), this.#workplace);
    await message.show(content);
    return message;
  }

  #part(number: number) {
    const { channel, user, team = this.place.workspace } = this.#address;
    const posted = this.#posted?.[number - 1];
    return {
      team,
      channel,
      user,
      thread: this.#root,
      promptId: this.#prompt.id,
      number,
      ...(posted && { posted }),
      repeated: this.#posted === undefined && number === 1 && this.#address.at < this.#workplace.since,
      find: () => this.#find(number),
    };
  }

  async #find(number: number): Promise<string | undefined> {
    const { calls } = this.#workplace;
    const parts = await postedParts(calls, trace(this.#prompt, this.#address, this.#root, this.#workplace));
    return parts && (parts[number - 1] ?? "none");
  }

  #status(status: string): Promise<unknown> {
    const where = { channel_id: this.#address.channel, thread_ts: this.#root };
    return this.#workplace.calls.please("assistant.threads.setStatus", { ...where, status });
  }
}
