import { randomUUID } from "node:crypto";
import { clearLine, createInterface, cursorTo, type Interface } from "node:readline";
import type { Readable } from "node:stream";
import { styleText } from "node:util";
import type { Adapter, Bot, Content, Message, ProgressStep, Thread } from "../core/adapter.ts";
import { DeliveryError } from "../core/errors.ts";
import type { Place, Prompt } from "../core/prompt.ts";
import { AnswerPrinter, type Output, printable, printSources } from "./console-output.ts";
import { readVote } from "./console-votes.ts";

/** The value of `Place.platform` in a terminal. */
export const TERMINAL = "console";

/** The least milliseconds between two updates. */
const UPDATE_MS = 40;

const STEPS: Readonly<Record<ProgressStep, string>> = {
  waiting: "Waiting…",
  searching: "Searching the documentation…",
  writing: "Writing…",
};

/** `user`: the name of who types. */
export interface ConsoleOptions {
  readonly input: Readable;
  readonly output: Output;
  readonly user: string;
}

/** `left`: resolves when the person has gone: the end of the input, or Ctrl-C where nothing is being answered. */
export interface ConsoleAdapter extends Adapter {
  readonly left: Promise<void>;
}

/** Talks in a terminal. Each start is a conversation of its own. */
export function createConsole(options: ConsoleOptions): ConsoleAdapter {
  return new Console(options);
}

class Console implements ConsoleAdapter {
  readonly platform = TERMINAL;
  readonly left: Promise<void>;
  readonly #options: ConsoleOptions;
  readonly #place: Place = { platform: TERMINAL, workspace: "local", channel: randomUUID() };
  /** Questions asked here whose answer is still open, with what to call at its end. */
  readonly #asked = new Map<string, () => void>();
  readonly #written = new Map<string, Written[]>();
  /** The question that was asked last: what is voted on. */
  #last: string | undefined;
  #lines: Interface | undefined;
  #leave = () => {};
  /** The input has ended; lines that came before may still wait. */
  #closed = false;
  /** The answer under way was stopped. */
  #stopping = false;

  constructor(options: ConsoleOptions) {
    this.#options = options;
    this.left = new Promise((resolve) => {
      this.#leave = resolve;
    });
  }

  async start(bot: Bot): Promise<void> {
    const { input, output } = this.#options;
    const prompt = styleText("bold", "> ", { stream: output });
    const lines = createInterface({ input, output, terminal: output.isTTY === true, prompt });
    this.#lines = lines;
    lines.on("SIGINT", () => this.#interrupt(bot));
    lines.on("close", () => {
      this.#closed = true;
    });
    void this.#listen(lines, bot).finally(this.#leave);
  }

  /** Takes one line after the other, each when the answer to the one before has ended. */
  async #listen(lines: Interface, bot: Bot): Promise<void> {
    lines.prompt();
    for await (const line of lines) {
      const text = printable(line).trim();
      if (text !== "") await this.#take(text, bot);
      if (!this.#closed) lines.prompt();
    }
  }

  async #take(text: string, bot: Bot): Promise<void> {
    const vote = readVote(text);
    if (!vote) return this.#ask(text, bot);
    const { user, output } = this.#options;
    if (this.#last === undefined) return void output.write("There is no answer to vote on yet.\n\n");
    const said = await bot.action({
      ...vote,
      promptId: this.#last,
      by: { id: user, name: user, admin: true },
      place: this.#place,
    });
    output.write(`${printable(said)}\n\n`);
  }

  async #ask(text: string, bot: Bot): Promise<void> {
    const { user } = this.#options;
    const id = randomUUID();
    this.#last = id;
    const ended = new Promise<void>((resolve) => this.#asked.set(id, resolve));
    try {
      await bot.run({
        id,
        command: "ask",
        text,
        // Whoever has a terminal here has Docent.
        author: { id: user, name: user, admin: true },
        place: this.#place,
        cause: "asked",
        direct: true,
        private: false,
        address: null,
      });
      await ended;
    } catch (error) {
      this.#options.output.write(`This could not be asked: ${printable((error as Error).message)}\n`);
    }
    this.#asked.delete(id);
    this.#written.delete(id);
  }

  /** Ctrl-C stops the answer; where none is under way, or a second time, it ends the talk. */
  #interrupt(bot: Bot): void {
    if (this.#asked.size === 0 || this.#stopping) {
      this.#end();
    } else {
      this.#stopping = true;
      bot.cancel(this.#place, this.#options.user);
    }
  }

  #end(): void {
    this.#lines?.close();
    this.#leave();
  }

  /** Only for what was asked here: a question from a terminal that was closed has nowhere to be answered. */
  async open(prompt: Prompt): Promise<Thread> {
    if (prompt.place.channel !== this.#place.channel)
      throw new DeliveryError("gone", "The terminal where this was asked was closed");
    const { output } = this.#options;
    const written = this.#written.get(prompt.id) ?? [];
    this.#written.set(prompt.id, written);
    let posted = 0;
    const show = async (index: number, content: Content) => {
      written[index] ??= new Written(output);
      written[index].show(content);
      if (content.done) this.#ended(prompt.id);
    };
    return {
      place: prompt.place,
      owner: prompt.author.id,
      limits: { fits: () => true, updateMs: UPDATE_MS, messages: 1 },
      progress: async (step) => {
        if (written.length === 0) showStep(output, STEPS[step]);
      },
      post: async (content): Promise<Message> => {
        const index = posted++;
        await show(index, content);
        return { update: (next) => show(index, next) };
      },
    };
  }

  #ended(id: string): void {
    this.#stopping = false;
    this.#asked.get(id)?.();
  }

  async stop(): Promise<void> {
    this.#end();
  }
}

/** A status line, where the next text can take its place. */
function showStep(output: Output, step: string): void {
  if (!output.isTTY) return;
  clearStep(output);
  output.write(styleText("dim", step, { stream: output }));
}

function clearStep(output: Output): void {
  if (!output.isTTY) return;
  cursorTo(output, 0);
  clearLine(output, 0);
}

/** One message on paper: what is printed stays, so only what is new is added. */
class Written {
  readonly #output: Output;
  readonly #answer: AnswerPrinter;
  #shown = "";
  #begun = false;

  constructor(output: Output) {
    this.#output = output;
    this.#answer = new AnswerPrinter(output);
  }

  show({ text, done, sources = [], isNearest }: Content): void {
    if (!this.#output.writable) throw new DeliveryError("gone", "The terminal was closed");
    if (!this.#begun) clearStep(this.#output);
    this.#begun = true;
    const grows = text.startsWith(this.#shown);
    this.#answer.add(grows ? text.slice(this.#shown.length) : `\n\n${text}`);
    this.#shown = text;
    if (!done) return;
    this.#answer.end();
    this.#output.write(sources.length > 0 ? "\n\n" : "\n");
    printSources(this.#output, sources, isNearest);
    this.#output.write("\n");
  }
}
