import type { DatabaseSync } from "node:sqlite";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { commands } from "../../commands/index.ts";
import { type BotDeps, DocentBot } from "../../src/bot/bot.ts";
import { Conversations } from "../../src/bot/conversations.ts";
import type { AnswerEvent, Exchange, Rag } from "../../src/core/answer.ts";
import type { Journal } from "../../src/core/journal.ts";
import type { Place, Prompt } from "../../src/core/prompt.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { createSqliteStore, type Store } from "../../src/storage/store.ts";
import { MemoryAdapter } from "../support/memory-adapter.ts";
import { promptFor, root, threadIn } from "../support/prompts.ts";
import { ScriptedRag } from "../support/scripted-rag.ts";
import { tempDir } from "../support/temp-dir.ts";

const bob = { id: "bob", name: "Bob" };
const PATIENCE = { timeout: 5000, interval: 2 };

interface House {
  readonly database: DatabaseSync;
  readonly adapter: MemoryAdapter;
  readonly rag: ScriptedRag;
  readonly store: Store;
  readonly journal: Journal;
  readonly conversations: Conversations;
  readonly bot: DocentBot;
}

let dir: string;
let house: House;

/** A bot on the database in `dir`: made twice, it is the same one after a restart. */
function build(changes: Partial<BotDeps> = {}): House {
  const database = openDatabase(dir);
  const store = createSqliteStore(database, { days: 30 });
  const { journal, leases: turns } = store;
  const conversations = new Conversations(
    { exchanges: store.keyv("conversations"), threads: store.keyv("threads") },
    { turns: 10, days: 30, rootMinutes: 30 },
  );
  const adapter = new MemoryAdapter();
  const rag = new ScriptedRag();
  const bot = new DocentBot({
    adapters: [adapter],
    commands,
    conversations,
    journal,
    notes: store.notes,
    leases: turns,
    rag,
    about: {
      historyDays: 30,
      historyTurns: 10,
      sources: async () => [{ name: "handbook", documents: 2 }],
      starters: async () => [],
    },
    followups: "owner",
    questionsPerMinute: 100,
    log: pino({ level: "silent" }),
    ...changes,
  });
  return { database, store, adapter, rag, journal, conversations, bot };
}

beforeEach(() => {
  dir = tempDir();
  house = build();
});

afterEach(async () => {
  await house.bot.drain(0);
});

/** The process dies, and another one is started on what it left. */
async function rebuild(): Promise<void> {
  await house.store.close();
  house = build();
}

/** Resolves once the answer to a question shows the given text. */
function shows(text: string, expected: string | RegExp, { adapter } = house): Promise<void> {
  return vi.waitFor(() => expect(adapter.shown(text)).toMatch(expected), PATIENCE);
}

function turnsIn(place: Place, owner = "ada"): Promise<readonly Exchange[]> {
  return house.conversations.exchanges({ place, owner });
}

