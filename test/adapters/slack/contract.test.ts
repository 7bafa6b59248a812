import { vi } from "vitest";
import type { Action, Bot } from "../../../src/core/adapter.ts";
import { buttonId, readButtonId } from "../../../src/core/buttons.ts";
import { type AdapterStage, adapterContract, type RecordingBot, type Scene } from "../../support/adapter-contract.ts";
import { type Setup, type Stage, startSlack } from "../../support/slack/stage.ts";
import { bodyOf, buttonsIn } from "../../support/slack/view.ts";
import type { Channel, Message } from "../../support/slack/world.ts";

adapterContract(stageOf("Slack by Socket Mode, with native streams", {}));
adapterContract(stageOf("Slack by HTTP, in a workspace without native streams", { http: true, streams: false }));

function stageOf(name: string, setup: Setup): AdapterStage {
  // Slack gives up on an event soon, for the test in which nobody takes it any more.
  return {
    name,
    skips: {
      "who moderates the place is known, and who does not": "Slack tells an app nobody's role in a channel",
      "a question to Docent alone is a direct one": "each question in a DM begins a thread, which is its whole history",
    },
    start: (bot) => scene(bot as RecordingBot, { ackMs: 200, retriesMs: [0], ...setup }),
  };
}

/** Ann asks in a channel; Bob is in it too. */
async function scene(bot: Bot & RecordingBot, setup: Setup): Promise<Scene> {
  const stage = await startSlack(once(bot), setup);
  const { slack, adapter } = stage;
  const { world, general } = slack;
  const restarted: Stage[] = [];
  let root: Message | undefined;
  const people = { asker: slack.person("ann"), bystander: slack.person("bob") };
  const answers = (who: "asker" | "bystander" = "asker"): readonly Message[] => {
    const prompt = bot.prompts.at(-1);
    const { channel = general.id, thread } = (prompt?.address ?? {}) as { channel?: string; thread?: string };
    const place = world.channels.get(channel) as Channel;
    const root = world.messages.find(({ ts }) => ts === thread);
    return people[who].sees(place, root).filter(({ user, ts }) => user === world.bot.id && ts !== thread);
  };
  const actions = (message: Message): readonly Action[] => {
    // While a text streams, Slack itself offers to stop it.
    if (world.isStreaming(message)) return ["stop"];
    return buttonsIn(message.blocks).map(({ action_id }) => readButtonId(action_id)?.action as Action);
  };
  return {
    adapter,
    async ask({ text, private: privately }) {
      if (privately) await people.asker.types(general, `/docent-search ${text}`);
      else root = await people.asker.says(general, `<@${world.bot.id}> ${text}`);
    },
    redeliver: async () => void (await slack.redeliver()),
    shown: async (who) => answers(who).map((message) => bodyOf(world, message)),
    buttons: async () => answers().flatMap(actions),
    async press(action) {
      const message = answers().find((candidate) => actions(candidate).includes(action));
      if (!message) throw new Error(`no message has the button ${action}`);
      return await people.asker.presses(message, buttonId(action));
    },
    async complain(why) {
      const message = answers().find((candidate) => actions(candidate).includes("unhelpful"));
      if (!message) throw new Error("no message can be voted on");
      const fields = why === "cancel" ? undefined : { ...why };
      return await people.asker.fills(message, { action: buttonId("unhelpful"), fields });
    },
    pings: async () => world.pings.map(({ token }) => token),
    async restart() {
      await adapter.stop();
      const next = await startSlack(once(bot), { ...setup, slack });
      restarted.push(next);
      return next.adapter;
    },
    acts: {
      async askAbout(text, written) {
        const theirs = await people.bystander.says(general, written);
        await people.asker.says(general, `<@${world.bot.id}> ${text}`, { root: theirs });
      },
      askWith: async (text, picture) =>
        void (await people.asker.says(general, `<@${world.bot.id}> ${text}`, { files: [picture] })),
      askDirectly: async (text) => void (await people.asker.says(people.asker.direct, text)),
      async goOn(text, to) {
        const name = to ? `<@${people.bystander.user.id}> ` : "";
        await people.asker.says(general, name + text, { root });
      },
      async cancel() {
        const message = await vi.waitFor(() => {
          const [first] = answers();
          if (!first) throw new Error("nothing is written yet");
          return first;
        });
        await people.asker.stops(message);
      },
      async addToTests() {
        const admin = slack.person("ada");
        admin.user.isAdmin = true;
        const message = answers().find((candidate) => actions(candidate).length > 0);
        if (!message) throw new Error("no answer has buttons");
        await admin.callsShortcut(message, "docent-add-to-tests");
        return vi.waitFor(() => {
          const told = world.messages.find(({ visibleTo }) => visibleTo === admin.user.id);
          if (!told) throw new Error("nothing is said yet");
          return bodyOf(world, told);
        });
      },
      async uninstall() {
        await slack.event({ type: "app_uninstalled" });
        return world.team;
      },
      told: async () => people.asker.screen(general, root) + people.asker.screen(general),
    },
    async destroyPlace() {
      general.gone = true;
    },
    async close() {
      for (const each of restarted) await each.close();
      await stage.close();
    },
  };
}

/** The bot claims each act once; of the two events that a mention is, the recording one should hear one too. */
function once(bot: Bot): Bot {
  const known = new Set<string>();
  return {
    ...bot,
    async run(prompt) {
      if (known.has(prompt.id)) return;
      known.add(prompt.id);
      await bot.run(prompt).catch((error) => {
        known.delete(prompt.id);
        throw error;
      });
    },
  };
}
