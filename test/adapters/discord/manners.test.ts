import { PermissionFlagsBits, SnowflakeUtil } from "discord.js";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type House, type HouseOptions, startHouse } from "../../support/discord/house.ts";
import { replyTo } from "../../support/discord/person.ts";
import { buttonsOf, screen, seenBy } from "../../support/discord/view.ts";
import type { Message } from "../../support/discord/world.ts";
import { tempDir } from "../../support/temp-dir.ts";

const PATIENCE = { timeout: 5_000, interval: 10 };
const SOURCES = [{ n: 1, title: "Spooler", url: "https://docs.example.com/spooler/" }];
let house: House;

async function start(options: Partial<HouseOptions> = {}): Promise<House> {
  house = await startHouse({
    dataDir: tempDir(),
    reply: ({ text, quoted }) => ({ pieces: [`Answer to ${text || quoted}`], sources: SOURCES }),
    ...options,
  });
  return house;
}

afterEach(async () => {
  const { violations, platform } = house.discord;
  await house.close();
  expect(violations).toEqual([]);
  expect(platform.pings).toEqual([]);
});

const mention = () => `<@${house.discord.world.bot.id}>`;

/** What somebody sees in a channel once it holds the text. */
function sees(name: string, channel: string, text: string): Promise<string> {
  const { discord } = house;
  return vi.waitFor(() => {
    const seen = screen(discord.world, channel, discord.person(name));
    expect(seen).toContain(text);
    return seen;
  }, PATIENCE);
}

describe("a private command that is said in a channel", () => {
  test.each(["help!", "*help*", "Help?"])("%s is answered in a DM, and nothing stands in the channel", async (text) => {
    const { discord } = await start();
    const alice = discord.person("alice");
    const said = alice.say(discord.general, `${mention()} ${text}`);
    await sees("alice", discord.world.dmWith(alice.user).id, "use one of these");
    expect(said.thread).toBeUndefined();
    expect(seenBy(discord.world, discord.general.id, discord.person("bob"))).toHaveLength(1);
  });

  test("where they take no DMs the channel says how to have the reply", async () => {
    const { discord } = await start();
    const alice = discord.person("alice");
    const dm = discord.world.dmWith(alice.user);
    discord.fault({ matches: ({ path }) => path === `/channels/${dm.id}/messages`, status: 403, code: 50007 });
    alice.say(discord.general, `${mention()} reset`);
    expect(await sees("bob", discord.general.id, "Use the slash command")).not.toContain("nothing to forget");
  });
});

describe("a thread that Discord refuses", () => {
  test.each([
    [400, 50035, "Invalid Form Body"],
    [400, 160006, "Maximum number of active threads reached"],
    [403, 50013, "Missing Permissions"],
  ])("with %i and code %i still leaves nobody without an answer", async (status, code, message) => {
    const { discord } = await start();
    discord.fault({ matches: ({ route }) => route.endsWith("/threads"), status, code, message });
    discord.person("alice").say(discord.general, `${mention()} How do I purge the spool?`);
    await sees("alice", discord.general.id, "Answer to How do I purge the spool?");
  });
});

/** The finished answer that shows the text. */
function answer(channel: string, text: string): Promise<Message> {
  const { discord } = house;
  return vi.waitFor(() => {
    const found = seenBy(discord.world, channel, discord.person("alice")).findLast(({ content }) =>
      content.includes(text),
    );
    if (!found || buttonsOf(found).some(({ label }) => label === "Stop")) throw new Error(`no finished ${text}`);
    return found;
  }, PATIENCE);
}

