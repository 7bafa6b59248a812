import type { AnswerEvent, SearchHit, Source } from "./answer.ts";
import { UserError } from "./errors.ts";
import type { Privacy } from "./privacy.ts";
import type { Place, Prompt } from "./prompt.ts";
import type { Reports } from "./report.ts";

/** What people can type, on every platform. */
export interface Command {
  /** Lower-case words joined by hyphens; also recognised as a word in a mention or DM. */
  readonly name: string;
  /** One line of at most 100 characters, for the platform's own list and for `help`. */
  readonly summary: string;
  /** What must follow the name, if anything. */
  readonly argument?: Argument;
  /** A private reply is for the asker alone and leaves no trace in a conversation. */
  readonly private: boolean;
  /** For admins alone; to others it is not offered. */
  readonly admin?: boolean;
  /** The reply, streamed. */
  run(call: Call): AsyncIterable<AnswerEvent>;
}

/**
 * The text after a command's name. `description`: at most 100 characters. `maxLength` in UTF-16 units. `pattern`: of one
 * that may be left out, how it reads where it is not.
 */
export interface Argument {
  readonly name: string;
  readonly description: string;
  readonly maxLength: number;
  readonly pattern?: RegExp;
}

/** What a command may do, for one prompt. */
export interface Call {
  readonly prompt: Prompt;
  readonly about: About;
  /** What was asked and what the docs lack; left out where nothing is kept. */
  readonly reports?: Reports;
  readonly commands: readonly Command[];
  /** How a command is typed where it was asked, in Markdown. */
  spell(name: string): string;
  /** Answers the prompt's text from the docs, with the conversation's history. */
  answer(): AsyncIterable<AnswerEvent>;
  /** The best sections for the prompt's text, without a model. */
  search(limit: number): Promise<readonly SearchHit[]>;
  /**
   * Forgets the conversation here; resolves to the number of turns forgotten. Rejects with `UserError` where it is
   * not theirs.
   */
  reset(): Promise<number>;
  /** What the author may know and say of what is kept about them. */
  readonly privacy: Privacy;
  /** Deletes everything kept about the author; resolves to the number of turns deleted. */
  forget(): Promise<number>;
}

/** What Docent says about itself. `model`: the host that receives questions, if any. */
export interface About {
  readonly model?: { readonly name: string; readonly host: string };
  readonly historyDays: number;
  readonly historyTurns: number;
  /**
   * What people in a place may see of the index right now, largest source first; without a place, what everybody may.
   */
  sources(place?: Place): Promise<readonly SourceNews[]>;
  /** Questions to begin with that the documentation answers surely, by what may be seen in a place. */
  starters(place?: Place): Promise<readonly string[]>;
  /** Begins to read every source anew; false where that is under way already. */
  readonly sync?: () => boolean;
}

/** What is known of a source. `syncedAt`: when it was read to its end, in milliseconds since 1970. */
export interface SourceNews {
  readonly name: string;
  readonly documents: number;
  readonly version?: string;
  readonly syncedAt?: number;
}

/** A whole reply that is known at once. */
export async function* reply(text: string, sources: readonly Source[] = []): AsyncGenerator<AnswerEvent> {
  yield { type: "verdict", outcome: "talk" };
  yield { type: "text", text };
  yield { type: "end", outcome: "talk", sources, cited: [] };
}

/** The sentence for somebody who typed a command and nothing behind it. `typed`: the command as one types it there. */
export function usageOf({ argument, private: isPrivate }: Command, typed: string): string {
  const where = isPrivate
    ? "Only you will see the reply."
    : "Question and answer are for everyone in the channel; a direct message to me is private.";
  return `Write something after the command: \`${typed} [${argument?.name}]\`. ${where}`;
}

/** The commands that are offered to somebody. */
export function commandsFor({ admin }: { readonly admin?: boolean }, commands: readonly Command[]): readonly Command[] {
  return commands.filter((command) => !command.admin || admin);
}

/** What may stand around a command that is said: emphasis, quotes and marks. */
const AROUND = /^[\s*_~`"'“”>]+|[\s*_~`"'“”!?.…]+$/g;

/** A command whose name was said as a word, and what followed it. */
interface SaidCommand {
  readonly command: Command;
  readonly rest: string;
}

/** The command in a mention, a DM or a thread: `reset` alone, `Help?`, or `search` with what to look for. */
function saidCommand({ command, cause, text }: Prompt, commands: readonly Command[]): SaidCommand | undefined {
  if (command !== "ask" || cause === "watched") return undefined;
  const [, word = "", rest = ""] = /^\/?([a-z-]+)(?:\s+(.+))?$/is.exec(text.replace(AROUND, "")) ?? [];
  const said = commands.find(({ name, argument }) => name === word.toLowerCase() && takes(argument, rest));
  return said && { command: said, rest };
}

/** Whether a text may follow a command's name. */
function takes(argument: Argument | undefined, text: string): boolean {
  if (argument?.pattern) return text === "" || argument.pattern.test(text);
  return Boolean(argument) === (text !== "");
}

/** A prompt as private as the command that it says. What is asked alone with Docent is private as it is. */
export function asPrivate(prompt: Prompt, commands: readonly Command[]): Prompt {
  const said = saidCommand(prompt, commands);
  return said?.command.private && !prompt.direct ? { ...prompt, private: true } : prompt;
}

/**
 * The command that a prompt runs, and the prompt as that command reads it. A command's name is also a word; who says it
 * asks for it by name.
 *
 * @example
 * commandOf({ ...prompt, command: "ask", text: "search redis" }, commands).command.name; // "search"
 */
export function commandOf(prompt: Prompt, commands: readonly Command[]): { command: Command; prompt: Prompt } {
  const typed = commands.find(({ name }) => name === prompt.command);
  if (!typed) throw new UserError(`There is no command “${prompt.command}”. Say \`help\` for those there are.`);
  const said = saidCommand(prompt, commands);
  if (!said) return { command: typed, prompt };
  return { command: said.command, prompt: { ...prompt, command: said.command.name, text: said.rest, cause: "asked" } };
}
