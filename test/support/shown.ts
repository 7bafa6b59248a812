/**
 * Prints what a member meets: each way in on both platforms, through the real process, every message as it is shown.
 *
 *     node test/support/shown.ts FOLDER "QUESTION"
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ASK_ABOUT_THIS } from "../../src/adapters/discord/commands.ts";
import { SHORTCUT } from "../../src/adapters/slack/manifest.ts";
import { startLocalDiscord } from "./discord/local-discord.ts";
import { buttonsOf, screen, seenBy } from "./discord/view.ts";
import { startDocent } from "./docent-process.ts";
import { startLocalSlack } from "./slack/local-slack.ts";
import type { Channel, Message } from "./slack/world.ts";

/** Long enough for an answer without a model. */
const ANSWER_MS = 1_500;

const [folder = "docs", question = "How do I set Docent up on Slack?"] = process.argv.slice(2);
const dataDir = mkdtempSync(join(tmpdir(), "docent-shown-"));
const [slack, discord] = [await startLocalSlack(), await startLocalDiscord()];
const docent = await startDocent(dataDir, {
  DOCS: resolve(folder),
  SLACK_BOT_TOKEN: slack.botToken,
  SLACK_APP_TOKEN: slack.appToken,
  SLACK_API_URL: slack.apiUrl,
  DISCORD_TOKEN: discord.token,
  DISCORD_API_URL: discord.apiUrl,
  DISCORD_ANSWER_CHANNELS: discord.forum.id,
});
await docent.ready();

/** One way in: what is done, and whose screen is read then; of that what was not there before. */
async function show(name: string, act: () => unknown, look: () => string): Promise<void> {
  const before = act === WAIT ? "" : look();
  await act();
  await pause(ANSWER_MS);
  const after = look();
  console.log(`\n## ${name}\n${after.startsWith(before) ? after.slice(before.length).trimStart() : after}`);
}

/** Nothing is done any more: what was done before is read. */
const WAIT = () => {};

const ann = slack.person("ann");
const [slackBot, discordBot] = [`<@${slack.world.bot.id}>`, `<@${discord.world.bot.id}>`];
const root = await ann.says(slack.general, `${slackBot} ${question}`);
await show(
  "Slack: a mention",
  () => {},
  () => ann.screen(slack.general, root),
);
await show(
  "Slack: thanks in the thread",
  () => ann.says(slack.general, "thanks :pray:", { root }),
  () => ann.screen(slack.general, root),
);
const answerIn = (channel: Channel, thread: Message) =>
  ann.sees(channel, thread).findLast(({ blocks }) => JSON.stringify(blocks).includes(":again"));
for (const [name, action] of [
  ["Helpful", "docent:helpful"],
  ["Ask again", "docent:again"],
] as const)
  await show(
    `Slack: the button ${name}`,
    async () => {
      const answer = answerIn(slack.general, root);
      console.log(`\n(${name} says: ${answer ? await ann.presses(answer, action) : "no answer to press on"})`);
    },
    () => ann.screen(slack.general, root),
  );
const direct = await ann.says(ann.direct, question);
await show(
  "Slack: a direct message",
  () => {},
  () => ann.screen(ann.direct, direct),
);
const lines = [`/ask ${question}`, "/docent-search slack token", "/docent-docs", "/docent-help", "/docent-reset"];
for (const line of [...lines, "/docent-search", "/ask How do I bake bread?", "/docent-forget-me"])
  await show(
    `Slack: ${line}`,
    () => ann.types(slack.general, line),
    () => ann.screen(slack.general),
  );
const said = await ann.says(slack.general, question);
await show(
  "Slack: the shortcut",
  () => ann.callsShortcut(said, SHORTCUT),
  () => ann.screen(slack.general),
);
await show(
  "Slack: the App Home",
  () => ann.opens("home"),
  () => ann.home(),
);