describe("a question", () => {
  it("is answered once, however often it is delivered, and remembered", async () => {
    const prompt = promptFor("q", { place: threadIn("general", "t") });
    await Promise.all([house.bot.run(prompt), house.bot.run(prompt)]);
    await shows("q", "On q: done.");
    await house.bot.run(prompt);
    expect(house.adapter.answers).toHaveLength(1);
    await vi.waitFor(async () => expect(await turnsIn(prompt.place)).toHaveLength(1), PATIENCE);
    expect(await turnsIn(prompt.place)).toMatchObject([{ question: "q", answer: "On q: done.", outcome: "answered" }]);
    expect(await house.journal.open()).toEqual([]);
  });

  it("without words is none: what Docent says to it is not remembered", async () => {
    const talk: Rag = {
      async *answer(): AsyncGenerator<AnswerEvent> {
        yield { type: "text", text: "Ask me anything." };
        yield { type: "end", outcome: "talk", sources: [], cited: [] };
      },
      search: async () => [],
    };
    house = build({ rag: talk });
    const place = threadIn("general", "t");
    await house.bot.run(promptFor("", { place }));
    await house.bot.run(promptFor("thanks", { place }));
    await vi.waitFor(async () => expect(await turnsIn(place)).toMatchObject([{ question: "thanks" }]), PATIENCE);
  });

  it("waits for its turn in a conversation, while other conversations go on", async () => {
    const place = threadIn("general", "t");
    const release = house.rag.hold("slow");
    await house.bot.run(promptFor("slow", { place }));
    await shows("slow", "On slow");
    await house.bot.run(promptFor("next", { place }));
    await house.bot.run(promptFor("elsewhere", { place: threadIn("general", "other") }));
    await shows("elsewhere", "done.");
    expect(house.rag.questions.map(({ text }) => text)).toEqual(["slow", "elsewhere"]);
    release();
    await shows("next", "done.");
    expect(house.rag.questions.at(-1)?.history.map(({ question }) => question)).toEqual(["slow"]);
  });

  it("is answered in the order of asking, also when many are asked at once", async () => {
    const place = threadIn("general", "t");
    const texts = ["one", "two", "three", "four"];
    await Promise.all(texts.map((text) => house.bot.run(promptFor(text, { place }))));
    await shows("four", "done.");
    expect(house.rag.questions.map(({ text }) => text)).toEqual(texts);
  });

  it("beyond what is answered at once waits for its turn, in the order of asking", async () => {
    house = build({ answersAtOnce: 2 });
    const release = ["a", "b"].map((text) => house.rag.hold(text));
    for (const text of ["a", "b", "c", "d"]) {
      await house.bot.run(promptFor(text, { place: threadIn("general", text) }));
      if (text === "b") await shows("b", "On b");
    }
    await vi.waitFor(() => expect(house.adapter.steps("d")).toEqual(["waiting"]), PATIENCE);
    expect(house.rag.questions.map(({ text }) => text)).toEqual(["a", "b"]);
    release[1]?.();
    await shows("d", "done.");
    expect(house.rag.questions.map(({ text }) => text)).toEqual(["a", "b", "c", "d"]);
    release[0]?.();
  });

  it("on a platform that is not connected stays open until it is", async () => {
    await house.journal.accept(promptFor("early", { place: threadIn("general", "t") }));
    await house.journal.release();
    let isOn = false;
    house = build({ isOn: () => isOn, heartbeatMs: 5 });
    await house.bot.resume();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await house.journal.open()).map(({ text }) => text)).toEqual(["early"]);
    expect(house.rag.questions).toEqual([]);
    isOn = true;
    await shows("early", "done.");
  });

  it("that waits for its turn can be stopped, and is left for the next start when Docent goes down", async () => {
    house = build({ answersAtOnce: 1 });
    const release = house.rag.hold("a");
    const [stopped, left] = ["stopped", "left"].map((text) => promptFor(text, { place: threadIn("general", text) }));
    await house.bot.run(promptFor("a", { place: threadIn("general", "a") }));
    await shows("a", "On a");
    for (const prompt of [stopped, left]) if (prompt) await house.bot.run(prompt);
    await vi.waitFor(() => expect(house.adapter.steps("left")).toEqual(["waiting"]), PATIENCE);
    house.bot.cancel(threadIn("general", "stopped"), "ada");
    await vi.waitFor(async () => expect(await house.journal.open()).toHaveLength(2), PATIENCE);
    const draining = house.bot.drain(5000);
    release();
    await draining;
    expect(house.adapter.shown("a")).toBe("On a: done.");
    expect((await house.journal.open()).map(({ text }) => text)).toEqual(["left"]);
    expect(house.rag.questions.map(({ text }) => text)).toEqual(["a"]);
  });

  it("that reads no documentation waits for nobody", async () => {
    house = build({ answersAtOnce: 1 });
    const release = house.rag.hold("slow");
    await house.bot.run(promptFor("slow", { place: threadIn("general", "a") }));
    await shows("slow", "On slow");
    await house.bot.run(promptFor("help", { place: threadIn("general", "b") }));
    await shows("help", /forget-me/);
    release();
  });

  it("that finds three waiting before it is turned away in words, and a follow-up in silence", async () => {
    const place = threadIn("general", "t");
    await house.conversations.claim(place, "ada");
    const release = house.rag.hold("0");
    for (const text of ["0", "1", "2", "3"]) await house.bot.run(promptFor(text, { place }));
    await shows("0", "On 0");
    await house.bot.run(promptFor("4", { place }));
    await house.bot.run(promptFor("5", { place, cause: "follow-up" }));
    await shows("4", /still answering/);
    await vi.waitFor(() => expect(house.bot.open).toBe(4), PATIENCE);
    release();
    await shows("3", "done.");
    expect(house.adapter.shown("5")).toBe("");
  });

  it("beyond the author's limit is turned away in words and not remembered", async () => {
    house = build({ questionsPerMinute: 1 });
    const place = threadIn("general", "t");
    await house.bot.run(promptFor("first", { place }));
    await shows("first", "done.");
    await house.bot.run(promptFor("second", { place }));
    await shows("second", /more than 1 questions in a minute/);
    await house.bot.drain(1000);
    expect((await turnsIn(place)).map(({ question }) => question)).toEqual(["first"]);
  });

  it("at a root is answered in a thread, which everyone there shares from then on", async () => {
    await house.bot.run(promptFor("rooted", { id: "m1" }));
    await shows("rooted", "done.");
    const thread = { ...root(), thread: "on-m1" };
    await house.bot.run(promptFor("bob asks on", { place: thread, author: bob }));
    await shows("bob asks on", "done.");
    expect(house.rag.questions.at(-1)?.history.map(({ question }) => question)).toEqual(["rooted"]);
  });
});

