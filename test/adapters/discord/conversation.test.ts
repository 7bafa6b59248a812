import { PermissionFlagsBits } from "discord.js";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type House, type HouseOptions, startHouse } from "../../support/discord/house.ts";
import { type LocalDiscord, startLocalDiscord } from "../../support/discord/local-discord.ts";
import { modalOf, replyTo } from "../../support/discord/person.ts";
import { buttonsOf, screen, seenBy } from "../../support/discord/view.ts";
import type { Message } from "../../support/discord/world.ts";
import { tempDir } from "../../support/temp-dir.ts";

const PATIENCE = { timeout: 5_000, interval: 10 };
let house: House;

async function start(options: Partial<HouseOptions> = {}): Promise<House> {
  house = await startHouse({
    dataDir: tempDir(),
    reply: ({ text }) => ({ pieces: ["Answer to ", `${text} [1].`], sources: SOURCES }),
    ...options,
  });
  return house;
}

const SOURCES = [{ n: 1, title: "Images", url: "https://docs.example.com/images/" }];

afterEach(async () => {
  const { violations, platform } = house.discord;
  await house.close();
  expect(violations).toEqual([]);
  expect(platform.pings).toEqual([]);
});

/** What somebody sees in a channel once it holds the text. */
function sees(name: string, channel: string, text: string): Promise<string> {
  const { discord } = house;
  return vi.waitFor(() => {
    const seen = screen(discord.world, channel, discord.person(name));
    expect(seen).toContain(text);
    return seen;
  }, PATIENCE);
}

/** The message of Docent that shows the text, finished. */
function answer(channel: string, text: string): Promise<Message> {
  const { discord } = house;
  return vi.waitFor(() => {
    const found = seenBy(discord.world, channel, discord.person("alice")).find(({ content }) => content.includes(text));
    if (!found || buttonsOf(found).some(({ label }) => label === "Stop"))
      throw new Error(`no finished answer with ${text}`);
    return found;
  }, PATIENCE);
}

const mention = () => `<@${house.discord.world.bot.id}>`;

describe("a mention", () => {
  test("is answered in a thread that is named after it", async () => {
    const { discord } = await start();
    const question = discord.person("alice").say(discord.general, `${mention()} How do I **size** images?`);
    await answer(question.id, "Sources");
    expect(screen(discord.world, question.id, discord.person("bob"))).toBe(
      [
        "alice\n  (thread opened on the message above)",
        "Docent\n  Answer to How do I **size** images? [1].\n  \n  **Sources**\n  [1] Images <https://docs.example.com/images/>\n  [Helpful] [Not helpful] [Ask again]",
      ].join("\n\n"),
    );
    expect(discord.world.channels.get(question.id)?.name).toBe("How do I **size** images?");
  });

  test("goes on in the thread without a mention, until somebody else speaks", async () => {
    const { discord, rag } = await start();
    const alice = discord.person("alice");
    const question = alice.say(discord.general, `${mention()} one`);
    await answer(question.id, "Answer to one");
    const thread = question.thread;
    if (!thread) throw new Error("no thread");
    alice.say(thread, "two");
    await answer(thread.id, "Answer to two");
    expect(rag.questions[1]?.history).toHaveLength(1);
    discord.person("bob").say(thread, "I think so");
    alice.say(thread, "three");
    alice.say(thread, `${mention()} four`);
    await answer(thread.id, "Answer to four");
    expect(rag.questions.map(({ text }) => text)).toEqual(["one", "two", "four"]);
  });

  test("that speaks to somebody else ends mention-free talk", async () => {
    const { discord, rag } = await start();
    const alice = discord.person("alice");
    const question = alice.say(discord.general, `${mention()} one`);
    await answer(question.id, "Answer to one");
    if (!question.thread) throw new Error("no thread");
    alice.say(question.thread, `${discord.person("bob").mention} have you seen this?`);
    alice.say(question.thread, "two");
    alice.say(question.thread, `${mention()} three`);
    await answer(question.thread.id, "Answer to three");
    expect(rag.questions.map(({ text }) => text)).toEqual(["one", "three"]);
  });

  test("where threads may not be opened is answered in place, and that is said in private", async () => {
    const { discord, logged } = await start();
    const alice = discord.person("alice");
    discord.deny(discord.general, PermissionFlagsBits.CreatePublicThreads);
    const question = alice.say(discord.general, `${mention()} one`);
    const reply = await answer(discord.general.id, "Answer to one");
    expect(reply.message_reference?.message_id).toBe(question.id);
    await sees("alice", discord.world.dmWith(alice.user).id, "I lack Create Public Threads");
    expect(logged.some(({ msg }) => String(msg).includes("does not grant Create Public Threads"))).toBe(true);
  });

  test("where Docent may not write is answered by a DM that says so", async () => {
    const { discord } = await start();
    const alice = discord.person("alice");
    discord.deny(discord.general, PermissionFlagsBits.SendMessages | PermissionFlagsBits.CreatePublicThreads);
    alice.say(discord.general, `${mention()} one`);
    await sees("alice", discord.world.dmWith(alice.user).id, "I lack Send Messages");
  });
});

