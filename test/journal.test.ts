import { beforeEach, describe, expect, it } from "vitest";
import { type Journal, reference } from "../src/journal.ts";
import { openDatabase } from "../src/storage/database.ts";
import { createSqliteJournal } from "../src/storage/journal-sqlite.ts";
import { promptFor, root } from "./support/prompts.ts";
import { tempDir } from "./support/temp-dir.ts";

const DAY = 86_400_000;
const closing = { outcome: "answered", cited: ["chunk"] };

let now: number;
let dir: string;
let journal: Journal;

beforeEach(() => {
  now = 1_000_000_000;
  dir = tempDir();
  journal = createSqliteJournal(openDatabase(dir), 30, () => now);
});

describe("the journal", () => {
  it("accepts one human act once, however often and to whichever process it is delivered", async () => {
    const prompt = promptFor("once");
    const other = createSqliteJournal(openDatabase(dir), 30);
    expect(await journal.accept(prompt)).toBe(true);
    expect(await journal.accept(prompt)).toBe(false);
    expect(await other.accept({ ...prompt, text: "twin" })).toBe(false);
  });

  it("gives back after a restart what was accepted and not closed, oldest first, whole", async () => {
    const first = promptFor("first", { quoted: "root", unread: ["a.png"], address: { ts: "1.2", deep: [1, null] } });
    const second = promptFor("second");
    const closed = promptFor("closed");
    for (const prompt of [first, second, closed]) {
      now += 1;
      await journal.accept(prompt);
    }
    await journal.close(closed.id, closing);
    expect(await createSqliteJournal(openDatabase(dir), 30).open()).toEqual([first, second]);
  });

  it("keeps nothing of what was asked privately once that is answered", async () => {
    const prompt = promptFor("my salary", { private: true });
    await journal.accept(prompt);
    expect(await journal.prompt(prompt.id)).toEqual(prompt);
    await journal.close(prompt.id, closing);
    expect(await journal.prompt(prompt.id)).toBeUndefined();
    expect(await journal.has(prompt.id)).toBe(true);
  });

  it("counts what one author asked lately, without the question at hand", async () => {
    const [a, b, c] = [promptFor("a"), promptFor("b"), promptFor("c")];
    await journal.accept(a);
    now += 61_000;
    await journal.accept(b);
    await journal.accept(promptFor("somebody else", { author: { id: "bob", name: "Bob" } }));
    await journal.accept(c);
    expect(await journal.asked(c, 60_000)).toBe(1);
  });

  it("takes one vote for each person, which they may change, on questions that it knows", async () => {
    const prompt = promptFor("q");
    await journal.accept(prompt);
    expect(await journal.vote(prompt.id, "bob", true)).toBe(true);
    expect(await journal.vote(prompt.id, "bob", false)).toBe(true);
    expect(await journal.vote("never asked", "bob", true)).toBe(false);
    const votes = openDatabase(dir).prepare("select by, helpful from votes").all();
    expect(votes.map((vote) => ({ ...vote }))).toEqual([{ by: "bob", helpful: 0 }]);
  });

  it("forgets a person, a workspace, and what is older than the retention", async () => {
    const mine = promptFor("mine");
    const theirs = promptFor("theirs", { author: { id: "bob", name: "Bob" } });
    const away = promptFor("away", { place: root("c", "elsewhere") });
    for (const prompt of [mine, theirs, away]) await journal.accept(prompt);
    await journal.vote(theirs.id, "ada", true);
    await journal.forget({ platform: "test", author: "ada" });
    expect(await Promise.all([mine, theirs, away].map(({ id }) => journal.has(id)))).toEqual([false, true, false]);
    expect(openDatabase(dir).prepare("select * from votes").all()).toEqual([]);
    await journal.forget({ platform: "test", workspace: "server" });
    expect(await journal.has(theirs.id)).toBe(false);

    await journal.accept(mine);
    now += 29 * DAY;
    expect(await journal.sweep()).toBe(0);
    now += 2 * DAY;
    expect(await journal.sweep()).toBe(1);
  });

  it("names a question by something short that says nothing of it", async () => {
    expect(reference("slack:T1:C1:1700000000.000100")).toMatch(/^[0-9a-f]{8}$/);
  });
});