describe("after a crash", () => {
  it("an open question is answered by the next process, once", async () => {
    const prompt = promptFor("open", { place: threadIn("general", "t") });
    await house.journal.accept(prompt);
    await rebuild();
    await house.bot.resume();
    await shows("open", "On open: done.");
    await house.bot.drain(1000);
    expect(await house.journal.open()).toEqual([]);
    expect(await turnsIn(prompt.place)).toHaveLength(1);
  });

  it("an answer that was delivered and remembered is not given again", async () => {
    const prompt = promptFor("delivered", { place: threadIn("general", "t") });
    await house.journal.accept(prompt);
    const turn: Exchange = {
      id: prompt.id,
      author: prompt.author,
      question: "delivered",
      answer: "a",
      sources: [],
      at: 1,
    };
    await house.conversations.append(prompt, { place: prompt.place, owner: "ada" }, turn, []);
    await rebuild();
    await house.bot.resume();
    await vi.waitFor(async () => expect(await house.journal.open()).toEqual([]), PATIENCE);
    expect(house.rag.questions).toEqual([]);
  });
});

describe("a store that cannot be read", () => {
  it("is an error for the asker, never an empty history saved over the real one", async () => {
    const place = threadIn("general", "t");
    await house.bot.run(promptFor("before", { place }));
    await shows("before", "done.");
    await house.bot.drain(1000);
    house = build();
    const reading = vi.spyOn(house.conversations, "history").mockRejectedValueOnce(new Error("disk I/O error"));
    await house.bot.run(promptFor("during", { place }));
    await shows("during", /Something went wrong on my side \([0-9a-f]{8}\)/);
    expect(reading).toHaveBeenCalled();
    await house.bot.run(promptFor("after", { place }));
    await shows("after", "done.");
    expect(house.rag.questions.at(-1)?.history.map(({ question }) => question)).toEqual(["before"]);
  });
});

describe("what is for admins", () => {
  const sync = vi.fn(() => true);
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: "info", base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const audited = () => lines.filter(({ audit }) => audit).map(({ time: _, level: __, ...line }) => line);
  const about = { historyDays: 30, historyTurns: 10, sources: async () => [], starters: async () => [], sync };

  beforeEach(() => {
    lines.length = 0;
    sync.mockClear();
    house.database.close();
    house = build({ log, about, admins: ["root"] });
  });

  it.each([
    ["an admin of the platform", { id: "ada", name: "Ada", admin: true }, "done"],
    ["who is named by id", { id: "root", name: "Root" }, "done"],
    ["a moderator", { id: "mo", name: "Mo", moderator: true }, "refused"],
  ])("is for %s; the log says who did it", async (_, author, outcome) => {
    await house.bot.run(promptFor("sync", { author, direct: true }));
    await vi.waitFor(() => expect(house.adapter.answers[0]?.messages[0]?.done).toBe(true), PATIENCE);
    expect(sync).toHaveBeenCalledTimes(outcome === "done" ? 1 : 0);
    expect(house.adapter.answers[0]?.messages[0]?.text).toMatch(outcome === "done" ? /^Reading/ : /^Only admins/);
    const where = { platform: "test", workspace: "server", channel: "general" };
    expect(audited()).toEqual([{ audit: "sync", by: author.id, ...where, outcome, msg: "audit" }]);
    await house.bot.drain(1000);
    expect(house.database.prepare("select * from questions").all().length).toBe(1);
  });

  it("is not named by help to others", async () => {
    await house.bot.run(promptFor("help", { direct: true }));
    await house.bot.run(promptFor("help", { direct: true, author: { id: "root", name: "Root" } }));
    await vi.waitFor(() => expect(house.adapter.answers[1]?.messages[0]?.done).toBe(true), PATIENCE);
    const texts = house.adapter.answers.map(({ messages }) => String(messages[0]?.text));
    expect(texts.map((text) => text.includes("`sync`"))).toEqual([false, true]);
  });

  it("stops and resets of what others asked are noted with whose it was", async () => {
    const opened = promptFor("one", { place: threadIn("general", "t") });
    await house.bot.run(opened);
    await vi.waitFor(() => expect(house.bot.open).toBe(1), PATIENCE);
    const by = { id: "mo", name: "Mo", moderator: true };
    await house.bot.action({ action: "stop", promptId: opened.id, by, place: opened.place });
    await house.bot.drain(1000);
    expect(audited()).toMatchObject([{ audit: "stop", by: "mo", whose: "ada", outcome: "done" }]);
  });
});

