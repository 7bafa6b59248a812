import { Registry } from "prom-client";
import { commands } from "../../../commands/index.ts";
import type { SlackConfig } from "../../../src/adapters/slack/config.ts";
import { createSlackAdapter, type SlackTimes } from "../../../src/adapters/slack/index.ts";
import { EVENTS_PATH } from "../../../src/adapters/slack/manifest.ts";
import type { Adapter, AdapterNotes, Bot } from "../../../src/core/adapter.ts";
import type { About, Command } from "../../../src/core/command.ts";
import { createLog } from "../../../src/core/log.ts";
import { startHttp } from "../../../src/http.ts";
import { memoryNotes } from "../memory-notes.ts";
import { type LocalSlack, type Options, startLocalSlack } from "./local-slack.ts";

/** Intervals with which tests do not wait. */
export const QUICK: Partial<SlackTimes> = {
  appendMs: 5,
  updateMs: 10,
  reconnectMs: 2000,
  closeMs: 500,
  backoffMs: 5,
  secondMs: 20,
  minuteMs: 600,
  answerMs: 2000,
  cosmeticMs: 1000,
};

/** When events are delivered again to tests that do not wait for minutes. */
export const QUICK_RETRIES_MS = [0, 100, 500, 1000];

/** What Docent says about itself where nothing else is asked. */
export const ABOUT: About = {
  historyDays: 30,
  historyTurns: 10,
  sources: async () => [{ name: "handbook", documents: 12 }],
  starters: async () => ["How do I install the handbook?"],
};

/** What a test may set up otherwise. `http`: events over HTTP instead of Socket Mode. */
export interface Setup extends Options {
  readonly config?: Partial<SlackConfig>;
  readonly commands?: readonly Command[];
  readonly about?: About;
  readonly times?: Partial<SlackTimes>;
  /** What a process before this one noted. */
  readonly notes?: AdapterNotes;
  /** A platform that is there already; it closes with the stage that made it. */
  readonly slack?: LocalSlack;
}

/** A local Slack and the adapter made for it, not started yet. */
export interface Stage {
  readonly slack: LocalSlack;
  readonly adapter: Adapter;
  /** Where Slack reaches Docent over HTTP. */
  readonly door: string;
  /** Stops the adapter, then the platform. */
  close(): Promise<void>;
}

/** Makes an adapter against a local Slack, by the one or the other transport, behind the one HTTP server. */
export async function stageSlack(setup: Setup = {}): Promise<Stage> {
  const slack = setup.slack ?? (await startLocalSlack({ retriesMs: QUICK_RETRIES_MS, ...setup }));
  const log = createLog("silent");
  const adapter = createSlackAdapter({
    config: slackConfig(slack, setup),
    commands: setup.commands ?? commands,
    about: setup.about ?? ABOUT,
    log,
    notes: setup.notes ?? memoryNotes(),
    times: { ...QUICK, ...setup.times },
  });
  const routes = adapter.routes ? [adapter.routes] : [];
  const server = await startHttp({
    host: "127.0.0.1",
    port: 0,
    log,
    routes,
    reasons: () => [],
    metrics: new Registry(),
  });
  const door = `http://127.0.0.1:${server.port}${EVENTS_PATH}`;
  slack.sendTo(door);
  return {
    slack,
    adapter,
    door,
    async close() {
      await adapter.stop();
      if (!setup.slack) await slack.close();
      await server.close();
    },
  };
}

/** The same, started with its prompts going to `bot`. */
export async function startSlack(bot: Bot, setup: Setup = {}): Promise<Stage> {
  const stage = await stageSlack(setup);
  await stage.adapter.start(bot);
  return stage;
}

function slackConfig(slack: LocalSlack, { http, config }: Setup): SlackConfig {
  return {
    botToken: slack.botToken,
    ...(http ? { signingSecret: slack.signingSecret } : { appToken: slack.appToken }),
    answerChannels: [],
    commandPrefix: "docent-",
    apiUrl: slack.apiUrl,
    ...config,
  };
}
