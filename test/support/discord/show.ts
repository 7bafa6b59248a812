import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type House, startHouse } from "./house.ts";
import { startLocalDiscord } from "./local-discord.ts";
import { screen } from "./view.ts";
import type { Channel } from "./world.ts";

/**
 * `node test/support/discord/show.ts`: for each way in, the calls that it makes with their times, and what people
 * see.
 */
const dataDir = mkdtempSync(join(tmpdir(), "docent-show-"));
const discord = await startLocalDiscord();
const sources = [{ n: 1, title: "Images", url: "https://docs.example.com/images/" }];
const house: House = await startHouse({
  dataDir,
  discord,
  config: { answerChannels: [discord.forum.id] },
  reply: ({ text, quoted = "" }) => ({
    pieces: ["Set the `width` ", "of the image [1].", ` (${text || quoted})`],
    sources,
  }),
});
const { world, general, forum } = discord;
const [alice, bob] = [discord.person("alice"), discord.person("bob")];
const bot = `<@${world.bot.id}>`;

/**
 * Does something, waits until nothing more happens, and prints it. `place`: where to look; else the thread on what
 * was said.
 */
async function show(name: string, act: () => { readonly id: string }, place?: { readonly id: string }): Promise<void> {
  const before = discord.calls.length;
  const at = Date.now();
  const acted = act();
  const { id } = place ?? acted;
  for (let seen = -1; seen !== discord.calls.length; await pause(400)) seen = discord.calls.length;
  process.stdout.write(`\n## ${name}\n`);
  for (const call of discord.calls.slice(before))
    process.stdout.write(`  +${String(call.at - at).padStart(4)} ms  ${call.method} ${call.route} ${call.status}\n`);
  for (const who of [alice, bob])
    process.stdout.write(`  --- ${who.user.username} sees\n${screen(world, id, who).replaceAll(/^/gm, "  | ")}\n`);
}

/** A channel in which nothing was said yet. */
function freshChannel(name: string): Channel {
  const channel = world.addChannel(discord.guild, name);
  discord.gateway.emit({ type: "CHANNEL_CREATE", data: { ...channel }, guild: discord.guild.id });
  return channel;
}

const mention = alice.say(general, `${bot} How do I size images?`);
await show("a mention in a channel", () => mention);
const { thread } = mention;
if (thread) await show("a follow-up without a mention", () => alice.say(thread, "And on phones?"), thread);
const question = bob.say(general, "How do I size pictures?");
await show("a mention in reply to a question", () =>
  alice.say(general, `${bot} can you answer this?`, { replyTo: question }),
);
await show("a DM", () => alice.whisper("How do I size images?"), world.dmWith(alice.user));
await show("a post in an answer forum", () => alice.post(forum, "Images", "How do I size images?").thread);
await show("/ask", () => alice.slash(general, "ask", { question: "How do I size images?" }), general);
const asked = [...world.messages.values()].find(({ message }) => message.content.startsWith("> How"))?.message;
if (asked) await show("… and its thread", () => asked);
for (const name of ["search", "help", "reset", "forget-me"]) {
  const channel = freshChannel(name);
  await show(`/${name}`, () => alice.slash(channel, name, { words: "images" }), channel);
}
const menu = freshChannel("menu");
const about = bob.say(menu, "How do I size pictures?");
await show("Ask Docent about this", () => alice.choose("Ask Docent about this", about), menu);
const answer = world.messagesIn(menu.id).at(-1)?.message;
if (answer) await show("… and Share", () => alice.press(answer, "Share"), menu);

process.stdout.write(`\nbroken rules: ${discord.violations.length}, pings: ${discord.platform.pings.length}\n`);
await house.close();
rmSync(dataDir, { recursive: true });
