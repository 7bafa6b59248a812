import { PermissionFlagsBits } from "discord.js";
import { Agent } from "undici";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createRest } from "../../../src/adapters/discord/connect.ts";
import { createDiscordAdapter } from "../../../src/adapters/discord/index.ts";
import { channelTarget } from "../../../src/adapters/discord/message-target.ts";
import { body } from "../../../src/adapters/discord/render.ts";
import { UserError } from "../../../src/core/errors.ts";
import { recordingBot } from "../../support/adapter-contract.ts";
import type { Call } from "../../support/discord/api.ts";
import { type House, startHouse } from "../../support/discord/house.ts";
import { startLocalDiscord } from "../../support/discord/local-discord.ts";
import { replyTo } from "../../support/discord/person.ts";
import { FAST, startStage } from "../../support/discord/stage.ts";
import { screen } from "../../support/discord/view.ts";
import type { Channel } from "../../support/discord/world.ts";
import { tempDir } from "../../support/temp-dir.ts";

const PATIENCE = { timeout: 10_000, interval: 10 };

/** An answer of two halves; the second comes when it is let go. */
interface Scene extends House {
  readonly thread: () => Channel;
  readonly go: () => void;
  /** What alice sees in the thread on her question. */
  readonly seen: () => string;
}

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

async function ask(parts: { readonly requestMs?: number } = {}, dataDir = tempDir()): Promise<Scene> {
  const gate = Promise.withResolvers<void>();
  const reply = () => ({
    pieces: ["First half,", " second half."],
    pause: async (index: number) => index > 0 && gate.promise,
  });
  const started = await startHouse({ dataDir, reply, parts });
  house = started;
  const { discord } = started;
  const alice = discord.person("alice");
  const question = alice.say(discord.general, `<@${discord.world.bot.id}> How?`);
  const thread = () => {
    if (!question.thread) throw new Error("no thread");
    return question.thread;
  };
  const seen = () => screen(discord.world, question.id, alice);
  return { ...started, thread, go: () => gate.resolve(), seen };
}

const shows = (scene: Scene, text: string) => vi.waitFor(() => expect(scene.seen()).toContain(text), PATIENCE);
const ended = (scene: Scene) => vi.waitFor(async () => expect(scene.seen()).not.toContain("[Stop]"), PATIENCE);
const writes = ({ method, route }: Call) => route.includes("/messages") && method !== "GET";
const count = (text: string, part: string) => text.split(part).length - 1;

describe("while an answer is written", () => {
  test.each([
    ["a limit on the route", { status: 429, retryAfter: 0.1, times: 2 }],
    ["the global limit", { status: 429, retryAfter: 0.1, global: true, times: 1 }],
    ["a server that fails now and then", { status: 502, times: 3 }],
    ["a server that fails for longer than the client tries", { status: 503, times: 9 }],
    ["an answer of the server that is lost", { answerLost: true, times: 2 }],
    ["a slow server", { delayMs: 150, times: 4 }],
  ])("%s: the answer arrives whole, once", async (_, fault) => {
    const scene = await ask();
    await shows(scene, "First half,");
    scene.discord.fault({ matches: writes, ...fault });
    scene.go();
    await shows(scene, "First half, second half.");
    await ended(scene);
    expect(count(scene.seen(), "First half,")).toBe(1);
  });

  test("a server too slow for the client's patience: one message all the same", async () => {
    const scene = await ask({ requestMs: 300 });
    scene.discord.fault({ matches: (call) => writes(call) && call.method === "POST", delayMs: 400, times: 2 });
    scene.go();
    await shows(scene, "First half, second half.");
    await ended(scene);
    expect(count(scene.seen(), "First half,")).toBe(1);
  });

  test("the connection drops: nothing is lost, and what was asked meanwhile is answered after RESUME", async () => {
    const scene = await ask();
    await shows(scene, "First half,");
    scene.discord.gateway.drop();
    const bob = scene.discord.person("bob");
    const second = bob.say(scene.discord.general, `<@${scene.discord.world.bot.id}> Two?`);
    scene.go();
    await shows(scene, "First half, second half.");
    await vi.waitFor(() => expect(screen(scene.discord.world, second.id, bob)).toContain("second half."), PATIENCE);
    expect(scene.discord.gateway.resumes).toBe(1);
    expect(scene.rag.questions.map(({ text }) => text)).toEqual(["How?", "Two?"]);
  });

  test("the session is no longer valid: the answer arrives, and later questions are answered", async () => {
    const scene = await ask();
    await shows(scene, "First half,");
    scene.discord.gateway.invalidate();
    scene.go();
    await shows(scene, "First half, second half.");
    await vi.waitFor(() => expect(scene.discord.gateway.identifies).toHaveLength(2), PATIENCE);
    await vi.waitFor(() => expect(scene.discord.gateway.connected).toBe(1), PATIENCE);
    const bob = scene.discord.person("bob");
    const second = bob.say(scene.discord.general, `<@${scene.discord.world.bot.id}> Two?`);
    await vi.waitFor(() => expect(screen(scene.discord.world, second.id, bob)).toContain("second half."), PATIENCE);
  });

  test("somebody archives the thread: it wakes for the rest", async () => {
    const scene = await ask();
    await shows(scene, "First half,");
    scene.discord.closeThread(scene.thread(), { archived: true });
    scene.go();
    await shows(scene, "First half, second half.");
  });

  test.each([
    ["deletes the thread", (scene: Scene) => scene.discord.deleteChannel(scene.thread())],
    [
      "locks and closes the thread",
      (scene: Scene) => scene.discord.closeThread(scene.thread(), { archived: true, locked: true }),
    ],
    [
      "takes away the permission",
      (scene: Scene) => scene.discord.deny(scene.discord.general, PermissionFlagsBits.ViewChannel),
    ],
  ])("somebody %s: it ends calmly, and the next question elsewhere is answered", async (_, happen) => {
    const scene = await ask();
    await shows(scene, "First half,");
    happen(scene);
    scene.go();
    await vi.waitFor(
      () =>
        expect(scene.discord.calls.some(({ status }) => status === 403 || status === 404 || status === 400)).toBe(true),
      PATIENCE,
    );
    const bob = scene.discord.person("bob");
    bob.whisper("Two?");
    const dm = scene.discord.world.dmWith(bob.user);
    await vi.waitFor(() => expect(screen(scene.discord.world, dm.id, bob)).toContain("second half."), PATIENCE);
    expect(scene.discord.calls.filter(({ status }) => status >= 400).length).toBeLessThan(6);
  });
});

