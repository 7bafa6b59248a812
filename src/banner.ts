import type { Config } from "./config.ts";

/** What of Docent is on, what is off, and which setting turns it on; `failures` by platform. */
export function banner(config: Config, url: string, failures: ReadonlyMap<string, string>): string {
  const rows = [
    ["Documentation", documentation(config)],
    ["Answers", answers(config)],
    ["Search", config.embedding ? `by words and by meaning (${config.embedding.model})` : SEARCH_OFF],
    ["Chat page", page(config)],
    ["Discord", platform("discord", config.discord !== undefined, failures, DISCORD_OFF)],
    ["Slack", platform("slack", config.slack !== undefined, failures, SLACK_OFF)],
    ["Memory", `${config.history.turns} turns, kept for ${config.history.days} days in ${config.dataDir}`],
  ];
  const lines = rows.map(([name = "", state]) => `  ${name.padEnd(14)} ${state}`);
  return [`Docent is at ${url}`, "", ...lines, ""].join("\n");
}

const SEARCH_OFF = "by words; by meaning too with OPENAI_EMBEDDING_MODEL";
const DISCORD_OFF = "off; turn it on with DISCORD_TOKEN (docs/discord.md)";
const SLACK_OFF = "off; turn it on with SLACK_BOT_TOKEN and SLACK_APP_TOKEN (docs/slack.md)";

function documentation({ docs }: Config): string {
  if (docs) return docs.join(", ");
  return "what was ingested, else Docent's own; yours with DOCS=<folder>, or npm run ingest -- <folder>";
}

function answers({ chat }: Config): string {
  if (!chat) return "quoted from the documentation; written by a model with OPENAI_API_KEY or OPENAI_BASE_URL";
  return `written by ${chat.model} at ${new URL(chat.baseUrl ?? "https://api.openai.com").host}`;
}

function page({ host, accessToken }: Config): string {
  if (accessToken) return "on; people sign in with ACCESS_TOKEN";
  if (["127.0.0.1", "::1", "localhost"].includes(host))
    return "on, for this machine; for others with HOST and ACCESS_TOKEN";
  return `off on ${host}; turn it on with ACCESS_TOKEN`;
}

function platform(name: string, on: boolean, failures: ReadonlyMap<string, string>, off: string): string {
  const failure = failures.get(name);
  if (failure) return `not running: ${failure}`;
  return on ? "on" : off;
}
