import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Question } from "../../src/core/answer.ts";
import type { Model } from "../../src/models/chat.ts";
import { ModelError } from "../../src/models/errors.ts";
import { createRag } from "../../src/rag/answer.ts";
import { readBlocks } from "../../src/rag/extract/blocks.ts";
import { generate } from "../../src/rag/generate.ts";
import { createCiter } from "../../src/rag/output/citations.ts";
import { ANSWER_RULES } from "../../src/rag/prompts.ts";
import { LONGEST_ANSWER, safeText } from "../../src/rag/safe-text.ts";
import { startModelServer } from "../support/model-server.ts";
import { ask, engineWith, question, section, silent, turn } from "../support/rag.ts";
import { LONGEST_STRETCH, leastOf, longestStretch } from "../support/stretch.ts";

const CAP = LONGEST_ANSWER;

async function* parts(text: string, length = text.length): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

async function* endless(text: string): AsyncGenerator<string> {
  for (;;) yield text;
}

async function read(draft: AsyncIterable<string>): Promise<{ text: string; kind?: string }> {
  let text = "";
  try {
    for await (const part of draft) text += part;
    return { text };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { text, kind: error.kind };
  }
}

const docs = [section(1, "The port is 4321. It keeps `a_b` for 60 seconds."), section(2, "port, 1; a. ".repeat(300))];

describe("an answer that does not end", () => {
  it("ends at its longest, in whatever parts it comes", async () => {
    for (const piece of ["again and again. ", "again. ".repeat(20_000), "x"]) {
      const { text, kind } = await read(safeText(endless(piece), createCiter(docs)));
      expect(kind).toBe("too-long");
      expect(text.length).toBeGreaterThan(CAP - 2500);
      expect(text.length).toBeLessThan(CAP + 2500);
    }
  });

  it("ends too where the marks of its sentences are what makes it long", async () => {
    const { text, kind } = await read(safeText(endless("A [1]. "), createCiter(docs)));
    expect(kind).toBe("too-long");
    expect(text.length).toBeLessThan(CAP + 20_000);
  });

  it("ends where it shows nothing", async () => {
    expect((await read(safeText(endless("[9]"), createCiter(docs)))).kind).toBe("too-long");
  });

  it("leaves others their turn, however fast it comes", async () => {
    let turns = 0;
    let isOver = false;
    const counting = (async () => {
      for (; !isOver; turns++) await nextTurn();
    })();
    await read(safeText(endless("The port is 8080 [1]. "), createCiter(docs), 0));
    isOver = true;
    await counting;
    expect(turns).toBeGreaterThan(50);
  });

  it("is marked as cut where people read it", async () => {
    const server = await startModelServer();
    server.respond(() => "The port is 4321 [1]. ".repeat(3000));
    const rag = createRag({
      engine: await engineWith([{ path: "port", title: "Port", sections: { "": "The port is 4321." } }]),
      log: silent,
      chat: { model: "local", apiKey: "key", baseUrl: server.url },
    });
    const { text, end } = await ask(rag, question("Which port?"));
    await server.close();
    expect(text.length).toBeGreaterThan(CAP - 2500);
    expect(text.length).toBeLessThan(CAP + 2500);
    expect(end).toMatchObject({
      outcome: "failed",
      note: expect.stringContaining("length limit, so the answer ends here"),
    });
  });
});

describe("what a model thinks aloud", () => {
  const model = (stream: Model["stream"]): Model => ({ stream, complete: () => Promise.reject(new Error("none")) });
  const draft = async (stream: Model["stream"]) => {
    const options = { signal: new AbortController().signal, historyTokens: 100 };
    const { text } = await generate(model(stream), question("Which port?"), docs, options);
    return (await read(text)).text;
  };

  it.each([1, 3, 1000])("is left out, in parts of %i characters", async (length) => {
    const text = "\n<think>a <b> </thin </think>\n <think></think>The port is <think> 4321.";
    expect(await draft(() => parts(text, length))).toBe("The port is <think> 4321.");
  });

  it("is no answer where it has no end, or none in sight", async () => {
    await expect(draft(() => parts("<think>The port is 4321."))).rejects.toMatchObject({ kind: "empty" });
    await expect(draft(() => endless("<think>again and again "))).rejects.toMatchObject({ kind: "too-long" });
  });

  it("is looked at once", async () => {
    const stretch = await longestStretch(async () => {
      await draft(() => parts(`<think>${"<".repeat(300_000)}</think>The port is 4321.`, 10));
    });
    expect(stretch).toBeLessThan(2000);
  });
});

