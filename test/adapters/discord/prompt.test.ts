import { PermissionFlagsBits } from "discord.js";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { promptSchema } from "../../../src/core/prompt.ts";
import { type RecordingBot, recordingBot } from "../../support/adapter-contract.ts";
import { replyTo } from "../../support/discord/person.ts";
import { type Stage, type StageOptions, startStage } from "../../support/discord/stage.ts";
import type { Channel } from "../../support/discord/world.ts";

let bot: RecordingBot;
let stage: Stage;

async function restart(options: StageOptions) {
  await (options.discord ? stage.adapter.close?.() : stage.close());
  bot = recordingBot();
  stage = await startStage(bot, options);
}

beforeEach(async () => {
  bot = recordingBot();
  stage = await startStage(bot);
});
afterEach(async () => {
  const { violations } = stage.discord;
  await stage.close();
  expect(violations).toEqual([]);
  for (const prompt of bot.prompts) expect(() => promptSchema.parse(prompt)).not.toThrow();
});

/** What came before a question of which nothing must come: events arrive in order, so a known one settles it. */
async function onlyPromptAfter(unanswered: () => void) {
  unanswered();
  stage.discord.person("zoe").whisper("the end");
  await vi.waitFor(() => expect(bot.prompts.map(({ text }) => text)).toContain("the end"), 5_000);
  return bot.prompts.filter(({ text }) => text !== "the end");
}

/** A thread that Docent opened on a question of alice's. */
async function docentsThread(): Promise<Channel> {
  const { discord, adapter } = stage;
  const question = discord.person("alice").say(discord.general, `<@${discord.world.bot.id}> How?`);
  await adapter.open(await bot.prompt(0));
  const thread = discord.world.channels.get(question.id);
  if (!thread) throw new Error("no thread was opened");
  return thread;
}

describe("what is no plain text", () => {
  const embed = {
    type: "rich",
    title: "Issue opened: the queue is full",
    description: "How do I drain it?",
    fields: [{ name: "Version", value: "3.1" }],
  };
  const EMBEDDED = "Issue opened: the queue is full\nHow do I drain it?\nVersion: 3.1";

  test("a forwarded message is what is asked about", async () => {
    stage.discord.person("alice").whisper("", { forwards: { content: "How long are logs kept?", embeds: [embed] } });
    expect(await bot.prompt(0)).toMatchObject({ text: "", quoted: `How long are logs kept?\n\n${EMBEDDED}` });
  });

  test("a reply to a forwarded message points at its words", async () => {
    const { discord } = stage;
    const first = discord.person("bob").say(discord.general, "", { forwards: { content: "How long are logs kept?" } });
    discord.person("alice").say(discord.general, `<@${discord.world.bot.id}> do you know?`, { replyTo: first });
    expect(await bot.prompt(0)).toMatchObject({ text: "do you know?", quoted: "How long are logs kept?" });
  });

  test("an app's embed is read, the preview of a link is not", async () => {
    const { discord } = stage;
    const preview = { type: "article", title: "Somebody's page", description: "words of a stranger" };
    const post = discord.person("app").say(discord.general, "", { embeds: [embed, preview] });
    discord.person("alice").say(discord.general, `<@${discord.world.bot.id}> what now?`, { replyTo: post });
    expect(await bot.prompt(0)).toMatchObject({ text: "what now?", quoted: EMBEDDED });
    discord.person("alice").choose("Ask Docent about this", post);
    expect(await bot.prompt(1)).toMatchObject({ quoted: EMBEDDED, private: true });
  });

  test("a poll is its question and answers", async () => {
    const { discord } = stage;
    const answers = ["Redis", "SQLite"].map((text, at) => ({ answer_id: at + 1, poll_media: { text } }));
    const poll = {
      question: { text: "Which store?" },
      answers,
      expiry: null,
      allow_multiselect: false,
      layout_type: 1,
    };
    const post = discord.person("bob").say(discord.general, "", { poll });
    discord.person("alice").choose("Ask Docent about this", post);
    expect(await bot.prompt(0)).toMatchObject({ quoted: "Which store?\n- Redis\n- SQLite" });
  });

  test.each(["> hey MENTION\nlook at that", "`MENTION` is how you call it", "```\nMENTION\n```"])(
    "a mention in a quote or in code calls nobody: %s",
    async (content) => {
      const { discord } = stage;
      const mention = `<@${discord.world.bot.id}>`;
      const before = () => discord.person("alice").say(discord.general, content.replace("MENTION", mention));
      expect(await onlyPromptAfter(before)).toEqual([]);
    },
  );
});

