import { createSlackAdapter } from "../../../src/adapters/slack/index.ts";
import type { Adapter } from "../../../src/core/adapter.ts";
import { createLog } from "../../../src/core/log.ts";
import { memoryNotes } from "../memory-notes.ts";
import { startLocalSlack } from "../slack/local-slack.ts";
import { ABOUT, QUICK } from "../slack/stage.ts";
import { mutate, type Value } from "./mutate.ts";
import { answeringBot, type Due, type Target } from "./run.ts";

const BOT = "U0DOCENT";
const TEAM = "T0HOME";

const common = { user: "U0ASKER", client_msg_id: "11111111-2222", team: TEAM, event_ts: "1795860000.000100" };
const richText = (text: string) => [
  { type: "rich_text", block_id: "b1", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] },
];

/** Messages in every shape in which Slack delivers one, beside the recorded ones; without channel and `ts`. */
const SHAPES: readonly Record<string, Value>[] = [
  { ...common, type: "app_mention", text: `<@${BOT}> how?`, blocks: richText("how?") },
  { ...common, type: "message", channel_type: "channel", text: `hello <@${BOT}>, how?`, blocks: richText("how?") },
  { ...common, type: "message", channel_type: "im", text: "how?", blocks: richText("how? :tada:") },
  { ...common, type: "message", channel_type: "channel", text: "lunch?", blocks: richText("lunch?") },
  { ...common, type: "message", subtype: "bot_message", bot_id: "B0APP", text: `<@${BOT}> how?` },
  {
    ...{ ...common, type: "app_mention", text: `<@${BOT}> and this?` },
    attachments: [{ is_share: true, is_msg_unfurl: true, author_name: "Sam", text: "How?", fields: [{ title: "a" }] }],
  },
  {
    ...{ ...common, type: "message", subtype: "file_share", channel_type: "im", text: "" },
    files: [{ id: "F1", name: "a.m4a", transcription: { status: "complete", preview: { content: "how?" } } }],
  },
  { ...common, type: "app_mention", text: `<@${BOT}> how?`, thread_ts: "1795850000.000100", parent_user_id: "U0BOB" },
  { ...common, type: "message", subtype: "message_changed", hidden: true, message: { text: "how?", user: "U0ASKER" } },
];

/** A local Slack with the whole bot on it, and one channel for each message. */
export async function startSlackTarget(dataDir: string, recorded: readonly Value[] = []): Promise<Target> {
  const slack = await startLocalSlack({ identity: { team: TEAM, botUser: BOT }, retriesMs: [] });
  const log = createLog("silent");
  const config = { botToken: slack.botToken, appToken: slack.appToken, apiUrl: slack.apiUrl };
  const adapters: Adapter[] = [];
  const { bot, close } = answeringBot(dataDir, adapters);
  const adapter = createSlackAdapter({
    config: { ...config, answerChannels: [], commandPrefix: "docent-" },
    ...{ commands: [], about: ABOUT, log, notes: memoryNotes(), times: QUICK },
  });
  adapters.push(adapter);
  await adapter.start(bot);
  const shapes = [...SHAPES, ...(recorded as Record<string, Value>[])];
  return {
    violations: slack.violations,
    send(seed) {
      const shape = shapes[seed % shapes.length] ?? {};
      const isDirect = shape.channel_type === "im";
      const channel = slack.world.addChannel(`P${seed}`, isDirect ? { direct: "U0ASKER" } : {}).id;
      const ts = slack.world.ts();
      const event = mutate({ ...shape, channel, ts }, seed) as Record<string, Value>;
      if (event.channel === channel && typeof event.ts === "string")
        slack.world.add({ ts: event.ts, channel, user: "U0ASKER", text: "", blocks: [] });
      void slack.event(event).catch(() => undefined);
      const posts = ["chat.postMessage", "chat.startStream", "chat.postEphemeral"];
      const replies = () =>
        slack.calls.filter(({ method, args }) => posts.includes(method) && args.channel === channel).length;
      return { due: dueTo(event, channel, ts), payload: event, replies };
    },
    async close() {
      await adapter.stop();
      await close();
      await slack.close();
    },
  };
}

/** By the words of Slack's reference alone: a person's new message that mentions the app, or is written to it. */
function dueTo(event: Record<string, Value>, channel: string, ts: string): Due {
  const { type, user, text, subtype } = event;
  const isMessage = type === "message" || type === "app_mention";
  const where = event.channel;
  if (!isMessage || where !== channel || typeof user !== "string" || user === "" || user === BOT) return "none";
  const isWritten = subtype === undefined || subtype === "file_share" || subtype === "thread_broadcast";
  if (!isWritten || event.bot_id || event.hidden || user === "USLACKBOT") return "none";
  const isCalled = typeof text === "string" && text.includes(`<@${BOT}>`);
  if (!channel.startsWith("D") && !isCalled) return event.thread_ts ? "at most one" : "none";
  return event.ts === ts && event.thread_ts === undefined ? "one" : "at most one";
}
