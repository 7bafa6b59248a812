import { PassThrough } from "node:stream";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type ConsoleAdapter, createConsole } from "../../src/adapters/console.ts";
import { printable } from "../../src/adapters/console-output.ts";
import type { ActionEvent, Bot, Content, Thread } from "../../src/core/adapter.ts";
import type { Prompt } from "../../src/core/prompt.ts";
import { type AdapterStage, adapterContract } from "../support/adapter-contract.ts";
import { promptFor } from "../support/prompts.ts";

/** A terminal without a screen: what is typed goes in, what is printed is kept. */
class Terminal {
  readonly input = new PassThrough();
  readonly output: PassThrough & { isTTY?: boolean };
  printed = "";
  readonly #isTTY: boolean;

  constructor(isTTY = false) {
    this.#isTTY = isTTY;
    this.output = Object.assign(new PassThrough(), isTTY ? { isTTY, columns: 80 } : {});
    this.output.on("data", (piece: Buffer) => {
      this.printed += piece.toString();
    });
  }

  type(line: string): void {
    this.input.write(`${line}${this.#isTTY ? "\r" : "\n"}`);
  }
}

let adapter: ConsoleAdapter;
afterEach(() => adapter?.stop());

/** A bot that answers each prompt by `script`. */
function botWith(
  script: (prompt: Prompt, thread: Thread) => Promise<unknown>,
): Bot & { stopped: number; votes: Pick<ActionEvent, "action" | "why">[] } {
  const bot = {
    stopped: 0,
    run: async (prompt: Prompt) => void script(prompt, await adapter.open(prompt)),
    votes: [] as Pick<ActionEvent, "action" | "why">[],
    action: async ({ action, why, promptId }: ActionEvent) => {
      bot.votes.push({ action, ...(why && { why }) });
      return `Noted on ${promptId.length} characters.`;
    },
    asksWhy: async () => true,
    cancel: () => {
      bot.stopped += 1;
    },
    uninstalled: async () => {},
  };
  return bot;
}

async function start(script: (prompt: Prompt, thread: Thread) => Promise<unknown>, isTTY = false) {
  const terminal = new Terminal(isTTY);
  adapter = createConsole({ input: terminal.input, output: terminal.output, user: "sam" });
  const bot = botWith(script);
  await adapter.start(bot);
  return { terminal, bot };
}

const done = (text: string): Content => ({ text, done: true });

