import { PermissionFlagsBits } from "discord.js";
import { expect, vi } from "vitest";
import type { Action } from "../../../src/core/adapter.ts";
import { adapterContract, type RecordingBot, type Scene } from "../../support/adapter-contract.ts";
import { modalOf, replyTo } from "../../support/discord/person.ts";
import { type Stage, startStage } from "../../support/discord/stage.ts";
import { buttonsOf, readable, seenBy } from "../../support/discord/view.ts";
import type { Message } from "../../support/discord/world.ts";

/** A scene in a text channel: questions are mentions, private ones a command's. */
function sceneOn({ discord, adapter, close }: Stage, bot: RecordingBot, start: () => Promise<Stage>): Scene {
  const { world, general, platform } = discord;
  const asker = discord.person("alice");
  const bystander = discord.person("bob");
  const restarted: Stage[] = [];
  let asked: Message | undefined;
  // A mention in a channel is answered in the thread on it, which has its id; it is the end of the prompt's own.
  const channel = () => {
    const prompt = bot.prompts.at(-1);
    return prompt?.private ? prompt.place.channel : (prompt?.id.split(":").at(-1) ?? general.id);
  };
  const docents = (who = asker) => seenBy(world, channel(), who).filter(({ author }) => author.id === world.bot.id);
  return {
    adapter,
    async ask({ text, private: privately = false }) {
      if (privately) asker.slash(general, "search", { words: text });
      else asked = asker.say(general, `<@${world.bot.id}> ${text}`);
    },
    async redeliver() {
      if (asked) discord.redeliver(asked);
    },
    async shown(who = "asker") {
      const messages = docents(who === "asker" ? asker : bystander);
      return messages.map(({ content, attachments }) =>
        [readable(world, content), ...attachments.map(({ filename }) => filename)].join("\n"),
      );
    },
    async buttons() {
      return docents()
        .flatMap(buttonsOf)
        .map(({ custom_id = "" }) => custom_id.split(":")[1] as Action);
    },
    async press(action) {
      const on = docents().find((message) =>
        buttonsOf(message).some(({ custom_id }) => custom_id?.includes(`:${action}:`)),
      );
      if (!on) throw new Error(`no message with ${action}`);
      return (await replyTo(platform, asker.press(on, `:${action}:`))).content;
    },
    async complain(why) {
      const on = existing(docents().find((message) => buttonsOf(message).length > 0));
      const modal = await modalOf(asker.press(on, ":unhelpful:"));
      if (why === "cancel") return undefined;
      return (await replyTo(platform, asker.submit(on, modal, { ...why }))).content;
    },
    async restart() {
      await adapter.stop();
      await adapter.close?.();
      const next = await start();
      restarted.push(next);
      return next.adapter;
    },
    acts: {
      async askAbout(text, written) {
        const theirs = bystander.say(general, written);
        asker.say(general, `<@${world.bot.id}> ${text}`, { replyTo: theirs });
      },
      async askWith(text, picture) {
        const files = [{ name: picture, data: "\u0089PNG", type: "image/png" }];
        asker.say(general, `<@${world.bot.id}> ${text}`, { files });
      },
      askDirectly: async (text) => void asker.whisper(text),
      async askAsModerator(text) {
        const moderator = discord.person("mo", PermissionFlagsBits.ManageMessages);
        moderator.say(general, `<@${world.bot.id}> ${text}`);
      },
      async goOn(text, to) {
        const thread = await vi.waitFor(() => existing(world.channels.get(channel())));
        asker.say(thread, to ? `<@${bystander.user.id}> ${text}` : text);
      },
      async cancel() {
        if (asked) asker.remove(asked);
      },
      async addToTests() {
        const admin = discord.person("ada", PermissionFlagsBits.ManageGuild);
        const on = existing(docents().find((message) => buttonsOf(message).length > 0));
        return (await replyTo(platform, admin.choose("Add to Docent's tests", on))).content;
      },
      async uninstall() {
        const guild = existing([...world.guilds.values()][0]);
        discord.kickBot(guild);
        return guild.id;
      },
      told: async () =>
        [...world.messages.values()]
          .filter(({ message }) => message.author.id === world.bot.id)
          .map(({ message }) => message.content)
          .join("\n"),
    },
    pings: async () => discord.platform.pings.map(({ whom }) => whom),
    async destroyPlace() {
      const thread = await vi.waitFor(() => existing(world.channels.get(channel())));
      discord.deleteChannel(thread);
    },
    async close() {
      for (const each of restarted) await each.adapter.close?.();
      await close();
      expect(discord.violations).toEqual([]);
    },
  };
}

function existing<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error("it is not there yet");
  return thing;
}

adapterContract({
  name: "discord",
  skips: {
    "what could not be recorded is taken when it is delivered again":
      "the gateway waits for no acknowledgement, and delivers nothing twice to a client that has it",
  },
  async start(bot) {
    // The contract writes more in a moment than a channel takes; the pace has tests of its own.
    const pace = { count: 1_000, perMs: 1_000 };
    const stage = await startStage(bot, { messagePace: pace, globalPace: pace });
    return sceneOn(stage, bot as RecordingBot, () => startStage(bot, { discord: stage.discord }));
  },
});
