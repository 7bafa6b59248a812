import type { Command } from "../../core/command.ts";

/** Where Slack sends events, commands and presses of buttons over HTTP. */
export const EVENTS_PATH = "/slack/events";

/** The `callback_id` of the message shortcut "Ask Docent about this". */
export const SHORTCUT = "docent-ask-about-this";

/** The `callback_id` of the message shortcut "Add to Docent's tests", which is for admins. */
export const TEST_SHORTCUT = "docent-add-to-tests";

/** What people may press to begin with in the Messages tab. */
export const SUGGESTIONS = [
  { title: "What do you know?", message: "help" },
  { title: "How do I get started?", message: "How do I get started?" },
] as const;

/** What a manifest is made for. */
export interface ManifestOptions {
  readonly commands: readonly Command[];
  readonly commandPrefix: string;
  /** The public address of Docent's HTTP server, for HTTP instead of Socket Mode. */
  readonly http?: string;
  /** Leaves out what delivers every message of a channel: Docent then hears mentions, DMs and commands alone. */
  readonly mentionsOnly?: boolean;
}

/** Scopes without which Docent cannot work as described. https://docs.slack.dev/reference/scopes */
const SCOPES = [
  "app_mentions:read",
  "assistant:write",
  "chat:write",
  "commands",
  "files:write",
  "im:history",
  // Names for ids, and who is an admin.
  "usergroups:read",
  "users:read",
];

/**
 * Threads that others began, follow-ups without a mention, answer channels; and finding an answer again after a
 * crash.
 */
const HISTORY_SCOPES = ["channels:history", "groups:history", "mpim:history"];

const EVENTS = [
  "agent_session_stopped",
  "app_home_opened",
  "app_mention",
  "app_uninstalled",
  "message.im",
  "tokens_revoked",
];
const CHANNEL_EVENTS = ["message.channels", "message.groups", "message.mpim"];

/**
 * A slash command's name on Slack. `/ask` is free there; `/search` and `/help` are Slack's own, so the others carry a
 * prefix.
 */
export function slashName(command: string, prefix: string): string {
  return command === "ask" ? "/ask" : `/${prefix}${command}`;
}

/** A command as it is typed, in the notation that Slack's Markdown and its `mrkdwn` share. */
export function slashUsage({ name, argument }: Command, slash: (name: string) => string): string {
  return `\`${argument ? `${slash(name)} [${argument.name}]` : slash(name)}\``;
}

/**
 * The app's manifest: pasted into https://api.slack.com/apps, it sets the app up.
 * https://docs.slack.dev/reference/app-manifest
 */
export function createManifest(options: ManifestOptions) {
  const { http, mentionsOnly } = options;
  const url = http ? new URL(EVENTS_PATH, http).href : undefined;
  const requestUrl = url ? { request_url: url } : {};
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: "Docent",
      description: "Answers questions about your documentation, with sources.",
    },
    features: features(options, url),
    oauth_config: { scopes: { bot: mentionsOnly ? SCOPES : [...SCOPES, ...HISTORY_SCOPES].sort() } },
    settings: {
      event_subscriptions: { ...requestUrl, bot_events: mentionsOnly ? EVENTS : [...EVENTS, ...CHANNEL_EVENTS].sort() },
      interactivity: { is_enabled: true, ...requestUrl },
      org_deploy_enabled: false,
      socket_mode_enabled: !http,
      token_rotation_enabled: false,
    },
  };
}

function features({ commands, commandPrefix }: ManifestOptions, url: string | undefined) {
  return {
    agent_view: {
      agent_description: "Ask anything about the documentation. Answers name their sources.",
      suggested_prompts: SUGGESTIONS.map((suggestion) => ({ ...suggestion })),
    },
    app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
    bot_user: { display_name: "Docent", always_online: true },
    shortcuts: [
      {
        name: "Ask Docent about this",
        type: "message",
        callback_id: SHORTCUT,
        description: "Answers this message for you alone",
      },
      {
        name: "Add to Docent's tests",
        type: "message",
        callback_id: TEST_SHORTCUT,
        description: "Keeps this answer as a regression case (admins)",
      },
    ],
    slash_commands: commands.map((command) => slashCommand(command, commandPrefix, url)),
  };
}

function slashCommand({ name, summary, argument }: Command, prefix: string, url: string | undefined) {
  return {
    command: slashName(name, prefix),
    description: summary,
    ...(argument && { usage_hint: usageHint(name, argument.name) }),
    ...(url && { url }),
    should_escape: false,
  };
}

/** A question typed with `/ask` is seen by the whole channel, which nobody should find out afterwards. */
function usageHint(command: string, argument: string): string {
  return command === "ask" ? `[${argument}] (public; for private answers write me a DM)` : `[${argument}]`;
}