describe("an edit", () => {
  test("that brings a mention is answered once, whatever is edited afterwards", async () => {
    const { discord, rag, bot } = await start();
    const alice = discord.person("alice");
    const question = alice.say(discord.general, "How do I purge the spool?");
    alice.edit(question, `${mention()} How do I purge the spool?`);
    await answer(question.id, "Answer to How do I purge the spool?");
    alice.edit(question, "How do I purge it?");
    alice.edit(question, `${mention()} How do I purge it all?`);
    await bot.drain(1_000);
    expect(rag.questions).toHaveLength(1);
  });

  test("of an old message answers nobody: its mention was most likely there before", async () => {
    const { discord, rag } = await start();
    const alice = discord.person("alice");
    const id = SnowflakeUtil.generate({ timestamp: Date.now() - 2 * 24 * 60 * 60_000 }).toString();
    const old = discord.world.addMessage(discord.general.id, alice.user, "How?", { id });
    alice.edit(old, `${mention()} How?`);
    const fresh = alice.say(discord.general, `${mention()} And now?`);
    await answer(fresh.id, "Answer to And now?");
    expect(rag.questions.map(({ text }) => text)).toEqual(["And now?"]);
  });

  test("is what Ask again asks; a question that is gone is said to be gone", async () => {
    const { discord, rag } = await start();
    const { platform, general } = discord;
    const alice = discord.person("alice");
    const question = alice.say(general, `${mention()} How do I purge the spool?`);
    const first = await answer(question.id, "Answer to How do I purge the spool?");
    alice.edit(question, `${mention()} Which port does it use?`);
    expect((await replyTo(platform, alice.press(first, "Ask again"))).content).toBe("Asking again.");
    const second = await answer(question.id, "Answer to Which port does it use?");
    expect(rag.questions).toHaveLength(2);
    alice.remove(question);
    expect((await replyTo(platform, alice.press(second, "Ask again"))).content).toContain("not there any more");
    expect(rag.questions).toHaveLength(2);
  });

  test("asks again what was quoted, though nothing of that is kept", async () => {
    const { discord, rag } = await start();
    const alice = discord.person("alice");
    const above = discord.person("bob").say(discord.general, "The spool is full.");
    const question = alice.say(discord.general, `${mention()} how come?`, { replyTo: above });
    const first = await answer(question.id, "Answer to how come?");
    await replyTo(discord.platform, alice.press(first, "Ask again"));
    await vi.waitFor(() => expect(rag.questions[1]?.quoted).toBe("The spool is full."), PATIENCE);
  });
});

test("after forget-me the buttons say that nothing is kept", async () => {
  const { discord } = await start();
  const { platform, general } = discord;
  const alice = discord.person("alice");
  const question = alice.say(general, `${mention()} How do I purge the spool?`);
  const answered = await answer(question.id, "Answer to How");
  await replyTo(platform, alice.slash(general, "forget-me"));
  await sees("alice", general.id, "Deleted: 1 question");
  for (const button of [":helpful:", ":unhelpful:", "Ask again"])
    expect((await replyTo(platform, alice.press(answered, button))).content).toContain("deleted at its asker's wish");
});

test("in a thread a nod gets silence, and a question goes on", async () => {
  const { discord, rag } = await start({
    reply: ({ text }) =>
      text === "👍" ? { pieces: ["All right."], outcome: "talk" } : { pieces: [`Answer to ${text}`] },
  });
  const alice = discord.person("alice");
  const question = alice.say(discord.general, `${mention()} How do I purge the spool?`);
  await answer(question.id, "Answer to How");
  if (!question.thread) throw new Error("no thread");
  alice.say(question.thread, "👍");
  alice.say(question.thread, "why?");
  expect(await sees("alice", question.id, "Answer to why?")).not.toContain("All right");
  expect(rag.questions).toHaveLength(3);
});

describe("what is for admins", () => {
  test("Discord shows to those who manage the server, and help names to them alone", async () => {
    const { discord, logged } = await start();
    const { platform, general } = discord;
    const [alice, boss] = [discord.person("alice"), discord.person("boss", PermissionFlagsBits.ManageGuild)];
    expect(alice.offers(general)).not.toContain("sync");
    expect(boss.offers(general)).toContain("sync");
    expect(boss.offers(discord.world.dmWith(boss.user))).not.toContain("sync");
    expect((await replyTo(platform, alice.slash(general, "help"))).content).not.toContain("/sync");
    expect((await replyTo(platform, boss.slash(general, "help"))).content).toContain("</sync:");
    await replyTo(platform, boss.slash(general, "sync"));
    alice.whisper("sync");
    await sees("alice", discord.world.dmWith(alice.user).id, "Only admins may start that");
    expect(logged).toBeDefined();
  });
});