describe("the terminal", () => {
  test("prints an answer as it grows, then its sources", async () => {
    const { terminal } = await start(async (_prompt, thread) => {
      await thread.progress("searching");
      const message = await thread.post({ text: "Use the image", done: false });
      await message.update({ text: "Use the image component", done: false });
      const sources = [{ n: 1, title: "Images", url: "https://docs.example.com/images/" }];
      await message.update({ text: "Use the image component [1].", done: true, sources });
    });
    terminal.type("How?");
    await vi.waitFor(() => expect(terminal.printed).toContain("https://"));
    expect(terminal.printed).toBe(
      "> Use the image component [1].\n\n[1] Images\n    https://docs.example.com/images/\n\n> ",
    );
  });

  test("takes a word for a vote on the answer above, with a reason and a note", async () => {
    const { terminal, bot } = await start((_prompt, thread) => thread.post(done("So.")));
    terminal.type("/bad");
    await vi.waitFor(() => expect(terminal.printed).toContain("There is no answer to vote on yet."));
    terminal.type("How?");
    await vi.waitFor(() => expect(terminal.printed).toContain("So."));
    for (const line of ["/good", "/bad", "/bad outdated since 3.0", "/BAD Wrong", "/bad it lies", "/test", "/badger?"])
      terminal.type(line);
    await vi.waitFor(() => expect(terminal.printed.split("So.")).toHaveLength(3));
    expect(bot.votes).toEqual([
      { action: "helpful" },
      { action: "unhelpful" },
      { action: "unhelpful", why: { reason: "outdated", note: "since 3.0" } },
      { action: "unhelpful", why: { reason: "wrong" } },
      { action: "unhelpful", why: { note: "it lies" } },
      { action: "test" },
    ]);
    expect(terminal.printed).toContain("Noted on 36 characters.");
  });

  test("asks one line after the other and leaves at the end of the input", async () => {
    const order: string[] = [];
    const { terminal } = await start(async ({ text }, thread) => {
      order.push(`begin ${text}`);
      await new Promise(setImmediate);
      order.push(`end ${text}`);
      await thread.post(done(text));
    });
    terminal.input.end("one\n\n  \ntwo\n");
    await adapter.left;
    expect(order).toEqual(["begin one", "end one", "begin two", "end two"]);
  });

  test("lets nothing in an answer steer it", async () => {
    const { terminal } = await start((_prompt, thread) =>
      thread.post({
        text: "Red \u001b[31malert\u001b]0;title\u0007 \u009b2J \rover\u202egnp.exe",
        done: true,
        sources: [{ n: 1, title: "\u001b[2JDocs", url: "file:///a\u001b[0m" }],
      }),
    );
    terminal.type("How?");
    await vi.waitFor(() => expect(terminal.printed).toContain("Docs"));
    expect(terminal.printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(terminal.printed).toContain("Red [31malert]0;title 2J overgnp.exe");
  });

  test("stops the answer with Ctrl-C and leaves with a second one", async () => {
    const { terminal, bot } = await start((_prompt, thread) => thread.progress("searching"), true);
    terminal.type("How?");
    await vi.waitFor(() => expect(terminal.printed).toContain("Searching"));
    terminal.input.write("\u0003");
    await vi.waitFor(() => expect(bot.stopped).toBe(1));
    terminal.input.write("\u0003");
    await adapter.left;
    expect(bot.stopped).toBe(1);
  });

  test("leaves with Ctrl-C where nothing is being answered", async () => {
    const { terminal, bot } = await start((_prompt, thread) => thread.post(done("So.")), true);
    terminal.type("How?");
    await vi.waitFor(() => expect(terminal.printed).toContain("So."));
    await new Promise(setImmediate);
    terminal.input.write("\u0003");
    await adapter.left;
    expect(bot.stopped).toBe(0);
  });

  test("says why a question was not taken and goes on", async () => {
    const { terminal } = await start(async ({ text }, thread) => {
      await thread.post(done(`answer to ${text}`));
    });
    const open = adapter.open.bind(adapter);
    adapter.open = async (prompt) => {
      if (prompt.text === "first") throw new Error("The disk is full.");
      return open(prompt);
    };
    terminal.type("first");
    terminal.type("second");
    await vi.waitFor(() => expect(terminal.printed).toContain("answer to second"));
    expect(terminal.printed).toContain("This could not be asked: The disk is full.");
  });

  test("does not answer what was asked in a terminal that was closed", async () => {
    await start(async () => {});
    await expect(adapter.open(promptFor("From before"))).rejects.toMatchObject({ failure: "gone" });
  });

  test("keeps what is shown a beginning of what is whole", () => {
    const text = "a\u001b[31mb\u202ec\r\nd\te";
    for (let end = 0; end <= text.length; end++)
      expect(printable(text).startsWith(printable(text.slice(0, end)))).toBe(true);
  });
});

const NO_BUTTONS = "a terminal has no buttons";
const BY_A_WORD = "in a terminal a vote is a word, which has a test of its own";
const NO_LIMIT = "an answer in a terminal has no greatest length";
const ENDS = "what was asked ends with its terminal";
const ONLY_LINES = "what is typed is a line of text and nothing else";
const ONE_PERSON = "whoever types asks Docent, and nobody else is there";
const ONE_STREAM = "a terminal is one stream of text, whose messages have no borders";

const stage: AdapterStage = {
  name: "The terminal",
  skips: {
    "a post repeated after a crash shows one message": "what is printed stays",
    "an act that is delivered twice has one id": "a line is typed once",
    "a private answer is seen by its asker alone": "nobody else sees a person's terminal",
    "a button reaches the bot with the prompt's id and presser": NO_BUTTONS,
    "buttons follow the content": NO_BUTTONS,
    "an admin may have an answer kept as a regression case": BY_A_WORD,
    "what is asked in a direct message is confidential, and nothing else": ONE_PERSON,
    "an answer that is out of date says so later, in its own message and without a word to anybody":
      "what is printed stays",
    "who is not helped is asked why, and says it with the vote": BY_A_WORD,
    "a note may be empty, and who cancels sends nothing": BY_A_WORD,
    "nothing in a text pings anybody": ONE_STREAM,
    "what fits is accepted": ONE_STREAM,
    "the rest of a long answer is a file": NO_LIMIT,
    "a file may come with the end of an answer that grew": NO_LIMIT,
    "what a process that died began to write is ended by the next one, in the same message": ENDS,
    "an answer that was whole before the process died stands there once": ENDS,
    "what the asker points at is quoted": ONLY_LINES,
    "a file that cannot be read is named": ONLY_LINES,
    "who moderates the place is known, and who does not": ONE_PERSON,
    "what is written on without a mention is a follow-up in the same place": ONE_PERSON,
    "what is written on to somebody else says so": ONE_PERSON,
    "the platform's own way to stop reaches the bot": "Ctrl-C is a key of a screen, and has a test of its own",
    "that Docent was removed reaches the bot": "a terminal has no workspace",
    "what could not be recorded is taken when it is delivered again": "a line is typed once",
  },
  async start(bot) {
    const terminal = new Terminal();
    adapter = createConsole({ input: terminal.input, output: terminal.output, user: "sam" });
    await adapter.start(bot);
    return {
      adapter,
      ask: async ({ text }) => terminal.type(text),
      redeliver: async () => {},
      // A source's address stands below its title.
      shown: async () => terminal.printed.replace(/^> /gm, "").replaceAll("\n    ", " ").split("\n\n").filter(Boolean),
      buttons: async () => [],
      press: async () => "",
      complain: async () => undefined,
      pings: async () => [],
      restart: async () => adapter,
      acts: { askDirectly: async (text) => terminal.type(text), told: async () => terminal.printed },
      destroyPlace: async () => void terminal.output.destroy(),
      close: () => adapter.stop(),
    };
  },
};

adapterContract(stage);