await show(
  "Slack: the question is edited",
  () => ann.edits(root, `${slackBot} How do I set Docent up on Discord?`),
  () => ann.screen(slack.general, root),
);
const shared = { is_share: true, author_name: "Sam", text: question, channel_name: "random" };
const forward = { text: `${slackBot} does anybody know this?`, attachments: [shared] };
const alert = [{ type: "section", text: { type: "mrkdwn", text: question } }];
const group = slack.world.addChannel("mpdm-ann--bob-1");
for (const [name, channel, more] of [
  ["a forwarded message with a mention", slack.general, forward],
  ["a mention in a group DM", group, { text: `${slackBot} ${question}` }],
] as const) {
  const message = slack.world.add({
    ts: slack.world.ts(),
    channel: channel.id,
    user: ann.user.id,
    blocks: [],
    ...more,
  });
  await show(
    `Slack: ${name}`,
    () => slack.event({ ...message, type: "app_mention", channel: channel.id, event_ts: message.ts }),
    () => ann.screen(channel, message),
  );
}
const posted = { ts: slack.world.ts(), channel: slack.general.id, user: "B0ALERT", text: "", blocks: alert };
const app = slack.world.add(posted);
await show(
  "Slack: the shortcut on an app's message",
  () => ann.callsShortcut(app, SHORTCUT),
  () => ann.screen(slack.general),
);
await show(
  "Slack: the question is deleted",
  () => ann.deletes(root),
  () => ann.screen(slack.general, root),
);

const alice = discord.person("alice");
const seen = (channel: string) => screen(discord.world, channel, alice);
const asked = alice.say(discord.general, `${discordBot} ${question}`);
await show(
  "Discord: a mention",
  () => {},
  () => seen(asked.id),
);
const answered = (channel: string) =>
  seenBy(discord.world, channel, alice).findLast((message) => buttonsOf(message).length > 0);
const press = async (channel: string, label: string) => {
  const answer = answered(channel);
  const used = answer && alice.press(answer, label);
  await pause(ANSWER_MS);
  const reply = discord.world.messages.get(used?.original ?? "")?.message.content;
  console.log(`\n(${label} says: ${used?.modal ? `a form, ${used.modal.title}` : reply})`);
};
for (const label of ["Helpful", "Not helpful", "Ask again"])
  await show(
    `Discord: the button ${label}`,
    () => press(asked.id, label),
    () => seen(asked.id),
  );
const post = alice.post(discord.forum, "Slack", question);
await show(
  "Discord: a forum post",
  () => {},
  () => seen(post.thread.id),
);
const dm = discord.world.dmWith(alice.user).id;
await show(
  "Discord: a direct message",
  () => alice.whisper(question),
  () => seen(dm),
);
await show(
  "Discord: a bare mention",
  () => alice.say(discord.general, discordBot),
  () => seen(discord.general.id),
);
for (const name of ["docs", "help", "reset", "forget-me"])
  await show(
    `Discord: /${name}`,
    () => alice.slash(discord.general, name),
    () => seen(discord.general.id),
  );
await show(
  "Discord: /search",
  () => alice.slash(discord.general, "search", { words: "slack token" }),
  () => seen(discord.general.id),
);
await show(
  "Discord: /ask",
  () => alice.slash(discord.general, "ask", { question: "How do I bake bread?" }),
  () => seen(discord.general.id),
);
await show(
  "Discord: the message command",
  () => alice.choose(ASK_ABOUT_THIS, asked),
  () => seen(discord.general.id),
);

await show(
  "Discord: the button Share under a private answer",
  () => press(discord.general.id, "Share"),
  () => seen(discord.general.id),
);
const embeds = [
  { type: "rich", title: "Slack token", description: question, fields: [{ name: "Where", value: "Slack" }] },
];
const alert2 = discord.person("bob").say(discord.general, "", { embeds });
await show(
  "Discord: the message command on an app's message",
  () => alice.choose(ASK_ABOUT_THIS, alert2),
  () => seen(discord.general.id),
);
const forwarded = discord.person("bob").say(discord.general, "", { forwards: { content: question } });
const reply = alice.say(discord.general, `${discordBot} do you know?`, { replyTo: forwarded });
await show(
  "Discord: a mention in reply to a forwarded message",
  () => {},
  () => seen(reply.id),
);
await show(
  "Discord: a forwarded message in a DM",
  () => alice.whisper("", { forwards: { content: question } }),
  () => seen(dm),
);
await show(
  "Discord: the question is edited",
  () => alice.edit(asked, `${discordBot} How do I set Docent up on Discord?`),
  () => seen(asked.id),
);
await show(
  "Discord: the question is deleted",
  () => alice.remove(asked),
  () => seen(asked.id),
);

await docent.end();
await Promise.all([slack.close(), discord.close()]);
rmSync(dataDir, { recursive: true, force: true });
