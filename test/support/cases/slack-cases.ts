import { SHORTCUT } from "../../../src/adapters/slack/manifest.ts";
import type { LocalSlack } from "../slack/local-slack.ts";
import type { Channel, Message } from "../slack/world.ts";
import type { Case, Platforms, Play, Played } from "./play.ts";
import { quiet } from "./play.ts";

const bot = "<@U0DOCENT>";
const SILENT = /^$/;
/** A refusal, a hedge, or pages beside what only nods. */
const REFUSED = /do not answer|not sure that/;
const textsOf = ({ texts = [] }: Case) =>
  Array.isArray(texts) ? texts : [String((texts as { slack?: string }).slack)];

/** Writes the message of an event, whatever it carries, and lets Slack tell of it. */
async function hears({ world, event }: LocalSlack, given: Readonly<Record<string, unknown>>): Promise<Message> {
  const { channel, user, text } = given as { channel: string; user: string; text: string };
  const message = world.add({ ts: world.ts(), channel, user, text, blocks: [] });
  await event({ ...given, ts: message.ts, event_ts: message.ts });
  return message;
}

/** What the asker sees of Docent in a thread or channel, once it is quiet. */
async function seen(platforms: Platforms, channel: Channel, root?: Message): Promise<string> {
  await quiet(platforms);
  return platforms.slack
    .person("asker")
    .screen(channel, root)
    .split(/^(?=\S)/m)
    .filter((one) => one.startsWith("docent"))
    .join("");
}

function help({ world }: LocalSlack): Channel {
  return world.channels.get("C0HELP") ?? world.addChannel("help");
}

const direct =
  (right: RegExp, wrong = REFUSED): Play =>
  async (given, platforms) => {
    const { slack } = platforms;
    const asker = slack.person("asker");
    const played: Played[] = [];
    for (const text of given.event ? [given.event.event.text as string] : textsOf(given)) {
      const root = await hears(slack, {
        type: "message",
        channel_type: "im",
        channel: asker.direct.id,
        user: asker.user.id,
        text,
      });
      const shown = await seen(platforms, asker.direct, root);
      played.push({ act: `DM: ${text}`, seen: shown, isRight: right.test(shown) && !wrong.test(shown) });
    }
    return played;
  };

const mention =
  (right: RegExp): Play =>
  async ({ event }, platforms) => {
    const { slack } = platforms;
    const channel = help(slack);
    slack.person("asker");
    const root = await hears(slack, event?.event ?? {});
    const shown = await seen(platforms, channel, root);
    return [{ act: `mention: ${root.text}`, seen: shown, isRight: right.test(shown) && !REFUSED.test(shown) }];
  };

/** The cases of Slack, by the name of their file. */
export const slackCases: Readonly<Record<string, Play>> = {
  "slack-forward-with-mention.json": mention(/9 times/),
  "slack-thanks-shortcode.json": direct(/welcome|Hello/),
  "slack-autolinked-name.json": direct(/QUILLGATE_LICENSE/),
  async "slack-app-message-shortcut.json"({ shortcut }, platforms) {
    const { slack } = platforms;
    const [channel, asker] = [help(slack), slack.person("asker")];
    const message = { ...(shortcut?.message as object), ts: slack.world.ts() };
    await slack.deliver("interactive", {
      ...shortcut,
      callback_id: SHORTCUT,
      message,
      trigger_id: `${slack.world.next()}.1`,
      response_url: slack.responseUrl(channel.id, asker.user.id),
    });
    const shown = await seen(platforms, channel);
    return [{ act: "Ask Docent about this", seen: shown, isRight: /blotter drain --confirm/.test(shown) }];
  },
  async "slack-ask-echo.json"({ command }, platforms) {
    const { slack } = platforms;
    const channel = slack.world.addChannel("echo");
    await slack.person("asker").types(channel, `/ask ${command?.text}`);
    const shown = await seen(platforms, channel);
    return [{ act: `/ask ${command?.text}`, seen: shown, isRight: shown.includes(command?.text ?? "") }];
  },
  async "follow-up-acknowledgements.json"(given, platforms) {
    const { slack } = platforms;
    const [channel, asker] = [help(slack), slack.person("asker")];
    const played: Played[] = [];
    const root = await asker.says(channel, `${bot} ${given.first}`);
    let before = await seen(platforms, channel, root);
    for (const text of [...textsOf(given), "and what does it cost?", "why?", "example?"]) {
      await asker.says(channel, text, { root });
      const after = await seen(platforms, channel, root);
      const shown = after.slice(before.length).trim();
      const isQuestion = /\w\?$/.test(text);
      played.push({
        act: `follow-up on Slack: ${text}`,
        seen: shown,
        isRight: isQuestion ? shown !== "" : SILENT.test(shown),
      });
      before = after;
    }
    for (const text of textsOf(given)) {
      const own = await asker.says(channel, `${bot} ${text}`);
      const shown = await seen(platforms, channel, own);
      played.push({
        act: `mention on Slack: ${text}`,
        seen: shown,
        isRight: shown !== "" && !REFUSED.test(shown) && !/\[1\]/.test(shown),
      });
    }
    return played;
  },
  async "bare-mention.json"(given, platforms) {
    const { slack } = platforms;
    const channel = slack.world.addChannel("bare");
    const root = await slack.person("asker").says(channel, textsOf(given)[0] ?? "");
    const shown = await seen(platforms, channel, root);
    return [{ act: "bare mention on Slack", seen: shown, isRight: /help/.test(shown) && !REFUSED.test(shown) }];
  },
  async "edited-question-ask-again.json"(_, platforms) {
    const { slack } = platforms;
    const [channel, asker] = [slack.world.addChannel("edited"), slack.person("asker")];
    const root = await asker.says(channel, `${bot} How many times are failed deliveries retried?`);
    const before = await seen(platforms, channel, root);
    await asker.edits(root, `${bot} On which port are the Prometheus metrics served?`);
    const edited = await seen(platforms, channel, root);
    const answer = asker.sees(channel, root).findLast(({ user }) => user === slack.world.bot.id);
    const said = answer ? await asker.presses(answer, "docent:again") : "";
    const after = (await seen(platforms, channel, root)).slice(before.length);
    return [
      {
        act: "edit, then Ask again, on Slack",
        seen: `${said}\n${after}`,
        isRight: before === edited && /9477/.test(after),
      },
    ];
  },
};
