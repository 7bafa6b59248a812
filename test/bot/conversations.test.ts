import { beforeEach, describe, expect, it } from "vitest";
import { Conversations, conversationKey } from "../../src/bot/conversations.ts";
import type { Exchange } from "../../src/core/answer.ts";
import type { Place, Prompt } from "../../src/core/prompt.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { openKeyv } from "../../src/storage/keyv-sqlite.ts";
import { promptFor, root, threadIn } from "../support/prompts.ts";
import { tempDir } from "../support/temp-dir.ts";

const MINUTE = 60_000;
const ada = { id: "ada", name: "Ada" };
const bob = { id: "bob", name: "Bob" };

let now: number;
let conversations: Conversations;

beforeEach(() => {
  now = 1_000_000_000;
  const database = openDatabase(tempDir());
  conversations = new Conversations(
    { exchanges: openKeyv(database, "turns"), threads: openKeyv(database, "threads") },
    { turns: 10, days: 30, rootMinutes: 30 },
    () => now,
  );
});

/** Asks at `from`, answered at `to`, as the bot would. */
async function ask(text: string, from: Place, to: Place = from, author: Prompt["author"] = ada): Promise<string[]> {
  const prompt = promptFor(text, { place: from, author });
  const key = await conversations.keyFor(to, author.id);
  const history = await conversations.history(prompt, key);
  const turn: Exchange = { id: prompt.id, author, question: text, answer: `on ${text}`, sources: [], at: now };
  await conversations.append(prompt, key, turn, history);
  return history.map(({ question }) => question);
}

describe("whose history is whose", () => {
  it("one person's turns in a place follow one another", async () => {
    const dm = { platform: "test", workspace: "dm", channel: "ada" };
    expect(await ask("one", dm)).toEqual([]);
    expect(await ask("two", dm)).toEqual(["one"]);
    expect(await ask("three", dm)).toEqual(["one", "two"]);
  });

  it.each([
    ["another server", { platform: "test", workspace: "elsewhere", channel: "general" }],
    ["another channel", root("random")],
    ["another platform", { ...root(), platform: "other" }],
    ["an id made to look like a neighbour's key", { platform: "test", workspace: "server:general", channel: "" }],
  ])("is never seen from %s", async (_, place) => {
    await ask("secret", root());
    expect(await ask("what did I say?", place)).toEqual([]);
  });

  it("two people in one channel never see each other's", async () => {
    await ask("ada's", root());
    expect(await ask("bob's", root(), root(), bob)).toEqual([]);
  });

  it("everyone in a thread that Docent answered from its first message shares its owner's conversation", async () => {
    const thread = threadIn("general", "t1");
    await conversations.claim(thread, "ada");
    await ask("how do I deploy?", root(), thread);
    expect(await ask("and on Windows?", thread, thread, bob)).toEqual(["how do I deploy?"]);
    expect(await ask("thanks, and logs?", thread)).toEqual(["how do I deploy?", "and on Windows?"]);
  });

  it("in a thread begun by other people's talk each person has their own", async () => {
    const thread = threadIn("general", "theirs");
    await ask("ada's", thread);
    expect(await ask("bob's", thread, thread, bob)).toEqual([]);
  });

  it("a thread keeps its first owner", async () => {
    const thread = threadIn("general", "t1");
    await conversations.claim(thread, "ada");
    await conversations.claim(thread, "bob");
    expect(await conversations.keyFor(thread, "bob")).toEqual({ place: thread, owner: "ada" });
  });
});

describe("at a channel's root", () => {
  it("only the last minutes count, and a thread opened there begins with them", async () => {
    await ask("old", root(), threadIn("general", "t0"));
    now += 31 * MINUTE;
    await ask("recent", root(), threadIn("general", "t1"));
    now += 29 * MINUTE;
    const opened = threadIn("general", "t2");
    expect(await ask("and in production?", root(), opened)).toEqual(["recent"]);
    now += 60 * MINUTE;
    expect(await ask("later in the thread", opened)).toEqual(["recent", "and in production?"]);
  });

  it("but in a direct talk everything counts", async () => {
    await ask("yesterday", root());
    now += 24 * 60 * MINUTE;
    const direct = promptFor("today", { direct: true });
    const key = await conversations.keyFor(root(), "ada");
    expect((await conversations.history(direct, key)).map(({ question }) => question)).toEqual(["yesterday"]);
  });
});

