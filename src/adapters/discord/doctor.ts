import { DiscordAPIError, PermissionFlagsBits, type REST, Routes } from "discord.js";
import { clockFinding, type Finding, good, warning } from "../../core/finding.ts";
import type { DiscordConfig } from "./config.ts";
import { createRest, mayReadContent, readApplication } from "./connect.ts";

/** What Docent needs in a server, in the words of Discord's own settings. */
const NEEDED: Readonly<Record<string, bigint>> = {
  "View Channels": PermissionFlagsBits.ViewChannel,
  "Send Messages": PermissionFlagsBits.SendMessages,
  "Create Public Threads": PermissionFlagsBits.CreatePublicThreads,
  "Send Messages in Threads": PermissionFlagsBits.SendMessagesInThreads,
  "Read Message History": PermissionFlagsBits.ReadMessageHistory,
  "Attach Files": PermissionFlagsBits.AttachFiles,
};

/** A server as the bot sees it; `permissions` are those of its roles there. */
interface Server {
  readonly id: string;
  readonly name: string;
  readonly permissions: string;
}

/** How long Discord may take to tell the time, in milliseconds. */
const ANSWER_MS = 10_000;

/** The token, the Message Content intent, what the bot may do in each server, and the clock. */
export async function examineDiscord(config: DiscordConfig): Promise<readonly Finding[]> {
  const rest = createRest(config);
  const application = await readApplication(rest);
  const intent = mayReadContent(application)
    ? good("Discord: the Message Content intent is on")
    : warning(
        "Discord: the Message Content intent is off, so Docent reads mentions, DMs and commands alone. Switch it on at https://discord.com/developers/applications, Bot, Message Content Intent.",
      );
  const token = good(`Discord: the token is that of ${application.name}`);
  const invite = good(`Discord: invite the bot with ${inviteLink(application.id)}`);
  const places = [...(await examineServers(rest, config)), ...(await examineChannels(rest, config))];
  return [token, intent, invite, ...places, ...(await examineClock(rest, config))];
}

/** With what Docent needs in a server. */
function inviteLink(application: string): string {
  const permissions = Object.values(NEEDED).reduce((all, flag) => all | flag, 0n);
  return `https://discord.com/oauth2/authorize?client_id=${application}&scope=bot+applications.commands&permissions=${permissions}`;
}

/** The channels in which every post is answered: whether they are there, and can be seen. */
async function examineChannels(rest: REST, { answerChannels }: DiscordConfig): Promise<readonly Finding[]> {
  return Promise.all(
    answerChannels.map(async (id) => {
      try {
        const { name } = (await rest.get(Routes.channel(id))) as { name?: string };
        return good(`Discord: every post is answered in #${name ?? id}`);
      } catch (error) {
        if (!(error instanceof DiscordAPIError)) throw error;
        return warning(
          `Discord: the channel ${id} of DISCORD_ANSWER_CHANNELS cannot be read (${error.message}). Correct its id, or let the bot see it.`,
        );
      }
    }),
  );
}

/** What the client gives of an answer has no date. */
async function examineClock({ options }: REST, { token }: DiscordConfig): Promise<readonly Finding[]> {
  const { headers } = await fetch(`${options.api}/v${options.version}${Routes.gatewayBot()}`, {
    headers: { authorization: `Bot ${token}` },
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const date = headers.get("date");
  return date === null ? [] : [clockFinding("Discord", Date.parse(date))];
}

async function examineServers(rest: REST, { guildId }: DiscordConfig): Promise<readonly Finding[]> {
  const servers = (await rest.get(Routes.userGuilds())) as Server[];
  if (servers.length === 0) return [warning("Discord: the bot is in no server. Invite it with the link above.")];
  const missing = guildId && !servers.some(({ id }) => id === guildId);
  const unknown = warning(`Discord: the bot is not in the server ${guildId}. Invite it, or correct DISCORD_GUILD_ID.`);
  return [...servers.map(examineServer), ...(missing ? [unknown] : [])];
}

function examineServer({ name, permissions }: Server): Finding {
  const granted = BigInt(permissions);
  const lacking = Object.entries(NEEDED).filter(([, flag]) => !(granted & (flag | PermissionFlagsBits.Administrator)));
  if (lacking.length === 0) return good(`Discord: all permissions are there in ${name}`);
  const names = lacking.map(([permission]) => permission).join(", ");
  return warning(`Discord: ${names} is missing in ${name}. Grant it to Docent's role in the server's settings.`);
}
