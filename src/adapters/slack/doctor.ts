import { commandLine } from "../../core/command-line.ts";
import { clockFinding, type Finding, good, trouble, warning } from "../../core/finding.ts";
import type { SlackConfig } from "./config.ts";
import { createManifest } from "./manifest.ts";

const API = "https://slack.com/api/";
const ANSWER_MS = 10_000;

/** Where each token of a Slack app is found. */
const PLACES = {
  SLACK_BOT_TOKEN: "the Bot User OAuth Token under OAuth & Permissions",
  SLACK_APP_TOKEN: "an app-level token with the scope connections:write under Basic Information",
} as const;

/** The tokens, the scopes that the app was installed with, and the clock. */
export async function examineSlack(config: SlackConfig): Promise<readonly Finding[]> {
  const { botToken, appToken, answerChannels, apiUrl = API } = config;
  const { answer, scopes, date } = await call(apiUrl, "auth.test", botToken);
  if (!answer.ok) return [refused("SLACK_BOT_TOKEN", answer.error)];
  const findings = [good(`Slack: the bot token is that of ${answer.user} in ${answer.team ?? answer.team_id}`)];
  findings.push(...(scopes ? scopeFindings(scopes) : []));
  findings.push(...(await Promise.all(answerChannels.map((id) => channelFinding(apiUrl, botToken, id)))));
  if (date !== undefined) findings.push(clockFinding("Slack", date));
  if (!appToken) return findings;
  const opened = (await call(apiUrl, "apps.connections.open", appToken)).answer;
  return [
    ...findings,
    opened.ok ? good("Slack: the app-level token is taken") : refused("SLACK_APP_TOKEN", opened.error),
  ];
}

/** A channel in which every message is answered: what an app reads there it must be a member for. */
async function channelFinding(api: string, token: string, id: string): Promise<Finding> {
  const { answer } = await call(api, "conversations.history", token, { channel: id, limit: "1" });
  if (answer.ok) return good(`Slack: every message is answered in ${id}`);
  return warning(
    `Slack: the channel ${id} of SLACK_ANSWER_CHANNELS cannot be read (${answer.error}). Correct its id, or invite Docent there.`,
  );
}

interface Answer {
  readonly ok: boolean;
  readonly error?: string;
  readonly user?: string;
  readonly team?: string;
  readonly team_id?: string;
}

async function call(api: string, method: string, token: string, args: Readonly<Record<string, string>> = {}) {
  const response = await fetch(new URL(method, api), {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(args),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const date = response.headers.get("date");
  return {
    answer: (await response.json()) as Answer,
    scopes: response.headers.get("x-oauth-scopes")?.split(/,\s*/),
    date: date === null ? undefined : Date.parse(date),
  };
}

function refused(setting: keyof typeof PLACES, error = "no reason"): Finding {
  return trouble(
    `Slack: ${setting} is refused (${error}). Copy ${PLACES[setting]} of your app at https://api.slack.com/apps.`,
  );
}

/** Needed scopes that are missing stop Docent; the others only make it do less. */
function scopeFindings(granted: readonly string[]): Finding[] {
  const scopesOf = (mentionsOnly: boolean) =>
    createManifest({ commands: [], commandPrefix: "", mentionsOnly }).oauth_config.scopes.bot;
  const lacking = (wanted: readonly string[]) => wanted.filter((scope) => !granted.includes(scope));
  const needed = lacking(scopesOf(true));
  const useful = lacking(scopesOf(false)).filter((scope) => !needed.includes(scope));
  const how = `Add them under OAuth & Permissions, or paste what \`${commandLine("manifest")}\` prints, and reinstall the app.`;
  if (needed.length > 0) return [trouble(`Slack: the scopes ${needed.join(", ")} are missing. ${how}`)];
  if (useful.length > 0)
    return [
      warning(`Slack: without the scopes ${useful.join(", ")} Docent hears mentions, DMs and commands alone. ${how}`),
    ];
  return [good("Slack: every scope is there")];
}
