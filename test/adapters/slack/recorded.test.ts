import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Command } from "../../../src/core/command.ts";
import { recordingBot } from "../../support/adapter-contract.ts";
import { ifShared, shared } from "../../support/needs.ts";
import { startSlack } from "../../support/slack/stage.ts";
import type { Kind } from "../../support/slack/transport.ts";

/** A payload as it was recorded; the fields that tell what it is. */
interface Payload {
  readonly type?: string;
  readonly command?: string;
  readonly team_id?: string;
  readonly team?: { readonly id: string };
  readonly event?: {
    readonly type: string;
    readonly channel?: string;
    readonly ts?: string;
    readonly thread_ts?: string;
    readonly user?: string;
    readonly text?: string;
    readonly files?: readonly { readonly name: string }[];
  };
  readonly channel_id?: string;
  readonly user_id?: string;
  readonly text?: string;
  readonly trigger_id?: string;
}

interface Recording {
  readonly botUserId?: string;
  readonly [name: string]: unknown;
}

const path = shared("specs/slack/recorded-payloads.json");
const recordings = path ? (JSON.parse(readFileSync(path, "utf8")) as Record<string, Recording>) : {};

/** The recorded app had a command of its own; here it is one of ours, under its name. */
const feedback: Command = {
  name: "feedback",
  summary: "Say what you think",
  private: false,
  run: () => {
    throw new Error("not run");
  },
};

/** What the recordings that are no way in are: presses and forms of another app, reactions, its own messages. */
const NO_WAY_IN = new Set(["reaction", "memberJoinedChannel", "promptMessage"]);

const payloads = Object.entries(recordings).flatMap(([recording, { botUserId, ...rest }]) =>
  Object.entries(rest)
    .filter(
      ([, payload]) => typeof payload === "object" && payload !== null && ("type" in payload || "command" in payload),
    )
    .map(([name, payload]) => ({ name: `${recording} ${name}`, kind: name, payload: payload as Payload, botUserId })),
);

describe("payloads recorded from the real Slack", ifShared(path), () => {
  test("there are some", () => {
    expect(payloads.length).toBeGreaterThan(30);
  });

  for (const byHttp of [false, true])
    test.for(payloads)(`$name ${byHttp ? "by HTTP" : "by Socket Mode"}`, async ({ kind, payload, botUserId }) => {
      const bot = recordingBot();
      // Some recordings name no bot: the one that they mention is meant.
      const botUser = authorized(payload) ?? botUserId ?? "U0NOBODY";
      const team = payload.team_id ?? payload.team?.id;
      const config = { commandPrefix: "test-" };
      const expected = NO_WAY_IN.has(kind) ? undefined : expectation(payload, botUser);
      // Slack is thanked for every event, also for those that are nothing to Docent; not for another app's buttons.
      const thanked = payload.type === "event_callback" || expected !== undefined;
      const setup = {
        http: byHttp,
        identity: { team, botUser },
        config,
        commands: [feedback],
        ackMs: thanked ? 3000 : 30,
      };
      const stage = await startSlack(bot, setup);
      const delivery = await stage.slack.deliver(kindOf(payload), payload);
      expect(bot.prompts).toEqual(expected ? [expect.objectContaining(expected)] : []);
      expect(delivery.acknowledged).toBe(thanked);
      await stage.close();
    });
});

function authorized(payload: Payload): string | undefined {
  const { authorizations } = payload as { authorizations?: readonly { user_id?: string }[] };
  return authorizations?.[0]?.user_id;
}

function kindOf({ type, command }: Payload): Kind {
  if (command) return "slash_commands";
  return type === "event_callback" ? "events_api" : "interactive";
}

/** The prompt that a payload must become, in terms of its own fields; nothing for what is no way in. */
function expectation(payload: Payload, botUser: string): object | undefined {
  const { event, command, text = "" } = payload;
  if (command) {
    const place = { platform: "slack", workspace: payload.team_id, channel: payload.channel_id };
    const author = expect.objectContaining({ id: payload.user_id });
    return { id: `${payload.team_id}:${payload.trigger_id}`, command: "feedback", text, place, author, cause: "asked" };
  }
  if (!event?.channel) return undefined;
  const { channel, ts, thread_ts, user, files } = event;
  const named = event.text?.includes(`<@${botUser}>`) || channel.startsWith("D");
  if (!named && !thread_ts) return undefined;
  return {
    id: `${payload.team_id}:${channel}:${ts}`,
    command: "ask",
    text: expect.not.stringContaining(`<@${botUser}>`),
    place: { platform: "slack", workspace: payload.team_id, channel, ...(thread_ts && { thread: thread_ts }) },
    author: expect.objectContaining({ id: user }),
    cause: named ? "asked" : "follow-up",
    private: false,
    ...(files && { unread: files.map(({ name }) => name) }),
  };
}
