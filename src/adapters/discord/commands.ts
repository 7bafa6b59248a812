import {
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
import { says } from "./errors.ts";

/** In a message's menu: a private answer about that message. */
export const ASK_ABOUT_THIS = "Ask Docent about this";

/** For servers that Docent was added to, and for its DMs. */
const WHERE = {
  integration_types: [ApplicationIntegrationType.GuildInstall],
  contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
};

/** A command as it is put: Discord's description wants permissions as a number there, and gives them as a text. */
type CommandBody = Omit<RESTPostAPIApplicationCommandsJSONBody, "default_member_permissions"> & {
  readonly default_member_permissions?: number;
};

/** What is for admins alone Discord shows to those who may manage the server; in DMs it would show it to everybody. */
const FOR_ADMINS = {
  default_member_permissions: Number(PermissionFlagsBits.ManageGuild),
  contexts: [InteractionContextType.Guild],
};

/** Docent's commands as Discord is told of them. */
export function describeCommands(commands: readonly Command[]): CommandBody[] {
  const slash = commands.map((command) => ({
    type: ApplicationCommandType.ChatInput as const,
    name: command.name,
    description: command.summary,
    options: command.argument ? [optionOf(command.argument)] : [],
    ...WHERE,
    ...(command.admin && FOR_ADMINS),
  }));
  return [...slash, { type: ApplicationCommandType.Message, name: ASK_ABOUT_THIS, ...WHERE }];
}

function optionOf({ name, description, maxLength }: NonNullable<Command["argument"]>) {
  return {
    type: ApplicationCommandOptionType.String as const,
    name,
    description,
    required: true,
    max_length: maxLength,
  };
}

/**
 * Tells Discord of the commands where what it knows differs; resolves to whether it did. With a `guildId` they are
 * there in that server alone, at once.
 */
export async function registerCommands(
  rest: REST,
  application: string,
  commands: readonly Command[],
  guildId?: string,
): Promise<boolean> {
  const everywhere = Routes.applicationCommands(application);
  const wanted = describeCommands(commands);
  if (guildId === undefined) return putWhereDifferent(rest, everywhere, wanted);
  const cleared = await putWhereDifferent(rest, everywhere, []);
  const put = await inGuild(guildId, () =>
    putWhereDifferent(rest, Routes.applicationGuildCommands(application, guildId), wanted),
  );
  return cleared || put;
}

async function putWhereDifferent(rest: REST, route: `/${string}`, wanted: readonly CommandBody[]): Promise<boolean> {
  const known = ((await rest.get(route)) ?? []) as APIApplicationCommand[];
  if (fingerprint(known) === fingerprint(wanted)) return false;
  await rest.put(route, { body: wanted });
  return true;
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
