import { expect, vi } from "vitest";
import type { Action } from "../../../src/core/adapter.ts";
import { adapterContract, type RecordingBot, type Scene } from "../../support/adapter-contract.ts";
import { replyTo } from "../../support/discord/person.ts";
import { type Stage, startStage } from "../../support/discord/stage.ts";
import { buttonsOf, readable, seenBy } from "../../support/discord/view.ts";
import type { Message } from "../../support/discord/world.ts";

/** A scene in a text channel: questions are mentions, private ones a command's. */
function sceneOn({ discord, adapter, close }: Stage, bot: RecordingBot): Scene {
  const { world, general, platform } = discord;
  const asker = discord.person("alice");
  const bystander = discord.person("bob");
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
    pings: async () => discord.platform.pings.map(({ whom }) => whom),
    async destroyPlace() {
      const thread = await vi.waitFor(() => {
        const found = world.channels.get(channel());
        if (!found) throw new Error("no thread yet");
        return found;
      });
      discord.deleteChannel(thread);
    },
    async close() {
      await close();
      expect(discord.violations).toEqual([]);
    },
  };
}

adapterContract({
  name: "discord",
  async start(bot) {
    // The contract writes more in a moment than a channel takes; the pace has tests of its own.
    const pace = { count: 1_000, perMs: 1_000 };
    return sceneOn(await startStage(bot, { messagePace: pace, globalPace: pace }), bot as RecordingBot);
  },
});