describe("a private question", () => {
  const asked = () => promptFor("secret", { private: true, place: threadIn("general", "t") });

  it("reads and writes no shared conversation and is not stored", async () => {
    await house.bot.run(promptFor("public", { place: threadIn("general", "t") }));
    await shows("public", "done.");
    await house.bot.run(asked());
    await shows("secret", "done.");
    await house.bot.drain(1000);
    expect(house.rag.questions.at(-1)?.history).toEqual([]);
    expect((await turnsIn(threadIn("general", "t"))).map(({ question }) => question)).toEqual(["public"]);
    expect(JSON.stringify(house.database.prepare("select * from questions").all())).not.toContain("secret");
  });

  it("can be shared by its asker, once", async () => {
    const prompt = asked();
    await house.bot.run(prompt);
    await vi.waitFor(
      () => expect(house.adapter.answers[0]?.messages[0]?.actions).toEqual(["again", "share"]),
      PATIENCE,
    );
    const press = { action: "share", promptId: prompt.id, place: prompt.place } as const;
    expect(await house.bot.action({ ...press, by: bob })).toMatch(/Only the person who asked/);
    expect(await house.bot.action({ ...press, by: prompt.author })).toBe("Shared.");
    expect(await house.bot.action({ ...press, by: prompt.author })).toMatch(/too old/);
    expect(house.adapter.answers.map(({ prompt: { private: hidden } }) => hidden)).toEqual([true, false]);
    expect(house.adapter.answers[1]?.messages[0]?.text).toBe(
      "_Ada asked me about a message and shares my answer:_\n\nOn secret: done.",
    );
  });
});