describe("before the answer", () => {
  test.each([
    ["the thread's", ({ route }: Call) => route.endsWith("/threads")],
    ["the acknowledgement's", ({ route }: Call) => route.endsWith("/callback")],
  ])("%s connection breaks: it is tried again", async (_, matches) => {
    house = await startHouse({ dataDir: tempDir(), reply: ({ text }) => ({ pieces: [`On ${text}`] }) });
    const { discord } = house;
    discord.fault({ matches, answerLost: true });
    const alice = discord.person("alice");
    const question = alice.say(discord.general, `<@${discord.world.bot.id}> one`);
    alice.slash(discord.general, "ask", { question: "two" });
    await vi.waitFor(() => expect(screen(discord.world, question.id, alice)).toContain("On one"), PATIENCE);
    const shown = () => [...discord.world.messages.values()].map(({ message }) => message.content);
    await vi.waitFor(() => expect(shown()).toContain("On two"), PATIENCE);
    expect(shown().filter((text) => text.startsWith("On "))).toHaveLength(2);
  });
});

describe("a crash between acknowledgement and answer", () => {
  /** The same bot again on the same database; the former one says nothing more. */
  async function restartAfter(crashed: Scene, dataDir: string): Promise<House> {
    await crashed.crash();
    const next = await startHouse({ dataDir, reply: () => ({ pieces: ["Whole answer."] }), discord: crashed.discord });
    house = { ...next, close: async () => Promise.all([next.close(), crashed.bot.drain(0)]).then(() => undefined) };
    return next;
  }

  /** What a private answer shows to its asker, and everything that somebody else sees. */
  async function crashInPrivate(lateMs: number) {
    const dataDir = tempDir();
    const scene = await ask({}, dataDir);
    const { discord } = scene;
    const message = discord.person("bob").say(discord.general, "How do I deploy?");
    const used = discord.person("alice").choose("Ask Docent about this", message);
    // Nothing of the former one may be on its way: what a dead process wrote comes no later than its death.
    await vi.waitFor(async () => expect((await replyTo(discord.platform, used)).content).toBe("First half,"), PATIENCE);
    discord.advance(lateMs);
    await restartAfter(scene, dataDir);
    return { discord, used };
  }

  test("a mention: half an answer becomes the whole one, in the same message", async () => {
    const dataDir = tempDir();
    const scene = await ask({}, dataDir);
    await shows(scene, "First half,");
    await restartAfter(scene, dataDir);
    await shows(scene, "Whole answer.");
    expect(scene.seen()).not.toContain("First half,");
    expect(count(scene.seen(), "Docent\n")).toBe(1);
  });

  test("a private question is answered in private", async () => {
    const { discord, used } = await crashInPrivate(0);
    await vi.waitFor(
      async () => expect((await replyTo(discord.platform, used)).content).toBe("Whole answer."),
      PATIENCE,
    );
    expect(screen(discord.world, discord.general.id, discord.person("bob"))).not.toContain("answer");
  });

  test("a private question that is too old ends with a note in private", async () => {
    const { discord } = await crashInPrivate(16 * 60_000);
    const alice = discord.person("alice");
    const dm = discord.world.dmWith(alice.user);
    await vi.waitFor(() => expect(screen(discord.world, dm.id, alice)).toContain("came too late"), PATIENCE);
    expect(screen(discord.world, discord.general.id, alice)).not.toContain("answer");
    expect(screen(discord.world, dm.id, alice)).not.toContain("Whole");
  });
});