describe("a mention in a channel", () => {
  test("is a question without the mention, other names written out", async () => {
    const { discord } = stage;
    const bob = discord.person("bob");
    const message = discord
      .person("alice")
      .say(discord.general, `Hi <@${discord.world.bot.id}>, ask ${bob.mention} how?`);
    const prompt = await bot.prompt(0);
    expect(prompt).toEqual({
      id: `${discord.general.id}:${message.id}`,
      command: "ask",
      text: "Hi  , ask @bob how?",
      author: { id: message.author.id, name: "alice", moderator: false },
      place: { platform: "discord", workspace: discord.guild.id, channel: discord.general.id },
      cause: "asked",
      addressesOthers: false,
      private: false,
      address: { via: "message", channel: discord.general.id, message: message.id },
    });
  });

  test("may name the bot's own role", async () => {
    const { discord } = stage;
    const role = discord.guild.roles.find(({ tags }) => tags);
    discord.person("alice").say(discord.general, `<@&${role?.id}> How?`);
    expect(await bot.prompt(0)).toMatchObject({ text: "How?", cause: "asked" });
  });

  test("is not meant by @everyone, another role or another person", async () => {
    const { discord } = stage;
    const other = discord.world.addRole(discord.guild, "team", 0n);
    const alice = discord.person("alice");
    const prompts = await onlyPromptAfter(() => {
      alice.say(discord.general, "@everyone How?");
      alice.say(discord.general, `<@&${other.id}> How?`);
      alice.say(discord.general, `${discord.person("bob").mention} How?`);
      alice.say(discord.general, "How?");
    });
    expect(prompts).toEqual([]);
  });

  test("in reply to somebody's question brings that question along", async () => {
    const { discord } = stage;
    const question = discord.person("bob").say(discord.general, "How do I deploy?");
    discord
      .person("alice")
      .say(discord.general, `<@${discord.world.bot.id}> can you answer this?`, { replyTo: question });
    expect(await bot.prompt(0)).toMatchObject({ text: "can you answer this?", quoted: "How do I deploy?" });
  });

  test("in a thread of others brings what the thread began with, and the message above", async () => {
    const { discord } = stage;
    const bob = discord.person("bob");
    const thread = bob.openThread(bob.say(discord.general, "How do I deploy?"), "Deploying");
    const alice = discord.person("alice");
    alice.say(thread, `<@${discord.world.bot.id}> do you know?`);
    expect(await bot.prompt(0)).toMatchObject({
      text: "do you know?",
      quoted: "How do I deploy?",
      place: { channel: discord.general.id, thread: thread.id },
    });
    bob.say(thread, "It worked on Monday.");
    bob.say(thread, "Now it says E42.");
    alice.say(thread, `<@${discord.world.bot.id}> and this?`);
    expect((await bot.prompt(1)).quoted).toBe("How do I deploy?\n\nNow it says E42.");
  });

  test("that replies to what holds no words says so, and names the files", async () => {
    const { discord } = stage;
    const [alice, bob] = [discord.person("alice"), discord.person("bob")];
    const bare = bob.say(discord.general, "");
    alice.say(discord.general, `<@${discord.world.bot.id}> what is this?`, { replyTo: bare });
    expect(await bot.prompt(0)).toMatchObject({ text: "what is this?", quoted: "" });
    const picture = bob.say(discord.general, "", { files: [{ name: "shot.png", data: "x", type: "image/png" }] });
    alice.say(discord.general, `<@${discord.world.bot.id}> what is this?`, { replyTo: picture });
    expect(await bot.prompt(1)).toMatchObject({ quoted: "", unread: ["shot.png"] });
  });

  test("with nothing but a server's emoji nods, and one in a sentence is no word", async () => {
    const { discord } = stage;
    const alice = discord.person("alice");
    alice.say(discord.general, `<@${discord.world.bot.id}> <:party:1500000000000000070>`);
    alice.say(discord.general, `<@${discord.world.bot.id}> how? <a:hm:1500000000000000071> \`<:x:1>\``);
    expect([(await bot.prompt(0)).text, (await bot.prompt(1)).text]).toEqual(["👍", "how?   `<:x:1>`"]);
  });

  test("by a moderator is known as one's", async () => {
    const { discord } = stage;
    const moderator = discord.person("mo", PermissionFlagsBits.ManageMessages);
    moderator.say(discord.general, `<@${discord.world.bot.id}> How?`);
    expect((await bot.prompt(0)).author).toMatchObject({ name: "mo", moderator: true });
  });
});