describe("the buttons", () => {
  async function answered(text: string): Promise<Prompt> {
    const prompt = promptFor(text, { place: threadIn("general", "t") });
    await house.bot.run(prompt);
    await shows(text, "On");
    return prompt;
  }

  it("stop is for the asker and moderators; what was shown stays, marked, and is remembered so", async () => {
    house.rag.hold("long");
    const prompt = await answered("long");
    const press = { action: "stop", promptId: prompt.id, place: prompt.place } as const;
    expect(await house.bot.action({ ...press, by: bob })).toMatch(/Only the person who asked, or a moderator/);
    expect(await house.bot.action({ ...press, by: { ...bob, moderator: true } })).toBe("Stopped.");
    await shows("long", /^On long:\s*_Stopped\._$/);
    await house.bot.drain(1000);
    expect(await turnsIn(prompt.place)).toMatchObject([{ answer: "On long:", mark: "stopped" }]);
    expect(await house.bot.action({ ...press, by: prompt.author })).toMatch(/ended already/);
  });

  it("stop ends a question that waits for the one before at once, and that one goes on", async () => {
    const place = threadIn("general", "t");
    const release = house.rag.hold("long");
    await answered("long");
    const waiting = promptFor("waiting", { place });
    await house.bot.run(waiting);
    await vi.waitFor(() => expect(house.adapter.answers).toHaveLength(2), PATIENCE);
    const press = { action: "stop", promptId: waiting.id, place, by: waiting.author } as const;
    expect(await house.bot.action(press)).toBe("Stopped.");
    await shows("waiting", /^_Stopped\._$/);
    await vi.waitFor(async () => expect((await house.journal.open()).map(({ text }) => text)).toEqual(["long"]));
    expect(house.adapter.shown("long")).not.toMatch(/Stopped/);
    release();
    await shows("long", "done.");
    expect(await turnsIn(place)).toHaveLength(1);
  });

  it("the platform's own stop ends what this person asked in that place", async () => {
    house.rag.hold("long");
    const prompt = await answered("long");
    house.bot.cancel(prompt.place, "bob");
    house.bot.cancel(threadIn("general", "other"), "ada");
    expect(house.adapter.shown("long")).not.toMatch(/Stopped/);
    house.bot.cancel(prompt.place, "ada");
    await shows("long", /Stopped/);
  });

  it("again is for the asker, and two presses ask once", async () => {
    const prompt = await answered("q");
    await shows("q", "done.");
    const press = { action: "again", promptId: prompt.id, place: prompt.place } as const;
    expect(await house.bot.action({ ...press, by: bob })).toMatch(/Only the person who asked/);
    await Promise.all([1, 2].map(() => house.bot.action({ ...press, by: prompt.author })));
    await vi.waitFor(() => expect(house.adapter.answers).toHaveLength(2), PATIENCE);
    await house.bot.drain(1000);
    expect(house.adapter.answers.map(({ prompt: { id } }) => id)).toEqual([prompt.id, `${prompt.id}~2`]);
  });

  it("a vote is taken from anyone, and can be changed", async () => {
    const prompt = await answered("q");
    const press = { promptId: prompt.id, place: prompt.place, by: bob } as const;
    expect(await house.bot.action({ ...press, action: "helpful" })).toMatch(/Noted as helpful/);
    expect(await house.bot.action({ ...press, action: "unhelpful" })).toMatch(/not helpful/);
    expect(await house.bot.action({ ...press, action: "helpful", promptId: "unknown" })).toMatch(/too old/);
  });

  it("a vote is taken back by the same button, and why is asked of a new one alone", async () => {
    const prompt = await answered("q");
    const press = { promptId: prompt.id, place: prompt.place, by: bob, action: "unhelpful" } as const;
    const vote = () => house.journal.voteOf(prompt.id, bob.id);
    expect(await house.bot.asksWhy(press)).toBe(true);
    const why = { reason: "wrong", note: "It is `size`." } as const;
    await house.bot.action({ ...press, why });
    expect(await vote()).toEqual({ helpful: false, ...why });
    expect(await house.bot.asksWhy(press)).toBe(false);
    expect(await house.bot.asksWhy({ ...press, by: prompt.author })).toBe(true);
    await house.bot.action({ ...press, why: { reason: "outdated" } });
    expect(await vote()).toEqual({ helpful: false, reason: "outdated" });
    expect(await house.bot.action(press)).toMatch(/Taken back/);
    expect(await vote()).toBeUndefined();
    await house.bot.action({ ...press, action: "helpful" });
    expect(await house.bot.asksWhy(press)).toBe(true);
    expect(await house.bot.action({ ...press, action: "helpful" })).toMatch(/Taken back/);
    expect(await house.bot.asksWhy({ ...press, promptId: "unknown" })).toBe(false);
  });

  it("votes can be turned off: no buttons, and old ones say so", async () => {
    house.database.close();
    house = build({ takesVotes: false });
    const prompt = await answered("q");
    await shows("q", "done.");
    await house.bot.drain(1000);
    const last = house.adapter.answers[0]?.messages.at(-1);
    expect(last?.actions).toEqual(["again"]);
    const press = { promptId: prompt.id, place: prompt.place, by: bob, action: "unhelpful" } as const;
    expect(await house.bot.asksWhy(press)).toBe(false);
    expect(await house.bot.action(press)).toBe("Votes are turned off here.");
    expect(await house.journal.voteOf(prompt.id, bob.id)).toBeUndefined();
  });
});