describe("/ask", () => {
  test("quotes the question, with the answer in a thread on it", async () => {
    const { discord } = await start();
    const used = discord.person("alice").slash(discord.general, "ask", { question: "How?" });
    const reply = await replyTo(discord.platform, used);
    await answer(reply.id, "Answer to How?");
    expect(await sees("bob", discord.general.id, "> How?")).toContain("🧵 How?");
  });

  test("in a DM is answered there", async () => {
    const { discord } = await start();
    const alice = discord.person("alice");
    const dm = discord.world.dmWith(alice.user);
    alice.slash(dm, "ask", { question: "How?" });
    await answer(dm.id, "Answer to How?");
  });

  test("where Docent may not write is answered in its own reply", async () => {
    const { discord } = await start();
    discord.deny(discord.general, PermissionFlagsBits.ViewChannel);
    discord.person("alice").slash(discord.general, "ask", { question: "How?" });
    const reply = await answer(discord.general.id, "Answer to How?");
    expect(reply.content).toContain("> How?\n\nAnswer to How?");
  });

  test("goes by the channel when its token has run out", async () => {
    const gate = Promise.withResolvers<void>();
    const { discord } = await start({ reply: () => ({ pieces: ["late answer"], pause: () => gate.promise }) });
    const used = discord.person("alice").slash(discord.general, "ask", { question: "How?" });
    const reply = await replyTo(discord.platform, used);
    await vi.waitFor(() => expect(house.rag.questions).toHaveLength(1), PATIENCE);
    discord.advance(16 * 60_000);
    gate.resolve();
    await answer(reply.id, "late answer");
  });
});

describe("what is private", () => {
  test("stays private, and can be shared by its asker", async () => {
    const { discord } = await start();
    const { world, general, platform } = discord;
    const alice = discord.person("alice");
    const message = discord.person("bob").say(general, "How do I deploy?");
    const used = alice.choose("Ask Docent about this", message);
    await vi.waitFor(() => expect(replyOf(used.original)?.components).not.toEqual([]), PATIENCE);
    const answered = await replyTo(platform, used);
    expect(screen(world, general.id, discord.person("bob"))).not.toContain("Answer to");
    expect(answered.content).toContain("Answer to");
    expect((await replyTo(platform, alice.press(answered, "share"))).content).toBe("Shared.");
    const shared = await answerThread("bob** wrote");
    await answer(shared.id, "alice asked me about what bob wrote and shares my answer");
    expect(screen(world, shared.id, discord.person("bob"))).toContain("Answer to");
  });

  test("never goes to the channel, also when its token has run out", async () => {
    const gate = Promise.withResolvers<void>();
    const { discord, logged } = await start({ reply: () => ({ pieces: ["secret"], pause: () => gate.promise }) });
    const message = discord.person("bob").say(discord.general, "How do I deploy?");
    discord.person("alice").choose("Ask Docent about this", message);
    await vi.waitFor(() => expect(house.rag.questions).toHaveLength(1), PATIENCE);
    discord.advance(16 * 60_000);
    gate.resolve();
    await sees("alice", discord.world.dmWith(discord.person("alice").user).id, "came too late");
    await house.bot.drain(1_000);
    expect([...discord.world.messages.values()].some(({ message }) => message.content.includes("secret"))).toBe(false);
    expect(JSON.stringify(logged)).not.toContain("secret");
  });
});

describe("answer channels", () => {
  async function watching(which: "general" | "forum"): Promise<LocalDiscord> {
    const discord = await startLocalDiscord();
    const reply: HouseOptions["reply"] = ({ text }) =>
      text.startsWith("known") ? { pieces: [`Yes, ${text}.`] } : { pieces: ["I do not know."], outcome: "refused" };
    await start({ discord, reply, config: { answerChannels: [discord[which].id] } });
    return discord;
  }

  test("a post in a forum is answered in its thread, and followed up by its author", async () => {
    const discord = await watching("forum");
    const alice = discord.person("alice");
    const { thread } = alice.post(discord.forum, "Hello", "known one");
    await answer(thread.id, "Yes, known one.");
    alice.say(thread, "known two");
    await answer(thread.id, "Yes, known two.");
    expect(house.rag.questions[1]?.history).toHaveLength(1);
  });

  test("a post in a channel is answered in a thread on it", async () => {
    const discord = await watching("general");
    const post = discord.person("alice").say(discord.general, "known one");
    await answer(post.id, "Yes, known one.");
  });

  test("what the docs do not answer gets silence: no thread, no typing, no word", async () => {
    const discord = await watching("general");
    const alice = discord.person("alice");
    const post = alice.say(discord.general, "something else");
    await vi.waitFor(() => expect(house.rag.questions).toHaveLength(1), PATIENCE);
    const next = alice.say(discord.general, "known one");
    await answer(next.id, "Yes, known one.");
    expect(post.thread).toBeUndefined();
    expect(discord.platform.typing).toEqual([]);
    expect([...discord.world.messages.values()].some(({ message }) => message.content.includes("not know"))).toBe(
      false,
    );
  });
});

