import { beforeEach, describe, expect, it } from "vitest";
import type { Admission, Followups } from "../../src/bot/admit.ts";
import { admit, overLimit } from "../../src/bot/admit.ts";
import { Conversations } from "../../src/bot/conversations.ts";
import type { Journal } from "../../src/core/journal.ts";
import type { Prompt } from "../../src/core/prompt.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { SqliteJournal } from "../../src/storage/journal-sqlite.ts";
import { openKeyv } from "../../src/storage/keyv-sqlite.ts";
import { promptFor, threadIn } from "../support/prompts.ts";
import { tempDir } from "../support/temp-dir.ts";

const thread = threadIn("general", "t1");
const bob = { id: "bob", name: "Bob" };

let conversations: Conversations;
let journal: Journal;

beforeEach(async () => {
  const database = openDatabase(tempDir());
  const memory = { turns: 10, days: 30, rootMinutes: 30 };
  conversations = new Conversations(
    { exchanges: openKeyv(database, "turns"), threads: openKeyv(database, "threads") },
    memory,
  );
  journal = new SqliteJournal(database, { days: 30, processId: "one" });
  await conversations.claim(thread, "ada");
});

async function admissionOf(prompt: Prompt, followups: Followups = "owner"): Promise<Admission> {
  return (await admit(prompt, { conversations, journal, followups })).admission;
}

function followUp(changes: object = {}, followups?: Followups): Promise<Admission> {
  return admissionOf(promptFor("and then?", { place: thread, cause: "follow-up", ...changes }), followups);
}

describe("an unmentioned message", () => {
  it("of the thread's owner is a follow-up", async () => {
    expect(await followUp()).toBe("new");
  });

  it("in a thread that Docent did not answer from its first message is not for it, and leaves no trace", async () => {
    expect(await followUp({ id: "theirs", place: threadIn("general", "other") })).toBe("not for us");
    expect(await journal.has("theirs")).toBe(false);
  });

  it("is left alone once somebody else has written there", async () => {
    expect(await followUp({ author: bob })).toBe("not for us");
    expect(await followUp()).toBe("not for us");
  });

  it("is left alone once the owner has addressed somebody else there", async () => {
    expect(await followUp({ addressesOthers: true })).toBe("not for us");
    expect(await followUp()).toBe("not for us");
  });

  it("but a mention is always answered", async () => {
    await followUp({ author: bob });
    expect(await followUp({ author: bob, cause: "asked" })).toBe("new");
  });

  it.each([
    ["everyone", {}, "new"],
    ["everyone", { author: bob }, "new"],
    ["everyone", { addressesOthers: true }, "not for us"],
    ["mention", {}, "not for us"],
  ] as const)("with THREAD_FOLLOWUPS=%s and %j is %s", async (followups, changes, expected) => {
    expect(await followUp(changes, followups)).toBe(expected);
  });
});

describe("a prompt", () => {
  it("is recorded before it is said to be new, and known from then on", async () => {
    const prompt = promptFor("q");
    expect(await admissionOf(prompt)).toBe("new");
    expect(await journal.open()).toEqual([prompt]);
    expect(await admissionOf(prompt)).toBe("known");
  });

  it("beyond the limit of its author is told so, and nobody else's", async () => {
    const asked = Array.from({ length: 4 }, () => promptFor("q"));
    for (const prompt of asked) await journal.accept(prompt);
    expect(await overLimit(asked[2] ?? promptFor(""), journal, 4)).toBeUndefined();
    expect(await overLimit(promptFor("one more"), journal, 4)).toMatch(/more than 4 questions in a minute/);
    expect(await overLimit(promptFor("first", { author: bob }), journal, 4)).toBeUndefined();
  });
});