it("reads a question, what it points at and the talk before it up to a length", async () => {
  const server = await startModelServer();
  let content = "";
  server.respond(({ messages }) => {
    content = JSON.stringify(messages);
    return "The port is 4321 [1].";
  });
  const rag = createRag({
    engine: await engineWith([{ path: "port", title: "Port", sections: { "": "The port is 4321." } }]),
    log: silent,
    historyTokens: 1e9,
    chat: { model: "local", apiKey: "key", baseUrl: server.url },
  });
  const history = Array.from({ length: 200 }, (_, i) => ({ ...turn("q".repeat(1e5), ""), id: String(i) }));
  const long: Question = question(`port ${"x ".repeat(1e6)}`, { quoted: `port ${"y ".repeat(1e6)}`, history });
  await ask(rag, long);
  await server.close();
  expect(content.length).toBeGreaterThan(10_000);
  expect(content.length).toBeLessThan(300_000);
});

const SHAPES: Readonly<Record<string, string>> = {
  words: "again and again. ",
  "citations alone": "[1]",
  "sentences of a letter": "A [1]. ",
  "open links": "[a](\na",
  "open brackets": "![",
  backticks: "` ",
  "closing quotes": "a.))))))",
  numbers: "1 [1]. ",
  names: "a_b c.d/e [1]. ",
  clauses: "port, not, 1 ",
  addresses: "http://a)))))))))",
  "half addresses": "a-a.",
  fences: "```\na\n```\n",
  rows: "| a | 8 [1] |\n",
  rules: ANSWER_RULES.replaceAll("\n", " "),
  unspaced: "默认端口",
  blanks: "\n \n",
};

/** What people might ask with, besides. */
const ASKED: Readonly<Record<string, string>> = {
  "misspelled words": "whcih prot nubmer istalled confgiuration ",
  "words without spaces": "端口号是多少",
  "one word": "a",
  "as many words as there is room for": Array.from({ length: CAP / 5 }, (_, n) => `w${n} `).join(""),
  pointing: "this that it they ",
  greetings: "hello thanks ",
  versions: "v1.2.3 ",
  marks: "?!?.",
  "question marks": "what? ",
  "emoji that are put together": "👩‍👩‍👧‍👦",
};

describe("no stretch of the check is long", () => {
  it.each(Object.entries(SHAPES))("for %s", async (_, shape) => {
    const text = shape.repeat(Math.ceil(CAP / shape.length)).slice(0, CAP);
    const such = [section(1, text.slice(0, 4000)), section(2, text.slice(0, 4000))];
    for (const sections of [docs, such]) {
      const check = () => read(safeText(parts(text), createCiter(sections, "mark", text.slice(0, 8000))));
      expect(await leastOf(() => longestStretch(check))).toBeLessThan(LONGEST_STRETCH);
    }
    expect(await leastOf(() => longestStretch(async () => void readBlocks(text.slice(0, 8000))))).toBeLessThan(
      LONGEST_STRETCH,
    );
  });
});

describe("no stretch is long for a question", () => {
  it.each(Object.entries({ ...SHAPES, ...ASKED }))("of %s", async (_, shape) => {
    const text = shape.repeat(Math.ceil(CAP / shape.length)).slice(0, CAP);
    const engine = await engineWith([
      { path: "port", title: "Port", sections: { "": "The port is 4321.", More: text.slice(0, 4000) } },
    ]);
    const rag = createRag({ engine, log: silent });
    const history = Array.from({ length: 40 }, (_, n) => turn(`Which port? ${text}`, `The port is ${n}. ${text}`));
    const asked = [
      question(`Which port? ${text}`),
      question(text, { quoted: text, history }),
      question("And which port?", { quoted: text, history }),
    ];
    for (const each of asked)
      expect(await leastOf(() => longestStretch(() => ask(rag, each)))).toBeLessThan(LONGEST_STRETCH);
  });
});