describe("what is nobody's question", () => {
  test("bots, webhooks, Docent itself and notices of Discord", async () => {
    const { discord } = stage;
    const { world, general, platform } = discord;
    const robot = world.addUser("robot", { bot: true });
    const text = `<@${world.bot.id}> How?`;
    const prompts = await onlyPromptAfter(() => {
      discord.redeliver(world.addMessage(general.id, robot, text));
      discord.redeliver(world.addMessage(general.id, world.bot, text));
      discord.redeliver(world.addMessage(general.id, discord.person("alice").user, text, { webhook_id: robot.id }));
      discord.redeliver(world.addMessage(general.id, discord.person("alice").user, text, { type: 6 }));
    });
    expect(prompts).toEqual([]);
    expect(platform.pings).toEqual([]);
  });

  test("a question that is edited is not asked again; a mention that comes with an edit counts", async () => {
    const { discord } = stage;
    const alice = discord.person("alice");
    const prompts = await onlyPromptAfter(() => {
      alice.edit(alice.say(discord.general, "How?"), `<@${discord.world.bot.id}> How?`);
      const asked = alice.say(discord.general, `<@${discord.world.bot.id}> Where?`);
      alice.edit(asked, `<@${discord.world.bot.id}> Where and when?`);
    });
    expect(prompts.map(({ text }) => text).sort()).toEqual(["How?", "Where?"]);
  });

  test("a question that is deleted is stopped", async () => {
    const { discord } = stage;
    const alice = discord.person("alice");
    const question = alice.say(discord.general, `<@${discord.world.bot.id}> How?`);
    const { id } = await bot.prompt(0);
    alice.remove(question);
    await vi.waitFor(() => expect(bot.presses).toHaveLength(1), 5_000);
    expect(bot.presses[0]).toMatchObject({ action: "stop", promptId: id, by: { id: alice.user.id, moderator: true } });
  });
});

describe("a DM", () => {
  test("needs no mention", async () => {
    const alice = stage.discord.person("alice");
    alice.whisper("How?");
    expect(await bot.prompt(0)).toMatchObject({ text: "How?", direct: true, private: false, cause: "asked" });
  });
});

describe("a thread that Docent opened", () => {
  test("takes messages without a mention as follow-ups", async () => {
    const thread = await docentsThread();
    const { discord } = stage;
    discord.person("alice").say(thread, "And then?");
    expect(await bot.prompt(1)).toMatchObject({
      text: "And then?",
      cause: "follow-up",
      addressesOthers: false,
      place: { channel: discord.general.id, thread: thread.id },
    });
  });

  test("knows when a message speaks to somebody else", async () => {
    const thread = await docentsThread();
    const { discord } = stage;
    const alice = discord.person("alice");
    const bob = discord.person("bob");
    alice.say(thread, `${bob.mention} what do you think?`);
    expect(await bot.prompt(1)).toMatchObject({ cause: "follow-up", addressesOthers: true });
    alice.say(thread, "Is that so?", { replyTo: bob.say(thread, "No.") });
    expect(await bot.prompt(2)).toMatchObject({ text: "No.", addressesOthers: false });
    expect(await bot.prompt(3)).toMatchObject({ text: "Is that so?", addressesOthers: true });
  });

  test("knows a mention there as asked by name", async () => {
    const thread = await docentsThread();
    stage.discord.person("bob").say(thread, `<@${stage.discord.world.bot.id}> And for me?`);
    expect(await bot.prompt(1)).toMatchObject({ text: "And for me?", cause: "asked" });
  });

  test("is the only thread where a message needs no mention", async () => {
    const { discord } = stage;
    const bob = discord.person("bob");
    const prompts = await onlyPromptAfter(() => {
      const thread = bob.openThread(bob.say(discord.general, "How do I deploy?"), "Deploying");
      discord.person("alice").say(thread, "I wonder too.");
    });
    expect(prompts).toEqual([]);
  });
});