test("a member that is told of oddly costs nobody the answers after it", async () => {
  house = await startHouse({ dataDir: tempDir(), reply: ({ text }) => ({ pieces: [`On ${text}.`] }) });
  const { discord } = house;
  const [alice, ask] = [discord.person("alice"), `<@${discord.world.bot.id}>`];
  const odd = discord.world.addMessage(discord.general.id, alice.user, `${ask} one`, { mentions: [discord.world.bot] });
  const mentions = [{ ...discord.world.bot, member: { roles: 7 } }];
  const data = { ...odd, guild_id: discord.guild.id, mentions, member: { roles: true } };
  discord.gateway.emit({ type: "MESSAGE_CREATE", data, guild: discord.guild.id });
  const question = alice.say(discord.general, `${ask} two`);
  await vi.waitFor(() => expect(screen(discord.world, question.id, alice)).toContain("On two."), PATIENCE);
  await vi.waitFor(() => expect(screen(discord.world, odd.id, alice)).toContain("On one."), PATIENCE);
});

describe("one act is answered once", () => {
  test("however often it is delivered", async () => {
    const scene = await ask();
    const question = scene.discord.world.messagesIn(scene.discord.general.id).at(-1);
    if (!question) throw new Error("no question");
    scene.discord.redeliver(question.message);
    scene.go();
    await shows(scene, "second half.");
    await ended(scene);
    scene.discord.redeliver(question.message);
    scene.discord.person("bob").whisper("Two?");
    await vi.waitFor(() => expect(scene.rag.questions).toHaveLength(2), PATIENCE);
    expect(scene.rag.questions.map(({ text }) => text)).toEqual(["How?", "Two?"]);
  });

  test("also where two processes hear of it with the same database", async () => {
    const dataDir = tempDir();
    const reply = ({ text }: { text: string }) => ({ pieces: [`On ${text}.`] });
    const first = await startHouse({ dataDir, reply });
    const second = await startHouse({ dataDir, reply, discord: first.discord });
    house = {
      ...first,
      close: async () => Promise.all([second.adapter.close?.(), first.close()]).then(() => undefined),
    };
    const { discord } = first;
    const alice = discord.person("alice");
    const question = alice.say(discord.general, `<@${discord.world.bot.id}> How?`);
    const used = alice.slash(discord.general, "ask", { question: "And so?" });
    await vi.waitFor(() => expect(screen(discord.world, question.id, alice)).toContain("On How?."), PATIENCE);
    await vi.waitFor(
      () => expect(screen(discord.world, used.original ?? "", alice)).toContain("On And so?."),
      PATIENCE,
    );
    expect([...first.rag.questions, ...second.rag.questions]).toHaveLength(2);
    await second.bot.drain(0);
  });
});

test("a file arrives also where another HTTP client sends for the whole process", async () => {
  // undici's own place for it, which the clients of one process share.
  const shared = globalThis as Record<symbol, unknown>;
  const place = Symbol.for("undici.globalDispatcher.1");
  const before = shared[place];
  shared[place] = new Agent();
  onTestFinished(() => {
    shared[place] = before;
  });
  const discord = await startLocalDiscord();
  onTestFinished(() => discord.close());
  const rest = createRest({ token: discord.token, answerChannels: [], commandPrefix: "", apiUrl: discord.apiUrl });
  const file = { name: "answer.md", data: Buffer.from("The whole answer.") };
  await channelTarget(rest, discord.general.id, "q").send(body("Long."), 0, [file]);
  const [sent] = discord.world.messagesIn(discord.general.id);
  expect(sent?.message.attachments.map(({ filename }) => filename)).toEqual(["answer.md"]);
  expect(discord.violations).toEqual([]);
});

describe("what cannot work at start", () => {
  test("a wrong token says where to get a right one, and does not show it", async () => {
    const bot = recordingBot();
    const start = startStage(bot, { config: { token: "not.the.token" } });
    await expect(start).rejects.toThrow(UserError);
    await expect(start).rejects.toThrow(/DISCORD_TOKEN.*Reset Token/);
    await expect(start).rejects.not.toThrow(/not\.the\.token/);
  });

  test("a server that Docent is not in is named", async () => {
    const start = startStage(recordingBot(), { config: { guildId: "123456789012345678" } });
    await expect(start).rejects.toThrow(/123456789012345678.*DISCORD_GUILD_ID/);
  });

  test.each(["takeDown", "hush"] as const)(
    "a gateway that never gets ready (%s) is said so; started again, Docent hears everything once",
    async (fault) => {
      const discord = await startLocalDiscord();
      discord.gateway[fault]();
      const config = { token: discord.token, answerChannels: [], commandPrefix: "", apiUrl: discord.apiUrl };
      const { log } = { log: (await import("pino")).pino({ level: "silent" }) };
      const adapter = createDiscordAdapter({ config, commands: [], log, intervals: FAST, readyMs: 200 });
      const bot = recordingBot();
      await expect(adapter.start(bot)).rejects.toThrow(/tries again by itself.*discordstatus/);
      discord.gateway.restore();
      await adapter.start(bot);
      discord.person("ann").say(discord.general, `<@${discord.world.bot.id}> How are images resized?`);
      await vi.waitFor(() => expect(bot.prompts).toHaveLength(1), 5000);
      await adapter.close?.();
      await discord.close();
    },
  );
});