describe("commands", () => {
  it("answer and search for the place where they were said: not every source is for everybody", async () => {
    const place = threadIn("general", "t");
    await house.bot.run(promptFor("why", { place }));
    await house.bot.run(promptFor("search frob", { place }));
    await vi.waitFor(() => expect(house.rag.searchedFrom).toEqual([place]), PATIENCE);
    expect(house.rag.questions.map((question) => question.place)).toEqual([place]);
  });

  it.each([
    ["reset", /nothing to forget/],
    ["/help", /handbook \(2 pages\)[\s\S]*`search <words>`[\s\S]*do not leave the machine/],
    ["search frob", /No section/],
    ["forget-me", /^Deleted: 0 questions/],
  ])("are words too: %s", async (text, expected) => {
    const prompt = promptFor(text, { place: threadIn("general", "t") });
    await house.bot.run(prompt);
    await vi.waitFor(() => expect(house.adapter.answers[0]?.messages[0]?.text).toMatch(expected), PATIENCE);
    expect(house.rag.questions).toEqual([]);
    expect(await turnsIn(prompt.place)).toEqual([]);
  });

  it.each(["help me with deploys", "reset my password how?", "search"])("but not in a question: %s", async (text) => {
    await house.bot.run(promptFor(text));
    await shows(text, `On ${text}`);
  });

  it("reset says whose it is", async () => {
    const place = threadIn("general", "t");
    await house.conversations.claim(place, "ada");
    await house.bot.run(promptFor("reset", { place, author: bob }));
    await vi.waitFor(() => expect(house.adapter.answers[0]?.messages[0]?.text).toMatch(/Only the person/), PATIENCE);
  });

  it("forget-me also forgets the answer that is being written", async () => {
    const place = threadIn("general", "t");
    const release = house.rag.hold("q");
    await house.bot.run(promptFor("q", { place }));
    await shows("q", "On q");
    await house.bot.run(promptFor("forget-me", { place: threadIn("general", "elsewhere") }));
    await vi.waitFor(() => expect(house.adapter.answers[1]?.messages[0]?.text).toMatch(/^Deleted/), PATIENCE);
    release();
    await house.bot.drain(1000);
    expect(await turnsIn(place)).toEqual([]);
  });
});

describe("the log", () => {
  /** The line about each question's end, after one was asked in public and one in private. */
  async function linesOf(changes: Partial<BotDeps>): Promise<Record<string, unknown>[]> {
    const lines: string[] = [];
    house = build({ ...changes, log: pino({ base: null }, { write: (line) => void lines.push(line) }) });
    for (const prompt of [promptFor("public"), promptFor("secret", { private: true })]) {
      await house.bot.run(prompt);
      await shows(prompt.text, "done.");
    }
    await house.bot.drain(1000);
    return lines.map((line) => JSON.parse(line));
  }

  it("has how each question ended and how long its stages took, and nothing that was said", async () => {
    const lines = await linesOf({});
    const known = { platform: "test", command: "ask", state: "delivered", outcome: "answered", msg: "question ended" };
    const times = { waitMs: expect.any(Number), firstWordMs: expect.any(Number), ms: expect.any(Number) };
    expect(lines[0]).toMatchObject({ ...known, ...times, question: expect.stringMatching(/^[0-9a-f]{8}$/) });
    expect(JSON.stringify(lines)).not.toMatch(/public|secret|ada/i);
  });

  it("has what was asked in public where it is told to", async () => {
    const lines = await linesOf({ logQuestions: true });
    expect(lines.map(({ text }) => text)).toEqual(["public", undefined]);
  });
});

describe("going down", () => {
  it("marks what is being written after the grace, and leaves what waits to the next start", async () => {
    const place = threadIn("general", "t");
    house.rag.hold("writing");
    await house.bot.run(promptFor("writing", { place }));
    await shows("writing", "On writing");
    await house.bot.run(promptFor("waiting", { place }));
    await house.bot.drain(10);
    expect(house.adapter.shown("writing")).toMatch(/^On writing:\s*_Docent is restarting.+_$/);
    expect((await house.journal.open()).map(({ text }) => text)).toEqual(["waiting"]);
    await rebuild();
    await house.bot.resume();
    await shows("waiting", "On waiting: done.");
  });
});

it("leaving a workspace deletes what was kept about it", async () => {
  const prompt = promptFor("q", { place: threadIn("general", "t") });
  await house.bot.run(prompt);
  await shows("q", "done.");
  await house.bot.drain(1000);
  await house.store.notes.write(prompt, "an id");
  await house.bot.uninstalled("test", "server");
  expect(await house.store.notes.read(prompt)).toBeUndefined();
  expect(await turnsIn(prompt.place)).toEqual([]);
  expect(await house.journal.has(prompt.id)).toBe(false);
});