describe("answer channels", () => {
  test("a post in a forum is asked in its thread", async () => {
    const { forum } = stage.discord;
    const { discord } = stage;
    await restart({ discord, config: { answerChannels: [forum.id] } });
    const { thread, message } = discord.person("alice").post(forum, "Deploying", "How do I deploy?");
    expect(await bot.prompt(0)).toMatchObject({
      id: `${thread.id}:${message.id}`,
      text: "How do I deploy?",
      cause: "watched",
      place: { channel: forum.id, thread: thread.id },
    });
    discord.person("alice").say(thread, "And then?");
    expect(await bot.prompt(1)).toMatchObject({ text: "And then?", cause: "follow-up" });
  });

  test("a post in a channel is asked unless it speaks to somebody else", async () => {
    const { discord } = stage;
    await restart({ discord, config: { answerChannels: [discord.general.id] } });
    const bob = discord.person("bob").say(discord.general, "How do I deploy?");
    expect(await bot.prompt(0)).toMatchObject({ text: "How do I deploy?", cause: "watched" });
    const others = await onlyPromptAfter(() =>
      discord.person("alice").say(discord.general, "Like this.", { replyTo: bob }),
    );
    expect(others).toHaveLength(1);
  });

  test("a post elsewhere is not", async () => {
    const { discord } = stage;
    const prompts = await onlyPromptAfter(() => discord.person("alice").post(discord.forum, "Hello", "How?"));
    expect(prompts).toEqual([]);
  });
});

describe("attachments", () => {
  test("text is read, the rest is named", async () => {
    const { discord } = stage;
    discord.person("alice").say(discord.general, `<@${discord.world.bot.id}> Why?`, {
      files: [
        { name: "error.log", data: "boom at line 3" },
        { name: "notes", data: "typed text", type: "text/plain; charset=utf-8" },
        { name: "picture.png", data: "x", type: "image/png" },
        { name: "huge.txt", data: "x".repeat(100_001) },
        { name: "not-text.txt", data: "\ufffd" },
      ],
    });
    const { quoted, unread, text } = await bot.prompt(0);
    expect(text).toBe("Why?");
    expect(quoted).toContain("error.log:\nboom at line 3");
    expect(quoted).toContain("notes:\ntyped text");
    expect(unread).toEqual(["picture.png", "huge.txt"]);
  });

  test("a file alone is the question, as Discord makes one of a long message", async () => {
    const alice = stage.discord.person("alice");
    alice.say(stage.discord.world.dmWith(alice.user), "", {
      files: [{ name: "message.txt", data: "How, at length?" }],
    });
    const prompt = await bot.prompt(0);
    expect(prompt.text).toBe("How, at length?");
    expect(prompt.quoted).toBeUndefined();
  });
});

describe("commands", () => {
  test("/ask shows the question to everybody at once", async () => {
    const { discord } = stage;
    const used = discord.person("alice").slash(discord.general, "ask", { question: "How?" });
    expect(await bot.prompt(0)).toMatchObject({
      id: used.id,
      command: "ask",
      text: "How?",
      private: false,
      cause: "asked",
    });
    const reply = discord.world.messages.get(used.original ?? "");
    expect(reply).toMatchObject({ message: { content: "> How?" }, visibleTo: undefined });
  });

  test.each(["search", "reset", "forget-me", "help"])("/%s is for the asker alone", async (name) => {
    const { discord } = stage;
    const used = discord.person("alice").slash(discord.general, name, { words: "cats" });
    expect(await bot.prompt(0)).toMatchObject({ id: used.id, command: name, private: true });
    expect(discord.world.messages.get(used.original ?? "")?.visibleTo).toBe(used.user.id);
  });

  test("the message menu asks about that message, in private", async () => {
    const { discord } = stage;
    const message = discord.person("bob").say(discord.general, "How do I deploy?");
    const used = discord.person("alice").choose("Ask Docent about this", message);
    expect(await bot.prompt(0)).toMatchObject({ command: "ask", text: "", quoted: "How do I deploy?", private: true });
    expect(used.ephemeral).toBe(true);
  });

  test("what a message says to Docent is asked without Docent's name", async () => {
    const { discord } = stage;
    const message = discord.person("bob").say(discord.general, `<@${discord.world.bot.id}> How do I deploy?`);
    await bot.prompt(0);
    discord.person("alice").choose("Ask Docent about this", message);
    expect(await bot.prompt(1)).toMatchObject({ quoted: "How do I deploy?", private: true });
  });

  test("are acknowledged before the bot is asked", async () => {
    let acknowledged: number | undefined;
    const { discord } = stage;
    const alice = discord.person("alice");
    await restart({ discord });
    const run = bot.run;
    bot.run = async (prompt) => {
      acknowledged = used.acknowledgedAt;
      await run(prompt);
    };
    const used = alice.slash(discord.general, "ask", { question: "How?" });
    await bot.prompt(0);
    expect(acknowledged).toBeDefined();
  });
});