describe("a turn", () => {
  it("that was answered twice, before and after a crash, is kept once", async () => {
    const prompt = promptFor("once");
    const key = await conversations.keyFor(root(), "ada");
    const turn: Exchange = { id: prompt.id, author: ada, question: "once", answer: "a", sources: [], at: now };
    await conversations.append(prompt, key, turn, []);
    await conversations.append(prompt, key, { ...turn, answer: "b" }, []);
    expect((await conversations.exchanges(key)).map(({ answer }) => answer)).toEqual(["b"]);
  });

  it("does not bring back what was forgotten while its answer was written", async () => {
    const thread = threadIn("general", "bobs");
    await conversations.claim(thread, "bob");
    await ask("bob's", root(), thread, bob);
    await ask("ada in bob's thread", thread);
    const prompt = promptFor("bob goes on", { place: thread, author: bob });
    const key = await conversations.keyFor(thread, "bob");
    const history = await conversations.history(prompt, key);
    expect(history).toHaveLength(2);
    await conversations.forget("test", "ada");
    const exchange = { id: prompt.id, author: bob, question: prompt.text, answer: "a", sources: [], at: now };
    await conversations.append(prompt, key, exchange, history);
    expect((await conversations.exchanges(key)).map(({ question }) => question)).toEqual(["bob's", "bob goes on"]);
  });

  it("counts at the root also where another thread was opened from there meanwhile", async () => {
    const asked = ["one", "two"].map((text) => ({ prompt: promptFor(text), thread: threadIn("general", text) }));
    const begun = await Promise.all(
      asked.map(async ({ prompt, thread }) => {
        const key = await conversations.claim(thread, "ada");
        return { prompt, key, history: await conversations.history(prompt, key) };
      }),
    );
    for (const { prompt, key, history } of begun) {
      const exchange = { id: prompt.id, author: ada, question: prompt.text, answer: "a", sources: [], at: now };
      await conversations.append(prompt, key, exchange, history);
    }
    const kept = await conversations.exchanges({ place: root(), owner: "ada" });
    expect(kept.map(({ question }) => question)).toEqual(["one", "two"]);
  });

  it("is plain JSON under a key that can be read back", () => {
    expect(conversationKey({ place: threadIn("a:b", "c d"), owner: "ä" })).toBe("test:server:a%3Ab:c%20d:%C3%A4");
  });
});

describe("reset", () => {
  it("forgets the place where it is said, and at the root the threads that the person owns from there", async () => {
    const mine = threadIn("general", "mine");
    const elsewhere = threadIn("random", "mine-too");
    for (const thread of [mine, elsewhere]) await conversations.claim(thread, "ada");
    await ask("one", root(), mine);
    await ask("two", root("random"), elsewhere);
    expect(await conversations.reset(root(), ada)).toBe(1);
    expect(await ask("anew", mine)).toEqual([]);
    expect(await ask("still there?", elsewhere)).toEqual(["two"]);
  });

  it("tells how many questions it forgot, each once though its thread began with what was said at the root", async () => {
    for (const [index, question] of ["one", "two", "three"].entries()) {
      const thread = threadIn("general", `t${index}`);
      await conversations.claim(thread, "ada");
      await ask(question, root(), thread);
    }
    expect(await conversations.reset(root(), ada)).toBe(3);
    expect(await conversations.reset(root(), ada)).toBe(0);
  });

  it("is for a thread's owner or a moderator alone", async () => {
    const thread = threadIn("general", "t1");
    await conversations.claim(thread, "ada");
    await ask("one", root(), thread);
    await expect(conversations.reset(thread, bob)).rejects.toThrow(/Only the person whose question opened/);
    expect(await conversations.reset(thread, { ...bob, moderator: true })).toBe(1);
  });
});

describe("forgetting", () => {
  it("a person deletes what they own and their turns in others' threads, and nothing else", async () => {
    const thread = threadIn("general", "bobs");
    await conversations.claim(thread, "bob");
    await ask("bob's", root(), thread, bob);
    await ask("ada in bob's thread", thread);
    await ask("ada's own", root("random"));
    expect(await conversations.forget("test", "ada")).toBe(2);
    expect(await ask("bob goes on", thread, thread, bob)).toEqual(["bob's"]);
    expect(await ask("ada anew", root("random"))).toEqual([]);
  });

  it("a thread that was opened for somebody who was forgotten meanwhile is nobody's, and no other's is touched", async () => {
    const [mine, bobs] = [threadIn("general", "mine"), threadIn("general", "bobs")];
    await conversations.claim(mine, "ada");
    await conversations.claim(bobs, "bob");
    for (const place of [mine, bobs]) await conversations.disown(place, "ada");
    expect([await conversations.thread(mine), (await conversations.thread(bobs))?.owner]).toEqual([undefined, "bob"]);
  });

  it("a workspace takes its conversations along, and no other's", async () => {
    await ask("here", root());
    await ask("there", root("general", "server-2"));
    await conversations.forgetWorkspace("test", "server");
    expect(await ask("again", root())).toEqual([]);
    expect(await ask("again", root("general", "server-2"))).toEqual(["there"]);
  });
});
