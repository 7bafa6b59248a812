import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { commands } from "../../../commands/index.ts";
import type { Adapter, Bot } from "../../../src/adapters/adapter.ts";
import { createSlackAdapter, type Times } from "../../../src/adapters/slack/index.ts";
import type { About, Command } from "../../../src/command.ts";
import type { SlackConfig } from "../../../src/config.ts";
import { createLog } from "../../../src/log.ts";
import { type LocalSlack, type Options, startLocalSlack } from "./local-slack.ts";

/** Intervals with which tests do not wait. */
export const QUICK: Partial<Times> = {
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
};

/** What a test may set up otherwise. `http`: events over HTTP instead of Socket Mode. */
export interface Setup extends Omit<Options, "http"> {
  readonly http?: boolean;
  readonly config?: Partial<SlackConfig>;
  readonly commands?: readonly Command[];
  readonly about?: About;
  readonly times?: Partial<Times>;
}

/** A local Slack and the adapter made for it, not started yet. */
export interface Stage {
  readonly slack: LocalSlack;
  readonly adapter: Adapter;
  readonly config: SlackConfig;
  /** Stops the adapter, then the platform. */
  close(): Promise<void>;
}

/** Makes an adapter against a local Slack, by the one or the other transport. */
export async function stageSlack(setup: Setup = {}): Promise<Stage> {
  const { http: byHttp, ...options } = setup;
  let adapter: Adapter | undefined;
  const door = createServer((request, response) => adapter?.routes?.handle(request, response));
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(door.address() as AddressInfo).port}/slack/events`;
  const slack = await startLocalSlack({ retriesMs: QUICK_RETRIES_MS, ...options, ...(byHttp && { http: { url } }) });
  const config = slackConfig(slack, byHttp, setup.config);
  adapter = createSlackAdapter({
    config,
    commands: setup.commands ?? commands,
    about: setup.about ?? ABOUT,
    log: createLog("silent"),
    times: { ...QUICK, ...setup.times },
  });
  return {
    slack,
    adapter,
    config,
    async close() {
      await adapter?.stop();
      await slack.close();
      door.closeAllConnections();
      await new Promise((resolve) => door.close(resolve));
    },
  };
}

/** The same, started with its prompts going to `bot`. */
export async function startSlack(bot: Bot, setup: Setup = {}): Promise<Stage> {
  const stage = await stageSlack(setup);
  await stage.adapter.start(bot);
  return stage;
}

/** Settings that point at a local Slack. */
export function slackConfig(slack: LocalSlack, http = false, more: Partial<SlackConfig> = {}): SlackConfig {
  return {
    botToken: slack.botToken,
    ...(http ? { signingSecret: slack.signingSecret } : { appToken: slack.appToken }),
    answerChannels: [],
    commandPrefix: "docent-",
    apiUrl: slack.apiUrl,
    ...more,
  };
}