describe("buttons", () => {
  test("the asker can stop an answer and ask again, others are told in private", async () => {
    const gate = Promise.withResolvers<void>();
    const { discord } = await start({
      reply: ({ text }) => ({ pieces: [`Begin ${text}`, " end."], pause: async (index) => index > 0 && gate.promise }),
    });
    const { platform, general } = discord;
    const [alice, bob] = [discord.person("alice"), discord.person("bob")];
    const question = alice.say(general, `${mention()} one`);
    await sees("bob", question.id, "[Stop]");
    const [growing] = seenBy(discord.world, question.id, bob).slice(-1);
    if (!growing) throw new Error("no answer");
    expect((await replyTo(platform, bob.press(growing, "Stop"))).content).toContain("Only the person who asked");
    expect((await replyTo(platform, alice.press(growing, "Stop"))).content).toBe("Stopped.");
    const stopped = await answer(question.id, "_Stopped._");
    gate.resolve();
    expect((await replyTo(platform, bob.press(stopped, "Ask again"))).content).toContain("Only the person who asked");
    expect((await replyTo(platform, alice.press(stopped, "Ask again"))).content).toBe("Asking again.");
    await answer(question.id, "Begin one end.");
  });

  test("a moderator can stop an answer", async () => {
    const { discord } = await start({
      reply: () => ({ pieces: ["Begin", " end."], pause: (index) => held(index > 0) }),
    });
    const moderator = discord.person("mo", PermissionFlagsBits.ManageMessages);
    const question = discord.person("alice").say(discord.general, `${mention()} one`);
    await sees("mo", question.id, "[Stop]");
    const [growing] = seenBy(discord.world, question.id, moderator).slice(-1);
    if (!growing) throw new Error("no answer");
    expect((await replyTo(discord.platform, moderator.press(growing, "Stop"))).content).toBe("Stopped.");
    await answer(question.id, "_Stopped._");
  });

  test("anyone votes once, and may change their mind", async () => {
    const { discord } = await start();
    const question = discord.person("alice").say(discord.general, `${mention()} one`);
    const answered = await answer(question.id, "Answer to one");
    const bob = discord.person("bob");
    const press = async (which: string) => (await replyTo(discord.platform, bob.press(answered, which))).content;
    expect(await press(":helpful:")).toContain("Noted as helpful");
    const modal = await modalOf(bob.press(answered, ":unhelpful:"));
    const sent = bob.submit(answered, modal, { reason: "incomplete", note: "" });
    expect((await replyTo(discord.platform, sent)).content).toContain("Noted as not helpful");
    expect(await press(":unhelpful:")).toContain("Taken back");
  });
});

test("a question that is deleted stops its answer", async () => {
  const { discord } = await start({ reply: () => ({ pieces: ["Begin", " end."], pause: (index) => held(index > 0) }) });
  const alice = discord.person("alice");
  const question = alice.say(discord.general, `${mention()} one`);
  await sees("alice", question.id, "Begin");
  alice.remove(question);
  await answer(question.id, "_Stopped._");
});

test("what takes more than five messages goes on in a file", async () => {
  const long = Array.from({ length: 400 }, (_, index) => `Line ${index} of a long answer.`).join("\n\n");
  const { discord } = await start({ reply: () => ({ pieces: [long] }), messagePace: { count: 100, perMs: 1_000 } });
  const question = discord.person("alice").say(discord.general, `${mention()} one`);
  const last = await answer(question.id, "Line 3");
  await vi.waitFor(
    () => expect(screen(discord.world, question.id, discord.person("bob"))).toContain("📎 answer.md"),
    PATIENCE,
  );
  const messages = seenBy(discord.world, question.id, discord.person("bob")).filter(({ author }) => author.bot);
  const file = [...discord.world.files.values()].map(String).join("");
  expect(messages).toHaveLength(5);
  expect(last.channel_id).toBe(question.id);
  expect([...messages.map(({ content }) => content), file].join("\n\n").trim()).toBe(long);
});

/** Waits for ever where it should; the end of the test lets it go. */
function held(now: boolean): Promise<void> {
  return now ? new Promise(() => {}) : Promise.resolve();
}

/** A first response as it stands now. */
function replyOf(id = ""): Message | undefined {
  return house.discord.world.messages.get(id)?.message;
}

/** The message that shows the text and has a thread. */
function answerThread(text: string): Promise<Message> {
  return vi.waitFor(() => {
    const found = [...house.discord.world.messages.values()].find(({ message }) => message.content.includes(text));
    if (!found?.message.thread) throw new Error(`no thread on ${text}`);
    return found.message;
  }, PATIENCE);
}
