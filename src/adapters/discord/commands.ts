import {
  type APIApplication,
  type APIApplicationCommand,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  type REST,
  RESTJSONErrorCodes,
  type RESTPostAPIApplicationCommandsJSONBody,
  Routes,
} from "discord.js";
import type { Command } from "../../core/command.ts";
import { UserError } from "../../core/errors.ts";
import type { DiscordConfig } from "./config.ts";
import { says } from "./errors.ts";

/** In a message's menu: a private answer about that message. */
export const ASK_ABOUT_THIS = "Ask Docent about this";

/** In a message's menu, for admins: makes a regression case of an answer. */
export const ADD_TO_TESTS = "Add to Docent's tests";

/** For servers that Docent was added to, and for its DMs. */
const IN_SERVERS = {
  integration_types: [ApplicationIntegrationType.GuildInstall],
  contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
};

/** Besides, for people who added Docent to their own account: wherever they are. */
const EVERYWHERE = {
  integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  contexts: [InteractionContextType.Guild, InteractionContextType.BotDM, InteractionContextType.PrivateChannel],
};

/** Where commands are, as the application's own settings allow it. */
function placesOf({ integration_types_config: types }: Pick<APIApplication, "integration_types_config">) {
  return types?.[ApplicationIntegrationType.UserInstall] ? EVERYWHERE : IN_SERVERS;
}

/** A command as it is put: Discord's description wants permissions as a number there, and gives them as a text. */
type CommandBody = Omit<RESTPostAPIApplicationCommandsJSONBody, "default_member_permissions"> & {
  readonly default_member_permissions?: number;
};

/** What is for admins alone Discord shows to those who may manage the server; in DMs it would show it to everybody. */
const FOR_ADMINS = {
  default_member_permissions: Number(PermissionFlagsBits.ManageGuild),
  contexts: [InteractionContextType.Guild],
};

/** Docent's commands as Discord is told of them, the names of slash commands behind `prefix`. */
export function describeCommands(
  commands: readonly Command[],
  prefix = "",
  application: Pick<APIApplication, "integration_types_config"> = {},
): CommandBody[] {
  const where = placesOf(application);
  const slash = commands.map((command) => ({
    type: ApplicationCommandType.ChatInput as const,
    name: prefix + command.name,
    description: command.summary,
    options: command.argument ? [optionOf(command.argument)] : [],
    ...where,
    ...(command.admin && FOR_ADMINS),
  }));
  const menu = { type: ApplicationCommandType.Message as const, ...where };
  return [...slash, { ...menu, name: ASK_ABOUT_THIS }, { ...menu, name: ADD_TO_TESTS, ...FOR_ADMINS }];
}

function optionOf({ name, description, maxLength, pattern }: NonNullable<Command["argument"]>) {
  return {
    type: ApplicationCommandOptionType.String as const,
    name,
    description,
    required: pattern === undefined,
    max_length: maxLength,
  };
}

/** What Discord knows of the commands. `changed`: it was told anew. `ids`: of the slash commands, by their names. */
export interface Registration {
  readonly changed: boolean;
  readonly ids: ReadonlyMap<string, string>;
}

/**
 * Tells Discord of the commands where what it knows differs. With a `guildId` they are there in that server alone, at
 * once.
 */
export async function registerCommands(
  rest: REST,
  application: Pick<APIApplication, "id" | "integration_types_config">,
  commands: readonly Command[],
  { guildId, commandPrefix }: Pick<DiscordConfig, "guildId" | "commandPrefix">,
): Promise<Registration> {
  const everywhere = Routes.applicationCommands(application.id);
  const wanted = describeCommands(commands, commandPrefix, application);
  if (guildId === undefined) return putWhereDifferent(rest, everywhere, wanted);
  const cleared = await putWhereDifferent(rest, everywhere, []);
  const put = await inGuild(guildId, () =>
    putWhereDifferent(rest, Routes.applicationGuildCommands(application.id, guildId), wanted),
  );
  return { ...put, changed: cleared.changed || put.changed };
}

async function putWhereDifferent(
  rest: REST,
  route: `/${string}`,
  wanted: readonly CommandBody[],
): Promise<Registration> {
  const before = ((await rest.get(route)) ?? []) as APIApplicationCommand[];
  const changed = fingerprint(before) !== fingerprint(wanted);
  const known = changed ? ((await rest.put(route, { body: wanted })) as APIApplicationCommand[]) : before;
  const slash = known.filter(({ type }) => type === ApplicationCommandType.ChatInput);
  return { changed, ids: new Map(slash.map(({ name, id }) => [name, id])) };
}

/** What counts in a comparison: Discord adds fields of its own, and leaves out what is empty. */
function fingerprint(commands: readonly Comparable[]): string {
  const told = commands.map(
    ({ type = ApplicationCommandType.ChatInput, name, description = "", options = [], contexts, ...rest }) => ({
      type,
      permissions: String(rest.default_member_permissions ?? ""),
      name,
      description,
      options: options.map((option) => [
        option.type,
        option.name,
        option.description,
        option.required,
        option.max_length,
      ]),
      contexts: [...(contexts ?? [])].sort(),
    }),
  );
  return JSON.stringify(
    told.sort((one, other) => `${one.type}${one.name}`.localeCompare(`${other.type}${other.name}`)),
  );
}

/** The fields of a command that both sides write. */
interface Comparable {
  readonly type?: number;
  readonly name: string;
  readonly description?: string;
  readonly contexts?: readonly number[] | null;
  readonly default_member_permissions?: string | number | null;
  readonly options?: readonly {
    readonly type: number;
    readonly name: string;
    readonly description: string;
    readonly required?: boolean;
    readonly max_length?: number;
  }[];
}

async function inGuild<Result>(guildId: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (!says(error, RESTJSONErrorCodes.MissingAccess, RESTJSONErrorCodes.UnknownGuild)) throw error;
    throw new UserError(
      `Discord does not let Docent register commands in the server ${guildId}. Check DISCORD_GUILD_ID, and add Docent to that server with the scopes "bot" and "applications.commands".`,
    );
  }
}
