import { permissionsInGuild } from "./permissions.ts";
import type { Answer, Platform, Request } from "./platform.ts";
import { refusals } from "./refusal.ts";
import type { RegisteredCommand } from "./world.ts";

/** GET /gateway/bot */
export function getGateway({ origin, gateway }: Platform): Answer {
  const session_start_limit = { total: 1000, remaining: 999, reset_after: 0, max_concurrency: 1 };
  return { status: 200, body: { url: origin().replace("http", "ws"), shards: gateway.shards, session_start_limit } };
}

/** GET /applications/@me */
export function getApplication({ world, flags }: Platform): Answer {
  const application = {
    id: world.bot.id,
    name: world.bot.username,
    icon: null,
    description: "",
    type: null,
    bot: world.bot,
    verify_key: "",
    flags,
    flags_new: String(flags),
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    owner: world.bot,
    approximate_guild_count: world.guilds.size,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    team: null,
    eligible_oauth2_scopes: [],
  };
  return { status: 200, body: application };
}

/** GET /users/@me/guilds */
export function getGuilds({ world }: Platform): Answer {
  const guilds = [...world.guilds.values()].map((guild) => ({
    id: guild.id,
    name: guild.name,
    icon: null,
    banner: null,
    owner: false,
    permissions: String(permissionsInGuild(guild, world.bot.id)),
    features: [],
  }));
  return { status: 200, body: guilds };
}

/** GET /applications/{application_id}/commands, and those of one server */
export function getCommands({ world }: Platform, { parameters }: Request): Answer {
  return { status: 200, body: world.commands.get(parameters.guild_id ?? "global") ?? [] };
}

/** PUT /applications/{application_id}/commands: its body is a list, and what is not in it is gone. */
export function putCommands({ world }: Platform, { parameters, body }: Request): Answer {
  const scope = parameters.guild_id ?? "global";
  if (parameters.guild_id && !world.guilds.has(parameters.guild_id)) throw refusals.missingAccess();
  const put = (body as unknown as readonly RegisteredCommand[]).map((command) => ({
    description: "",
    nsfw: false,
    dm_permission: true,
    contexts: null,
    integration_types: [0],
    ...command,
    default_member_permissions: permissionsOf(command.default_member_permissions),
    type: command.type ?? 1,
    id: world.snowflake(),
    application_id: world.bot.id,
    version: world.snowflake(),
    ...(parameters.guild_id ? { guild_id: parameters.guild_id } : {}),
  }));
  world.commands.set(scope, put);
  return { status: 200, body: put };
}

/** They are put as a number and given as a text. */
function permissionsOf(put: unknown): string | null {
  return put === undefined || put === null ? null : String(put);
}
