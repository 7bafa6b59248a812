import { setTimeout as pause } from "node:timers/promises";
import type { LocalDiscord } from "../discord/local-discord.ts";
import { seenBy } from "../discord/view.ts";
import type { ModelServer } from "../model-server.ts";
import type { LocalSlack } from "../slack/local-slack.ts";
import { type Case, type Platforms, type Played, quiet } from "./play.ts";

/** The platforms of a Docent that answers by a model, and what that says. */
export interface ModelPlatforms extends Platforms {
  readonly model: ModelServer;
}

/** Plays a case in which a model answers. */
export type ModelPlay = (given: Case, platforms: ModelPlatforms) => Promise<Played[]>;

/** A page that does not bear out what the model says of it. */
const UNCONFIRMED = "# Widget ウィジェット\n\nウィジェットを使うには、ページに一行を足します。\n";

/** The pages that a Docent has read before a case. */
export function pagesOf(name: string, given: Case): Readonly<Record<string, string>> {
  if (given.page === undefined) return given.docs ?? {};
  return { [name]: name.startsWith("cjk") ? UNCONFIRMED : `# ${name}\n\n${inputOf(given)}` };
}

/** What a file shows as Markdown: between fences of four marks, or of three. */
function inputOf({ page = "" }: Case): string {
  const [, whole] = /^````markdown\n([\s\S]*?)^````$/m.exec(page) ?? [];
  const [, short] = /^```markdown\n([\s\S]*?)^```$/m.exec(page) ?? [];
  return whole ?? short ?? "";
}

/** How long an answer by a model may take. */
const PATIENCE_MS = 8_000;
const POLL_MS = 100;

/** The Markdown of Docent's newest answer to a mention on Slack. */
async function answerOnSlack(platforms: Platforms, question: string): Promise<string> {
  const { slack } = platforms;
  const asker = slack.person("asker");
  const channel = slack.world.addChannel("cases");
  const root = await asker.says(channel, `<@${slack.world.bot.id}> ${question}`);
  const ended = () => newestOf(slack, channel.id, root.ts)?.blocks.length;
  for (let left = PATIENCE_MS; left > 0 && !ended(); left -= POLL_MS) await pause(POLL_MS);
  await quiet(platforms);
  const message = newestOf(slack, channel.id, root.ts);
  const blocks = (message?.blocks ?? []).filter(({ type }) => type === "markdown").map(({ text }) => String(text));
  return [message?.markdown ?? "", ...blocks].join("");
}

function newestOf({ world }: LocalSlack, channel: string, root: string) {
  return world.thread(channel, root).findLast(({ user }) => user === world.bot.id);
}

/** The content of Docent's newest answer to a mention on Discord. */
async function answerOnDiscord(platforms: Platforms, question: string): Promise<string> {
  const { discord } = platforms;
  const ada = discord.person("ada");
  const asked = ada.say(freshChannel(discord), `<@${discord.world.bot.id}> ${question}`);
  await quiet(platforms);
  return seenBy(discord.world, asked.id, ada).findLast(({ author }) => author.bot)?.content ?? "";
}

function freshChannel({ world, guild, gateway }: LocalDiscord) {
  const channel = world.addChannel(guild, "cases");
  gateway.emit({ type: "CHANNEL_CREATE", data: { ...channel }, guild: guild.id });
  return channel;
}

/** Docent doubts no Japanese sentence for its words alone: then nothing is said, and the emphasis is whole. */
const ENDINGS = ["は不要です[1]。 _(not confirmed by the source)_ *強調*です。", "は不要です[1]。*強調*です。"];

/** The cases with a model, by the name of their file. */
export const modelCases: Readonly<Record<string, ModelPlay>> = {
  async "slack-code-html.md"(given, platforms) {
    const input = inputOf(given).trim();
    platforms.model.respond(() => `${input} [1]`);
    const shown = await answerOnSlack(platforms, "How do I embed the widget on my page?");
    const code = /```html[\s\S]*?```/.exec(input)?.[0] ?? "none";
    const isRight = shown.includes(code) && shown.includes('`<!ENTITY name "value">`') && !shown.includes("\u2060");
    return [{ act: "an answer with HTML", seen: shown, isRight }];
  },
  async "discord-table-cells.md"(given, platforms) {
    const input = inputOf(given).trim();
    platforms.model.respond(() => `These are the options:\n\n${input}\n\nThey are in the table. [1]`);
    const shown = await answerOnDiscord(platforms, "Which options does the display have?");
    const isRight = /a\|b +\|/.test(shown) && !shown.includes("a\\|b") && / required +\|/.test(shown);
    return [{ act: "an answer with a table", seen: shown, isRight }];
  },
  async "cjk-mark-in-emphasis.md"(given, platforms) {
    const input = inputOf(given).trim();
    platforms.model.respond(() => input);
    const played: Played[] = [];
    for (const [name, answer] of [
      ["Slack", answerOnSlack],
      ["Discord", answerOnDiscord],
    ] as const) {
      const shown = await answer(platforms, "ウィジェットにはビルドが必要ですか？");
      const plain = shown.replaceAll(/\[(\[\d+\])\]\([^()\s]+\)/g, "$1").replaceAll("\u200a", "");
      const isRight = ENDINGS.some((ending) => plain.includes(ending));
      played.push({ act: `an unconfirmed sentence on ${name}`, seen: shown, isRight });
    }
    return played;
  },
  async "slack-connect-recipient.json"({ event }, platforms) {
    const { slack, model } = platforms;
    model.respond();
    model.delay(60);
    const given = event?.event as { channel: string; user: string; text: string };
    const channel = slack.world.channels.get(given.channel) ?? slack.world.addChannel("help");
    const message = slack.world.add({ ...given, ts: slack.world.ts(), channel: channel.id, blocks: [] });
    await slack.event({ ...given, ts: message.ts, event_ts: message.ts });
    await quiet(platforms);
    model.delay(0);
    const starts = slack.calls.filter(({ method }) => method === "chat.startStream").map(({ args }) => args);
    const [own] = starts.filter(({ recipient_user_id }) => recipient_user_id === given.user);
    const seen = `recipient_user_id ${own?.recipient_user_id}, recipient_team_id ${own?.recipient_team_id}`;
    return [{ act: "a mention by a guest", seen, isRight: own?.recipient_team_id === "T0PARTNER" }];
  },
};
