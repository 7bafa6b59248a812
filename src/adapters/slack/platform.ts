import type { CreateAdapter, Platform } from "../../core/platform.ts";
import { type SlackConfig, slackSettings } from "./config.ts";

/** Slack in the table of platforms. */
export const slack = {
  name: "slack",
  label: "Slack",
  settings: slackSettings,
  describe: (config) =>
    config.slack ? "on" : "off; turn it on with SLACK_BOT_TOKEN and SLACK_APP_TOKEN (docs/slack.md)",
  isForOthers: (config) => config.slack !== undefined,
  load: ({ slack: config }) => config && load(config),
  examine: async ({ slack: config }) => (config ? (await import("./doctor.ts")).examineSlack(config) : []),
} as const satisfies Platform<{ readonly slack?: SlackConfig }>;

async function load(config: SlackConfig): Promise<CreateAdapter> {
  const { createSlackAdapter } = await import("./index.ts");
  return (deps) => createSlackAdapter({ ...deps, config });
}
