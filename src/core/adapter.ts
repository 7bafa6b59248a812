import type { IncomingMessage, ServerResponse } from "node:http";
import type { Source } from "./answer.ts";
import type { Command } from "./command.ts";
import type { Complaint } from "./feedback.ts";
import type { Json, Place, Prompt } from "./prompt.ts";

/**
 * The port that a chat platform implements. Acknowledging, the platform's dialect, its retries and its
 * native streams stay behind it.
 */
export interface Adapter {
  /** The value of `Place.platform` in every prompt from here. */
  readonly platform: string;
  /**
   * Connects and hands every prompt to `bot`. Rejects with a `RefusedError` when the settings cannot work; after any
   * other rejection it is called again.
   */
  start(bot: Bot): Promise<void>;
  /**
   * The thread in which the answer to `prompt` stands; makes one where the platform has threads.
   * Idempotent for a `prompt.id`, also in another process after a crash: `resumed` where that may be so. A platform
   * that
   * cannot be asked what was posted keeps what it needs for that in `AdapterNotes`.
   */
  open(prompt: Prompt, resumed?: boolean): Promise<Thread>;
  /**
   * The prompt as its message reads now, for who asks again; undefined where the platform does not let it be read.
   * Rejects with a `UserError` where the message is gone. Left out where messages cannot change.
   */
  reread?(prompt: Prompt): Promise<Prompt | undefined>;
  /**
   * Replaces what an answer's one message shows, without notifying anybody, perhaps in another process and days later.
   * `message`: as `Message.address` told it. Rejects with a `DeliveryError` where it is gone or cannot be changed. Left
   * out where a platform shows what is remembered.
   */
  revise?(promptId: string, message: Json, content: Content): Promise<void>;
  /** Tells the asker alone what went wrong where no thread could be opened. Cosmetic: never rejects. */
  tell?(prompt: Prompt, sentence: string): Promise<void>;
  /** Takes no more prompts. Open threads stay usable until the bot has drained; then `close` is called. */
  stop(): Promise<void>;
  /** Lets go of connections, after the bot has drained. */
  close?(): Promise<void>;
  /** What this adapter serves on the one HTTP server. */
  readonly routes?: Routes;
  /** How people type a command here, in Markdown; left out where they say its name. */
  spell?(command: Command): string;
}

/**
 * Durable notes of an adapter, one for each prompt, for what its platform cannot be asked after a crash: the ids of the
 * messages that were posted, say. No text belongs in them. Kept as long as questions are, and deleted with all that is
 * kept of their author or workspace. Both calls reject where the store is out of reach.
 */
export interface AdapterNotes {
  read(prompt: Prompt): Promise<Json | undefined>;
  write(prompt: Prompt, note: Json): Promise<void>;
}

/** Everything under `prefix` on the HTTP server goes to `handle`. */
export interface Routes {
  readonly prefix: string;
  handle(request: IncomingMessage, response: ServerResponse): void;
}

/** What an adapter may ask of the bot. */
export interface Bot {
  /**
   * Resolves once the prompt is recorded, known already, or not for Docent; the answer follows by itself, and only then
   * may the act be acknowledged to the platform. Rejects with a `UserError` when a question could not be recorded: then
   * the adapter tells the asker its message, and does not acknowledge, so that the platform delivers the act again.
   */
  run(prompt: Prompt): Promise<void>;
  /** A button was pressed under an answer; resolves to a sentence for the presser alone. */
  action(event: ActionEvent): Promise<string>;
  /**
   * Whether somebody who presses "Not helpful" is to be asked why before it counts. False where it takes a vote back, or
   * cannot be one: then `action` does that, or says why not.
   */
  asksWhy(event: ActionEvent): Promise<boolean>;
  /** The platform's own stop control was used by `by` in `place`. */
  cancel(place: Place, by: string): void;
  /** Docent was removed from a workspace: everything kept about it is deleted. */
  uninstalled(platform: string, workspace: string): Promise<void>;
}

/**
 * The press of a button. `promptId`: of the prompt whose answer carried it; `by`: who pressed it; `why`: what they said
 * about an answer that did not help.
 */
export interface ActionEvent {
  readonly action: Action;
  readonly promptId: string;
  readonly by: { readonly id: string; readonly name: string; readonly moderator?: boolean; readonly admin?: boolean };
  readonly place: Place;
  readonly why?: Complaint;
}

/** Where one answer is written. Rejects with `DeliveryError` when the platform says no for good. */
export interface Thread {
  /** Where the answer stands: with the owner, the conversation's key. */
  readonly place: Place;
  /**
   * Whose question opened the place, when this prompt opened it (then the bot remembers it); left out
   * where the place was there before, and the bot looks its owner up.
   */
  readonly owner?: string;
  readonly limits: Limits;
  /** Shows what is going on (typing, a status line), or nothing. Cosmetic: never rejects. */
  progress(step: ProgressStep): Promise<void>;
  /** Posts a new message. The n-th call for a prompt carries the n-th deterministic nonce. */
  post(content: Content): Promise<Message>;
}

/** What a message in this place can carry, and how often it may change. */
export interface Limits {
  /** Whether the whole content, as this platform will render it, sources included, fits one message. */
  fits(content: Content): boolean;
  /** The least milliseconds between two updates of a message. */
  readonly updateMs: number;
  /** How many messages an answer may take; what is longer goes as one attached file. */
  readonly messages: number;
}

/** What is going on before the first word. */
export type ProgressStep = "waiting" | "searching" | "writing";

/** A message that Docent posted. */
export interface Message {
  /** Replaces what the message shows. Unless `content.done`, the text extends what was shown before. */
  update(content: Content): Promise<void>;
  /** Where it stands; undefined before it is posted, and where it cannot be changed later. */
  readonly address?: Json;
}

/**
 * What a message shows. `text` is standard Markdown with `[n]` marks, which become links to those of `cited` where the
 * message has room for them; `sources` are listed under it.
 * An update may be dropped or merged with the next unless it is `done`, which must arrive.
 */
export interface Content {
  readonly text: string;
  readonly done: boolean;
  readonly cited?: readonly Source[];
  readonly sources?: readonly Source[];
  /** The sources bear nothing out: they are the nearest pages to what the docs do not answer, or may not. */
  readonly isNearest?: boolean;
  /** What the answer cites has changed since: a line under it says so. */
  readonly isOutdated?: boolean;
  readonly actions?: readonly Action[];
  /** The rest of an answer that is too long for the place. */
  readonly attachment?: { readonly name: string; readonly text: string };
}

/** What the buttons under an answer do. `test`, which makes a regression case of it, is in no row but in its menu. */
export type Action = "helpful" | "unhelpful" | "stop" | "again" | "share" | "test";