describe("buttons", () => {
  test("of a stranger are told off in private", async () => {
    const { discord, adapter } = stage;
    const alice = discord.person("alice");
    alice.whisper("How?");
    const thread = await adapter.open(await bot.prompt(0));
    await thread.post({ text: "So.", done: true, actions: ["helpful"] });
    const [answer] = [...discord.world.messages.values()].slice(-1);
    if (!answer) throw new Error("no answer");
    const [button] = answer.message.components[0]?.components ?? [];
    Object.assign(button ?? {}, { custom_id: "poll:yes" });
    expect((await replyTo(discord.platform, alice.press(answer.message, "poll:yes"))).content).toContain(
      "no longer know",
    );
    expect(bot.presses).toEqual([]);
  });
});

describe("without the Message Content intent", () => {
  beforeEach(() => restart({ messageContent: false }));

  test("mentions, DMs, commands and the message menu work", async () => {
    const { discord } = stage;
    const alice = discord.person("alice");
    alice.say(discord.general, `<@${discord.world.bot.id}> by mention`);
    alice.whisper("by DM");
    alice.slash(discord.general, "ask", { question: "by command" });
    await vi.waitFor(() => expect(bot.prompts).toHaveLength(3), 5_000);
    expect(bot.prompts.map(({ text }) => text).sort()).toEqual(["by DM", "by command", "by mention"]);
    alice.choose("Ask Docent about this", discord.person("bob").say(discord.general, "How do I deploy?"));
    expect((await bot.prompt(3)).quoted).toBe("How do I deploy?");
  });

  test("it is not asked for, and the log says what to do", async () => {
    expect(stage.discord.gateway.identifies).toHaveLength(1);
    expect(stage.logged.some(({ msg }) => String(msg).includes("Message Content intent is off"))).toBe(true);
  });

  test("the asker is told in private when the message replied to cannot be read", async () => {
    const { discord } = stage;
    const alice = discord.person("alice");
    const question = discord.person("bob").say(discord.general, "How do I deploy?");
    alice.say(discord.general, `<@${discord.world.bot.id}> can you answer this?`, { replyTo: question });
    const dm = discord.world.dmWith(alice.user);
    await vi.waitFor(() => expect(discord.world.messagesIn(dm.id)).toHaveLength(1), 5_000);
    expect(discord.world.messagesIn(dm.id)[0]?.message.content).toContain("cannot read the message you replied to");
  });
});

test("leaving a server is told to the bot, an outage is not", async () => {
  const { discord } = stage;
  discord.gateway.emit({
    type: "GUILD_DELETE",
    data: { id: discord.guild.id, unavailable: true },
    guild: discord.guild.id,
  });
  discord.kickBot(discord.guild);
  await vi.waitFor(() => expect(bot.left).toEqual([`discord/${discord.guild.id}`]), 5_000);
});

test("after stop people are told to come back", async () => {
  const { discord, adapter } = stage;
  await adapter.stop();
  const used = discord.person("alice").slash(discord.general, "ask", { question: "How?" });
  const reply = await replyTo(discord.platform, used);
  expect(reply.content).toContain("ask again in a minute");
  expect(used.ephemeral).toBe(true);
  expect(bot.prompts).toEqual([]);
});
