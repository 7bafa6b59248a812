import { platforms } from "./adapters/platforms.ts";
import type { Config } from "./config.ts";
import { commandLine } from "./core/command-line.ts";
import { isLoopback } from "./core/request-origin.ts";

/** What went wrong at a start: `failures` by platform; `unread`: why no question can be answered for now. */
interface StartTroubles {
  readonly failures: ReadonlyMap<string, string>;
  readonly unread?: string;
}

/** What of Docent is on, what is off, and which setting turns it on. */
export function banner(config: Config, url: string, { failures, unread }: StartTroubles): string {
  const rows = [
    ["Documentation", documentation(config, unread)],
    ["Answers", answers(config)],
    ["Search", config.embedding ? `by words and by meaning (${config.embedding.model})` : SEARCH_OFF],
    ...platforms.map((platform) => [platform.label, stateOf(platform, config, failures)]),
    ["MCP", programs(config, url)],
    ["Memory", `${config.history.turns} turns, kept for ${config.history.days} days in ${config.dataDir}`],
  ];
  const lines = rows.map(([name = "", state]) => `  ${name.padEnd(14)} ${state}`);
  return [`Docent is at ${url}`, "", ...lines, ""].join("\n");
}

const SEARCH_OFF =
  "by words alone, which misses what is asked in other words; by meaning too with OPENAI_EMBEDDING_MODEL (docs/models.md)";

function documentation({ docs, declared, mayUseOwnDocs }: Config, unread: string | undefined): string {
  const named = declared?.sources.map(({ name }) => name) ?? docs;
  if (unread && !(named?.length || mayUseOwnDocs)) return unread;
  if (named?.length) return named.join(", ") + (unread ? `; ${unread}` : "");
  if (!mayUseOwnDocs) return "what was ingested";
  return `what was ingested, else Docent's own; yours with DOCS=<folder>, or ${commandLine("ingest", "<folder>")}`;
}

function answers({ chat }: Config): string {
  if (!chat) return "quoted from the documentation; written by a model with OPENAI_API_KEY or OPENAI_BASE_URL";
  return `written by ${chat.model} at ${new URL(chat.baseUrl ?? "https://api.openai.com").host}`;
}

function programs({ mcp: { access, token }, accessToken, host }: Config, url: string): string {
  if (access === "off") return "off";
  if (access === "public") return `${url}/mcp, for everybody`;
  if (token ?? accessToken) return `${url}/mcp, with ${token ? "MCP_TOKEN" : "ACCESS_TOKEN"}`;
  return isLoopback(host) ? `${url}/mcp, for programs on this machine` : `off on ${host}; turn it on with MCP_TOKEN`;
}

function stateOf(platform: (typeof platforms)[number], config: Config, failures: ReadonlyMap<string, string>): string {
  const failure = failures.get(platform.name);
  return failure ? `not running: ${failure}` : platform.describe(config);
}
